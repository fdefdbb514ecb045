//! What upper parts of the house ask of each kind of measure, made from one line.

use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::Measure;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::kinds::Kind;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door;

use super::bar::Bar;
use super::definition::{Definition, Row};

/// Declares the folders of measures, and the list of them.
macro_rules! measures {
    ($($folder:ident: $Measure:ident),* $(,)?) => {
        $(pub mod $folder;)*

        /// How each kind is read, described and checked.
        static KINDS: &[clickday_engine::model::kinds::Kind] = &[$($crate::measures::face::kind::<$folder::$Measure>()),*];

        /// What each kind does.
        static FACES: &[$crate::measures::face::Face] = &[$($crate::measures::face::Face::of::<$folder::$Measure>()),*];
    };
}
pub(super) use measures;

/// How a measure is read, described and checked.
pub(super) const fn kind<T: Definition>() -> Kind {
    Kind::of::<T>(T::ID, T::ABOUT)
}

/// What upper parts of the house ask of a kind of measure.
pub(super) struct Face {
    pub(super) id: &'static str,
    pub(super) example: &'static str,
    pub(super) rows: &'static [Row],
    pub(super) at_work: fn(&Measure, &Scenario) -> Option<Box<dyn door::Measure>>,
    pub(super) statements: fn(&Measure, &dyn Expected) -> Option<Vec<Statement>>,
    pub(super) strip: fn(&Measure, &CivilClock, Language) -> Option<Vec<Bar>>,
}

impl Face {
    pub(super) const fn of<T: Definition>() -> Self {
        Face {
            id: T::ID,
            example: T::EXAMPLE,
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

fn drawn<T: Definition>(measure: &Measure, clock: &CivilClock, language: Language) -> Option<Vec<Bar>> {
    Some(measure.get::<T>()?.strip(clock, language))
}
