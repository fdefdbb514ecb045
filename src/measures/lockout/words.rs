//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a rule that locks accounts says.
pub(super) trait LockoutWords: Numbers {
    /// `Each account gets 2.10 wrong passwords on average, and is locked after 5: 6.2 % of the 5.00
    /// M people are locked out.`
    fn locked_accounts(&self, locked: Locked) -> Words;
}

/// People who are locked out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locked {
    /// Wrong passwords for each account, on average.
    pub(super) wrong: f64,
    /// Wrong passwords after which it is locked.
    pub(super) after: u64,
    /// Share of the people who are locked out.
    pub(super) share: f64,
    /// All people.
    pub(super) people: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn LockoutWords {
    match language {
        Language::English => &English,
    }
}
