//! What a calibration predicts, as its file writes it.

use schemars::JsonSchema;
use serde::Deserialize;

use clickday_engine::model::units::{Count, Moment};

/// What is predicted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ValidationSpec {
    /// The sample: a table of points (CSV or Parquet), by its path from this file.
    pub posterior: String,
    /// How many of its rows are simulated; absent: all.
    #[serde(default)]
    pub rows: Option<Count>,
    /// What is changed in the model for the days that follow, as `path=value`.
    #[serde(default)]
    pub set: Vec<String>,
    /// The counts that are predicted.
    #[serde(default)]
    pub prediction: Vec<PredictionSpec>,
}

/// A count that is predicted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PredictionSpec {
    /// The instant up to which applications are counted.
    pub at: Moment,
    /// So many, by the record.
    pub applications: Count,
    /// Who said so.
    pub source: String,
    /// What had changed at the portal since the count before, as the record has it.
    #[serde(default)]
    pub changed: String,
}
