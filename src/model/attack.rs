//! What else strikes the portal.

use schemars::JsonSchema;
use serde::Deserialize;

use super::law::Law;
use super::units::{Moment, Rate};

/// An attack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Attack {
    /// A flood of requests nobody means.
    Flood(Flood),
}

/// A flood: Poisson requests at a rate over time, zero allowed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Flood {
    /// What each of its requests asks: a name under `portal.request`.
    pub request: String,
    /// When, and how hard.
    pub pulse: Vec<Pulse>,
    /// How long the attacker's client waits for an answer; absent: for ever.
    #[serde(default)]
    pub patience: Option<Law>,
}

/// A stretch of a flood.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pulse {
    /// First instant.
    pub from: Moment,
    /// Last instant.
    pub until: Moment,
    /// Requests a second.
    pub rate: Rate,
}
