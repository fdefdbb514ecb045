//! What the operator sees: running totals of the books.

use crate::sim::ledger::Ledger;
use crate::sim::result::{BinCounts, Outcome};

/// Running totals at an instant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// The instant \[µs\].
    pub(super) at: u64,
    /// People's attempts made, ended and failed, those at a closed door left out of the latter two.
    pub(super) attempts: u64,
    pub(super) ended: u64,
    pub(super) failed: u64,
    /// Pages served, and their response times together \[µs\].
    pub(super) pages: u64,
    pub(super) page_us: u128,
    /// Attackers' requests.
    pub(super) attack: u64,
    /// Requests inside now.
    pub(super) inside: u64,
    /// Reports of people who were shown another's page.
    pub(super) reports: u64,
}

impl Counts {
    fn add(&mut self, cells: &[BinCounts]) {
        for cell in cells {
            self.attempts += u64::from(cell.attempts);
            let ended: u64 = cell.outcomes.iter().map(|n| u64::from(*n)).sum();
            let ended = ended - u64::from(cell.outcomes[Outcome::Closed as usize]);
            self.ended += ended;
            self.failed += ended - u64::from(cell.outcomes[Outcome::Served as usize]);
        }
    }
}

/// Totals of the bins that are over, so that a look adds up few of them.
#[derive(Debug, Default)]
pub(super) struct Watch {
    bin: usize,
    over: Counts,
}

impl Watch {
    pub(super) fn look(&mut self, now: u64, ledger: &Ledger, inside: u64, reports: u64) -> Counts {
        while self.bin < ledger.bin() {
            self.over.add(ledger.cells(self.bin));
            self.bin += 1;
        }
        let mut counts = self.over;
        counts.add(ledger.cells(self.bin));
        let (pages, page_us) = ledger.page_totals();
        Counts {
            at: now,
            pages,
            page_us,
            attack: ledger.attack_requests().iter().sum(),
            inside,
            reports,
            ..counts
        }
    }
}
