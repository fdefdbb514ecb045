//! Who comes: groups of the eligible, the demand profile that says when, and how each role behaves.

use std::collections::BTreeMap;

use jiff::ToSpan;
use schemars::JsonSchema;
use serde::Deserialize;

pub use super::arrivals::{Arrivals, RateStep};

use super::civil::{CivilClock, at_minute};
use super::credential::Credentials;
use super::helpline::Helpline;
use super::law::Law;
use super::units::{Count, DailyHours, Factor, Moment, Share, Weekdays};

/// Everyone who may come, and how they behave.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct People {
    /// Groups of the eligible, by name.
    pub group: BTreeMap<String, Group>,
    /// How a kind of visitor behaves, by name (`citizen`, `office`, ...).
    pub role: BTreeMap<String, Role>,
    /// When people first want to apply, by name.
    #[serde(default)]
    pub demand: BTreeMap<String, Demand>,
    /// Intermediaries that file for others, by name.
    #[serde(default)]
    pub office: BTreeMap<String, Office>,
    /// Levels of skill with the web. Empty: everyone alike.
    #[serde(default)]
    pub skill: BTreeMap<String, Skill>,
    /// How credentials are asked for and shown; absent: who has none waits, and nothing can go
    /// wrong.
    #[serde(default)]
    pub credentials: Option<Credentials>,
    /// The contact centre; absent: nobody calls.
    #[serde(default)]
    pub helpline: Option<Helpline>,
}

/// A group of the eligible.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Group {
    /// How those of the group who go themselves behave: a name under `people.role`.
    pub role: String,
    /// A closed population of so many people. Either this or `arrivals`.
    #[serde(default)]
    pub size: Option<Count>,
    /// An open population: newcomers as a Poisson stream. Either this or `size`.
    #[serde(default)]
    pub arrivals: Option<Arrivals>,
    /// When they first want to apply: a name under `people.demand`. Needed with `size`.
    #[serde(default)]
    pub demand: Option<String>,
    /// The share of the group that ever wants to apply.
    #[serde(default = "Share::one")]
    pub apply: Share,
    /// The share of the applicants that hands the file to an office.
    #[serde(default)]
    pub through_office: Option<ThroughOffice>,
    /// People who hold no credential when they first want to apply.
    #[serde(default)]
    pub credential: Option<Credential>,
}

/// Delegation of files to offices.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ThroughOffice {
    /// Which offices: a name under `people.office`.
    pub office: String,
    /// The share of the group's applicants who go through them.
    pub share: Share,
    /// When they hand their files in: a name under `people.demand`; absent: as the others of the
    /// group first want to apply.
    #[serde(default)]
    pub demand: Option<String>,
}

/// The credential an applicant needs: who has none must first obtain one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Credential {
    /// The share of the group's own applicants who hold none when they first want to apply.
    pub missing: Share,
    /// How long it takes from wanting to apply to holding one; absent: it is asked for as
    /// `people.credentials` says.
    #[serde(default)]
    pub obtained_after: Option<Law>,
    /// The share of those who hold one that logs in at an identity provider.
    #[serde(default)]
    pub identity_provider: Share,
    /// The share of the group's own applicants who also want the second product.
    #[serde(default)]
    pub second_product: Share,
}

/// A demand profile: a mixture of parts, each with its share of the people.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Demand {
    /// The parts; their weights are relative to each other.
    pub part: Vec<DemandPart>,
}

/// One part of a demand profile.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum DemandPart {
    /// The fear of coming late: intents at `at` plus a delay.
    Rush(Rush),
    /// Everyday life: a curve over the hours of the day, with a weight for each day.
    Diurnal(Diurnal),
    /// Everyone at one instant.
    Burst(Burst),
    /// Evenly over a stretch of time.
    Even(Even),
}

/// An opening rush.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rush {
    /// Weight of this part in the mixture.
    pub weight: Factor,
    /// The instant people run to.
    pub at: Moment,
    /// How long after it they first come.
    pub after: Law,
}

/// A curve over the hours of the day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Diurnal {
    /// Weight of this part in the mixture.
    pub weight: Factor,
    /// Midnight of the first day.
    pub from: Moment,
    /// Relative demand of each day, the first one first. Days beyond the end of the run count too:
    /// those people come after it.
    pub days: Vec<Factor>,
    /// Relative demand of each of the 24 hours, by the clock on the wall. When the clocks go
    /// forward nobody comes in the hour that does not exist; when they go back the people of the
    /// hour that comes twice spread evenly over both.
    pub hours: Vec<Factor>,
}

/// A stretch of time over which people come evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    /// When it begins \[µs from the start of the run\].
    pub(crate) start_us: i64,
    /// How long it is \[µs\].
    pub(crate) length_us: i64,
    /// Share of the people who come before its end.
    pub(crate) share: f64,
}

impl Diurnal {
    /// The curve hour by hour, day by day, by the clock on the wall; empty when nobody comes at any
    /// time of it. Hours that began before the run do not count: those people had nothing to come
    /// to.
    pub(crate) fn curve(&self, clock: &CivilClock) -> Vec<Stretch> {
        let first = self.from.civil().date();
        let mut curve = Vec::with_capacity(self.days.len() * self.hours.len());
        for (day, date) in self.days.iter().zip(first.series(1.day())) {
            for (hour, weight) in (0..).zip(&self.hours) {
                let times = clock.stretches(at_minute(date, hour * 60), at_minute(date, (hour + 1) * 60));
                if times.first().is_none_or(|(start, _)| *start < 0) {
                    continue;
                }
                let total: i64 = times.iter().map(|(from, until)| until - from).sum();
                curve.extend(times.into_iter().map(|(start_us, until_us)| Stretch {
                    start_us,
                    length_us: until_us - start_us,
                    share: day.get() * weight.get() * ((until_us - start_us) as f64 / total as f64),
                }));
            }
        }
        // Where clocks go back in the middle of an hour, two hours come in turns.
        curve.sort_by_key(|stretch| stretch.start_us);
        let mut sum = 0.0;
        for stretch in &mut curve {
            sum += stretch.share;
            stretch.share = sum;
        }
        if sum <= 0.0 {
            return Vec::new();
        }
        for stretch in &mut curve {
            stretch.share /= sum;
        }
        curve
    }
}

/// Everyone at one instant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Burst {
    /// Weight of this part in the mixture.
    pub weight: Factor,
    /// The instant.
    pub at: Moment,
}

/// Evenly over a stretch of time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Even {
    /// Weight of this part in the mixture.
    pub weight: Factor,
    /// First instant.
    pub from: Moment,
    /// When it ends, this instant not included.
    pub until: Moment,
}

/// How a kind of visitor behaves at the screen.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Role {
    /// How long a person waits for a page before reloading or leaving; absent: for ever.
    #[serde(default)]
    pub patience: Option<Patience>,
    /// Typing speed: a person's think times are the page's, times a factor drawn once for the
    /// person.
    #[serde(default)]
    pub pace: Option<Law>,
    /// Probability of trying again soon after a failed attempt.
    #[serde(default)]
    pub retry: Share,
    /// The same after the first failure of a visit; absent: as `retry`.
    #[serde(default)]
    pub retry_first: Option<Share>,
    /// Failures in one visit after which that probability has halved; absent: it never tires.
    #[serde(default)]
    pub retry_half_life: Option<Factor>,
    /// Of those who try again, the share that reloads at once.
    #[serde(default)]
    pub reload_at_once: Share,
    /// How long such a reload takes; absent: no time.
    #[serde(default)]
    pub reload_after: Option<Law>,
    /// How long the others wait before trying again.
    #[serde(default)]
    pub retry_after: Option<Law>,
    /// Of those who stop trying, the share that comes back later; the others give up for good.
    #[serde(default)]
    pub come_back: Share,
    /// How much later they come back.
    #[serde(default)]
    pub come_back_after: Option<Law>,
    /// Probability that a failed attempt loses the session and the work done in it.
    #[serde(default)]
    pub session_lost: Share,
    /// Of the lost or expired sessions, the share whose draft survives.
    #[serde(default)]
    pub draft_kept: Share,
    /// How a person takes a door that is closed to them for now.
    #[serde(default)]
    pub at_closed_door: ClosedDoor,
}

/// How long a person waits for a page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Patience {
    /// The law of the patience.
    pub law: Law,
    /// What runs against it.
    #[serde(default)]
    pub covers: PatienceCovers,
}

/// What runs against a person's patience.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PatienceCovers {
    /// The whole response time of a page: a person cannot see what the server is doing.
    #[default]
    Response,
    /// Only the wait in a backlog, as in the Erlang-A queue.
    Backlog,
}

/// How a person takes a door that is closed for now.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClosedDoor {
    /// The share that knows announced hours and waits for its own; the others come anyway, and
    /// behave as after any failure.
    #[serde(default = "Share::one")]
    pub complies: Share,
    /// How long after the announced opening those who waited come.
    #[serde(default)]
    pub returns_after: Option<Law>,
}

impl Default for ClosedDoor {
    fn default() -> Self {
        ClosedDoor {
            complies: Share::one(),
            returns_after: None,
        }
    }
}

/// Intermediaries: operators who file piles of other people's applications.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Office {
    /// How operators behave: a name under `people.role`.
    pub role: String,
    /// How many operators work side by side.
    pub operators: Count,
    /// Their working hours.
    pub hours: DailyHours,
    /// Their working days.
    #[serde(default)]
    pub days: Weekdays,
    /// Files done under one login.
    pub files_per_login: Count,
    /// How long a file takes on the desk before the next one is begun.
    #[serde(default)]
    pub between_files: Option<Law>,
}

/// A level of skill with the web.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Skill {
    /// Weight among the levels.
    pub weight: Factor,
    /// Think times are multiplied by this.
    #[serde(default = "Factor::one")]
    pub think: Factor,
    /// The probability of trying again is multiplied by this (and stays at most 1).
    #[serde(default = "Factor::one")]
    pub retry: Factor,
    /// The probability of calling the helpline after a failed attempt is multiplied by this (and
    /// stays at most 1).
    #[serde(default = "Factor::one")]
    pub calls: Factor,
}
