//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a block of requests from abroad says.
pub(super) trait GeoBlockWords: Numbers {
    /// `2 % of the 2.90 M people who come in the run are abroad. While the block is on, none of
    /// them gets in.`
    fn abroad(&self, share: f64, people: f64) -> Words;
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn GeoBlockWords {
    match language {
        Language::English => &English,
    }
}
