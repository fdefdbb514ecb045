//! Closed for everyone for a while.

mod en;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::closed::Closed;
use crate::measures::definition::{Definition, Row};
use crate::measures::stretch::Stretch;
use crate::measures::strip::{Bar, Kind, between, clock_time};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::civil::Intervals;
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::Moment;
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Closed for everyone for a while.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Closure {
    /// First instant.
    pub from: Moment,
    /// When it reopens.
    pub until: Moment,
    /// Whether people know when it reopens.
    #[serde(default)]
    pub announced: bool,
}

impl Form for Closure {
    fn open_times(&self, clock: &CivilClock, _role: &str) -> Intervals {
        let mut outside = clock.span(None, Some(&self.from));
        outside.extend(clock.span(Some(&self.until), None));
        outside
    }
}

impl Checks for Closure {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.within_run(&self.from, &self.until, path);
    }
}

impl Definition for Closure {
    const ID: &'static str = "closure";
    const ABOUT: &'static str = "Closed for everyone for a while.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "closed for a while, with or without notice",
        "nobody is served meanwhile",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        let closed = Stretch::new(Some(&self.from), Some(&self.until), scenario);
        Box::new(Closed::during(vec![(closed.from, closed.until)], self.announced))
    }

    fn statements(&self, _launch: &dyn Expected) -> Vec<Statement> {
        // The day as a fluid knows of it.
        Vec::new()
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let stretch = between(Some(&self.from), Some(&self.until), clock);
        let [from, until] = [stretch.0, stretch.1].map(|at| clock_time(at, clock));
        let labels = words::words(language).closed(&from, &until);
        vec![Bar::new(Kind::Closed, stretch, &labels)]
    }
}
