//! Autoscaling: more capacity when a tier is busy.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::units::{Duration, Factor, Share};

/// More slots and cores for a tier that is busy, step by step. The tiers behind it are not scaled: a database seldom can be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Autoscaling {
    /// Which tier.
    pub tier: String,
    /// What a step adds, as a share of what there is.
    pub step: Share,
    /// Least time between two steps: machines take so long to come.
    pub every: Duration,
    /// Utilisation above which it grows.
    pub above: Share,
    /// For how long the mean utilisation has to be above it.
    pub over: Duration,
    /// Most capacity, as a multiple of the model's.
    pub most: Factor,
}
