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
use crate::model::units::Setting;

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

impl FactorSpec {
    /// Its values.
    ///
    /// # Errors
    /// A key of the factor's table, what is wrong there, and what would be right.
    pub fn levels(&self) -> Result<Levels, (&'static str, String, &'static str)> {
        let either = "write either values = [...], or from = ... and to = ...";
        match (&self.values, &self.from, &self.to) {
            (Some(values), None, None) if values.is_empty() => {
                Err(("values", "there is no value".to_owned(), either))
            }
            (Some(values), None, None) => Ok(Levels::Values(values.iter().map(Setting::to_string).collect())),
            (None, Some(from), Some(to)) => Range::between(from.as_str(), to.as_str(), self.spread)
                .map(Levels::Range)
                .map_err(|wrong| {
                    (
                        "from",
                        wrong,
                        "write two values in the same unit, the lower one first",
                    )
                }),
            (Some(_), ..) => Err((
                "values",
                "a factor has values or a range, not both".to_owned(),
                either,
            )),
            (None, ..) => Err((
                "path",
                format!("nothing says which values {} takes", self.path),
                either,
            )),
        }
    }
}

impl Levels {
    /// The values at which the model is tried before anything runs: all, or both ends.
    pub fn to_try(&self) -> Vec<String> {
        match self {
            Levels::Values(values) => values.clone(),
            Levels::Range(range) => vec![range.at(0.0), range.at(1.0)],
        }
    }
}
