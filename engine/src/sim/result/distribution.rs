//! How long it took: every percentile of a time is read here.

use crate::model::units::Percentile;
use crate::sim::times::{SIGNIFICANT_DIGITS, Times};

/// Microseconds in a second.
const MICROS: f64 = 1e6;

/// The times of a run: who waited how long, from the engine's fine histogram.
///
/// A percentile is the order statistic of its rank, from above: at least the exact one, at most a
/// thousandth more (a bin is at most 1/1024 of what it holds), and never more than the largest
/// time.
/// So percentiles rise with the share, whatever is asked for.
#[derive(Debug, Clone, Default, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct TimeDistribution {
    /// Where each bin with somebody in it ends \[µs\], exclusive. An edge has at most twelve binary
    /// digits that are not zero, so that these are exact.
    edges: Vec<f32>,
    /// How many there are below each edge.
    below: Vec<u64>,
    largest_us: u64,
    sum_us: u128,
    unserved: u64,
}

impl TimeDistribution {
    /// Significant digits that are known of a percentile.
    pub const DIGITS: u8 = SIGNIFICANT_DIGITS;

    /// What is known of times at the end of a run, with `unserved` people whose time is later
    /// than all.
    pub(in crate::sim) fn recorded(times: &Times, unserved: u64) -> Self {
        let mut below = Vec::new();
        let mut edges = Vec::new();
        let mut so_far = 0;
        for (last, count) in times.bins() {
            so_far += count;
            edges.push((last + 1) as f32);
            below.push(so_far);
        }
        edges.shrink_to_fit();
        below.shrink_to_fit();
        TimeDistribution {
            edges,
            below,
            largest_us: times.largest(),
            sum_us: times.sum(),
            unserved,
        }
    }

    /// Of so many people each, who took so long \[s\], and of `unserved` others.
    pub fn of(times: impl IntoIterator<Item = (f64, u64)>, unserved: u64) -> Self {
        let mut recorded = Times::new();
        for (seconds, people) in times {
            recorded.record_many((seconds * MICROS).round() as u64, people);
        }
        TimeDistribution::recorded(&recorded, unserved)
    }

    /// How many there are whose time is known.
    pub fn served(&self) -> u64 {
        self.below.last().copied().unwrap_or(0)
    }

    /// How many there are in all; the unserved are later than all others.
    pub fn people(&self) -> u64 {
        self.served() + self.unserved
    }

    /// Mean of the known times \[s\]; `None` when there is none.
    pub fn mean(&self) -> Option<f64> {
        let n = self.served();
        (n > 0).then(|| self.sum_us as f64 / n as f64 / MICROS)
    }

    /// The time \[s\] that a share of all does not exceed; `None` when that was not reached, or
    /// nobody is there.
    pub fn percentile(&self, percentile: Percentile) -> Option<f64> {
        self.at_rank(percentile.rank(self.people()))
    }

    /// The time \[s\] that a share of those whose time is known does not exceed.
    pub fn served_percentile(&self, percentile: Percentile) -> Option<f64> {
        self.at_rank(percentile.rank(self.served()))
    }

    fn at_rank(&self, rank: u64) -> Option<f64> {
        let bin = self.below.partition_point(|below| *below < rank);
        let last = *self.edges.get(bin)? as u64 - 1;
        Some(last.min(self.largest_us) as f64 / MICROS)
    }

    /// Share of all whose time is at most `seconds`, a bin at a time; 0 when nobody is there.
    ///
    /// At a percentile it is at least that percentile's share.
    pub fn share_within(&self, seconds: f64) -> f64 {
        let us = (seconds * MICROS).round() as u64;
        let bin = self
            .edges
            .partition_point(|edge| (*edge as u64) <= us.saturating_add(1));
        let within = match bin {
            _ if us >= self.largest_us => self.served(),
            0 => 0,
            _ => self.below[bin - 1],
        };
        match self.people() {
            0 => 0.0,
            people => within as f64 / people as f64,
        }
    }
}

/// Every time of a run of which percentiles can be asked for.
#[derive(Debug, Clone, Default, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct RunTimes {
    /// From first intent to submission, of everyone who tried.
    pub waits: TimeDistribution,
    /// Response times of served pages.
    pub pages: TimeDistribution,
    /// Waits in line of the calls that were answered.
    pub calls: TimeDistribution,
}
