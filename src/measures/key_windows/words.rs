//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What days of classes say.
pub(super) trait KeyWindowsWords: Numbers {
    /// `There are 3 windows, and free days for all. At most 33.7 % of the people who apply
    /// themselves may come in one of them. ...`
    fn largest_class(&self, windows: u64, has_free_days: bool, share: f64) -> Words;
    /// On a strip, when no class has its day: `closed`.
    fn nobodys_hours(&self) -> [&'static str; 1];
    /// On a strip, the first that fits: `born in months 1–4`, `1–4`.
    fn months(&self, first: u64, last: u64) -> [String; 2];
    /// On a strip, the first that fits: `tax codes A–E`, `A–E`.
    fn tax_codes(&self, first: char, last: char) -> [String; 2];
    /// On a strip, the first that fits: `all classes`, `all`.
    fn free(&self) -> [&'static str; 2];
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn KeyWindowsWords {
    match language {
        Language::English => &English,
    }
}
