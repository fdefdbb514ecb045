//! Ways of letting people in: named lists of measures, freely combined.
//!
//! A request passes the measures of a policy in the order they are listed; the first that does not
//! admit it decides.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::measure::Measure;
use super::operator::Rule;

/// A file of policies, to be used with any model that has what they name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of the file format: 1.
    #[serde(default)]
    pub version: Option<u32>,
    /// The policies, by name.
    pub policy: BTreeMap<String, Policy>,
}

/// A policy: a named list of measures.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// What it is, in words a reader understands.
    #[serde(default)]
    pub title: String,
    /// What it changes in the people, the journey, the portal or the attacks, `path=value` each, as
    /// with `--set`: a form with fewer pages, a notice that calms demand, credentials issued
    /// beforehand. The value is checked as if it stood in the model.
    #[serde(default)]
    pub set: Vec<String>,
    /// The measures; none means open to all.
    #[serde(default)]
    pub measure: Vec<Measure>,
    /// What the operator does, at an instant or when something is measured.
    #[serde(default)]
    pub operator: Vec<Rule>,
}

/// The policy of a model that names none.
pub const OPEN: &str = "open";

impl Policy {
    /// Open to all.
    pub fn open() -> Self {
        Policy {
            title: "Open to all".to_owned(),
            set: Vec::new(),
            measure: Vec::new(),
            operator: Vec::new(),
        }
    }
}
