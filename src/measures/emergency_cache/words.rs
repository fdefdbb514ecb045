//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What an emergency cache says.
pub(super) trait EmergencyCacheWords: Numbers {
    /// `Nobody comes while the cache is on.`
    fn nobody_comes(&self) -> Words;
    /// `Each page is asked for 0.050 times a second at each of 14 nodes, and is kept for 7 d 0 h.
    /// ...`
    fn shown(&self, shown: Shown) -> Words;
    /// `The cache keeps 42 pages, each of one person: 1 for each page at each node.`
    fn stored(&self, pages: f64, of_each: f64) -> Words;
    /// On a strip, the first that fits: `emergency cache`, `cache`.
    fn is_on(&self) -> [&'static str; 2];
}

/// Pages shown to the wrong person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// How often.
    pub(super) times: f64,
    /// Requests for one page at one node \[1/s\].
    pub(super) rate: f64,
    /// Nodes of the cache.
    pub(super) nodes: f64,
    /// How long a page is kept \[s\].
    pub(super) kept_s: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn EmergencyCacheWords {
    match language {
        Language::English => &English,
    }
}
