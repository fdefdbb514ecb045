//! Accounts that are locked after wrong passwords: the owner is blocked as well.
//!
//! With guesses at an account a Poisson stream of rate `λ`, of which a share `s` is right, an account locked for good is locked by `t`
//! with probability `P(Poisson(λ(1−s)t) ≥ m)`.

use super::{Lockout as Spec, LockoutSummary};
use crate::measures::definition::Definition;
use clickday_engine::scenario::{PageIndex, Scenario};
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, Audit, Figures, Measure, Observer, Tally, Visitor,
};
use clickday_engine::sim::result::Outcome;

/// An account.
#[derive(Debug, Clone, Copy, Default)]
struct Account {
    /// Locked until \[µs\].
    until: u64,
    /// Wrong passwords in a row.
    wrong: u8,
}

/// A rule at work.
pub(crate) struct Lockout {
    page: Option<PageIndex>,
    after: u64,
    lasts: u64,
    accounts: Vec<Account>,
    counts: LockoutSummary,
    tally: Tally,
}

impl Lockout {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let people: u64 = scenario.groups.iter().filter_map(|g| g.size).sum();
        Lockout {
            page: scenario.pages.position(|page| page.name == spec.page),
            after: spec.after.get(),
            lasts: spec.lasts.as_micros(),
            accounts: vec![Account::default(); people as usize],
            counts: LockoutSummary::default(),
            tally: Tally::new("lockout", scenario),
        }
    }
}

impl Measure for Lockout {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for Lockout {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if Some(visitor.page) != self.page {
            return AdmissionDecision::Admit;
        }
        // Offices log in with accounts that nobody guesses at.
        let account = self.accounts.get(visitor.person as usize);
        let locked = account.is_some_and(|a| context.now < a.until);
        if self.tally.person(visitor, context, locked) {
            AdmissionDecision::Refused(Outcome::Blocked)
        } else {
            AdmissionDecision::Admit
        }
    }
}

impl Observer for Lockout {
    fn served(&mut self, visitor: Visitor, _around: &mut AdmissionContext) {
        if Some(visitor.page) == self.page
            && let Some(account) = self.accounts.get_mut(visitor.person as usize)
        {
            account.wrong = 0;
        }
    }

    fn guessed(&mut self, person: u32, right: bool, context: &mut AdmissionContext) -> bool {
        let Some(account) = self.accounts.get_mut(person as usize) else {
            return true;
        };
        if context.now < account.until {
            self.counts.guesses_rejected += 1;
            return false;
        }
        if right {
            account.wrong = 0;
            return true;
        }
        account.wrong = account.wrong.saturating_add(1);
        if u64::from(account.wrong) >= self.after {
            self.counts.people += u64::from(account.until == 0);
            self.counts.lockouts += 1;
            account.wrong = 0;
            account.until = context.now.saturating_add(self.lasts);
        }
        true
    }
}

impl Audit for Lockout {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.named.add_first(Spec::ID, &self.counts.figures());
        figures.add_defence(&self.tally);
    }
}
