//! Why a run is refused: before it begins, or because it goes beyond a bound it was given, or somebody stops it. Any other run
//! that has begun ends.

use crate::figures::count;
use crate::scenario::ScenarioError;

/// Why a run is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// The model does not compile under the policy at the scale.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// More people than can be told apart.
    #[error("{people} people are more than the 4,000,000,000 a run can tell apart")]
    TooManyPeople {
        /// How many.
        people: u64,
    },
    /// The machine has no memory for so many people.
    #[error(
        "there is no memory for {people} people: {mib} MiB are needed to begin with; take a smaller scale"
    )]
    NoMemory {
        /// How many people.
        people: u64,
        /// Needed for their records and first plans \[MiB\].
        mib: u64,
    },
    /// More happens than the run may hold.
    #[error(
        "{} events had happened by {at}, and this run may have no more: something happens again almost at once. Look for a time of almost \
         nothing in the model (`retry-after`, `reload-after`, `every`), or allow more with clickday run --most-events",
        count(*events as f64)
    )]
    TooManyEvents {
        /// How many had happened.
        events: u64,
        /// When, in civil time.
        at: String,
    },
    /// Without end, something happens again at the same instant.
    #[error(
        "the run stands still at {at}: {} events have happened at this one instant, and there is no end of them. Look for what happens \
         again at once in the model: `retry-after`, `reload-at-once`, or rules of the operator that undo each other",
        count(*events as f64)
    )]
    StandsStill {
        /// How many have happened at that instant.
        events: u64,
        /// The instant, in civil time.
        at: String,
    },
    /// Rules of the operator act again and again.
    #[error(
        "the rules of the operator had something to do {} times by {at}, and a run holds 100,000 acts at most. Look for rules that undo each \
         other, or that look too often (`every`)",
        count(*acts as f64)
    )]
    TooManyActs {
        /// How often.
        acts: u64,
        /// When, in civil time.
        at: String,
    },
    /// Whoever observes the run has stopped it.
    #[error("the run was stopped before its end")]
    Cancelled,
}
