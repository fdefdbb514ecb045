//! When retries cause a collapse, and when the portal recovers.

use crate::messages::{Numbers, Words};

/// A page when everything is full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FullDelay {
    /// How long it takes \[s\].
    pub(crate) delay_s: f64,
    /// Median time for which people wait for it \[s\]; `None`: as long as it takes.
    pub(crate) patience_s: Option<f64>,
    /// Share of the answers that come to somebody who still waits.
    pub(crate) awaited: f64,
}

/// Why there is no threshold of collapse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoThreshold {
    /// Nobody comes, or the portal has no limit.
    NoLimit,
    /// Nobody who fails tries again.
    NoRetries,
    /// Retries pile up, but the overload ends with its cause.
    EndsWithItsCause,
}

/// The formula of the thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CollapseFormula {
    /// Applications of several pages.
    Sessions,
    /// One page, and a station that is known state by state.
    ExactPage,
    /// One page, in the fluid limit.
    Page,
}

/// The demand at which the portal collapses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Collapse {
    /// Newcomers a second.
    pub(crate) per_s: f64,
    /// The same over what the portal can complete; `None`: all of it.
    pub(crate) of_capacity: Option<f64>,
}

/// The demand at which a collapsed portal recovers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recovery {
    /// Newcomers a second.
    pub(crate) per_s: f64,
    /// The same over what the portal can complete.
    pub(crate) of_capacity: f64,
}

/// From when on a collapse is possible.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CollapseFrom<'a> {
    /// Demand is beyond the threshold from this civil time on.
    At(&'a str),
    /// Demand never reaches it.
    Never,
    /// A waiting room prevents it.
    RoomPrevents {
        /// Whether that room begins later than the run.
        begins_later: bool,
    },
}

/// When retries cause a collapse, and when the portal recovers.
pub(crate) trait StormText: Numbers {
    /// `When all slots and the backlog are full, a page takes 15.0 s. ...`
    fn full_delay(&self, full: FullDelay) -> Words;
    /// `The backlog has no limit, so the wait in it has none either.`
    fn unbounded_delay(&self) -> Words;
    /// `Nobody who fails tries again, so overload does not feed on itself.`
    fn no_threshold(&self, why: NoThreshold) -> Words;
    /// `Above 22.5 newcomers per second (all that the portal can complete), ...`
    fn collapse_threshold(&self, collapse: Collapse, formula: CollapseFormula) -> Words;
    /// `After a collapse, the portal stays down until fewer than 1.92 newcomers per second come ...`; `None`: it never recovers.
    fn recovery_threshold(&self, recovery: Option<Recovery>, formula: CollapseFormula) -> Words;
    /// `From 1 Apr 00:00, demand (floods included) is above the threshold of collapse. ...`
    fn collapse_from(&self, from: CollapseFrom) -> Words;
}
