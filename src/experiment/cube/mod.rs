//! Designs of points in the unit cube.
//!
//! A design of `n` points over `d` factors is a list of `n` lists of `d` numbers in \[0, 1\]. The
//! ranges of the factors map them to values of the model. All are pure functions of the seed.

mod latin;
mod saltelli;
mod sequence;
mod trajectories;

pub(crate) use latin::latin_hypercube;
pub(crate) use saltelli::saltelli;
pub(crate) use sequence::{MOST_DIMENSIONS, MOST_POINTS, sobol};
pub(crate) use trajectories::morris;

use rand::seq::SliceRandom;

use clickday_engine::sim::random::{Chance, Purpose, Substream};

/// The chance of a design.
fn chance(seed: u64) -> Substream {
    Chance::new(seed, 0).stream(0, Purpose::Design)
}

/// The numbers below `n` in a random order.
fn order(n: usize, chance: &mut Substream) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(chance);
    order
}
