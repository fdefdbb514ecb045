//! A study: the runs of a sweep, in rounds, and their results.
//!
//! A *task* is one run: settings of the factors, a policy, a replication. Its result is a *row*,
//! which names its task in full. Rows are found by their task, not by a number. So a sweep that was
//! interrupted, or whose design grew, never repeats a run.
//!
//! Most designs are one round. A bisection has as many as its searches need: each is computed from
//! the rows there are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::design::bisection::{Answers, Bisection, Event, Line};
use super::design::{self, Combinations, Design};
use super::factor::Levels;
use super::points::Points;
use super::range::Range;
use super::results::sha256;
use super::schedule::Stage;
use super::spec::Experiment;
use super::threshold::Search;
use crate::metrics::{Quantity, QuantityError};
use clickday_engine::math;
use clickday_engine::model::units::Count;
use clickday_engine::sim::RunResult;

/// One run of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Task {
    /// Settings of the factors, as `path=value`.
    pub settings: Vec<String>,
    /// The policy.
    pub policy: String,
    /// The replication.
    pub replication: u64,
}

impl Task {
    /// A name for its file: the start of the SHA-256 of what it is.
    pub fn key(&self) -> String {
        let text = format!(
            "{}\n{}\n{}",
            self.settings.join("\n"),
            self.policy,
            self.replication
        );
        sha256(text.as_bytes())[..32].to_owned()
    }
}

/// The result of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The task.
    pub task: Task,
    /// Why it failed; `None` if it did not.
    pub failure: Option<String>,
    /// Events of the run: what it cost.
    pub events: u64,
    /// Whether the portal collapsed.
    pub collapsed: bool,
    /// The metrics of the study by name; `None` for a value that was never reached.
    #[serde(with = "exact")]
    pub metrics: BTreeMap<String, Option<f64>>,
}

impl Row {
    /// The row of a run, with these metrics.
    pub fn of(task: Task, run: &RunResult, metrics: &[Quantity]) -> Row {
        let value = |value: f64| Some(value).filter(|value| value.is_finite());
        Row {
            task,
            failure: None,
            events: run.events,
            collapsed: run.collapsed,
            metrics: metrics
                .iter()
                .map(|quantity| (quantity.name(), value(quantity.of(run))))
                .collect(),
        }
    }

    /// The row of a run that failed.
    pub fn failed(task: Task, reason: String) -> Row {
        Row {
            task,
            failure: Some(reason),
            events: 0,
            collapsed: false,
            metrics: BTreeMap::new(),
        }
    }

    /// The value of a quantity, `+∞` where it was never reached; `None` for a run that came to
    /// nothing.
    pub fn value(&self, name: &str) -> Option<f64> {
        Some(self.metrics.get(name)?.unwrap_or(f64::INFINITY))
    }
}

/// Numbers as text, in JSON: read back they are the same to the last bit, which a JSON number need
/// not be. A table made from rows that were read is then the same bytes as one made from rows that
/// were run.
mod exact {
    use std::collections::BTreeMap;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    type Values = BTreeMap<String, Option<f64>>;

    pub(super) fn serialize<S: Serializer>(values: &Values, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(
            values
                .iter()
                .map(|(name, value)| (name, value.map(|value| value.to_string()))),
        )
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Values, D::Error> {
        let texts: BTreeMap<String, Option<String>> = BTreeMap::deserialize(d)?;
        let value = |(name, text): (String, Option<String>)| {
            let number = text.map(|text| text.parse().map_err(D::Error::custom));
            Ok((name, number.transpose()?))
        };
        texts.into_iter().map(value).collect()
    }
}

/// The rows there are, by their tasks.
pub type Rows = BTreeMap<Task, Row>;

/// Which of `tasks` to run now, in which order: first one of each combination of settings and
/// policy of which nothing is known; once something is, all the rest, those with the most events
/// first, so that no thread is left with a long run at the end.
pub fn longest_first(tasks: Vec<Task>, rows: &Rows) -> Vec<Task> {
    let mut known: BTreeMap<(&[String], &str), u64> = BTreeMap::new();
    for row in rows.values() {
        let events = known.entry((&row.task.settings, &row.task.policy)).or_default();
        *events = (*events).max(row.events);
    }
    let cost = |task: &Task| {
        let of = (task.settings.as_slice(), task.policy.as_str());
        known.get(&of).copied()
    };
    let mut seen = BTreeSet::new();
    let unknown: Vec<Task> = tasks
        .iter()
        .filter(|task| cost(task).is_none() && seen.insert((&task.settings, &task.policy)))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return unknown;
    }
    let mut tasks = tasks;
    tasks.sort_by_key(|task| std::cmp::Reverse(cost(task)));
    tasks
}

/// The runs of a sweep.
#[derive(Debug, Clone)]
pub struct Study {
    /// The combinations that do not depend on results.
    pub combinations: Combinations,
    /// The policies.
    pub policies: Vec<String>,
    /// Scale and replications.
    pub stage: Stage,
    /// Confidence of every interval.
    pub confidence: f64,
    /// The metrics of each row.
    pub metrics: Vec<Quantity>,
    /// The search, where the design is a bisection.
    pub search: Option<Searched>,
}

/// What is searched along which range.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The path of the factor.
    pub path: String,
    /// Its range.
    pub range: Range,
    tolerance: f64,
    launches: u64,
    event: Event,
}

/// Why an experiment is no sweep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// It has no stage, or several.
    #[error("a sweep has one [[stage]]: its scale and its replications")]
    Stages,
    /// A bisection goes along a value that has no range.
    #[error("{path} has no range; write its [[factor]] with from = ... and to = ...")]
    NoRange {
        /// The path of the value.
        path: String,
    },
    /// A bisection looks for an event that cannot be read.
    #[error(transparent)]
    Event(#[from] QuantityError),
}

impl Study {
    /// The study an experiment asks for, with the table that its design reads. `experiment` is free
    /// of complaints.
    ///
    /// # Errors
    /// When the experiment has not exactly one stage.
    pub fn of(experiment: &Experiment, table: Option<Points>) -> Result<Study, StudyError> {
        let stages = experiment.stages();
        let [stage] = stages.as_slice() else {
            return Err(StudyError::Stages);
        };
        let search = match &experiment.design {
            Some(Design::Bisection(bisection)) => Some(searched(experiment, bisection, stage)?),
            _ => None,
        };
        Ok(Study {
            combinations: design::combinations(
                experiment.design.as_ref(),
                &experiment.factor,
                experiment.seed,
                table,
            ),
            policies: experiment.policies.clone(),
            stage: stage.clone(),
            confidence: experiment.confidence.get(),
            metrics: experiment.metrics(),
            search,
        })
    }

    /// The tasks that have to be run next, given the rows there are; none when the study is done.
    pub fn next(&self, rows: &Rows) -> Vec<Task> {
        let mut tasks = BTreeSet::new();
        for (index, settings) in self.combinations.settings.iter().enumerate() {
            let settings = self.overrides(settings);
            for policy in &self.policies {
                match &self.search {
                    None => tasks.extend(replicated(&settings, policy, self.stage.replications)),
                    Some(searched) => {
                        if let Ok(Search::Asking { positions }) = self.line(searched, index, policy, rows) {
                            for position in positions {
                                let settings = searched.at(&settings, position);
                                tasks.extend(replicated(&settings, policy, searched.launches));
                            }
                        }
                    }
                }
            }
        }
        tasks
            .into_iter()
            .filter(|task| !rows.contains_key(task))
            .collect()
    }

    /// The most tasks there can be in all.
    pub fn most_tasks(&self) -> u64 {
        let lines = (self.combinations.settings.len() * self.policies.len()) as u64;
        match &self.search {
            None => lines * self.stage.replications,
            Some(searched) => {
                let halvings = math::log2(1.0 / searched.tolerance).ceil() as u64;
                lines * searched.launches * (2 + halvings)
            }
        }
    }

    /// Settings of a combination, as `path=value`.
    pub fn overrides(&self, settings: &[String]) -> Vec<String> {
        let paths = self.combinations.paths.iter();
        paths
            .zip(settings)
            .map(|(path, value)| format!("{path}={value}"))
            .collect()
    }

    /// The points that are known before anything runs, as `path=value`: of a search both ends of its range.
    pub(super) fn points(&self) -> Vec<Vec<String>> {
        let combinations = self.combinations.settings.iter();
        let points = combinations.map(|settings| self.overrides(settings));
        match &self.search {
            None => points.collect(),
            Some(searched) => points
                .flat_map(|settings| [0.0, 1.0].map(|position| searched.at(&settings, position)))
                .collect(),
        }
    }

    /// The rows of a combination under a policy, by replication; `None` for one that is missing or
    /// failed.
    pub fn replications<'a>(&self, combination: usize, policy: &str, rows: &'a Rows) -> Vec<Option<&'a Row>> {
        let settings = self.overrides(&self.combinations.settings[combination]);
        replicated(&settings, policy, self.stage.replications)
            .map(|task| rows.get(&task).filter(|row| row.failure.is_none()))
            .collect()
    }

    /// The search along the range, for a combination of the other factors and a policy.
    ///
    /// # Errors
    /// The row of a launch that failed: nobody knows what would have happened in it, and
    /// the search ends.
    pub fn line<'a>(
        &self,
        searched: &Searched,
        combination: usize,
        policy: &str,
        rows: &'a Rows,
    ) -> Result<Search, &'a Row> {
        let line = Line {
            combination,
            policy: policy.to_owned(),
        };
        let settings = self.overrides(&self.combinations.settings[combination]);
        let mut answers = Answers::default();
        // The search is followed from its start: each position that it asks for is looked up.
        loop {
            let state = answers.search(&line, searched.launches, searched.tolerance, self.confidence);
            let Search::Asking { positions } = &state else {
                return Ok(state);
            };
            let mut all_there = true;
            for &position in positions {
                for task in replicated(&searched.at(&settings, position), policy, searched.launches) {
                    match rows.get(&task) {
                        Some(row) if row.failure.is_some() => return Err(row),
                        Some(row) => answers.add(&line, position, searched.happened(row)),
                        None => all_there = false,
                    }
                }
            }
            if !all_there {
                return Ok(state);
            }
        }
    }
}

impl Searched {
    fn at(&self, settings: &[String], position: f64) -> Vec<String> {
        let mut settings = settings.to_vec();
        settings.push(format!("{}={}", self.path, self.range.at(position)));
        settings
    }

    fn happened(&self, row: &Row) -> bool {
        match &self.event {
            Event::Collapse => row.collapsed,
            Event::Holds(goal) => goal.is_met_by(|quantity| row.value(&quantity.name())),
        }
    }
}

fn searched(experiment: &Experiment, bisection: &Bisection, stage: &Stage) -> Result<Searched, StudyError> {
    let factor = experiment
        .factor
        .iter()
        .find(|factor| factor.path == bisection.along);
    let Some(Ok(Levels::Range(range))) = factor.map(super::factor::FactorSpec::levels) else {
        return Err(StudyError::NoRange {
            path: bisection.along.clone(),
        });
    };
    Ok(Searched {
        path: bisection.along.clone(),
        range,
        tolerance: bisection.tolerance.get(),
        launches: bisection.launches.map_or(stage.replications, Count::get),
        event: bisection.event()?,
    })
}

fn replicated(settings: &[String], policy: &str, replications: u64) -> impl Iterator<Item = Task> {
    (0..replications).map(move |replication| Task {
        settings: settings.to_vec(),
        policy: policy.to_owned(),
        replication,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(policy: &str, replication: u64) -> Task {
        Task {
            settings: Vec::new(),
            policy: policy.to_owned(),
            replication,
        }
    }

    #[test]
    fn one_of_each_goes_first_and_then_the_longest() {
        let tasks = |of: &[(&str, u64)]| of.iter().map(|(p, r)| task(p, *r)).collect::<Vec<_>>();
        let all = tasks(&[("open", 0), ("open", 1), ("queue", 0), ("queue", 1)]);
        let mut rows = Rows::new();
        assert_eq!(longest_first(all, &rows), tasks(&[("open", 0), ("queue", 0)]));
        for (policy, events) in [("open", 3), ("queue", 9)] {
            let row = Row {
                events,
                ..Row::failed(task(policy, 0), String::new())
            };
            rows.insert(row.task.clone(), row);
        }
        let left = tasks(&[("open", 1), ("open", 2), ("queue", 1)]);
        assert_eq!(
            longest_first(left, &rows),
            tasks(&[("queue", 1), ("open", 1), ("open", 2)])
        );
    }
}
