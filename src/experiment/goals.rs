//! Goals: what a launch has to achieve, and how probably it does under each policy.
//!
//! ```toml
//! [[goal]]
//! require = 'p90 wait < "2 h"'      # of every launch
//! probability = "90 %"             # in so many of them
//! ```
//!
//! A goal is held against each launch on its own, never against a mean: a portal that is fine on
//! average and melts every third time is not fine.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::statistics::{Interval, wilson_interval};
pub use crate::metrics::QuantityError;
use crate::metrics::{Quantity, Unit, quantity};
use clickday_engine::model::units::{Count, Duration, Share};
use clickday_engine::sim::RunResult;

/// A goal, as the experiment file has it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GoalSpec {
    /// What a launch must achieve: a metric, `<`, `<=`, `>` or `>=`, and a value with its unit,
    /// such as `p90 wait < "2 h"`, `p99.9 page < "10 s"`, `failure < "5 %"` or
    /// `submitted by deadline >= "95 %"`.
    pub require: String,
    /// In which share of launches it must be achieved.
    #[serde(default = "nine_in_ten")]
    #[schemars(with = "Option<Share>")]
    pub probability: Share,
    /// The policies that must achieve it; absent: all of the experiment.
    #[serde(default)]
    pub policies: Option<Vec<String>>,
}

fn nine_in_ten() -> Share {
    "90 %".parse().unwrap_or_default()
}

impl GoalSpec {
    /// Whether `policy` has to achieve it.
    pub(crate) fn concerns(&self, policy: &str) -> bool {
        self.policies
            .as_ref()
            .is_none_or(|policies| policies.iter().any(|name| name == policy))
    }
}

/// What is wrong with goals: where in the experiment file, what, and what would be right.
pub(super) fn complaints(goals: &[GoalSpec], known: &[String]) -> Vec<(Vec<String>, String, String)> {
    let mut found = Vec::new();
    let known: BTreeSet<&String> = known.iter().collect();
    for (index, goal) in goals.iter().enumerate() {
        let place = |keys: &[&str]| -> Vec<String> {
            let index = index.to_string();
            ["goal", &index]
                .iter()
                .chain(keys)
                .map(|key| (*key).to_owned())
                .collect()
        };
        if let Err(QuantityError { wrong, right }) = Goal::read(&goal.require) {
            found.push((place(&["require"]), wrong, right));
        }
        for (at, policy) in goal.policies.iter().flatten().enumerate() {
            if !known.contains(policy) {
                let wrong = format!("\"{policy}\" is not among the policies");
                let right = "name one of the policies of this file".to_owned();
                found.push((place(&["policies", &at.to_string()]), wrong, right));
            }
        }
    }
    found
}

/// A goal that was understood.
#[derive(Debug, Clone)]
pub struct Goal {
    quantity: Quantity,
    comparison: Comparison,
    value: f64,
    /// The people of whom it compares a share; `None` where it compares the quantity itself.
    share_of: Option<Quantity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// Signs of comparison, the longer ones first.
const SIGNS: [(&str, Comparison); 4] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
];

impl Goal {
    /// Understands `p90 wait < "2 h"`.
    ///
    /// # Errors
    /// When there is no such metric, no comparison, or the value has not the metric's unit.
    pub fn read(text: &str) -> Result<Goal, QuantityError> {
        let sign = SIGNS.iter().find_map(|(sign, comparison)| {
            let (name, value) = text.split_once(sign)?;
            Some((name, *comparison, value))
        });
        let Some((name, comparison, value)) = sign else {
            return Err(QuantityError {
                wrong: format!("\"{text}\" compares nothing"),
                right: "write for example 'p90 wait < \"2 h\"'".to_owned(),
            });
        };
        let quantity = quantity(name)?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let (value, share_of) = read_value(&quantity, value)?;
        Ok(Goal {
            quantity,
            comparison,
            value,
            share_of,
        })
    }

    /// What it needs to know of a launch.
    pub(crate) fn quantities(&self) -> Vec<Quantity> {
        let needed = [Some(&self.quantity), self.share_of.as_ref()];
        needed.into_iter().flatten().cloned().collect()
    }

    /// Whether a launch achieves it.
    pub fn is_met(&self, run: &RunResult) -> bool {
        self.is_met_by(|quantity| Some(quantity.of(run)))
    }

    /// Whether a launch achieves it of which `value` tells the quantities; one that is not known
    /// achieves nothing. What was never reached (`+∞`) is greater than any value.
    pub(crate) fn is_met_by(&self, value: impl Fn(&Quantity) -> Option<f64>) -> bool {
        let share = |value: f64, whole: f64| if whole > 0.0 { value / whole } else { 0.0 };
        let found = value(&self.quantity);
        let found = match &self.share_of {
            None => found,
            Some(whole) => found.zip(value(whole)).map(|(found, whole)| share(found, whole)),
        };
        found.is_some_and(|found| match self.comparison {
            Comparison::Below => found < self.value,
            Comparison::AtMost => found <= self.value,
            Comparison::Above => found > self.value,
            Comparison::AtLeast => found >= self.value,
        })
    }
}

/// A value in the unit of a quantity, and the people of whom it is a share, if it is one.
fn read_value(quantity: &Quantity, text: &str) -> Result<(f64, Option<Quantity>), QuantityError> {
    let wrong = |right: &str| QuantityError {
        wrong: format!("\"{text}\" is no value of {}", quantity.said()),
        right: right.to_owned(),
    };
    let share = || text.parse::<Share>().ok().map(Share::get);
    match quantity.metric().unit {
        Unit::Seconds => {
            let read: Option<Duration> = text.parse().ok();
            let seconds = read.map(|duration| (duration.as_secs_f64(), None));
            seconds.ok_or_else(|| wrong("write a time, such as \"2 h\" or \"30 min\""))
        }
        Unit::Share => share()
            .map(|x| (x, None))
            .ok_or_else(|| wrong("write a share, such as \"5 %\"")),
        Unit::People => {
            let people = || text.parse::<Count>().ok().map(|count| (count.get() as f64, None));
            let eligible = || quantity.eligible().filter(|_| text.contains('%'));
            let of_eligible = || Some((share()?, Some(eligible()?)));
            of_eligible().or_else(people).ok_or_else(|| {
                wrong("write people, such as 4_000_000, or a share of the eligible, such as \"95 %\"")
            })
        }
        _ => {
            let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
            number.map(|x| (x, None)).ok_or_else(|| wrong("write a number"))
        }
    }
}

/// How a policy did against a goal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// What was required of a launch.
    pub goal: String,
    /// In which share of launches.
    pub required_probability: f64,
    /// The policy.
    pub policy: String,
    /// In how many launches it was achieved.
    pub passed: u64,
    /// Of how many.
    pub replications: u64,
    /// Wilson's interval of the probability of passing.
    pub interval: Option<Interval>,
    /// Whether the share of launches that achieved it is at least the one required.
    pub met: bool,
}

impl Verdict {
    /// Holds the launches of a policy against a goal.
    pub fn of<'a>(
        spec: &GoalSpec,
        goal: &Goal,
        policy: &str,
        runs: impl Iterator<Item = &'a RunResult>,
        confidence: f64,
    ) -> Verdict {
        Verdict::from_launches(spec, policy, runs.map(|run| goal.is_met(run)), confidence)
    }

    /// The verdict on a policy, given whether each launch achieved the goal.
    pub(crate) fn from_launches(
        spec: &GoalSpec,
        policy: &str,
        achieved: impl Iterator<Item = bool>,
        confidence: f64,
    ) -> Verdict {
        let (mut passed, mut replications) = (0, 0);
        for achieved in achieved {
            replications += 1;
            passed += u64::from(achieved);
        }
        let required = spec.probability.get();
        Verdict {
            goal: spec.require.clone(),
            required_probability: required,
            policy: policy.to_owned(),
            passed,
            replications,
            interval: wilson_interval(passed, replications, confidence).filter(|_| replications > 1),
            met: replications > 0 && passed as f64 >= required * replications as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use clickday_engine::sim::RunOptions;
    use clickday_engine::sim::result::TimeDistribution;

    fn run(policy: &str, replication: u64) -> RunResult {
        let options = RunOptions {
            policy: policy.to_owned(),
            replication,
            scale: 0.02,
            ..RunOptions::default()
        };
        fake::simulate(&options)
    }

    fn holds(goal: &str, run: &RunResult) -> bool {
        Goal::read(goal).unwrap().is_met(run)
    }

    #[test]
    fn a_goal_reads_as_people_say_it() {
        let goal = Goal::read("p90 wait < \"2 h\"").unwrap();
        assert_eq!(
            (goal.quantity.name().as_str(), goal.comparison),
            ("wait_p90_s", Comparison::Below)
        );
        assert!((goal.value - 7_200.0).abs() < 1e-9);
        assert_eq!(
            Goal::read("wait_p90_s <= 30 min").unwrap().quantity.name(),
            "wait_p90_s"
        );
        assert_eq!(
            Goal::read("submitted by deadline>=4000000").unwrap().comparison,
            Comparison::AtLeast
        );
        assert!(
            Goal::read("submitted by deadline > 95 %")
                .unwrap()
                .share_of
                .is_some()
        );
        assert!((Goal::read("failure < '5 %'").unwrap().value - 0.05).abs() < 1e-12);
        assert_eq!(
            Goal::read("attempts per application < 3")
                .unwrap()
                .quantity
                .name(),
            "attempts_per_application"
        );
    }

    #[test]
    fn what_is_misunderstood_is_said_with_what_would_be_right() {
        let wrong = Goal::read("p90 wait of all").unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "\"p90 wait of all\" compares nothing; write for example 'p90 wait < \"2 h\"'"
        );
        let wrong = Goal::read("p90 wiat < \"2 h\"").unwrap_err();
        assert!(
            wrong
                .to_string()
                .starts_with("there is no metric \"p90 wiat\"; did you mean \"wait p90\"?"),
            "{wrong}"
        );
        let wrong = Goal::read("p90 wait < 2").unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "\"2\" is no value of wait p90; write a time, such as \"2 h\" or \"30 min\""
        );
        assert!(Goal::read("failure < 2 h").is_err());
        assert!(Goal::read("submitted > many").is_err());
        assert!(Goal::read("attempts per application > inf").is_err());
    }

    #[test]
    fn each_launch_is_held_against_it_on_its_own() {
        let launch = run("queue", 1);
        let (people, eligible) = (
            launch.submitted_by_deadline as f64 / 0.02,
            launch.eligible as f64 / 0.02,
        );
        assert!(holds(&format!("submitted by deadline >= {people:.0}"), &launch));
        assert!(!holds(&format!("submitted by deadline > {people:.0}"), &launch));
        let share = 100.0 * people / eligible;
        assert!(holds(
            &format!("submitted by deadline > {:.3} %", share - 0.01),
            &launch
        ));
        assert!(!holds(
            &format!("submitted by deadline > {:.3} %", share + 0.01),
            &launch
        ));
    }

    #[test]
    fn what_was_never_reached_is_no_success() {
        let mut launch = run("open", 1);
        launch.times.waits = TimeDistribution::of([(60.0, 89)], 11);
        assert!(!holds("p90 wait < \"2 h\"", &launch));
        assert!(holds("p90 wait > \"2 h\"", &launch));
        assert!(holds("p89 wait < \"61 s\"", &launch));
    }

    #[test]
    fn the_probability_of_passing_has_an_interval() {
        let spec = |probability: &str| GoalSpec {
            require: "collapsed <= 0 s".to_owned(),
            probability: probability.parse().unwrap(),
            policies: None,
        };
        let goal = Goal::read("collapsed <= \"0 s\"").unwrap();
        let runs: Vec<RunResult> = (0..20).map(|replication| run("cliff", replication)).collect();
        let collapsed = runs.iter().filter(|run| run.collapse.is_some()).count() as u64;
        assert!(collapsed > 0 && collapsed < 20, "{collapsed}");
        let verdict = Verdict::of(&spec("90 %"), &goal, "cliff", runs.iter(), 0.95);
        assert_eq!(
            (verdict.passed, verdict.replications, verdict.met),
            (20 - collapsed, 20, false)
        );
        assert!(verdict.interval.unwrap().contains(verdict.passed as f64 / 20.0));
        assert!(Verdict::of(&spec("50 %"), &goal, "cliff", runs.iter(), 0.95).met);
    }
}
