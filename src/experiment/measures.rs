//! The numbers by which policies are compared: one line each, taken from one run.
//!
//! A value may be infinite: "not reached by the end". It is never absent, so that no launch drops out of a
//! comparison because it went badly.

use std::collections::BTreeSet;

use crate::model::units::{Complaint, Percentile};
use crate::sim::RunResult;
use crate::sim::equity::{Equity, Share};
use crate::sim::result::{Outcome, TimeDistribution};

/// A number by which policies are compared.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// One that every summary has.
    Fixed(&'static Fixed),
    /// A percentile of a time.
    Percentile(Time, Percentile),
}

/// A measure that every summary has.
#[derive(Debug)]
pub struct Fixed {
    name: &'static str,
    over_replications: Statistic,
    of: fn(&RunResult) -> f64,
}

/// A time of which any percentile is a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// From first intent to submission, over everyone who tried; the unserved are later than all.
    Wait,
    /// The same over the submitted alone.
    SubmittedWait,
    /// Response time of served pages.
    Page,
    /// Wait in line of the calls that the helpline answered.
    CallWait,
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
    pub fn domain(self) -> Domain {
        let Measure::Fixed(fixed) = self else {
            return Domain::NotNegative;
        };
        match fixed.name {
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

impl Measure {
    /// Its name in `summary.json`, with its unit.
    pub fn name(self) -> String {
        match self {
            Measure::Fixed(fixed) => fixed.name.to_owned(),
            Measure::Percentile(time, percentile) => format!("{}_p{percentile}_s", time.name()),
        }
    }

    /// How it is summed up over replications.
    pub fn over_replications(self) -> Statistic {
        match self {
            Measure::Fixed(fixed) => fixed.over_replications,
            Measure::Percentile(..) => Statistic::Median,
        }
    }

    /// Its value in a run; `+∞` for what was not reached.
    pub fn of(self, run: &RunResult) -> f64 {
        match self {
            Measure::Fixed(fixed) => (fixed.of)(run),
            Measure::Percentile(time, percentile) => {
                let times = match time {
                    Time::Wait | Time::SubmittedWait => &run.times.waits,
                    Time::Page => &run.times.pages,
                    Time::CallWait => &run.times.calls,
                };
                let value = time.percentile(times, percentile);
                value.unwrap_or(f64::INFINITY)
            }
        }
    }
}

impl Time {
    const ALL: [Time; 4] = [Time::Wait, Time::SubmittedWait, Time::Page, Time::CallWait];

    /// A percentile of it \[s\]; `None` where that was not reached.
    pub fn percentile(self, times: &TimeDistribution, percentile: Percentile) -> Option<f64> {
        match self {
            Time::SubmittedWait => times.served_percentile(percentile),
            Time::Wait | Time::Page | Time::CallWait => times.percentile(percentile),
        }
    }

    /// Its percentiles among these measures.
    pub fn percentiles(self, measures: &[Measure]) -> impl Iterator<Item = Percentile> {
        measures.iter().filter_map(move |measure| match measure {
            Measure::Percentile(time, percentile) if *time == self => Some(*percentile),
            _ => None,
        })
    }

    /// Its name, as it begins the names of its measures.
    fn name(self) -> &'static str {
        match self {
            Time::Wait => "wait",
            Time::SubmittedWait => "submitted_wait",
            Time::Page => "page",
            Time::CallWait => "call_wait",
        }
    }
}

/// People who submitted by the deadline, the measure by which the best policy is named.
pub const SUBMITTED_BY_DEADLINE: &str = "submitted_by_deadline_people";

/// Something of the catalogue.
enum Entry {
    Fixed(Fixed),
    /// A time, and the percentiles of it that every summary has.
    Times(Time, &'static [Percentile]),
}

/// What there is, in the order of `summary.json`.
static CATALOGUE: [Entry; 26] = [
    mean(ELIGIBLE, |run| people(run, run.eligible)),
    mean(TRIED, |run| people(run, run.tried)),
    mean(SUBMITTED_BY_DEADLINE, |run| {
        people(run, run.submitted_by_deadline)
    }),
    mean("submitted_people", |run| people(run, run.submitted)),
    mean("never_served_people", |run| {
        people(run, run.tried.saturating_sub(run.submitted))
    }),
    Entry::Times(
        Time::Wait,
        &[whole(50), whole(75), whole(90), whole(95), whole(99)],
    ),
    Entry::Times(Time::SubmittedWait, &[]),
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
    Entry::Times(Time::Page, &[whole(50)]),
    Entry::Times(Time::CallWait, &[]),
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

/// The measures of a summary, in its order: those that every summary has, and those `asked` for.
pub fn measures(asked: impl IntoIterator<Item = Measure>) -> Vec<Measure> {
    let asked: Vec<Measure> = asked.into_iter().collect();
    let of_entry = |entry: &'static Entry| match entry {
        Entry::Fixed(fixed) => vec![Measure::Fixed(fixed)],
        Entry::Times(time, standing) => {
            let also = time.percentiles(&asked);
            let all: BTreeSet<Percentile> = standing.iter().copied().chain(also).collect();
            all.into_iter()
                .map(|percentile| Measure::Percentile(*time, percentile))
                .collect()
        }
    };
    CATALOGUE.iter().flat_map(of_entry).collect()
}

/// What is wrong with the name of a measure or with a goal, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misunderstood {
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
}

/// The measure that people call so: by its name, with or without its unit; a percentile of a time
/// in
/// either order, `wait_p99.9_s` or `p99.9 wait`.
///
/// # Errors
/// When there is no such measure, with the one that is called most like it; or no such percentile.
pub fn measure(name: &str) -> Result<Measure, Misunderstood> {
    let words: Vec<&str> = name
        .split([' ', '_', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &&str| word.starts_with('p') && word[1..].starts_with(|c: char| c.is_ascii_digit());
    let Some(at) = words.iter().position(number) else {
        let asked = words.join("_");
        let fixed = CATALOGUE.iter().find_map(|entry| match entry {
            Entry::Fixed(fixed) if [fixed.name, without_unit(fixed.name)].contains(&asked.as_str()) => {
                Some(Measure::Fixed(fixed))
            }
            _ => None,
        });
        return fixed.ok_or_else(|| unknown(name, &asked, "p90"));
    };
    let percentile = words[at];
    let mut rest = [&words[..at], &words[at + 1..]].concat();
    if at + 2 == words.len() && at > 0 && rest.last() == Some(&"s") {
        rest.pop();
    }
    let rest = rest.join("_");
    let time = Time::ALL.into_iter().find(|time| time.name() == rest);
    let time = time.ok_or_else(|| unknown(name, &format!("{rest}_{percentile}"), percentile))?;
    match percentile[1..].parse() {
        Ok(percentile) => Ok(Measure::Percentile(time, percentile)),
        Err(Complaint { right, .. }) => Err(Misunderstood {
            wrong: format!("\"{percentile}\" is not a percentile"),
            right,
        }),
    }
}

/// There is no measure of this name: the one that is called most like it.
fn unknown(name: &str, asked: &str, percentile: &str) -> Misunderstood {
    let known = CATALOGUE.iter().map(|entry| match entry {
        Entry::Fixed(fixed) => without_unit(fixed.name).to_owned(),
        Entry::Times(time, _) => format!("{}_{percentile}", time.name()),
    });
    let similar = known.max_by(|a, b| {
        let likeness = |known: &str| strsim::jaro_winkler(known, asked);
        likeness(a).total_cmp(&likeness(b))
    });
    Misunderstood {
        wrong: format!("there is no measure \"{}\"", name.trim()),
        right: format!(
            "write \"{}\", or another measure of docs/results.md",
            similar.unwrap_or_default().replace('_', " ")
        ),
    }
}

/// The name of a measure without the unit it ends in.
pub fn without_unit(name: &str) -> &str {
    ["_people", "_share", "_s"]
        .iter()
        .find_map(|unit| name.strip_suffix(unit))
        .unwrap_or(name)
}

const fn whole(percent: u32) -> Percentile {
    Percentile::whole(percent)
}

const fn mean(name: &'static str, of: fn(&RunResult) -> f64) -> Entry {
    Entry::Fixed(Fixed {
        name,
        over_replications: Statistic::Mean,
        of,
    })
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
    use proptest::prelude::*;

    use super::super::fake;
    use super::*;
    use crate::sim::RunOptions;

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
                for one in measures([]) {
                    let value = one.of(&run);
                    let most = match one.domain() {
                        Domain::Share => 1.0,
                        Domain::People(Some(of)) => measure(of).unwrap().of(&run),
                        Domain::People(None) | Domain::NotNegative => f64::INFINITY,
                    };
                    assert!((0.0..=most).contains(&value), "{}: {value} of {most}", one.name());
                }
            }
        }
    }

    #[test]
    fn a_percentile_counts_the_unserved_as_later_than_all_others() {
        let mut run = fake::simulate(&RunOptions::default(), &mut |_| ()).unwrap();
        run.times.waits = TimeDistribution::of([(60.0, 40), (700.0, 20), (120.0, 30)], 10);
        for (percentile, expected, of_submitted) in [
            (40, 60.0, 60.0),
            (41, 120.0, 60.0),
            (70, 120.0, 120.0),
            (75, 700.0, 120.0),
            (90, 700.0, 700.0),
            (91, f64::INFINITY, 700.0),
        ] {
            let value = |time: &str| measure(&format!("p{percentile} {time}")).unwrap().of(&run);
            let near = |found: f64, expected: f64| {
                (found.is_infinite() && expected.is_infinite())
                    || (expected..expected * 1.001).contains(&found)
            };
            assert!(near(value("wait"), expected), "{percentile}: {}", value("wait"));
            assert!(near(value("submitted wait"), of_submitted), "{percentile}");
        }
        run.times.waits = TimeDistribution::default();
        assert!(
            measure("p50 wait").unwrap().of(&run).is_infinite(),
            "nobody tried"
        );
    }

    #[test]
    fn what_is_asked_for_stands_among_its_kind_once() {
        let names = |asked: &[&str]| -> Vec<String> {
            let asked = asked.iter().map(|name| measure(name).unwrap());
            measures(asked).into_iter().map(Measure::name).collect()
        };
        let all = names(&["p99.9 page", "wait_p80_s", "p90 wait", "submitted", "p5 page"]);
        let times: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|name| name.contains("_p"))
            .collect();
        let times: Vec<&str> = times.into_iter().filter(|name| name.ends_with("_s")).collect();
        assert_eq!(
            times,
            [
                "wait_p50_s",
                "wait_p75_s",
                "wait_p80_s",
                "wait_p90_s",
                "wait_p95_s",
                "wait_p99_s",
                "page_p5_s",
                "page_p50_s",
                "page_p99.9_s"
            ]
        );
        assert_eq!(names(&[]).len() + 3, all.len());
    }

    #[test]
    fn a_name_that_means_nothing_is_told_with_what_would_be_right() {
        let wrong = |name: &str| {
            let Misunderstood { wrong, right } = measure(name).unwrap_err();
            format!("{wrong}; {right}")
        };
        assert_eq!(
            wrong("p99.9 wiat"),
            "there is no measure \"p99.9 wiat\"; write \"wait p99.9\", or another measure of docs/results.md"
        );
        for impossible in ["p0 wait", "p100.1 page", "p99.99999 page", "wait_p9x_s"] {
            assert!(
                wrong(impossible).contains("is not a percentile; write a number above 0"),
                "{impossible}"
            );
        }
        for nothing in [
            "",
            "s",
            "p",
            "p95",
            "wait",
            "p95 p99 wait",
            "s p95 wait",
            "wait p95 s s",
            "µ p95",
        ] {
            assert!(measure(nothing).is_err(), "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_understood_as_what_it_names(parts in 1..=1_000_000_u32, kind in 0..4_usize) {
            let percentile = Percentile::new(f64::from(parts) / 1e4).unwrap();
            let named = Measure::Percentile(Time::ALL[kind], percentile);
            for one in measures([named]) {
                prop_assert_eq!(measure(&one.name()).unwrap().name(), one.name());
                let said = without_unit(&one.name()).replace('_', " ");
                prop_assert_eq!(measure(&said).unwrap().name(), one.name());
            }
            let said = format!("p{percentile} {}", Time::ALL[kind].name().replace('_', " "));
            prop_assert_eq!(measure(&said).unwrap().name(), named.name());
        }

        #[test]
        fn no_name_makes_it_panic(name in ".{0,24}") {
            let _ = measure(&name);
        }
    }
}
