//! What is written on a strip.

use crate::messages::{English, Language};

/// What is written on a strip: of several forms the first that fits.
pub(super) trait OpenWords {
    /// Before it opens: `not open yet`, `not open`.
    fn not_yet(&self) -> [&'static str; 2];
    /// After it has ended: `not open`.
    fn no_more(&self) -> [&'static str; 1];
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn OpenWords {
    match language {
        Language::English => &English,
    }
}
