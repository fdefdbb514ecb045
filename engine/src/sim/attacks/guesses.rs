//! Guesses at people's passwords.

use crate::model::attack::CredentialStuffing;
use crate::sim::random::{Chance, Purpose};
use crate::sim::result::GuessSummary;

/// The guesses of an attack.
pub(super) struct Guesses {
    success: f64,
    made: u64,
    got_in: u64,
}

impl Guesses {
    pub(super) fn new(spec: &CredentialStuffing) -> Self {
        Guesses {
            success: spec.success.get(),
            made: 0,
            got_in: 0,
        }
    }

    /// Whose password is guessed at, of so many people, and whether the guess is right; `None` where there is nobody. The n-th guess comes
    /// from the n-th draw of the attack.
    pub(super) fn guess(&mut self, key: u64, people: usize, chance: &Chance) -> Option<(u32, bool)> {
        let draws = chance.block(key, Purpose::Guess, self.made);
        self.made += 1;
        let person = (draws.uniform(0) * people as f64) as u32;
        (people > 0).then(|| (person, draws.uniform(1) < self.success))
    }

    pub(super) fn note(&mut self, got_in: bool) {
        self.got_in += u64::from(got_in);
    }

    pub(super) fn summary(&self) -> GuessSummary {
        GuessSummary {
            made: self.made,
            got_in: self.got_in,
        }
    }
}
