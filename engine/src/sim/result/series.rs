//! Counts and states over time.

use serde::Serialize;

use super::Outcome;

/// Counts and states over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct Series {
    /// Width of a bin \[s\].
    pub bin_s: f64,
    /// Instant at which each bin starts, civil time (`2020-04-01 08:30`).
    pub time: Vec<String>,
    /// Seconds from the start of the run at which each bin starts.
    pub start_s: Vec<f64>,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// Counts, `counts[bin * groups.len() + group]`.
    pub counts: Vec<BinCounts>,
    /// Names of the tiers.
    pub tiers: Vec<String>,
    /// State of the whole system, one for each bin.
    pub state: Vec<BinState>,
}

/// What happened to a group within a bin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct BinCounts {
    /// People whose first intent fell into it.
    pub came: u32,
    /// Attempts ended, by outcome.
    pub outcomes: [u32; Outcome::COUNT],
    /// Attempts made.
    pub attempts: u32,
    /// Applications submitted.
    pub submitted: u32,
    /// People who gave up.
    pub given_up: u32,
}

/// State of the system within a bin.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct BinState {
    /// Mean number of requests in each tier.
    pub in_tier: Vec<f64>,
    /// Mean number of people in the waiting room.
    pub waiting: f64,
    /// Mean number of people let in by the waiting room.
    pub inside: f64,
    /// Mean response time of the pages served in it \[s\]; `None` when there were none.
    pub page_s: Option<f64>,
    /// Attack requests that arrived.
    pub attack_requests: u32,
}

/// How long the submitted of a group waited, on a logarithmic grid: a histogram for charts. Its
/// bins are
/// too wide for percentiles, which [`TimeDistribution`](super::TimeDistribution) knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct WaitHistogram {
    /// The group.
    pub group: String,
    /// Everyone of the group who tried and was not submitted by the end.
    pub unserved: u64,
    /// Bins: from \[s\], to \[s\], how many.
    pub bins: Vec<(f64, f64, u64)>,
}
