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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::estimate::Kind;
    use crate::experiment::schedule::{Plan, Stage};

    #[test]
    fn an_end_that_is_missing_is_far_above_and_of_a_difference_far_below() {
        let bounds = |low, high| Bounds { low, high };
        // Never reached in any draw, and reached at full scale.
        assert!(is_outside(5.0, &bounds(None, None), false));
        assert!(!is_outside(f64::INFINITY, &bounds(None, None), false));
        // The baseline did not reach it in some draws.
        let difference = bounds(None, Some(10.0));
        assert!(!is_outside(-1_000.0, &difference, true));
        assert!(!is_outside(f64::NEG_INFINITY, &difference, true));
        assert!(is_outside(11.0, &difference, true));
        let high = bounds(Some(3.0), None);
        for is_difference in [false, true] {
            assert!(is_outside(2.0, &high, is_difference));
            assert!(!is_outside(f64::INFINITY, &high, is_difference));
        }
    }

    #[test]
    fn what_was_not_reached_has_no_interval() {
        let stage = |scale, replications| {
            let stage = Stage {
                name: "stage".to_owned(),
                scale,
                replications,
            };
            let plan = Plan {
                stage: &stage,
                policies: &["open".to_owned()],
                seed: 5,
                first: 0,
            };
            plan.fake()
        };
        let (full, small) = (stage(1.0, 1), stage(0.02, 8));
        let over = OverDraws {
            metric: "wait_p50_s".to_owned(),
            reached: 24,
            effective: 24.0,
            kind: Kind::Mean,
            value: Some(1.0),
            interval: None,
            launch: None,
            launch_probability: 0.92,
            correction: None,
            distrust: None,
        };
        let beside = |value: f64| {
            let of = |stage: &StageRuns| {
                if stage.stage.scale >= 1.0 {
                    vec![value]
                } else {
                    vec![1.0, 1.1, 1.2, 1.05, 1.15, 1.12, 1.0, 1.08]
                }
            };
            beside(0.95, &over, ("open", None), (&full, &[&small]), of).unwrap()
        };
        assert!(
            beside(1.1)
                .interval
                .is_some_and(|interval| interval.contains(1.1))
        );
        assert_eq!(beside(f64::INFINITY).interval, None);
    }
}
