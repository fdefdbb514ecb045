//! How well a stage wants to know its policies: more launches until it does.
//!
//! ```toml
//! [[stage]]
//! name = "quick"
//! scale = "2 %"
//! replications = 20                                     # at first
//! until = { half-width = "5 %", at-most = 400 }
//! ```
//!
//! Every policy gets as many launches as the one that needs most: the same people stand behind
//! each.

use schemars::JsonSchema;
use serde::Deserialize;

use super::schedule::StageRuns;
use super::statistics::Precision;
use crate::metrics::{SUBMITTED_BY_DEADLINE, quantity};
use clickday_engine::model::units::{Count, Share};

/// How well each policy is to be known.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PrecisionSpec {
    /// Half-width of the interval, as a share of the value; where launches go two ways, of the
    /// probability of each way.
    pub half_width: Share,
    /// The metric; absent: `submitted_by_deadline_people`.
    #[serde(default)]
    pub of: Option<String>,
    /// Never more launches of a policy than this.
    pub at_most: Count,
}

impl PrecisionSpec {
    /// How many launches of each policy there should be in all, judging from those there are.
    pub fn replications(&self, runs: &StageRuns, policies: &[String], confidence: f64) -> u64 {
        let precision = Precision {
            relative_half_width: self.half_width.get(),
            confidence,
            at_most: self.at_most.get(),
        };
        let name = self.of.as_deref().unwrap_or(SUBMITTED_BY_DEADLINE.id);
        let wanted = |policy: &String| {
            let quantity = quantity(name).ok()?;
            let values: Vec<f64> = runs.of(policy).map(|run| quantity.of(run)).collect();
            Some(precision.replications(&values))
        };
        let most = policies.iter().filter_map(wanted).max().unwrap_or_default();
        most.max(runs.stage.replications)
    }
}
