//! Why a model does not compile under a policy at a scale.

use crate::model::nearest;

/// Why a model does not compile under a policy at a scale.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The policy's name is not in the model.
    #[error(
        "there is no policy `{name}` in the model{}; `clickday models` lists policies for any model",
        instead(name, known)
    )]
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
    #[error(
        "the scale {scale} is not possible; write a share above 0 and at most 1, for example 0.03, \"3 %\" or 1:33"
    )]
    ScaleOutOfRange {
        /// What was asked for.
        scale: f64,
    },
    /// The scaled model would be biased beyond use.
    #[error("the scale {scale} is too small: {reason}. Use {least} or more")]
    ScaleTooSmall {
        /// What was asked for.
        scale: f64,
        /// What breaks.
        reason: String,
        /// The smallest that is allowed, rounded up to two digits.
        least: f64,
    },
    /// The run would end before it starts, or after the model does.
    #[error("the run must end after the start of the model, and at its end or before")]
    UntilOutOfRange,
}

/// The policy that was meant, and those of the model.
fn instead(name: &str, known: &[String]) -> String {
    let meant = nearest(name, known).map(|meant| format!("; did you mean `{meant}`?"));
    let has = if known.is_empty() {
        "none: it is run as `open`".to_owned()
    } else {
        let quoted: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(", ")
    };
    match meant {
        Some(meant) => format!("{meant} It has {has}"),
        None => format!("; it has {has}"),
    }
}

#[cfg(test)]
mod tests {
    use super::ScenarioError;

    #[test]
    fn a_policy_that_is_not_there_is_told_with_those_that_are() {
        let told = |name: &str, known: &[&str]| {
            let known = known.iter().map(|name| (*name).to_owned()).collect();
            let name = name.to_owned();
            ScenarioError::UnknownPolicy { name, known }.to_string()
        };
        assert_eq!(
            told("lot", &["queue", "open"]),
            "there is no policy `lot` in the model; it has `queue`, `open`; \
             `clickday models` lists policies for any model"
        );
        assert!(told("queu", &["queue"]).contains("; did you mean `queue`? It has `queue`; "));
        assert!(told("queue", &[]).contains("it has none: it is run as `open`"));
    }
}
