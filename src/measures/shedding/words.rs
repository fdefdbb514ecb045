//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What shedding says.
pub(super) trait SheddingWords: Numbers {
    /// `30 % of all requests are turned away. 12.1 % of the pages served belong to applications
    /// that are completed.`
    fn requests_shed(&self, share: f64, useful: f64) -> Words;
    /// `30 % of the people who begin an application are turned away. Everybody inside can finish.`
    fn sessions_shed(&self, share: f64) -> Words;
    /// `While 700 requests are in the portal, everybody who comes is turned away.`
    fn shed_above(&self, who: Who, requests: f64) -> Words;
    /// On a strip, the first that fits: `30 % of requests turned away, and all above 700 in the
    /// portal`, `requests turned away`.
    fn shed(&self, who: Who, when: When) -> [String; 2];
}

/// Who is turned away.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    /// Any request.
    Requests,
    /// People who begin an application.
    NewSessions,
}

/// When they are turned away.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// A share of them, at any time.
    Always(f64),
    /// All of them, while so many requests are in the portal.
    Above(f64),
    /// That share of them, and all while so many requests are in the portal.
    Both(f64, f64),
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn SheddingWords {
    match language {
        Language::English => &English,
    }
}
