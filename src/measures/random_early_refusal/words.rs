//! What it says.

use crate::messages::{English, Language, Numbers, Words};

/// What random early refusal says.
pub(super) trait RandomEarlyRefusalWords: Numbers {
    /// `No page needs work of the portal.`
    fn no_work(&self) -> Words;
    /// `Everybody who begins while the backlog is longer is refused, so it never grows beyond that
    /// length.`
    fn never_longer(&self) -> Words;
    /// `While more than 200 requests wait at the tier web, 40 % of new sessions are refused. ...`
    fn bears(&self, refusal: Refusal, most: f64) -> Words;
    /// On a strip, the first that fits: `40 % of new sessions refused while more than 200 wait at
    /// web`, `new sessions refused at random`.
    fn refused(&self, refusal: Refusal) -> [String; 2];
}

/// When new sessions are refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal<'a> {
    /// The tier whose backlog is looked at.
    pub(super) tier: &'a str,
    /// Requests that may wait before anybody is refused.
    pub(super) above: f64,
    /// Share of the new sessions that are refused while more wait.
    pub(super) share: f64,
}

/// In a language.
pub(super) fn words(language: Language) -> &'static dyn RandomEarlyRefusalWords {
    match language {
        Language::English => &English,
    }
}
