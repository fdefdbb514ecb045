//! A challenge before the first page. It costs everyone a delay, and a few fail.

mod en;
mod explain;
mod run;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::Bar;
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Duration, Moment, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// A challenge that a browser, or a person, has to solve before the first page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Challenge {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Probability that a person passes: 0.97 to 0.995 without anything to solve, 0.85 to 0.95 for a puzzle (assumed ranges).
    pub people_pass: Share,
    /// How long it takes a person who passes.
    pub takes: Duration,
    /// For how long a person who has passed is not asked again.
    pub clearance: Duration,
}

impl Form for Challenge {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for Challenge {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
        if self.people_pass.get() <= 0.0 {
            let right = "write a probability above zero";
            cx.complain(&path.then("people-pass"), "nobody would ever get in", right);
        }
        cx.positive(self.clearance, &path.then("clearance"));
    }
}

impl Definition for Challenge {
    const ID: &'static str = "challenge";
    const ABOUT: &'static str = "A challenge before the first page.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "a challenge before the first page, passed with probability `people-pass`; it takes \
             everyone a while",
        "each try is a draw of its own: a binomial share fails",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Challenge::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::fail(self, launch.language())]
    }

    fn strip(&self, _clock: &CivilClock, _language: Language) -> Vec<Bar> {
        // The strip shows who may come in.
        Vec::new()
    }
}
