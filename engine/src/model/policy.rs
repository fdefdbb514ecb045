//! Ways of letting people in: named lists of measures, freely combined.
//!
//! A request passes the measures of a policy in the order they are listed; the first that does not
//! admit it decides.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Deserialize, Serialize, Serializer};

use super::measure::Measure;
use super::operator::Rule;
use super::reading::Document;

/// A file of policies, to be used with any model that has what they name. It is written as it was
/// read: see [`Policy`].
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of the file format: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The policies, by name.
    pub policy: BTreeMap<String, Policy>,
}

impl PolicyFile {
    /// A file of one policy, under this name.
    pub fn of(name: impl Into<String>, policy: Policy) -> Self {
        PolicyFile {
            version: None,
            policy: BTreeMap::from([(name.into(), policy)]),
        }
    }
}

/// A policy: a named list of measures.
///
/// It is written as its file says it, with every override. What comes out as TOML and is read again is
/// the same policy. Changes that a program made in the fields are not in it.
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
    /// What it was read from.
    #[serde(skip)]
    pub(super) written: WrittenPolicy,
}

/// What a policy was read from, and its name there. Two policies of the same values look the same,
/// wherever their files are.
#[derive(Clone, Default)]
pub(super) struct WrittenPolicy(Option<(Arc<Document>, String)>);

impl WrittenPolicy {
    pub(super) fn new(document: &Arc<Document>, name: &str) -> Self {
        WrittenPolicy(Some((Arc::clone(document), name.to_owned())))
    }
}

impl fmt::Debug for WrittenPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenPolicy")
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = self.written.0.as_ref();
        if let Some(written) = written.and_then(|(document, name)| document.policy(name)) {
            return written.serialize(serializer);
        }
        if !self.measure.is_empty() || !self.operator.is_empty() {
            return Err(S::Error::custom(
                "this policy was not read by `measures::load`, which keeps what is written; read it so",
            ));
        }
        let mut table = serializer.serialize_map(None)?;
        table.serialize_entry("title", &self.title)?;
        table.serialize_entry("set", &self.set)?;
        table.end()
    }
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
            written: WrittenPolicy::default(),
        }
    }
}
