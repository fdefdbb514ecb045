//! The operator: what is done to the portal while it runs, at an instant or when something is
//! measured.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Count, Duration, Factor, Moment, Rate, Share};

/// A rule the operator follows: at an instant, or each time what is measured goes above a
/// threshold.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a thing to do, written by itself in the file"
)]
pub struct Rule {
    /// What it is called in results.
    #[serde(default)]
    pub name: String,
    /// When; either this or `when`.
    #[serde(default)]
    pub at: Option<Moment>,
    /// What has to be seen; either this or `at`.
    #[serde(default)]
    pub when: Option<Trigger>,
    /// How long from then until something is done.
    #[serde(default)]
    pub after: Duration,
    /// Whether to see it is an alarm: one that people's own requests would have raised without any
    /// attack is counted as false.
    #[serde(default)]
    pub alarm: bool,
    /// Closes the service to everybody.
    #[serde(default)]
    pub close: bool,
    /// Reopens it.
    #[serde(default)]
    pub reopen: bool,
    /// Measures of the policy to switch on, by their kind: `scrubbing`, `address-limit`,
    /// `challenge`, `geo-block`, `emergency-cache`. A measure that a rule switches on is off until
    /// then.
    #[serde(default)]
    pub start: Vec<String>,
    /// Measures to switch off. A cache switched off is emptied.
    #[serde(default)]
    pub stop: Vec<String>,
    /// Empties the emergency cache.
    #[serde(default)]
    pub purge: bool,
    /// Tiers to make larger, by name: slots and cores as a multiple of the model's. A tier that is
    /// as large already stays as it is.
    #[serde(default)]
    pub capacity: BTreeMap<String, Factor>,
}

/// What is measured, and when it is too much.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trigger {
    /// People's attempts and attackers' requests together, a second. The threshold shrinks with
    /// `--scale`.
    Requests(Above<Rate>),
    /// Mean response time of served pages.
    PageTime(Above<Duration>),
    /// Share of people's attempts that fail, those at a closed door left out.
    Errors(Above<Share>),
    /// Requests inside the outermost tier at the instant of looking. The threshold shrinks with
    /// `--scale`.
    InFlight(Above<Count>),
    /// Reports of people who were shown another's page.
    Reports(Above<Count>),
}

/// A threshold on what is measured over a window.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Above<T> {
    /// The threshold.
    pub above: T,
    /// The window.
    pub over: Duration,
    /// How often somebody, or something, looks; absent: once a window.
    #[serde(default)]
    pub every: Option<Duration>,
}

impl Trigger {
    /// The window, and how often somebody looks.
    pub fn window(&self) -> (Duration, Duration) {
        let (over, every) = match self {
            Trigger::Requests(a) => (a.over, a.every),
            Trigger::PageTime(a) => (a.over, a.every),
            Trigger::Errors(a) => (a.over, a.every),
            Trigger::InFlight(a) | Trigger::Reports(a) => (a.over, a.every),
        };
        (over, every.unwrap_or(over))
    }
}
