//! The launches at full scale, held against what the draws expect.

use serde::Serialize;

use super::over::{DifferenceOverDraws, DrawsRequest, OverDraws, PolicyOverDraws, less};
use crate::experiment::estimate::Bounds;
use crate::experiment::schedule::StageRuns;
use crate::experiment::statistics::{AtScale, Carried, Distrust, Interval, carried_over};
use crate::metrics::Quantity;
use clickday_engine::sim::RunResult;

/// A number of the launches at full scale, beside what the draws say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FullScale {
    /// The policy.
    pub policy: String,
    /// The policy that is subtracted, if it is a difference.
    pub against: Option<String>,
    /// The metric.
    pub metric: String,
    /// Its mean over the launches.
    pub value: f64,
    /// How many launches there are.
    pub launches: u64,
    /// The interval of the expected launch under the same values, by the variance of small scales.
    pub interval: Option<Interval>,
    /// The variance that was carried over.
    pub carried: Option<Carried>,
    /// Why none was.
    pub distrust: Option<Distrust>,
    /// Where the draws expect a launch.
    pub expected: Option<Bounds>,
    /// Whether the value lies outside.
    pub is_outside: bool,
}

/// Differences up to this share of a value are rounding: at a small scale a person stands for many.
const ROUNDING: f64 = 1e-3;

/// Whether a value lies outside of an interval. One without a lower end was not reached at all; that of
/// a difference goes down without end, since the policy that is subtracted may not reach the value.
fn is_outside(value: f64, bounds: &Bounds, is_difference: bool) -> bool {
    let margin = if value.is_finite() {
        ROUNDING * value.abs()
    } else {
        0.0
    };
    let is_above = bounds.high.is_some_and(|high| value > high + margin);
    let is_below = bounds
        .low
        .map_or(!is_difference && value.is_finite(), |low| value < low - margin);
    is_above || is_below
}

/// Every number of the stages at full scale, beside what the draws expect.
pub(super) fn full_scale(
    asked: DrawsRequest,
    stages: &[StageRuns],
    policies: &[PolicyOverDraws],
    differences: &[DifferenceOverDraws],
) -> Vec<FullScale> {
    let Some(full) = stages.iter().find(|stage| stage.stage.scale >= 1.0) else {
        return Vec::new();
    };
    let small = small_stages(stages);
    let mut found = Vec::new();
    for policy in policies {
        for (metric, over) in asked.metrics.iter().zip(&policy.metrics) {
            let of = |stage: &StageRuns| of_stage(stage, &policy.policy, metric);
            found.extend(beside(
                asked.confidence,
                over,
                (&policy.policy, None),
                (full, &small),
                of,
            ));
        }
    }
    for line in differences {
        let Some(metric) = asked
            .metrics
            .iter()
            .find(|known| known.name() == line.difference.metric)
        else {
            continue;
        };
        let of = |stage: &StageRuns| of_difference(stage, (&line.policy, &line.against), metric);
        let of_line = beside(
            asked.confidence,
            &line.difference,
            (&line.policy, Some(&line.against)),
            (full, &small),
            of,
        );
        found.extend(of_line);
    }
    found
}

/// The stages below full scale, those with the most launches first.
fn small_stages(stages: &[StageRuns]) -> Vec<&StageRuns> {
    let mut small: Vec<&StageRuns> = stages.iter().filter(|stage| stage.stage.scale < 1.0).collect();
    small.sort_by_key(|stage| std::cmp::Reverse(stage.stage.replications));
    small
}

fn beside(
    confidence: f64,
    over: &OverDraws,
    (policy, against): (&str, Option<&str>),
    (full, small): (&StageRuns, &[&StageRuns]),
    of: impl Fn(&StageRuns) -> Vec<f64>,
) -> Option<FullScale> {
    let values = of(full);
    if values.is_empty() {
        return None;
    }
    let value = values.iter().sum::<f64>() / values.len() as f64;
    let chance: Vec<(f64, Vec<f64>)> = small.iter().map(|stage| (stage.stage.scale, of(stage))).collect();
    let mut scales = chance.iter().map(|(scale, values)| AtScale {
        scale: *scale,
        values,
    });
    let carried = match (scales.next(), scales.next()) {
        (Some(first), second) => carried_over(first, second),
        (None, _) => Err(Distrust::TooFew),
    };
    let launches = values.len() as u64;
    // Around a value that was not reached there is no interval.
    let interval = carried.as_ref().ok().filter(|_| value.is_finite());
    let interval = interval.and_then(|carried| carried.interval(value, launches, confidence));
    Some(FullScale {
        policy: policy.to_owned(),
        against: against.map(str::to_owned),
        metric: over.metric.clone(),
        value,
        launches,
        interval,
        distrust: carried.err(),
        carried: carried.ok(),
        expected: over.launch,
        is_outside: over
            .launch
            .is_some_and(|expected| is_outside(value, &expected, against.is_some())),
    })
}

fn of_stage(stage: &StageRuns, policy: &str, metric: &Quantity) -> Vec<f64> {
    stage.of(policy).map(|run| metric.of(run)).collect()
}

fn of_difference(stage: &StageRuns, (policy, against): (&str, &str), metric: &Quantity) -> Vec<f64> {
    let pair = |run: &RunResult| {
        let other = stage
            .of(against)
            .find(|other| other.replication == run.replication)?;
        Some(less(metric.of(run), metric.of(other)))
    };
    stage.of(policy).filter_map(pair).collect()
}
