//! The numbers by which policies are compared: one line each, taken from one run.
//!
//! A value may be infinite: "not reached by the end". It is never absent, so that no launch drops out of a
//! comparison because it went badly.

use crate::sim::RunResult;
use crate::sim::equity::{Equity, Share};
use crate::sim::result::Outcome;

/// A number by which policies are compared.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Its name in `summary.json`, with its unit.
    pub name: &'static str,
    /// How it is summed up over replications.
    pub over_replications: Statistic,
    /// Its value in a run.
    pub of: fn(&RunResult) -> f64,
}

/// The values that a measure can take, in a run and on average over runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// A share: from 0 to 1.
    Share,
    /// People: from 0 to those that another measure counts, in every run. The whole population is limited by nothing.
    People(Option<&'static str>),
    /// A time, or a ratio of counts: not negative.
    NotNegative,
}

impl Measure {
    /// The values that it can take; its unit is the end of its name.
    pub fn domain(&self) -> Domain {
        match self.name {
            ELIGIBLE => Domain::People(None),
            TRIED => Domain::People(Some(ELIGIBLE)),
            name if name.ends_with("_people") => Domain::People(Some(TRIED)),
            name if name.ends_with("_share") => Domain::Share,
            _ => Domain::NotNegative,
        }
    }
}

const ELIGIBLE: &str = "eligible_people";
const TRIED: &str = "tried_people";

/// How a measure is summed up over replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// By the mean: totals and rates over many people.
    Mean,
    /// By the median: times that are not reached in every launch.
    Median,
}

/// People who submitted by the deadline, the measure by which the best policy is named.
pub const SUBMITTED_BY_DEADLINE: &str = "submitted_by_deadline_people";

/// Every measure, in the order of `summary.json`.
pub const MEASURES: [Measure; 28] = [
    mean(ELIGIBLE, |run| people(run, run.eligible)),
    mean(TRIED, |run| people(run, run.tried)),
    mean(SUBMITTED_BY_DEADLINE, |run| {
        people(run, run.submitted_by_deadline)
    }),
    mean("submitted_people", |run| people(run, run.submitted)),
    mean("never_served_people", |run| {
        people(run, run.tried.saturating_sub(run.submitted))
    }),
    median("wait_p50_s", |run| run.wait_s.p50.unwrap_or(f64::INFINITY)),
    median("wait_p75_s", |run| wait_percentile(run, 75)),
    median("wait_p90_s", |run| run.wait_s.p90.unwrap_or(f64::INFINITY)),
    median("wait_p95_s", |run| wait_percentile(run, 95)),
    median("wait_p99_s", |run| run.wait_s.p99.unwrap_or(f64::INFINITY)),
    mean("failure_share", |run| run.attempts.failure_rate()),
    mean("refused_share", |run| run.attempts.share(Outcome::Refused)),
    mean("shed_share", |run| run.attempts.share(Outcome::Shed)),
    mean("blocked_share", |run| run.attempts.share(Outcome::Blocked)),
    mean("closed_share", |run| run.attempts.share(Outcome::Closed)),
    mean("gateway_timeout_share", |run| {
        run.attempts.share(Outcome::GatewayTimeout)
    }),
    mean("backlog_timeout_share", |run| {
        run.attempts.share(Outcome::BacklogTimeout)
    }),
    mean("abandoned_share", |run| run.attempts.share(Outcome::Abandoned)),
    mean("wrong_person_share", |run| {
        run.attempts.share(Outcome::WrongPerson)
    }),
    mean("attempts_per_application", |run| {
        ratio(run.attempts.total as f64, run.submitted as f64)
    }),
    median("page_p50_s", |run| run.page_s.p50.unwrap_or(f64::INFINITY)),
    mean("collapsed_s", |run| {
        run.collapse.as_ref().map_or(0.0, |collapse| collapse.total_s)
    }),
    mean("lost_people_hours", |run| {
        equity(run, |e| Some(e.all.lost_h / run.scale))
    }),
    mean("overtaking_share", |run| equity(run, |e| e.overtaking)),
    mean("gini_attended_share", |run| equity(run, |e| e.gini_attended)),
    mean("skill_gap_share", |run| equity(run, |e| gap(&e.by_skill))),
    mean("office_early_share", |run| {
        equity(run, |e| e.office_share_of_early)
    }),
    mean("calls_not_answered_share", |run| {
        let ended = run.helpline.map(|h| (h.busy + h.abandoned, h.calls - h.in_line));
        ended.map_or(0.0, |(lost, ended)| lost as f64 / (ended as f64).max(1.0))
    }),
];

/// The measure called `name`.
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

const fn mean(name: &'static str, of: fn(&RunResult) -> f64) -> Measure {
    Measure {
        name,
        over_replications: Statistic::Mean,
        of,
    }
}

const fn median(name: &'static str, of: fn(&RunResult) -> f64) -> Measure {
    Measure {
        name,
        over_replications: Statistic::Median,
        of,
    }
}

/// Upper end of the bin of the histogram in which the given percentile of everyone who tried falls, the unserved being
/// later than all; infinite where it was not reached, or nobody tried.
fn wait_percentile(run: &RunResult, percentile: u64) -> f64 {
    let mut bins: Vec<(f64, u64)> = Vec::new();
    let mut people = 0;
    for group in &run.waits {
        people += group.unserved;
        bins.extend(group.bins.iter().map(|(_, until_s, count)| (*until_s, *count)));
    }
    people += bins.iter().map(|(_, count)| count).sum::<u64>();
    let rank = (people * percentile).div_ceil(100).max(1);
    bins.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut so_far = 0;
    for (until_s, count) in bins {
        so_far += count;
        if so_far >= rank {
            return until_s;
        }
    }
    f64::INFINITY
}

/// Simulated people as people of the real launch.
fn people(run: &RunResult, simulated: u64) -> f64 {
    simulated as f64 / run.scale
}

/// A figure of equity; 0 where there is none: without people of closed groups nobody is treated unequally.
fn equity(run: &RunResult, of: impl Fn(&Equity) -> Option<f64>) -> f64 {
    run.equity.as_ref().and_then(of).unwrap_or(0.0)
}

/// How much larger a share of the people submits by the deadline where the largest does than where the smallest does.
fn gap(shares: &[(String, Share)]) -> Option<f64> {
    let share = |s: &Share| s.submitted_by_deadline as f64 / s.tried.max(1) as f64;
    let of = || shares.iter().map(|(_, s)| share(s));
    Some(of().reduce(f64::max)? - of().reduce(f64::min)?)
}

/// Infinite when nothing was achieved, whatever it took.
fn ratio(effort: f64, result: f64) -> f64 {
    if result == 0.0 {
        f64::INFINITY
    } else {
        effort / result
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use crate::sim::RunOptions;
    use crate::sim::result::WaitHistogram;

    #[test]
    fn every_measure_of_a_run_lies_in_its_domain() {
        for seed in 0..20 {
            for policy in ["open", "cliff", "queue"] {
                let options = RunOptions {
                    policy: policy.to_owned(),
                    seed,
                    ..RunOptions::default()
                };
                let run = fake::simulate(&options, &mut |_| ()).unwrap();
                for one in &MEASURES {
                    let value = (one.of)(&run);
                    let most = match one.domain() {
                        Domain::Share => 1.0,
                        Domain::People(Some(of)) => (measure(of).unwrap().of)(&run),
                        Domain::People(None) | Domain::NotNegative => f64::INFINITY,
                    };
                    assert!((0.0..=most).contains(&value), "{}: {value} of {most}", one.name);
                }
            }
        }
    }

    #[test]
    fn a_percentile_counts_the_unserved_as_later_than_all_others() {
        let mut run = fake::simulate(&RunOptions::default(), &mut |_| ()).unwrap();
        let group = |unserved, bins: &[(f64, f64, u64)]| WaitHistogram {
            group: "some".to_owned(),
            unserved,
            bins: bins.to_vec(),
        };
        run.waits = vec![
            group(10, &[(0.0, 60.0, 40), (600.0, 700.0, 20)]),
            group(0, &[(60.0, 120.0, 30)]),
        ];
        for (percentile, expected) in [
            (40, 60.0),
            (41, 120.0),
            (70, 120.0),
            (75, 700.0),
            (90, 700.0),
            (91, f64::INFINITY),
        ] {
            let found = wait_percentile(&run, percentile);
            assert!(found.total_cmp(&expected).is_eq(), "{percentile}: {found}");
        }
        run.waits.clear();
        assert!(wait_percentile(&run, 50).is_infinite(), "nobody tried");
    }
}
