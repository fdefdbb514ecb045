//! Attacks on the portal: requests, connections, guesses and tickets that come from no applicant.
//!
//! | attack | what it takes |
//! |---|---|
//! | [`Flood`] | the work of the outermost tiers, then their slots |
//! | [`SlowConnections`] | slots of the outermost tier, and no work at all |
//! | [`CredentialStuffing`] | the work of logging in, and the accounts it locks |
//! | [`QueueBots`] | tickets of the waiting room, and the places they are called to |
//!
//! Each is a rate over time, zero allowed. What is done against them is a measure of a policy.

use schemars::JsonSchema;
use serde::Deserialize;

use super::law::Law;
use super::units::{Count, Duration, Moment, Rate, Share};

/// An attack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Attack {
    /// A flood of requests nobody means.
    Flood(Flood),
    /// Connections that are held open and say next to nothing.
    SlowConnections(SlowConnections),
    /// Guesses at other people's passwords.
    CredentialStuffing(CredentialStuffing),
    /// Bots that take tickets of a waiting room.
    QueueBots(QueueBots),
}

impl Attack {
    /// When, and how hard.
    pub fn pulses(&self) -> &[Pulse] {
        match self {
            Attack::Flood(flood) => &flood.pulse,
            Attack::SlowConnections(slow) => &slow.pulse,
            Attack::CredentialStuffing(stuffing) => &stuffing.pulse,
            Attack::QueueBots(bots) => &bots.pulse,
        }
    }

    /// What each of its requests asks: a name under `portal.request`; `None` for what asks nothing.
    pub fn request(&self) -> Option<&str> {
        match self {
            Attack::Flood(flood) => Some(&flood.request),
            Attack::SlowConnections(_) | Attack::QueueBots(_) => None,
            Attack::CredentialStuffing(stuffing) => Some(&stuffing.request),
        }
    }

    /// How long its clients wait for an answer.
    pub fn patience(&self) -> Option<&Law> {
        match self {
            Attack::Flood(flood) => flood.patience.as_ref(),
            Attack::SlowConnections(_) | Attack::QueueBots(_) => None,
            Attack::CredentialStuffing(stuffing) => stuffing.patience.as_ref(),
        }
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        match self {
            Attack::Flood(flood) => &flood.origin,
            Attack::SlowConnections(slow) => &slow.origin,
            Attack::CredentialStuffing(stuffing) => &stuffing.origin,
            Attack::QueueBots(bots) => &bots.origin,
        }
    }

    /// Its name in the file.
    pub const fn kind(&self) -> &'static str {
        match self {
            Attack::Flood(_) => "flood",
            Attack::SlowConnections(_) => "slow-connections",
            Attack::CredentialStuffing(_) => "credential-stuffing",
            Attack::QueueBots(_) => "queue-bots",
        }
    }
}

/// Where an attack comes from, as far as a defence can tell.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Origin {
    /// Addresses it comes from, each request from any of them alike; absent: so many that no
    /// address sends twice.
    #[serde(default)]
    pub addresses: Option<Count>,
    /// Share of its requests that come from abroad.
    #[serde(default)]
    pub abroad: Share,
    /// Probability that its client passes a challenge. The literature has 0.05 to 0.5.
    #[serde(default)]
    pub passes_challenge: Share,
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
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
}

/// Slow connections: each takes a free slot of the outermost tier, sends its headers byte by byte
/// and never the last one, and is thrown out after the header timeout. Connections are opened as a
/// Poisson stream while fewer than `connections` are held, so that with offered load
/// `a = rate × timeout` their number is that of Erlang's loss system with `min(connections, slots)`
/// places. They wait in no backlog: a slot that somebody waits for goes to who waits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SlowConnections {
    /// The most that are held at once.
    pub connections: Count,
    /// For how long the server bears with one that has not sent its headers.
    pub header_timeout: Duration,
    /// When, and how many are opened a second.
    pub pulse: Vec<Pulse>,
    /// Where they come from.
    #[serde(default)]
    pub origin: Origin,
}

/// Credential stuffing: Poisson requests that log in as somebody, any of the people of the model
/// alike.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CredentialStuffing {
    /// What each of its requests asks: a name under `portal.request`, that of logging in.
    pub request: String,
    /// Probability that a guess is right.
    pub success: Share,
    /// When, and how many guesses a second.
    pub pulse: Vec<Pulse>,
    /// How long the attacker's client waits for an answer; absent: for ever.
    #[serde(default)]
    pub patience: Option<Law>,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
}

/// Bots in the queue: Poisson requests for a ticket of the waiting room, each of them answered and
/// never used to apply. With people who take tickets at a rate `λ` and bots that do at a rate `b`,
/// a share `b / (λ + b)` of the calls goes to nobody. Where no waiting room stands there is nothing
/// to take, and they do nothing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QueueBots {
    /// How long a bot keeps the place it is called to; absent: it does not come, and the place is
    /// free after the room's `claim`.
    #[serde(default)]
    pub holds: Option<Duration>,
    /// When, and how many tickets a second.
    pub pulse: Vec<Pulse>,
    /// Where they come from.
    #[serde(default)]
    pub origin: Origin,
}

/// A stretch of an attack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pulse {
    /// First instant.
    pub from: Moment,
    /// When it ends, this instant not included.
    pub until: Moment,
    /// Requests (connections, guesses, tickets) a second.
    pub rate: Rate,
}

/// The most a list of pulses reaches \[1/s\].
pub fn hardest<'a>(pulses: impl IntoIterator<Item = &'a Pulse>) -> f64 {
    pulses.into_iter().map(|p| p.rate.per_s()).fold(0.0, f64::max)
}
