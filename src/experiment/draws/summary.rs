//! What the draws say: of each policy, of each policy less the baseline, and of the launches at full
//! scale.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::drawn::Unknown;
use super::full_scale::{FullScale, full_scale};
use super::over::{DifferenceOverDraws, DrawsRequest, OverDraws, PolicyOverDraws, less};
use super::run::{DrawRun, DrawRuns};
use crate::experiment::estimate::{Bounds, Kind};
use crate::experiment::schedule::StageRuns;
use crate::experiment::statistics::{Distrust, Interval, Weighted, at_least, corrected, two_modes};
use crate::metrics::{Better, Domain, Quantity};

/// What the draws say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawsSummary {
    /// How many draws there are.
    pub draws: u64,
    /// How many of them have different values.
    pub distinct: u64,
    /// Share of full scale at which all are launched.
    pub scale: f64,
    /// Share of full scale at which the first are launched too.
    pub larger_scale: f64,
    /// How many are.
    pub at_larger_scale: u64,
    /// What is drawn.
    pub unknown: Vec<Unknown>,
    /// Each policy, in the order of the experiment.
    pub policies: Vec<PolicyOverDraws>,
    /// Each policy less the baseline, metric by metric.
    pub differences: Vec<DifferenceOverDraws>,
    /// The launches at full scale, beside what the draws say of them.
    pub full_scale: Vec<FullScale>,
}

impl DrawsSummary {
    /// Sums up the runs of the draws; `stages` are those of the experiment that have finished.
    pub fn of(asked: DrawsRequest, runs: &DrawRuns, stages: &[StageRuns]) -> DrawsSummary {
        let groups = runs.draws.groups();
        let distinct: BTreeSet<&[String]> = runs
            .draws
            .draws
            .iter()
            .map(|draw| draw.settings.as_slice())
            .collect();
        let reading = Reading {
            asked,
            runs,
            groups: &groups,
        };
        let policies: Vec<PolicyOverDraws> = asked
            .policies
            .iter()
            .map(|policy| reading.policy(policy))
            .collect();
        let others = asked.policies.iter().filter(|policy| **policy != asked.baseline);
        let differences: Vec<DifferenceOverDraws> = others
            .flat_map(|policy| {
                asked
                    .metrics
                    .iter()
                    .map(|metric| reading.difference(policy, metric))
            })
            .collect();
        DrawsSummary {
            draws: runs.draws.draws.len() as u64,
            distinct: distinct.len() as u64,
            scale: runs.draws.scale,
            larger_scale: runs.draws.larger_scale,
            at_larger_scale: runs.draws.larger().len() as u64,
            unknown: runs.draws.unknown.clone(),
            full_scale: full_scale(asked, stages, &policies, &differences),
            policies,
            differences,
        }
    }

    /// A metric of a policy over the draws.
    pub fn of_policy(&self, policy: &str, metric: &str) -> Option<&OverDraws> {
        let policy = self.policies.iter().find(|known| known.policy == policy)?;
        policy.metrics.iter().find(|over| over.metric == metric)
    }

    /// A metric of a policy less that of the baseline.
    pub fn difference(&self, policy: &str, metric: &str) -> Option<&DifferenceOverDraws> {
        let is_it =
            |known: &&DifferenceOverDraws| known.policy == policy && known.difference.metric == metric;
        self.differences.iter().find(is_it)
    }

    /// The numbers of launches at full scale that the draws do not expect.
    pub fn outside(&self) -> impl Iterator<Item = &FullScale> {
        self.full_scale.iter().filter(|full| full.is_outside)
    }
}

/// The runs, as they are summed up.
#[derive(Clone, Copy)]
struct Reading<'a> {
    asked: DrawsRequest<'a>,
    runs: &'a DrawRuns,
    /// For each draw, which one it shares its values with.
    groups: &'a [usize],
}

/// The values of a number by draw, at both scales; `None` for a draw that was not launched.
struct Values {
    small: Vec<Option<f64>>,
    large: Vec<Option<f64>>,
    /// In how many draws it was reached at the small scale, under each policy that is in it.
    reached: u64,
    /// Whether it was in every launch, at both scales.
    is_reached: bool,
}

impl Values {
    /// Draw by draw, of each scale on its own.
    fn less(&self, other: &Values) -> Values {
        let of = |these: &[Option<f64>], those: &[Option<f64>]| {
            let pairs = these.iter().zip(those);
            pairs.map(|(one, other)| Some(less((*one)?, (*other)?))).collect()
        };
        let both = self.small.iter().zip(&other.small);
        let reached = both.filter(|(one, other)| is_reached(**one) && is_reached(**other));
        Values {
            small: of(&self.small, &other.small),
            large: of(&self.large, &other.large),
            reached: reached.count() as u64,
            is_reached: self.is_reached && other.is_reached,
        }
    }
}

/// Whether a draw was launched, and reached the value.
fn is_reached(value: Option<f64>) -> bool {
    value.is_some_and(f64::is_finite)
}

impl Reading<'_> {
    fn policy(&self, policy: &str) -> PolicyOverDraws {
        let scale = self.runs.draws.scale;
        let numbers = || self.runs.of(policy, scale).filter_map(DrawRun::numbers);
        let over = |metric: &Quantity| {
            let limits = self.limits(policy, metric);
            self.over_draws(metric, &self.values(policy, metric), limits)
        };
        PolicyOverDraws {
            policy: policy.to_owned(),
            launched: numbers().count() as u64,
            collapsed: numbers().filter(|numbers| numbers.collapsed).count() as u64,
            metrics: self.asked.metrics.iter().map(over).collect(),
        }
    }

    fn difference(&self, policy: &str, metric: &Quantity) -> DifferenceOverDraws {
        let own = self.values(policy, metric);
        let values = own.less(&self.values(self.asked.baseline, metric));
        let limits = [policy, self.asked.baseline].map(|policy| self.limits(policy, metric));
        let limits = Interval {
            low: limits[0].low - limits[1].high,
            high: limits[0].high - limits[1].low,
        };
        let differences: Vec<f64> = values.small.iter().flatten().copied().collect();
        let count = |is_it: Side| differences.iter().filter(|d| is_it(**d)).count() as u64;
        let better = metric.metric().better;
        let (is_better, is_worse): (Side, Side) = match better {
            Better::Less => (|d| d < 0.0, |d| d > 0.0),
            Better::More | Better::Neither => (|d| d > 0.0, |d| d < 0.0),
        };
        DifferenceOverDraws {
            policy: policy.to_owned(),
            against: self.asked.baseline.to_owned(),
            difference: self.over_draws(metric, &values, limits),
            better: better.name(),
            better_in: count(is_better),
            worse_in: count(is_worse),
            of: differences.len() as u64,
            better_in_at_least: self.at_least(&values.small, is_better),
            worse_in_at_least: self.at_least(&values.small, is_worse),
        }
    }

    /// The share of all that is possible in which something is so at least. Draws of one row of the
    /// sample are not independent: they count once, and it is so there if it is so in all of them. The
    /// side that is told is chosen afterwards, so that each has half of the doubt.
    fn at_least(&self, values: &[Option<f64>], is_so: Side) -> f64 {
        let mut groups: BTreeMap<usize, bool> = BTreeMap::new();
        for (value, group) in values.iter().zip(self.groups) {
            if let Some(value) = value {
                *groups.entry(*group).or_insert(true) &= is_so(*value);
            }
        }
        let so = groups.values().filter(|is_so| **is_so).count() as u64;
        let confidence = f64::midpoint(1.0, self.asked.confidence);
        at_least(so, groups.len() as u64, confidence).unwrap_or(0.0)
    }

    fn values(&self, policy: &str, metric: &Quantity) -> Values {
        let name = metric.name();
        let at = |scale: f64| {
            let mut values = vec![None; self.groups.len()];
            for run in self.runs.of(policy, scale) {
                let value = run.numbers().and_then(|numbers| numbers.value(&name));
                let place = usize::try_from(run.draw).ok();
                if let Some(place) = place.and_then(|place| values.get_mut(place)) {
                    *place = value;
                }
            }
            values
        };
        let (small, large) = (at(self.runs.draws.scale), at(self.runs.draws.larger_scale));
        let launched = || small.iter().chain(&large).flatten();
        Values {
            reached: small.iter().filter(|value| is_reached(**value)).count() as u64,
            is_reached: launched().all(|value| value.is_finite()),
            small,
            large,
        }
    }

    /// The values that a number can take: shares up to the whole, people up to the most there are in a
    /// draw.
    fn limits(&self, policy: &str, metric: &Quantity) -> Interval {
        let most = |whole: &Quantity| {
            let values = self.values(policy, whole);
            let all = values.small.into_iter().chain(values.large).flatten();
            all.fold(0.0, f64::max)
        };
        let high = match (metric.metric().domain(), metric.whole()) {
            (Domain::Share, _) => 1.0,
            (Domain::Within(_), Some(whole)) => most(&whole),
            _ => f64::INFINITY,
        };
        Interval { low: 0.0, high }
    }

    fn over_draws(&self, metric: &Quantity, values: &Values, limits: Interval) -> OverDraws {
        let confidence = self.asked.confidence;
        let (merged, weights) = self.merged(&values.small);
        let each: Vec<f64> = values.small.iter().flatten().copied().collect();
        let range = further(&each, merged.len(), confidence);
        let mut over = OverDraws {
            metric: metric.name(),
            reached: values.reached,
            effective: 0.0,
            kind: Kind::Median,
            value: None,
            interval: None,
            launch: range.map(|(range, _)| bounds(range)),
            launch_probability: range.map_or(0.0, |(_, probability)| probability),
            correction: None,
            distrust: Some(Distrust::TooFew),
        };
        let Some(small) = Weighted::new(&merged, &weights) else {
            return over;
        };
        let mean = small.mean();
        over.effective = mean.effective;
        // Two values that were not reached do not differ, but by how much is not known.
        let correction = if values.is_reached {
            corrected(&self.pairs(values), &small, confidence)
        } else {
            Err(Distrust::NotReached)
        };
        over.distrust = match correction {
            Ok(correction) => {
                over.kind = Kind::Mean;
                over.value = Some(correction.value.clamp(limits.low, limits.high));
                over.interval = Some(bounds(correction.interval.within(limits)));
                over.launch = Some(bounds(correction.launch.within(limits)));
                over.launch_probability = confidence;
                over.correction = Some(correction);
                return OverDraws {
                    distrust: None,
                    ..over
                };
            }
            Err(distrust) => Some(distrust),
        };
        let is_median = !values.is_reached || two_modes(&merged).is_some();
        let (value, interval) = if is_median {
            (small.quantile(0.5), small.quantile_interval(0.5, confidence))
        } else {
            over.kind = Kind::Mean;
            let interval = mean.interval(confidence);
            (mean.value, interval.map(|interval| interval.within(limits)))
        };
        over.value = Some(value).filter(|value| value.is_finite());
        over.interval = interval.map(bounds);
        over
    }

    /// The values of the draws, those of one group as their mean, with the number of them as weight.
    fn merged(&self, values: &[Option<f64>]) -> (Vec<f64>, Vec<f64>) {
        let mut sums = vec![(0.0, 0.0); self.groups.len()];
        for (value, group) in values.iter().zip(self.groups) {
            if let Some(value) = value {
                sums[*group].0 += value;
                sums[*group].1 += 1.0;
            }
        }
        let there = sums.into_iter().filter(|(_, weight)| *weight > 0.0);
        let mean = |(sum, weight): (f64, f64)| {
            // In one draw only the one policy reached it, in another only the other one: a tie.
            let sum = if sum.is_nan() { 0.0 } else { sum };
            (sum / weight, weight)
        };
        there.map(mean).unzip()
    }

    /// The values of the draws that were launched at both scales: the large one first. Those of one
    /// group are one pair, of their means.
    fn pairs(&self, values: &Values) -> Vec<(f64, f64)> {
        let both = values.large.iter().zip(&values.small).zip(self.groups);
        let mut sums: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
        for ((large, small), group) in both {
            if let (Some(large), Some(small)) = (large, small) {
                let sum = sums.entry(*group).or_insert((0.0, 0.0, 0.0));
                *sum = (sum.0 + large, sum.1 + small, sum.2 + 1.0);
            }
        }
        sums.values()
            .map(|(large, small, draws)| (large / draws, small / draws))
            .collect()
    }
}

/// Where one launch lies under a further draw, by the order of the values alone, and with which
/// probability: between the `k`-th smallest and the `k`-th largest with `1 − 2k/(n + 1)`, where `n` is
/// the number of independent values. With too few of them it goes from the least to the greatest, and
/// the probability is below `confidence`.
///
/// Source: David and Nagaraja, *Order Statistics*, 3rd ed., section 7.3.
fn further(values: &[f64], independent: usize, confidence: f64) -> Option<(Interval, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let places = independent as f64 + 1.0;
    // A billionth, so that 1 − 0.9 cuts off as many as 0.1.
    let cut = (places * (1.0 - confidence) / 2.0 + 1e-9).floor().max(1.0);
    let beyond = (cut as usize - 1).min(last / 2);
    let range = Interval {
        low: sorted[beyond],
        high: sorted[last - beyond],
    };
    Some((range, (1.0 - 2.0 * cut / places).max(0.0)))
}

/// Whether a difference is on one side of nothing.
type Side = fn(f64) -> bool;

/// Ends of an interval; an end that was not reached has none.
fn bounds(interval: Interval) -> Bounds {
    Bounds {
        low: Some(interval.low).filter(|end| end.is_finite()),
        high: Some(interval.high).filter(|end| end.is_finite()),
    }
}

#[cfg(test)]
mod tests;
