//! What is done against attacks, as measures of a policy. Each of them also hits people: that is what it costs.
//!
//! | measure | whom it hits |
//! |---|---|
//! | [`AddressLimit`] | offices, and people behind the shared addresses of mobile carriers |
//! | [`Challenge`] | everyone, with a delay; a few fail |
//! | [`GeoBlock`] | people abroad |
//! | [`Scrubbing`] | a small share of all requests, all of them a little later |
//! | [`Lockout`] | the people whose passwords somebody guesses at |

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Count, Duration, Moment, Rate, Share};

/// How people share addresses and where they are: nothing comes of it unless a measure looks at it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Network {
    /// Who comes from addresses shared with others; everybody else has an address of their own.
    #[serde(default)]
    pub shared_address: Vec<SharedAddress>,
    /// Share of everybody who is abroad.
    #[serde(default)]
    pub abroad: Share,
}

/// People of a role who share addresses: an office, or the customers of a mobile carrier behind one address (CGNAT).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SharedAddress {
    /// A name under `people.role`.
    pub role: String,
    /// Share of the people of the role who come from a shared address.
    #[serde(default = "Share::one")]
    pub share: Share,
    /// How many of them share one, on average; it does not shrink with `--scale`.
    pub people: Count,
}

/// A limit on the requests of each address: a token bucket. A bucket holds `burst` tokens and gains `rate` of them; a request takes
/// one, and is blocked when there is none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AddressLimit {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Requests a second each address may make in the long run. It does not shrink with `--scale`.
    pub rate: Rate,
    /// Requests an address may make at once.
    pub burst: Count,
    /// How tokens come in.
    #[serde(default)]
    pub refill: Refill,
}

/// How tokens come into a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refill {
    /// Bit by bit.
    #[default]
    Continuous,
    /// One every `1/rate`, for all addresses at the same instants.
    Ticks,
}

/// A challenge that a browser, or a person, has to solve before the first page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Challenge {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Probability that a person passes: 0.97 to 0.995 without anything to solve, 0.85 to 0.95 for a puzzle (assumed ranges).
    pub people_pass: Share,
    /// How long it takes a person who passes.
    pub takes: Duration,
    /// For how long a person who has passed is not asked again.
    pub clearance: Duration,
}

/// Everything from abroad is blocked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GeoBlock {
    /// From when on; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
}

/// Scrubbing: traffic is led through a cleaning centre that drops what looks like an attack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scrubbing {
    /// When what calls for it begins; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Until when; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// How long until it is noticed: 1 to 5 min, 0 where it is always on (assumed).
    #[serde(default)]
    pub detection: Duration,
    /// How long from then until it works: 5 to 15 min, 0 where it is always on (assumed).
    #[serde(default)]
    pub activation: Duration,
    /// Probability that a request of an attack is dropped: 0.9 to 0.99 (assumed).
    pub efficacy: Share,
    /// Probability that a person's request is dropped: 0.001 to 0.02 (assumed).
    pub false_positives: Share,
    /// How much longer everything takes: 20 ms (assumed).
    #[serde(default)]
    pub latency: Duration,
}

/// An account is locked after so many wrong passwords: its owner, too, is blocked for a while.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lockout {
    /// The page on which people log in.
    pub page: String,
    /// Wrong passwords in a row; a right one of the owner's starts the count again.
    pub after: Count,
    /// For how long.
    #[serde(rename = "for")]
    pub lasts: Duration,
}
