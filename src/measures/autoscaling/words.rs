//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What autoscaling says.
pub(super) trait AutoscalingWords: Numbers {
    /// `The tier does not grow.`
    fn does_not_grow(&self) -> Words;
    /// `7 steps of 20 % make the tier web 3.00 times as large. The tiers behind it stay as they
    /// are.`
    fn grows_within(&self, growth: Growth) -> Words;
    /// On a strip, the first that fits: `web grows to at most 3 times its size`, `web grows`.
    fn grows(&self, tier: &str, most: f64) -> [String; 2];
}

/// A tier that grows as far as it may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth<'a> {
    /// Its name.
    pub(super) tier: &'a str,
    /// Steps it takes.
    pub(super) steps: f64,
    /// What a step adds, as a share of what there is.
    pub(super) step: f64,
    /// How many times as large it is at the end.
    pub(super) most: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn AutoscalingWords {
    match language {
        Language::English => &English,
    }
}
