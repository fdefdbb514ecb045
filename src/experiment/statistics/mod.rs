//! Statistics over replications: estimates with intervals, comparisons and tests.
//!
//! A run is one possible launch. Another replication, with the same portal and other random
//! numbers, ends differently. So every number that a reader sees is an *estimate* with an
//! *interval*: the range of the true value, at a stated confidence, computed from the replications
//! alone.
//!
//! | question | method | here |
//! |---|---|---|
//! | a mean (people submitted, failure rate) | Student's t | `mean_interval` |
//! | a probability (of collapse) | Wilson's score interval | `wilson_interval` |
//! | a median, also where some launches never reach it | order statistics | `quantile_interval` |
//! | is one policy better? | paired differences, same people on both sides | [`Paired`] |
//! | and on launches that share nothing? | Welch's interval | [`Unpaired`] |
//! | are several? | Holm's adjustment of their p-values | `holm` |
//! | which may be the best? | multiple comparisons with the best | [`BestComparison`] |
//! | how many replications are enough? | a sequential rule | [`Precision`] |
//! | did the replications go two different ways? | two-means gap | `two_modes` |
//! | a mean over draws that do not count alike | weights, effective number | [`Weighted`] |
//! | at least how likely is what happened in 23 of 24? | Clopper and Pearson | [`at_least`] |
//! | a mean at a large scale, from many runs at a small one | control variate | [`corrected()`] |
//! | how far chance moves one launch at full scale | its variance at small scales | [`carried_over`] |
//!
//! Near the cliff of a waiting room a launch either flows or melts, and the mean of the two
//! describes neither: `two_modes` says so, and what is then reported is each mode with its share.
//!
//! No interval reaches beyond what its quantity can be: a share stays within 0 and 1, people within
//! those who came. It is cut off there ([`Interval::within`]), which costs no coverage.
//!
//! Replications are independent, people within one are not: a quantile over people is taken within
//! each replication first, and its interval across replications.

mod best;
mod carried;
mod corrected;
mod holm;
mod mean;
mod modes;
mod paired;
mod proportion;
mod quantile;
mod sequential;
#[cfg(feature = "store")]
mod unpaired;
mod weighted;

pub use best::BestComparison;
pub use carried::{AtScale, Carried, carried_over};
pub use corrected::{Corrected, Distrust, FEWEST_PAIRS, corrected};
pub(crate) use holm::holm;
pub(crate) use mean::{mean, mean_interval, standard_deviation};
pub use modes::Mode;
pub(crate) use modes::two_modes;
pub use paired::Paired;
pub(crate) use proportion::wilson_interval;
pub(crate) use quantile::{central, quantile_interval, sample_median};
pub use sequential::Precision;
#[cfg(feature = "store")]
pub use unpaired::Unpaired;
pub use weighted::{Weighted, WeightedMean, at_least};

use serde::Serialize;

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies within, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The part of it that lies within `limits`, the values that the quantity can take at all. An
    /// interval that lies beyond them altogether becomes the nearer limit.
    ///
    /// Of an interval of a parameter that lies within the limits nothing is lost: it holds the
    /// parameter if and only if its part within the limits does, so that its coverage stays what it
    /// was, exactly.
    #[must_use]
    pub fn within(self, limits: Interval) -> Interval {
        Interval {
            low: self.low.clamp(limits.low, limits.high),
            high: self.high.clamp(limits.low, limits.high),
        }
    }

    /// The interval of the same quantity in a unit `factor` times smaller (`factor` is positive).
    #[must_use]
    pub fn times(self, factor: f64) -> Interval {
        Interval {
            low: self.low * factor,
            high: self.high * factor,
        }
    }
}

/// Chances for the statistical tests.
#[cfg(test)]
pub(crate) mod chance {
    use rand::RngExt;
    use rand::distr::Open01;
    use rand_distr::{Exp1, StandardNormal};

    use clickday_engine::sim::random::{self, Substream};

    /// A stream of random numbers.
    pub(crate) struct Chance(Substream);

    impl Chance {
        pub(crate) fn new(seed: u64) -> Self {
            Chance(random::Chance::new(seed, 0).named(0, "test"))
        }

        /// Uniform on (0, 1).
        pub(crate) fn uniform(&mut self) -> f64 {
            self.0.sample(Open01)
        }

        /// Standard normal.
        pub(crate) fn normal(&mut self) -> f64 {
            self.0.sample(StandardNormal)
        }

        /// Exponential with mean 1.
        pub(crate) fn exponential(&mut self) -> f64 {
            self.0.sample(Exp1)
        }

        /// `n` values of `draw`.
        pub(crate) fn sample(&mut self, n: usize, draw: impl Fn(&mut Chance) -> f64) -> Vec<f64> {
            (0..n).map(|_| draw(self)).collect()
        }
    }
}
