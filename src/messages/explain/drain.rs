//! How long the backlog of the day lasts.

use crate::messages::{Numbers, Words};

/// Why theory gives no backlog.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NoBacklog {
    /// One in so many people who fail gives up for good.
    PeopleGiveUp(f64),
    /// Everybody is served at once.
    ServedAtOnce,
}

/// The largest backlog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backlog<'a> {
    /// People who have come and are not served.
    pub(crate) people: f64,
    /// Civil time of that moment.
    pub(crate) at: &'a str,
    /// Whether some of them are files at an office.
    pub(crate) offices: bool,
    /// Whether there is a waiting room, which people leave for a while.
    pub(crate) room: bool,
}

/// When the backlog is worked off.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cleared<'a> {
    /// At a moment of the run.
    At {
        /// Its civil time.
        at: &'a str,
        /// Time since the backlog was largest \[s\].
        after_s: f64,
    },
    /// Not within the run: so many people are left.
    Never(f64),
}

/// How long a full portal takes to empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EmptyAfterClosing {
    /// Requests inside when everything is full.
    pub(crate) requests: f64,
    /// Mean time until the last of them is answered \[s\].
    pub(crate) mean_s: f64,
    /// Standard deviation of that time \[s\].
    pub(crate) sd_s: f64,
}

/// Why there is no time to empty the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoEmptying {
    /// The policy never closes the door.
    NeverCloses,
    /// Nobody comes, or the portal has no limit.
    NoLimit,
    /// The backlog has no bound.
    Unbounded,
    /// Nothing is inside.
    Empty,
}

/// How long the backlog of the day lasts.
pub(crate) trait DrainText: Numbers {
    /// `In the fluid model everybody is served at once. ...`
    fn no_backlog(&self, why: NoBacklog) -> Words;
    /// `At the worst moment, 1 Apr 16:59, 712,000 people have come and are not served yet. ...`
    fn most_unserved(&self, backlog: Backlog) -> Words;
    /// `At 3 Apr 12:01, 43 h 02 min after the worst moment, 99 of 100 people who have come are served.`
    fn cleared_at(&self, cleared: Cleared) -> Words;
    /// `2,883,464 applications by 3 Apr 24:00, from 99.57 % of the people who come.`; the civil time of the end.
    fn served(&self, applications: f64, until: &str, share: f64) -> Words;
    /// `This policy never closes the door.`
    fn no_emptying(&self, why: NoEmptying) -> Words;
    /// `When everything is full, the portal holds 4,000 requests. ...`
    fn empty_after_closing(&self, empty: EmptyAfterClosing) -> Words;
}
