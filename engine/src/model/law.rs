//! Laws of durations and of plain factors.

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Count, Factor, Quantity};

/// A probability law of a positive quantity: a duration (`"20 s"`) or a plain factor (`1.0`),
/// as the place asks.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Law {
    /// Always the same.
    Fixed(Quantity),
    /// Exponential with this mean.
    Exponential(Quantity),
    /// Evenly between two values.
    Uniform(Uniform),
    /// Lognormal.
    Lognormal(Lognormal),
    /// Sum of `stages` exponentials.
    Erlang(Erlang),
    /// Mixture of two exponentials with balanced means, squared coefficient of variation above 1.
    Hyperexponential(Hyperexponential),
    /// Weibull.
    Weibull(Weibull),
}

/// Evenly between two values.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Uniform {
    /// Least value.
    pub from: Quantity,
    /// Greatest value.
    pub to: Quantity,
}

/// Lognormal: give `mean` or `median`, and `sigma` (of the logarithm) or `cv`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lognormal {
    /// Mean.
    #[serde(default)]
    pub mean: Option<Quantity>,
    /// Median.
    #[serde(default)]
    pub median: Option<Quantity>,
    /// Standard deviation of the natural logarithm.
    #[serde(default)]
    pub sigma: Option<Factor>,
    /// Coefficient of variation (standard deviation over mean).
    #[serde(default)]
    pub cv: Option<Factor>,
}

/// Sum of exponentials.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Erlang {
    /// Mean of the sum.
    pub mean: Quantity,
    /// How many.
    pub stages: Count,
}

/// Mixture of two exponentials with balanced means.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hyperexponential {
    /// Mean.
    pub mean: Quantity,
    /// Coefficient of variation, above 1.
    pub cv: Factor,
}

/// Weibull.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Weibull {
    /// Mean.
    pub mean: Quantity,
    /// Shape; 1 is the exponential, above 1 the hazard grows.
    pub shape: Factor,
}
