//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a cleaning centre says.
pub(super) trait ScrubbingWords: Numbers {
    /// `The scrubbing works 10 min 00 s after it is called for. It lets through 1.75 of 35.0 attack
    /// requests a second, ...`
    fn left(&self, scrubbed: Scrubbed) -> Words;
}

/// An attack behind the scrubbing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scrubbed {
    /// Its requests a second, at its strongest.
    pub(super) rate: f64,
    /// Those that are left.
    pub(super) left: f64,
    /// How long after it is called for it works \[s\].
    pub(super) delay_s: f64,
    /// Share of people's requests that are dropped.
    pub(super) of_people: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn ScrubbingWords {
    match language {
        Language::English => &English,
    }
}
