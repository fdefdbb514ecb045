//! Paths: the mean of a state of the system, bin after bin, against the exact mean over each bin.

use std::ops::Range;

use clickday::sim::result::BinState;
use clickday::theory::TheoryError;

use crate::Checked;
use crate::common::{Estimate, Replications};

/// Instants in a bin at which the exact path is asked for, besides its beginning.
const POINTS: usize = 4;

/// Where fewer than so many are seen in all replications together, the scatter between them says too little about the error.
const FEW: f64 = 100.0;

/// The most that are seen where `FEW` are expected: more have a probability of 10⁻⁸.
const MOST_OF_FEW: f64 = 160.0;

/// A path in each replication.
pub(crate) struct Path {
    what: String,
    /// By bin, then by replication.
    bins: Vec<Vec<f64>>,
    bin_s: f64,
}

impl Path {
    /// Of a state of the system.
    pub(crate) fn of(what: &str, runs: &Replications, state: impl Fn(&BinState) -> f64) -> Self {
        let series = &runs.windows[0].after.series;
        let bins =
            (0..series.state.len()).map(|bin| runs.ends().map(|r| state(&r.series.state[bin])).collect());
        Path {
            what: what.to_owned(),
            bins: bins.collect(),
            bin_s: series.bin_s,
        }
    }

    /// Of the number in the first tier.
    pub(crate) fn in_tier(runs: &Replications) -> Self {
        Path::of("number in tier", runs, |state| state.in_tier[0])
    }

    /// Panics unless the mean over every bin is that of the exact path, which is given at growing instants. Over a bin it is averaged by
    /// Simpson's rule. Bins in which hardly anything is ever seen are taken together.
    #[track_caller]
    pub(crate) fn follows(&self, exact: impl FnOnce(&[f64]) -> Result<Vec<f64>, TheoryError>) -> Checked {
        self.follows_in(0..self.bins.len(), exact)
    }

    /// The same for some of the bins.
    #[track_caller]
    pub(crate) fn follows_in(
        &self,
        bins: Range<usize>,
        exact: impl FnOnce(&[f64]) -> Result<Vec<f64>, TheoryError>,
    ) -> Checked {
        let step = self.bin_s / POINTS as f64;
        let instants: Vec<f64> = (0..=self.bins.len() * POINTS).map(|i| i as f64 * step).collect();
        let values = exact(&instants)?;
        let replications = self.bins[0].len();
        let (mut rare, mut expected) = (vec![0.0; replications], 0.0);
        for bin in bins {
            let at = |i: usize| values[bin * POINTS + i];
            let mean = (at(0) + 4.0 * (at(1) + at(3)) + 2.0 * at(2) + at(4)) / 12.0;
            if mean * replications as f64 >= FEW {
                let what = format!("{} at {} s", self.what, (bin as f64 + 0.5) * self.bin_s);
                Estimate::of_sample(&what, &self.bins[bin]).agrees_with(mean);
            } else {
                expected += mean;
                rare.iter_mut()
                    .zip(&self.bins[bin])
                    .for_each(|(sum, x)| *sum += x);
            }
        }
        self.rest_follows(&rare, expected);
        Ok(())
    }

    /// The bins in which hardly anything is seen: their sum in each replication, and its mean.
    #[track_caller]
    fn rest_follows(&self, rare: &[f64], expected: f64) {
        if expected * rare.len() as f64 >= FEW {
            Estimate::of_sample(&format!("{} when hardly any", self.what), rare).agrees_with(expected);
        } else {
            let seen: f64 = rare.iter().sum();
            assert!(
                seen < MOST_OF_FEW,
                "{}: {seen} seen, {expected} expected in each",
                self.what
            );
        }
    }
}
