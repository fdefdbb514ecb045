//! The list of the measures, made from one line each.

use serde_json::Value;

use crate::model::civil::CivilClock;
use crate::model::kinds::{Kind, MeasureSet};
use crate::model::{Measure, schema as model_schema};
use crate::scenario::Scenario;
use crate::sim::AtWork;
use crate::sim::door;
use crate::statement::{Expected, Statement};

use super::definition::{Definition, Row};
use super::strip::Bar;

/// Declares the folders of measures, and the list of them.
macro_rules! measures {
    ($($folder:ident: $Measure:ident),* $(,)?) => {
        $(pub mod $folder;)*

        /// How each kind is read, described and checked.
        static KINDS: &[$crate::model::kinds::Kind] = &[$($crate::measures::set::kind::<$folder::$Measure>()),*];

        /// What each kind does.
        static FACES: &[$crate::measures::set::Face] = &[$($crate::measures::set::Face::of::<$folder::$Measure>()),*];
    };
}
pub(super) use measures;

/// How a measure is read, described and checked.
pub(super) const fn kind<T: Definition>() -> Kind {
    Kind::of::<T>(T::ID, T::ABOUT)
}

/// What upper parts of the house ask of a kind of measure.
pub(super) struct Face {
    id: &'static str,
    rows: &'static [Row],
    at_work: fn(&Measure, &Scenario) -> Option<Box<dyn door::Measure>>,
    statements: fn(&Measure, &dyn Expected) -> Option<Vec<Statement>>,
    strip: fn(&Measure, &CivilClock) -> Option<Vec<Bar>>,
}

impl Face {
    pub(super) const fn of<T: Definition>() -> Self {
        Face {
            id: T::ID,
            rows: T::ROWS,
            at_work: at_work::<T>,
            statements: said::<T>,
            strip: drawn::<T>,
        }
    }
}

fn at_work<T: Definition>(measure: &Measure, scenario: &Scenario) -> Option<Box<dyn door::Measure>> {
    Some(measure.get::<T>()?.at_work(scenario))
}

fn said<T: Definition>(measure: &Measure, launch: &dyn Expected) -> Option<Vec<Statement>> {
    Some(measure.get::<T>()?.statements(launch))
}

fn drawn<T: Definition>(measure: &Measure, clock: &CivilClock) -> Option<Vec<Bar>> {
    Some(measure.get::<T>()?.strip(clock))
}

/// The measures of this build.
pub const SET: MeasureSet = MeasureSet::new(super::KINDS);

/// How the measures of this build are put to work.
pub const AT_WORK: AtWork = AtWork::new(|measure, scenario| {
    super::FACES
        .iter()
        .find_map(|face| (face.at_work)(measure, scenario))
});

/// The JSON Schema (draft 2020-12) of a model file with these measures.
pub fn schema() -> Value {
    model_schema::model(SET)
}

/// The rows of each measure in the table of all.
pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static [Row])> {
    super::FACES.iter().map(|face| (face.id, face.rows))
}

/// What a measure amounts to, before any run.
pub(crate) fn statements(measure: &Measure, launch: &dyn Expected) -> Vec<Statement> {
    let mut faces = super::FACES.iter();
    let found = faces.find_map(|face| (face.statements)(measure, launch));
    found.unwrap_or_default()
}

/// What a strip over the time of a run shows of a measure.
pub(super) fn bars(measure: &Measure, clock: &CivilClock) -> Vec<Bar> {
    let found = super::FACES.iter().find_map(|face| (face.strip)(measure, clock));
    found.unwrap_or_default()
}
