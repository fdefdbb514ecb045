//! What is asked of the draws, and what is said of a number over them.

use serde::Serialize;

use crate::experiment::estimate::{Bounds, Kind};
use crate::experiment::statistics::{Corrected, Distrust};
use crate::metrics::Quantity;

/// What the draws are to be asked.
#[derive(Debug, Clone, Copy)]
pub struct DrawsRequest<'a> {
    /// The policies, in the order of the table.
    pub policies: &'a [String],
    /// The policy that the others are compared with.
    pub baseline: &'a str,
    /// Confidence of every interval.
    pub confidence: f64,
    /// What is summed up; each was read off every run.
    pub metrics: &'a [Quantity],
}

impl DrawsRequest<'_> {
    /// What has to be read off every run: what is summed up, and the number of people that limits it.
    pub fn quantities(&self) -> Vec<Quantity> {
        let mut quantities = self.metrics.to_vec();
        for whole in self.metrics.iter().filter_map(Quantity::whole) {
            if !quantities.contains(&whole) {
                quantities.push(whole);
            }
        }
        quantities
    }
}

/// A policy over the draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyOverDraws {
    /// The policy.
    pub policy: String,
    /// Draws in which it was launched at the small scale.
    pub launched: u64,
    /// In how many of them the portal collapsed.
    pub collapsed: u64,
    /// Each metric.
    pub metrics: Vec<OverDraws>,
}

/// A number over the draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverDraws {
    /// The metric.
    pub metric: String,
    /// In how many draws the value was reached.
    pub reached: u64,
    /// As many independent draws of one weight would say as much.
    pub effective: f64,
    /// What `value` is: the mean over draws, or their median where some did not reach it, or they go
    /// two ways.
    pub kind: Kind,
    /// The value: at the larger scale if it is corrected, else at the small scale. `None` if it was
    /// not reached by the end.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Bounds>,
    /// Where one launch lies, under a further draw.
    pub launch: Option<Bounds>,
    /// With which probability it does: the confidence of the experiment, or less where the value is not
    /// corrected and there are too few draws.
    pub launch_probability: f64,
    /// How it was corrected for the bias of the small scale; `None` if it was not.
    pub correction: Option<Corrected>,
    /// Why it was not.
    pub distrust: Option<Distrust>,
}

/// A policy less the baseline, draw by draw, on the same people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceOverDraws {
    /// The policy.
    pub policy: String,
    /// The baseline.
    pub against: String,
    /// The difference.
    pub difference: OverDraws,
    /// Which way is better: `more`, `less`, or nothing.
    pub better: &'static str,
    /// In how many draws the policy is better; where neither way is better, in how many it has more.
    pub better_in: u64,
    /// In how many it is worse, or has less.
    pub worse_in: u64,
    /// Of how many.
    pub of: u64,
    /// In at least this share of all that is possible it is better. Draws of one row of the sample
    /// count once. Each of both bounds has half of the doubt, so that the larger one can be told at the
    /// confidence of the experiment.
    pub better_in_at_least: f64,
    /// In at least this share it is worse, or has less.
    pub worse_in_at_least: f64,
}

/// The difference of two values; two that were not reached do not differ.
pub(super) fn less(one: f64, other: f64) -> f64 {
    if one.total_cmp(&other).is_eq() {
        0.0
    } else {
        one - other
    }
}
