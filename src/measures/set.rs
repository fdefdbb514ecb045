//! The measures of this build, as a whole.

use serde_json::Value;

use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::kinds::MeasureSet;
use clickday_engine::model::{Measure, schema as model_schema};
use clickday_engine::sim::AtWork;

use super::bar::Bar;
use super::definition::Row;
use super::own::Own;

/// The measures of this build.
pub const SET: MeasureSet = MeasureSet::new(super::KINDS);

/// How the measures of this build are put to work, and those of programs beside it.
pub(crate) const AT_WORK: AtWork = AtWork::new(|measure, scenario| {
    let of_program = || Some(measure.get::<Own>()?.at_work(scenario));
    super::FACES
        .iter()
        .find_map(|face| (face.at_work)(measure, scenario))
        .or_else(of_program)
});

/// The JSON Schema (draft 2020-12) of a model file with these measures.
pub fn schema() -> Value {
    model_schema::model(SET)
}

/// The rows of each measure in the table of all.
pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static [Row])> {
    super::FACES.iter().map(|face| (face.id, face.rows))
}

/// A policy to copy for each measure: its name, which is the policy's, and the file.
pub(super) fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    super::FACES.iter().map(|face| (face.id, face.example))
}

/// What a measure amounts to, before any run.
pub(crate) fn statements(measure: &Measure, launch: &dyn Expected) -> Vec<Statement> {
    let mut faces = super::FACES.iter();
    let found = faces.find_map(|face| (face.statements)(measure, launch));
    let of_program = || Some(measure.get::<Own>()?.statements(launch.model()));
    found.or_else(of_program).unwrap_or_default()
}

/// What a strip over the time of a run shows of a measure.
pub(super) fn bars(measure: &Measure, clock: &CivilClock, language: Language) -> Vec<Bar> {
    let found = super::FACES
        .iter()
        .find_map(|face| (face.strip)(measure, clock, language));
    let of_program = || Some(measure.get::<Own>()?.bars(clock));
    found.or_else(of_program).unwrap_or_default()
}
