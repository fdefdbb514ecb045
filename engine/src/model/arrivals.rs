//! Streams of newcomers: people who come, or call, at a rate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Moment, Rate};

/// A Poisson stream of newcomers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Arrivals {
    /// At a constant rate over the whole run.
    Poisson(Rate),
    /// At a rate that changes at given instants; zero before the first.
    PoissonSteps(Vec<RateStep>),
}

/// A rate from an instant on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RateStep {
    /// From this instant on.
    pub from: Moment,
    /// At this rate.
    pub rate: Rate,
}
