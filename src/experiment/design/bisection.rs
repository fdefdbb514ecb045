//! A design that finds the threshold of a factor, for each combination of the other factors.
//!
//! ```toml
//! [design.bisection]
//! along = "policy.queue.measure.waiting-room.cap"   # the factor that is searched; it has a range
//! tolerance = "1 %"                                 # of that range
//! event = 'submitted by deadline < "50 %"'          # if left out: the portal collapses
//! ```
//!
//! Its points depend on results, so they come in rounds: every search asks for its next position,
//! these are run like any other points, and their outcomes, once on disk, are what the next round
//! is computed from. Nothing else is kept, so a sweep that was interrupted goes on where it was.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::goals::Goal;
use super::super::threshold::{Answer, Search, search};
use crate::metrics::QuantityError;
use clickday_engine::model::units::{Count, Share};

/// Halves the range of one factor until it is known where an event comes to happen in half of the
/// launches.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bisection {
    /// The path of the factor that is searched: it has a range, the others have values.
    pub along: String,
    /// How close the threshold is wanted, as a share of the range.
    #[serde(default = "one_percent")]
    #[schemars(with = "Option<Share>")]
    pub tolerance: Share,
    /// What happens beyond the threshold, as a goal is written; absent: the portal collapses.
    #[serde(default)]
    pub event: Option<String>,
    /// Launches at each position; absent: as many as the experiment's replications.
    #[serde(default)]
    pub launches: Option<Count>,
}

fn one_percent() -> Share {
    "1 %".parse().unwrap_or_default()
}

/// Finer than this, halves of halves are no different values.
const FINEST: f64 = 1e-6;

/// What happens beyond a threshold.
#[derive(Debug, Clone)]
pub enum Event {
    /// The portal collapses.
    Collapse,
    /// This holds of the launch.
    Holds(Goal),
}

impl Bisection {
    /// What is searched for.
    ///
    /// # Errors
    /// When the event is no comparison of a metric with a value.
    pub fn event(&self) -> Result<Event, QuantityError> {
        self.event
            .as_deref()
            .map_or(Ok(Event::Collapse), |text| Goal::read(text).map(Event::Holds))
    }

    /// What is wrong with it: the key, what, and what would be right. `ranges` are the paths of the
    /// factors that have a range, `values` of those that have values.
    pub(crate) fn complaints(&self, ranges: &[&str], values: &[&str]) -> Vec<(&'static str, String, String)> {
        let mut found = Vec::new();
        if !ranges.contains(&self.along.as_str()) {
            let wrong = if values.contains(&self.along.as_str()) {
                format!("{} has values, and no range to search", self.along)
            } else {
                format!("there is no factor {}", self.along)
            };
            found.push(("along", wrong, "name a factor with a range".to_owned()));
        }
        for other in ranges.iter().filter(|path| **path != self.along) {
            let wrong = format!("{other} has a range too, and only one can be searched");
            found.push(("along", wrong, format!("give {other} values")));
        }
        if !(FINEST..1.0).contains(&self.tolerance.get()) {
            let wrong = format!("{} of the range is no tolerance", self.tolerance);
            found.push(("tolerance", wrong, "write a share such as \"1 %\"".to_owned()));
        }
        if let Err(QuantityError { wrong, right }) = self.event() {
            found.push(("event", wrong, right));
        }
        found
    }
}

/// Where an answer belongs: which combination of the other factors, under which policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Number of the combination of the other factors.
    pub combination: usize,
    /// The policy.
    pub policy: String,
}

/// All answers known so far, for every line.
#[derive(Debug, Clone, Default)]
pub struct Answers(BTreeMap<(Line, u64), Answer>);

impl Answers {
    /// Adds a launch at a position of a line.
    pub fn add(&mut self, line: &Line, position: f64, happened: bool) {
        let answer = self
            .0
            .entry((line.clone(), position.to_bits()))
            .or_insert(Answer {
                happened: 0,
                launches: 0,
            });
        answer.launches += 1;
        answer.happened += u64::from(happened);
    }

    /// The state of the search along a line. A position counts as asked once all its `launches` are
    /// there.
    pub fn search(&self, line: &Line, launches: u64, tolerance: f64, confidence: f64) -> Search {
        let known = |position: f64| {
            let answer = self.0.get(&(line.clone(), position.to_bits())).copied();
            answer.filter(|answer| answer.launches >= launches)
        };
        search(known, tolerance, confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bisection(along: &str, event: Option<&str>) -> Bisection {
        Bisection {
            along: along.to_owned(),
            tolerance: one_percent(),
            event: event.map(str::to_owned),
            launches: None,
        }
    }

    #[test]
    fn one_factor_is_searched_and_the_others_have_values() {
        assert!(bisection("cap", None).complaints(&["cap"], &["retry"]).is_empty());
        let wrong = bisection("retry", Some("luck < 3")).complaints(&["cap"], &["retry"]);
        let keys: Vec<&str> = wrong.iter().map(|(key, ..)| *key).collect();
        assert_eq!(keys, ["along", "along", "event"]);
        assert_eq!(wrong[0].1, "retry has values, and no range to search");
        assert_eq!(wrong[1].2, "give cap values");
    }

    #[test]
    fn lines_are_searched_on_their_own_and_a_position_is_asked_until_all_its_launches_are_there() {
        let line = |combination, policy: &str| Line {
            combination,
            policy: policy.to_owned(),
        };
        let (one, other) = (line(0, "open"), line(0, "queue"));
        let mut answers = Answers::default();
        for position in [0.0, 1.0] {
            for launch in 0..4 {
                assert!(
                    matches!(answers.search(&one, 4, 0.3, 0.95), Search::Asking { .. }),
                    "{launch}"
                );
                answers.add(&one, position, position > 0.5);
            }
        }
        let middle = Search::Asking { positions: vec![0.5] };
        assert_eq!(answers.search(&one, 4, 0.3, 0.95), middle);
        let ends = Search::Asking {
            positions: vec![0.0, 1.0],
        };
        assert_eq!(answers.search(&other, 4, 0.3, 0.95), ends);
    }
}
