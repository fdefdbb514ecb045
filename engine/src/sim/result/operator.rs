//! How tiers grew, and what the operator did.

use serde::Serialize;

use super::as_map;

/// A tier has grown.
#[derive(Debug, Clone, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct ScalingStep {
    /// Which one.
    pub tier: String,
    /// When, from the start of the run \[s\].
    pub at_s: f64,
    /// Its size from then on, as a multiple of the model's.
    pub factor: f64,
}

/// What the operator did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct OperatorSummary {
    /// Alarms that people's own requests would not have raised.
    pub true_alarms: u64,
    /// Alarms that people's own requests would have raised without any attack.
    pub false_alarms: u64,
    /// When the first alarm was raised, civil time.
    pub first_alarm: Option<String>,
    /// What was done.
    pub acts: Vec<ActSummary>,
}

/// A rule was followed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct ActSummary {
    /// When, civil time.
    pub at: String,
    /// The rule's name.
    pub rule: String,
    /// The tiers it made larger: their names, and how large as multiples of the model's.
    #[serde(serialize_with = "as_map")]
    pub capacity: Vec<(String, f64)>,
}
