//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What a challenge says.
pub(super) trait ChallengeWords: Numbers {
    /// `Each try of a person fails with a probability of 3 %. A person who passes has lost 2.00 s,
    /// ...`
    fn fails(&self, tried: Tried) -> Words;
}

/// A try of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried {
    /// Probability that it fails.
    pub(super) fails: f64,
    /// How long it takes a person who passes \[s\].
    pub(super) takes_s: f64,
    /// For how long a person who has passed is not asked again \[s\].
    pub(super) clearance_s: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn ChallengeWords {
    match language {
        Language::English => &English,
    }
}
