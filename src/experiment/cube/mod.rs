//! Points of the unit cube: where to ask, before anything has a unit.
//!
//! A design of `n` points over `d` factors is a list of `n` lists of `d` numbers in \[0, 1\], which
//! the ranges of the factors stretch to values of the model. All are pure functions of the seed.

mod latin;
mod saltelli;
mod sequence;
mod trajectories;

pub use latin::latin_hypercube;
pub use saltelli::saltelli;
pub use sequence::{MOST_DIMENSIONS, MOST_POINTS, sobol};
pub use trajectories::morris;

use crate::sim::random::{Chance, Purpose};

/// Draws for a design, one after the other: the same on every machine and for ever.
struct Draws {
    chance: Chance,
    next: u64,
}

impl Draws {
    fn new(seed: u64) -> Self {
        Draws {
            chance: Chance::new(seed, 0),
            next: 0,
        }
    }

    /// A whole number below `n`.
    fn below(&mut self, n: usize) -> usize {
        let block = self.chance.block(self.next / 4, Purpose::Design, 0);
        let uniform = block.uniform((self.next % 4) as usize);
        self.next += 1;
        ((uniform * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// The numbers below `n` in a random order (Fisher and Yates).
    fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            let chosen = self.below(last + 1);
            order.swap(last, chosen);
        }
        order
    }
}
