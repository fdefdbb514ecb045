//! Everything from abroad is blocked, people abroad among it.

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
use clickday_engine::model::units::Moment;
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Everything from abroad is blocked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GeoBlock {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
}

impl Form for GeoBlock {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for GeoBlock {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.stretch(self.from.as_ref(), self.until.as_ref(), path);
    }
}

impl Definition for GeoBlock {
    const ID: &'static str = "geo-block";
    const ABOUT: &'static str = "Everything from abroad is blocked.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "everything from abroad is blocked, people abroad among it",
        "a binomial share of the people",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::GeoBlock::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::abroad(launch)]
    }

    fn strip(&self, _clock: &CivilClock, _language: Language) -> Vec<Bar> {
        // The strip shows who may come in.
        Vec::new()
    }
}
