//! What a strip shows of a measure: stretches of time under a rule, as plain data.

use crate::messages::Language;
use clickday_engine::model::Measure;
use clickday_engine::model::civil::CivilClock;

pub use super::bar::{Bar, Kind, Stretch, between, clock_time, whole};

/// The bars of a measure.
pub fn bars(measure: &Measure, clock: &CivilClock, language: Language) -> Vec<Bar> {
    super::set::bars(measure, clock, language)
}
