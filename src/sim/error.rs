//! Why a run is refused: before it begins, or because it goes beyond a bound it was given, or somebody stops it. Any other run
//! that has begun ends.

/// Why a run is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// The policy's name is not in the model.
    #[error("the model has no policy `{name}`; it has {}", list(known))]
    UnknownPolicy {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A name in the model leads nowhere; `clickday check` would have said where.
    #[error("the model names a {kind} `{name}` that it does not define")]
    NoSuch {
        /// What it should be.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// The calendar cannot be read.
    #[error("{0}")]
    Calendar(String),
    /// The scale is not in (0, 1].
    #[error("a scale of {scale} makes no sense; give a share of full size above 0 and up to 1")]
    ScaleOutOfRange {
        /// What was asked for.
        scale: f64,
    },
    /// The scaled model would be biased beyond use.
    #[error("at a scale of {scale} {reason}; take a larger scale")]
    ScaleTooSmall {
        /// What was asked for.
        scale: f64,
        /// What breaks.
        reason: String,
    },
    /// The run would end before it starts, or after the model does.
    #[error("the run must end after the model's start and not after its end")]
    UntilOutOfRange,
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
        "{events} events had happened by {at}, and a run may hold no more: somebody tries again within no time, or the model is too \
         large"
    )]
    TooManyEvents {
        /// How many had happened.
        events: u64,
        /// When, in civil time.
        at: String,
    },
    /// Whoever observes the run has stopped it.
    #[error("the run was stopped before its end")]
    Cancelled,
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none: it is run as `open`".to_owned();
    }
    names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
