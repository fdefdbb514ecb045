//! How a waiting room finds its pace, and what real ones get wrong.

use schemars::JsonSchema;
use serde::Deserialize;

use clickday_engine::model::units::{Duration, Rate, Share};

/// A release rate that follows the portal's health: more, bit by bit, while pages are quick and errors few; a share of it otherwise
/// (additive increase, multiplicative decrease).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Adaptive {
    /// The portal is well while 95 % of the pages take less than this.
    pub page_time: Duration,
    /// And while less than this share of the attempts let in fail.
    pub errors: Share,
    /// What the rate gains after an interval in which the portal was well.
    pub increase: Rate,
    /// What the rate is multiplied with after any other.
    pub decrease: Share,
    /// How often that is decided.
    pub every: Duration,
    /// The rate never falls below this.
    pub least: Rate,
}

/// What waiting rooms of real products get wrong. All off, a waiting room works as meant.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pathologies {
    /// A ticket whose holder has long left is called like any other, and its place waits for them as long as a lease
    /// (buckets in order of arrival).
    #[serde(default)]
    pub stalls: bool,
    /// A place that was called and not claimed is never free again (expired tokens that still count).
    #[serde(default)]
    pub keeps_lapsed: bool,
    /// Clients that keep no cookie: each request is taken for another person, who has a place until `idle` is over.
    #[serde(default)]
    pub cookieless: Option<Rate>,
    /// Places taken and freed are seen so much later: the room overshoots by what it calls meanwhile. Needs a release rate.
    #[serde(default)]
    pub propagation: Option<Duration>,
}
