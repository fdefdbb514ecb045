//! What came of a rule that locks accounts.

use super::Lockout;
use crate::measures::definition::Definition;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Figure;

/// What came of the first rule of a policy that locks accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LockoutSummary {
    /// Times an account was locked.
    pub lockouts: u64,
    /// People whose account was locked at least once.
    pub people: u64,
    /// Guesses at accounts that were locked.
    pub guesses_rejected: u64,
}

impl LockoutSummary {
    /// The figures of a run's locked accounts; `None` if the policy locks none.
    pub fn of(run: &RunResult) -> Option<LockoutSummary> {
        let rule = run.measures.of(Lockout::ID)?;
        Some(LockoutSummary {
            lockouts: rule.count("lockouts"),
            people: rule.count("people"),
            guesses_rejected: rule.count("guesses_rejected"),
        })
    }

    /// The counts under their names, in the order of the JSON object.
    pub(crate) fn figures(&self) -> [(&'static str, Figure); 3] {
        [
            ("lockouts", Figure::Count(self.lockouts)),
            ("people", Figure::Count(self.people)),
            ("guesses_rejected", Figure::Count(self.guesses_rejected)),
        ]
    }
}
