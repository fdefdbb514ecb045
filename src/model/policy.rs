//! Ways of letting people in: named lists of measures, freely combined.
//!
//! A request passes the measures of a policy in the order they are listed; the first that does not
//! admit it decides.
//!
//! A new measure needs its written form and a variant of [`Measure`] here, its behaviour in a file of
//! `src/sim/measures` or `src/sim/defences` with a line in `at_work`, its checks in `src/model/check`,
//! what theory says of it in `src/report/explain`, and its strip in `src/report/charts/strip.rs`.
//! The compiler asks for the line in `at_work` and for the strip only.

mod appointments;
mod autoscaling;
mod key_windows;
mod release;
mod shedding;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::defence::{AddressLimit, Challenge, GeoBlock, Lockout, Scrubbing};
use super::law::Law;
use super::operator::Rule;
use super::units::{Count, DailyHours, Duration, Factor, Moment, Rate, Share, Weekdays};

pub use appointments::Appointments;
pub use autoscaling::Autoscaling;
pub use key_windows::{Key, KeyWindow, KeyWindows};
pub use release::{Adaptive, Pathologies};
pub use shedding::{Shedding, SheddingBy};

/// A file of policies, to be used with any model that has what they name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of the file format: 1.
    #[serde(default)]
    pub version: Option<u32>,
    /// The policies, by name.
    pub policy: BTreeMap<String, Policy>,
}

/// A policy: a named list of measures.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// What it is, in words a reader understands.
    #[serde(default)]
    pub title: String,
    /// What it changes in the people, the journey, the portal or the attacks, `path=value` each, as with `--set`: a form with
    /// fewer pages, a notice that calms demand, credentials issued beforehand. The value is checked as if it stood in the model.
    #[serde(default)]
    pub set: Vec<String>,
    /// The measures; none means open to all.
    #[serde(default)]
    pub measure: Vec<Measure>,
    /// What the operator does, at an instant or when something is measured.
    #[serde(default)]
    pub operator: Vec<Rule>,
}

/// The policy of a model that names none.
pub const OPEN: &str = "open";

impl Policy {
    /// Open to all.
    pub fn open() -> Self {
        Policy {
            title: "Open to all".to_owned(),
            set: Vec::new(),
            measure: Vec::new(),
            operator: Vec::new(),
        }
    }
}

/// A measure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Measure {
    /// The service exists from an instant on.
    Open(Open),
    /// Closed for everyone for a while.
    Closure(Closure),
    /// Hours of their own for each role.
    RoleWindows(RoleWindows),
    /// A queue with tickets before the portal.
    WaitingRoom(WaitingRoom),
    /// A cache put before the portal in haste, whose key forgets the session.
    EmergencyCache(EmergencyCache),
    /// A limit on the requests of each address.
    AddressLimit(AddressLimit),
    /// A challenge before the first page.
    Challenge(Challenge),
    /// Everything from abroad is blocked.
    GeoBlock(GeoBlock),
    /// Traffic is led through a cleaning centre.
    Scrubbing(Scrubbing),
    /// Accounts are locked after wrong passwords.
    Lockout(Lockout),
    /// Days of their own for each class of people.
    KeyWindows(KeyWindows),
    /// A place at a time, booked beforehand.
    Appointments(Appointments),
    /// Some are turned away so that the others are served.
    Shedding(Shedding),
    /// More capacity when a tier is busy.
    Autoscaling(Autoscaling),
}

impl Measure {
    /// The name by which an operator switches it, if that can be done.
    pub fn switchable(&self) -> Option<&'static str> {
        match self {
            Measure::AddressLimit(_) => Some("address-limit"),
            Measure::Challenge(_) => Some("challenge"),
            Measure::GeoBlock(_) => Some("geo-block"),
            Measure::Scrubbing(_) => Some("scrubbing"),
            Measure::EmergencyCache(_) => Some("emergency-cache"),
            _ => None,
        }
    }
}

/// The service exists from an instant on (and until another).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Open {
    /// First instant; absent: the start of the run.
    #[serde(default)]
    pub from: Option<Moment>,
    /// When it ends, this instant not included; absent: the end of the run.
    #[serde(default)]
    pub until: Option<Moment>,
}

/// Closed for everyone for a while.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Closure {
    /// First instant.
    pub from: Moment,
    /// When it reopens.
    pub until: Moment,
    /// Whether people know when it reopens.
    #[serde(default)]
    pub announced: bool,
}

/// Hours of their own for each role.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoleWindows {
    /// First instant the rule holds; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// When the rule ends, this instant not included; absent: to the end.
    #[serde(default)]
    pub until: Option<Moment>,
    /// Whose hours are when. A role without a window is never let in while the rule holds.
    pub window: Vec<RoleWindow>,
}

/// A role's window.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoleWindow {
    /// A name under `people.role`.
    pub role: String,
    /// From when to when, every day; `"16:00-08:00"` runs over midnight.
    pub hours: DailyHours,
    /// On which days the window begins.
    #[serde(default = "Weekdays::all")]
    pub days: Weekdays,
}

/// A queue with tickets before the portal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WaitingRoom {
    /// Who is called first.
    #[serde(default)]
    pub order: TicketOrder,
    /// The room begins at this instant: everyone passes before it, and from then on whoever has not been let in queues at their next
    /// request, on the page they are on (their session goes on, and is lost like any other when it is idle for too long). Absent: it
    /// stands from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Tickets are called from this instant on, not before `from`; until then people can already queue. Absent: as soon as the room begins.
    #[serde(default)]
    pub opens: Option<Moment>,
    /// Most people inside (called or at work on the portal) at once.
    pub cap: Count,
    /// Most people called; absent: as fast as places come free.
    #[serde(default)]
    pub release: Option<Rate>,
    /// Most people called at once after a pause (a token bucket, filled at the release rate, holds so many). With 1, calls are
    /// never closer together than the release rate says.
    #[serde(default = "Count::one")]
    pub burst: Count,
    /// A release rate that follows the portal's health; it begins at `release`, or else at its least.
    #[serde(default)]
    pub adaptive: Option<Adaptive>,
    /// How often a waiting page asks whether its turn has come.
    pub poll: Duration,
    /// A place is kept for so long after the last poll of someone who left the page.
    pub lease: Duration,
    /// A called ticket that is not claimed for so long lapses.
    pub claim: Duration,
    /// Mean time a person keeps the waiting page open before leaving it, exponential (`1/hazard`); absent: for ever.
    #[serde(default)]
    pub leaves_after: Option<Duration>,
    /// Probability that a person called does not claim the ticket.
    #[serde(default)]
    pub no_show: Share,
    /// Tickets a person holds, on average (several devices); at least 1.
    #[serde(default = "Factor::one")]
    pub tickets_per_person: Factor,
    /// A place inside is freed when its holder makes no request for so long.
    pub idle: Duration,
    /// Longest stay inside; absent: without bound.
    #[serde(default)]
    pub stay: Option<Duration>,
    /// What it gets wrong.
    #[serde(default)]
    pub pathologies: Pathologies,
}

impl WaitingRoom {
    /// When the first ticket can be called; `None`: at the start.
    pub fn first_call(&self) -> Option<&Moment> {
        self.opens.as_ref().or(self.from.as_ref())
    }
}

/// A cache put before the portal in haste, whose key forgets the session: it spares the portal work, and shows people the page of
/// whoever asked for it first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EmergencyCache {
    /// When it is switched on, empty.
    pub from: Moment,
    /// When it is switched off and emptied.
    pub until: Moment,
    /// Names of the pages it keeps.
    pub pages: Vec<String>,
    /// For how long it keeps a page, from the instant it was stored.
    pub lifetime: Duration,
    /// Nodes, each with a cache of its own; a request goes to any of them alike.
    #[serde(default = "Count::one")]
    pub nodes: Count,
    /// Share of the portal's answers that may be stored (the others forbid it and are obeyed).
    #[serde(default = "Share::one")]
    pub stored: Share,
    /// Probability that somebody who is shown another's page reports it.
    #[serde(default)]
    pub reported: Share,
    /// How much later; absent: at once.
    #[serde(default)]
    pub reported_after: Option<Law>,
    /// Request collapsing: while a page is being fetched for somebody, others who ask for it wait for it, and for so long at most. Absent:
    /// everybody who finds nothing asks the portal.
    #[serde(default)]
    pub collapses: Option<Duration>,
}

/// Who is called first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TicketOrder {
    /// In the order of arrival.
    #[default]
    Arrival,
    /// By lot: each ticket draws a number when it is taken, the lowest is called first.
    Lottery,
}
