//! What is written on a strip.

use crate::messages::{English, Language};

/// What is written on a strip: of several forms the first that fits.
pub(super) trait ClosureWords {
    /// Between two times of day: `closed 13:20–17:30`, `closed`.
    fn closed(&self, from: &str, until: &str) -> [String; 2];
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn ClosureWords {
    match language {
        Language::English => &English,
    }
}
