//! Why somebody calls, and whether again.

use crate::scenario::{Distribution, Helpline, entity_key};
use crate::sim::random::Purpose;

/// Why somebody calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The message with a credential is late.
    Overdue,
    /// The portal wants the whole credential.
    WholeWanted,
    /// An attempt has failed.
    Failure,
    /// Something else.
    Everyday,
}

/// The share of the callers who call again, and the law of how much later.
pub(crate) type Habit = fn(&Helpline) -> (f64, Option<&Distribution>);

/// Key to chance of those who call about something else.
pub(crate) fn everyday_key() -> u64 {
    entity_key("helpline", "everyday")
}

/// Draws of a call: lanes 0 handling, 1 patience, 2 whether it is followed by another, 3 how much later.
pub(crate) const PURPOSE: Purpose = Purpose::Call;
