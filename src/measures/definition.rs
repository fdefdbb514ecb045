//! What a measure has to give.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::CivilClock;
use clickday_engine::model::kinds::Checks;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

use super::bar::Bar;

/// A row of the table of all measures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The key of a part of it, where the row is about that part.
    pub(crate) of: Option<&'static str>,
    /// What it does.
    pub(crate) does: &'static str,
    /// What theory says of it, and tests hold it to.
    pub(crate) exact: &'static str,
}

impl Row {
    /// The row of a whole measure.
    pub(crate) const fn whole(does: &'static str, exact: &'static str) -> Self {
        Row {
            of: None,
            does,
            exact,
        }
    }
}

/// A measure: the type of what is written of it, with all that comes of that.
pub(crate) trait Definition: Checks + DeserializeOwned + JsonSchema {
    /// The key under which it is written.
    const ID: &'static str;

    /// What it is, in a sentence.
    const ABOUT: &'static str;

    /// A file to copy: a policy of its name for the launch of INPS, with no other measure but `open`.
    const EXAMPLE: &'static str;

    /// Its rows in the table of all measures.
    const ROWS: &'static [Row];

    /// Puts it to work in a run.
    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure>;

    /// What it amounts to, before any run.
    fn statements(&self, launch: &dyn Expected) -> Vec<Statement>;

    /// What a strip over the time of a run shows of it: who may come in when.
    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar>;
}
