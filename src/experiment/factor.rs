//! A factor: a value of the model that an experiment varies, by the same path as `--set`.
//!
//! ```toml
//! [[factor]]
//! path = "policy.queue.measure.waiting-room.cap"
//! from = 6000                                       # a range, for designs that fill it
//! to = 12000
//!
//! [[factor]]
//! path = "people.role.citizen.retry"
//! values = ["80 %", "90 %", "95 %"]                 # or values, one by one
//! ```

use schemars::JsonSchema;
use serde::Deserialize;

use super::range::{Range, Spread};
use clickday_engine::model::units::{Complaint, Setting};

/// A value of the model that is varied.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FactorSpec {
    /// Its path, as in `--set`.
    pub path: String,
    /// Its values, one by one.
    #[serde(default)]
    pub values: Option<Vec<Setting>>,
    /// Lower end of its range.
    #[serde(default)]
    pub from: Option<Setting>,
    /// Upper end of its range.
    #[serde(default)]
    pub to: Option<Setting>,
    /// How a range is filled: evenly, or evenly by factors.
    #[serde(default)]
    pub spread: Spread,
}

/// The values of a factor.
#[derive(Debug, Clone, PartialEq)]
pub enum Levels {
    /// One by one.
    Values(Vec<String>),
    /// A range.
    Range(Range),
}

/// What is wrong at a key of a table of an experiment, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {complaint}")]
pub struct KeyError {
    /// The key.
    pub key: &'static str,
    /// What is wrong there, and what would be right.
    pub complaint: Complaint,
}

impl KeyError {
    /// What is wrong at a key, and what would be right.
    pub(super) fn new(key: &'static str, wrong: impl Into<String>, right: impl Into<String>) -> Self {
        KeyError {
            key,
            complaint: Complaint::new(wrong, right),
        }
    }
}

impl FactorSpec {
    /// Its values.
    ///
    /// # Errors
    /// What is wrong with its values, or with the ends of its range.
    pub fn levels(&self) -> Result<Levels, KeyError> {
        let either = "write either values = [...], or from = ... and to = ...";
        match (&self.values, &self.from, &self.to) {
            (Some(values), None, None) if values.is_empty() => {
                Err(KeyError::new("values", "there is no value", either))
            }
            (Some(values), None, None) => Ok(Levels::Values(values.iter().map(Setting::to_string).collect())),
            (None, Some(from), Some(to)) => Range::between(from.as_str(), to.as_str(), self.spread)
                .map(Levels::Range)
                .map_err(|complaint| KeyError {
                    key: "from",
                    complaint,
                }),
            (Some(_), ..) => {
                let wrong = "a factor has values or a range, not both";
                Err(KeyError::new("values", wrong, either))
            }
            (None, ..) => {
                let wrong = format!("nothing says which values {} takes", self.path);
                Err(KeyError::new("path", wrong, either))
            }
        }
    }
}

impl FactorSpec {
    /// The keys of the value of this number among those that are tried (see [`Levels::to_try`]).
    pub(super) fn key_of(&self, number: usize) -> Vec<String> {
        let keys: &[&str] = match (&self.values, number) {
            (Some(_), _) => &["values", &number.to_string()],
            (None, 0) => &["from"],
            (None, _) => &["to"],
        };
        keys.iter().map(|&key| key.to_owned()).collect()
    }
}

impl Levels {
    /// The values at which the model is tried before anything runs: all, or both ends.
    pub(crate) fn to_try(&self) -> Vec<String> {
        match self {
            Levels::Values(values) => values.clone(),
            Levels::Range(range) => vec![range.at(0.0), range.at(1.0)],
        }
    }
}
