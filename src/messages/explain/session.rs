//! Applications of several pages.

use crate::messages::{Numbers, Words};

/// How long an application takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ApplicationTime {
    /// Its pages.
    pub(crate) pages: f64,
    /// Thinking, reading and typing \[s\].
    pub(crate) think_s: f64,
    /// Work of the portal \[s\].
    pub(crate) service_s: f64,
}

/// How many attempts fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failing {
    /// One of two.
    Half,
    /// Three of four.
    ThreeQuarters,
}

/// Applications of several pages.
pub(crate) trait SessionText: Numbers {
    /// `When the portal is fast, 99.5 % of the pages come before the person's patience ends.`
    fn page_success(&self, share: f64) -> Words;
    /// `An application has a single page, so there is no session to lose.`
    fn single_page(&self) -> Words;
    /// `The portal needs 0.667 s for a page on average.`
    fn page_time(&self, seconds: f64) -> Words;
    /// `12 pages take 4 min 04 s: 3 min 56 s of reading and typing, and 8.00 s of the portal's work.`
    fn application_time(&self, time: ApplicationTime) -> Words;
    /// `When the portal is fast, 98 % of the pages served belong to applications that are completed.`
    fn session_efficiency(&self, share: f64) -> Words;
    /// `11.6 % of the pages served would be useful, and each completed application would need 208 attempts.`
    fn session_efficiency_at(&self, failing: Failing, share: f64, attempts: f64) -> Words;
    /// `This uses the share of attempts that succeeded in the run.`
    fn session_efficiency_as_simulated(&self) -> Words;
}
