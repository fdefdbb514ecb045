//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What appointments say.
pub(super) trait AppointmentsWords: Numbers {
    /// `75 appointments are booked for each slot of 10 min, and 20 % of these people do not come.`
    fn kept(&self, booked: Booked) -> Words;
    /// On a strip, the first that fits: `by appointment, 60 people every 10 min`, `by appointment`.
    fn by_appointment(&self, people: f64, slot_s: f64) -> [String; 2];
}

/// A slot that is full.
#[derive(Debug, Clone, Copy)]
pub(super) struct Booked {
    /// Appointments booked for it.
    pub(super) places: f64,
    /// Its length \[s\].
    pub(super) slot_s: f64,
    /// Share of those who do not come.
    pub(super) no_show: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn AppointmentsWords {
    match language {
        Language::English => &English,
    }
}
