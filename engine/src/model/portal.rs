//! What serves the people: tiers, outermost first, each with slots, a backlog and a processor.
//!
//! ```text
//!   request ──▶ [backlog] ─▶ ( slot: own work on the tier's processor ─▶ inner tier ... ) ─▶ answer
//!                  │                  held until the inner tier has answered
//!                refused
//! ```

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::law::Law;
use super::units::{Count, Duration, Factor};

/// The portal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Portal {
    /// Tiers, outermost first.
    pub tier: Vec<Tier>,
    /// What each class of request asks of the tiers, by name.
    pub request: BTreeMap<String, Request>,
}

/// A tier: a set of slots, a backlog before them, a processor shared by the requests inside.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// How many requests it holds at once (connections, workers, pooled sessions).
    pub slots: Count,
    /// Where requests wait for a slot; absent: none, a request that finds no slot is refused.
    #[serde(default)]
    pub backlog: Option<Backlog>,
    /// Processor cores the requests in the slots share; absent: one for each slot.
    #[serde(default)]
    pub cores: Option<Factor>,
    /// How throughput falls as more requests work at once; absent: not at all.
    #[serde(default)]
    pub penalty: Option<Penalty>,
    /// The tier answers with an error when a request it passed on has been inside the tiers behind
    /// it for so long; absent: never.
    #[serde(default)]
    pub gateway_timeout: Option<Duration>,
    /// Whether work on a request stops when nobody awaits its answer any more.
    #[serde(default)]
    pub cancel_on_disconnect: bool,
    /// Processor work spent on turning a request away.
    #[serde(default)]
    pub refusal_work: Option<Duration>,
    /// Begin the run with every slot taken by a request of this class: a name under
    /// `portal.request`.
    #[serde(default)]
    pub start_full_of: Option<String>,
}

/// Where requests wait for a slot.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Backlog {
    /// How many may wait; absent: without bound.
    #[serde(default)]
    pub length: Option<Count>,
    /// Who goes first.
    #[serde(default)]
    pub order: Order,
    /// A request that has waited so long is answered with an error; absent: never.
    #[serde(default)]
    pub timeout: Option<Duration>,
    /// With `order = "slack"`: a request older than this is not worth starting, and is answered
    /// with an error when its turn comes.
    #[serde(default)]
    pub oldest: Option<Duration>,
}

/// Who goes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// First in, first out.
    #[default]
    Fifo,
    /// Last in, first out.
    Lifo,
    /// First in, first out, but requests with too little slack left to be finished in time are
    /// dropped.
    Slack,
}

/// How throughput falls with concurrency. With `n` requests at work on `c` cores the processor does
/// `φ(n)` seconds of work a second.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Penalty {
    /// `φ(n) = min(n, c) / (1 + (n/h)²)`: half the throughput at `h` requests.
    HalfAt(Count),
    /// Gunther's universal scalability law, `φ(n) = n / (1 + σ(n−1) + κn(n−1))`; takes the place of
    /// `cores`.
    Usl(Usl),
}

/// Coefficients of the universal scalability law.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Usl {
    /// Contention σ.
    pub sigma: Factor,
    /// Coherence κ.
    pub kappa: Factor,
}

/// What a class of request asks of the tiers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Request {
    /// Work on each tier, by the tier's name: the time it takes alone on one core. A tier without
    /// an entry passes the request on at once; tiers inside the innermost one named are not
    /// reached.
    pub work: BTreeMap<String, Law>,
}
