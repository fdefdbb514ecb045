//! The gateway that sends first halves as messages, one after the other.

use crate::scenario::CredentialRules;
use crate::sim::random::Block;
use crate::sim::result::CredentialSummary;

/// The credentials of a run: the gateway, and the books.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(super) rules: CredentialRules,
    /// When the gateway has sent all it has been given \[µs\].
    gateway_free: f64,
    /// Time messages have waited to be sent \[µs\].
    pub(super) gateway_wait: f64,
    pub(super) longest_wait: f64,
    pub(super) books: CredentialSummary,
}

impl Credentials {
    pub(crate) fn new(rules: CredentialRules) -> Self {
        Credentials {
            rules,
            gateway_free: 0.0,
            gateway_wait: 0.0,
            longest_wait: 0.0,
            books: CredentialSummary::default(),
        }
    }

    /// Hands a message to the gateway at `now`: when it arrives, if it does. Lanes: 0 whether it is lost, 1 how long it is under way.
    pub(super) fn send(&mut self, now: u64, draws: &Block) -> Option<u64> {
        let begins = self.gateway_free.max(now as f64);
        self.gateway_free = begins + self.rules.gateway_us;
        let wait = begins - now as f64;
        self.gateway_wait += wait;
        self.longest_wait = self.longest_wait.max(wait);
        if draws.uniform(0) < self.rules.loss {
            self.books.lost += 1;
            return None;
        }
        let delay = self
            .rules
            .delay
            .as_ref()
            .map_or(0.0, |law| law.draw(draws.bits(1)));
        Some((self.gateway_free + delay + 0.5) as u64)
    }
}
