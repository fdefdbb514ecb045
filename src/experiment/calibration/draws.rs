//! Chance of a calibration: draws for one proposal of one generation, one after the other.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::sim::random::{Chance, Purpose};

/// Draws of one proposal.
pub(super) struct Draws {
    chance: Chance,
    proposal: u64,
    next: u64,
}

impl Draws {
    pub(super) fn new(seed: u64, generation: u64, proposal: u64) -> Self {
        Draws {
            chance: Chance::new(seed, generation),
            proposal,
            next: 0,
        }
    }

    /// Strictly between 0 and 1.
    pub(super) fn uniform(&mut self) -> f64 {
        let block = self
            .chance
            .block(self.proposal, Purpose::Calibration, self.next / 4);
        let uniform = block.uniform((self.next % 4) as usize);
        self.next += 1;
        uniform
    }

    /// Of mean 0 and variance 1.
    pub(super) fn normal(&mut self) -> f64 {
        let uniform = self.uniform();
        Normal::standard().inverse_cdf(uniform)
    }
}
