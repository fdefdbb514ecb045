//! Why a model does not compile under a policy at a scale.

/// Why a model does not compile under a policy at a scale.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
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
