//! What one run reports.
//!
//! [`RunResult`] serialises to the stable JSON object documented in `docs/results.md`; the time series and
//! the histogram of waits beside it go to tables and charts. Attempts (HTTP requests by a person) and
//! applications (completed submissions) are never mixed.

use serde::{Serialize, Serializer};

use super::equity::Equity;

/// Everything one run reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunResult {
    /// The model's title.
    pub model: String,
    /// The policy's name.
    pub policy: String,
    /// Master seed.
    pub seed: u64,
    /// Number of the replication under that seed.
    pub replication: u64,
    /// Whether every draw was turned round; not written when not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub antithetic: bool,
    /// Share of full scale that was simulated; counts below are of the simulated people, not scaled back.
    pub scale: f64,
    /// First instant, civil time.
    pub start: String,
    /// Last instant simulated, civil time.
    pub until: String,
    /// Changes of state at an instant: arrivals, completions, agenda entries that were not stale.
    pub events: u64,
    /// Wall-clock time of the run \[s\]; filled in by the caller, since the engine reads no clock.
    pub wall_s: f64,
    /// Peak resident memory of the process \[MiB\], where the system tells.
    pub peak_rss_mib: Option<f64>,
    /// People entitled (for open populations: everyone who came).
    pub eligible: u64,
    /// People whose first intent fell within the run.
    pub tried: u64,
    /// Applications submitted.
    pub submitted: u64,
    /// People who came and are still at it at the end: waiting, queueing, between two tries.
    pub still_trying: u64,
    /// People who gave up for good.
    pub given_up: u64,
    /// People whose intent lies after the end, or who never want to apply.
    pub never_came: u64,
    /// Applications submitted by the model's deadline.
    pub submitted_by_deadline: u64,
    /// The deadline those were counted to, civil time.
    pub deadline: String,
    /// Cumulative applications at every full hour.
    pub submitted_by: Vec<Cumulative>,
    /// Attempts by outcome.
    pub attempts: AttemptCounts,
    /// Time from first intent to submission \[s\].
    pub wait_s: WaitSummary,
    /// Response time of served pages \[s\].
    pub page_s: PageSummary,
    /// Each tier of the portal, outermost first.
    #[serde(serialize_with = "as_map")]
    pub tiers: Vec<(String, TierSummary)>,
    /// Whether the portal collapsed: see [`Collapse`].
    pub collapsed: bool,
    /// The first collapse, if any.
    pub collapse: Option<Collapse>,
    /// Each group of people.
    #[serde(serialize_with = "as_map")]
    pub by_group: Vec<(String, GroupSummary)>,
    /// The waiting room, if the policy has one.
    pub waiting_room: Option<RoomSummary>,
    /// The emergency cache, if the policy has one.
    pub emergency_cache: Option<CacheSummary>,
    /// How credentials were come by, if the model says how that is.
    pub credentials: Option<CredentialSummary>,
    /// The contact centre, if the model has one.
    pub helpline: Option<HelplineSummary>,
    /// Who was served when, and what it cost whom; `None` when there is no closed group.
    pub equity: Option<Equity>,
    /// What the operator did, if the policy has one.
    pub operator: Option<OperatorSummary>,
    /// Each defence of the policy, in its order.
    pub defences: Vec<DefenceSummary>,
    /// The accounts locked, if the policy locks any.
    pub lockouts: Option<LockoutSummary>,
    /// What other measures of the policy did; left out when it has none that tell.
    #[serde(skip_serializing_if = "MeasureFigures::is_empty")]
    pub measures: MeasureFigures,
    /// Each attack.
    #[serde(serialize_with = "as_map")]
    pub attacks: Vec<(String, AttackSummary)>,
    /// Counts and states over time; in the results folder, not in the JSON object.
    #[serde(skip)]
    pub series: Series,
    /// Waits of the submitted, by group; in the results folder, not in the JSON object.
    #[serde(skip)]
    pub waits: Vec<WaitHistogram>,
}

pub(crate) fn as_map<T: Serialize, S: Serializer>(pairs: &[(String, T)], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(pairs.iter().map(|(k, v)| (k, v)))
}

/// A cumulative count at an instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cumulative {
    /// Civil time.
    pub time: String,
    /// Applications submitted by then.
    pub count: u64,
}

/// How an attempt can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// The page was served.
    Served = 0,
    /// No slot and no room in the backlog.
    Refused = 1,
    /// Turned away to protect the portal.
    Shed = 2,
    /// Turned away as a suspected attacker.
    Blocked = 3,
    /// The door was closed to this visitor.
    Closed = 4,
    /// A tier gave up waiting for the tier behind it.
    GatewayTimeout = 5,
    /// Waited too long in a backlog.
    BacklogTimeout = 6,
    /// The person left first.
    Abandoned = 7,
    /// Served, with somebody else's page.
    WrongPerson = 8,
}

impl Outcome {
    /// Every kind, in the order of their codes.
    pub const ALL: [Outcome; 9] = [
        Outcome::Served,
        Outcome::Refused,
        Outcome::Shed,
        Outcome::Blocked,
        Outcome::Closed,
        Outcome::GatewayTimeout,
        Outcome::BacklogTimeout,
        Outcome::Abandoned,
        Outcome::WrongPerson,
    ];

    /// How many kinds there are.
    pub const COUNT: usize = Outcome::ALL.len();

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Served => "served",
            Outcome::Refused => "refused",
            Outcome::Shed => "shed",
            Outcome::Blocked => "blocked",
            Outcome::Closed => "closed",
            Outcome::GatewayTimeout => "gateway_timeout",
            Outcome::BacklogTimeout => "backlog_timeout",
            Outcome::Abandoned => "abandoned",
            Outcome::WrongPerson => "wrong_person",
        }
    }

    /// Whether the person got no page of their own.
    pub const fn is_failure(self) -> bool {
        !matches!(self, Outcome::Served)
    }
}

/// Attempts by outcome. `total` is the sum of the outcomes and of those still in flight at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AttemptCounts {
    /// All attempts.
    pub total: u64,
    /// Still in flight at the end.
    pub in_flight: u64,
    /// One count for each outcome.
    #[serde(flatten, serialize_with = "outcome_map")]
    pub by_outcome: [u64; Outcome::COUNT],
}

fn outcome_map<S: Serializer>(counts: &[u64; Outcome::COUNT], s: S) -> Result<S::Ok, S::Error> {
    s.collect_map(Outcome::ALL.iter().map(|o| (o.name(), counts[*o as usize])))
}

impl AttemptCounts {
    /// Attempts that ended in `outcome`.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.by_outcome[outcome as usize]
    }

    /// Adds the counts of others.
    pub fn add(&mut self, other: &AttemptCounts) {
        self.total += other.total;
        self.in_flight += other.in_flight;
        for (sum, n) in self.by_outcome.iter_mut().zip(other.by_outcome) {
            *sum += n;
        }
    }

    /// Attempts that ended, and not with the person's own page.
    pub fn failed(&self) -> u64 {
        Outcome::ALL
            .iter()
            .filter(|o| o.is_failure())
            .map(|o| self.of(*o))
            .sum()
    }

    /// Failed attempts over ended attempts; 0 when none ended.
    pub fn failure_rate(&self) -> f64 {
        let ended = self.total - self.in_flight;
        if ended == 0 {
            0.0
        } else {
            self.failed() as f64 / ended as f64
        }
    }
}

/// Time from first intent to submission \[s\].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct WaitSummary {
    /// Median over everyone who tried, the unserved counted as later than the end; `None` when not reached.
    pub p50: Option<f64>,
    /// 90th percentile over everyone who tried.
    pub p90: Option<f64>,
    /// 99th percentile over everyone who tried.
    pub p99: Option<f64>,
    /// Mean over the submitted alone.
    pub submitted_mean: Option<f64>,
    /// Median over the submitted alone.
    pub submitted_p50: Option<f64>,
    /// 90th percentile over the submitted alone.
    pub submitted_p90: Option<f64>,
    /// 99th percentile over the submitted alone.
    pub submitted_p99: Option<f64>,
}

/// Response time of served pages \[s\].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PageSummary {
    /// Mean; `None` when no page was served.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
    /// 99th percentile.
    pub p99: Option<f64>,
}

/// One tier over the run. `arrivals = served + refused + abandoned + failed + inside`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TierSummary {
    /// Requests that came to it.
    pub arrivals: u64,
    /// Requests that left it with its work, and that of the tiers behind it, done.
    pub served: u64,
    /// Requests it had no room for.
    pub refused: u64,
    /// Requests it let go because their sender had left.
    pub abandoned: u64,
    /// Requests it answered with an error: waited too long in its backlog, or the tiers behind it refused, failed or took too long.
    pub failed: u64,
    /// Requests inside at the end.
    pub inside: u64,
    /// Mean number inside, backlog and slots together.
    pub mean_in_tier: f64,
    /// Mean time inside of those that left \[s\].
    pub mean_sojourn_s: Option<f64>,
    /// Mean wait in the backlog of those that got a slot \[s\].
    pub mean_backlog_wait_s: Option<f64>,
    /// Share of admitted arrivals that had to wait for a slot.
    pub p_wait: Option<f64>,
    /// Processor work done, as a share of the most it can do; with a processor for each slot, the mean share of the slots at work.
    pub utilisation: f64,
    /// Mean number of slots taken, working or waiting for the tier behind.
    pub mean_slots_taken: f64,
    /// Requests served whose sender was still there, a second.
    pub goodput_per_s: f64,
    /// Processor work spent on requests nobody awaited any more, as a share of all work done.
    pub wasted_work_share: f64,
}

/// One group of people.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GroupSummary {
    /// Entitled.
    pub eligible: u64,
    /// Came.
    pub tried: u64,
    /// Submitted.
    pub submitted: u64,
    /// Submitted by the deadline.
    pub submitted_by_deadline: u64,
    /// Still at it.
    pub still_trying: u64,
    /// Gave up.
    pub given_up: u64,
    /// Never came.
    pub never_came: u64,
    /// Attempts by outcome (an office's attempts count for the group whose file is on its desk).
    pub attempts: AttemptCounts,
    /// Time from first intent to submission \[s\].
    pub wait_s: WaitSummary,
}

/// The waiting room.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RoomSummary {
    /// Tickets taken.
    pub tickets: u64,
    /// Tickets called.
    pub called: u64,
    /// Tickets claimed.
    pub claimed: u64,
    /// Of the tickets called, those that bots and clients without cookies held.
    pub called_in_vain: u64,
    /// Tickets called and not claimed in time.
    pub lapsed: u64,
    /// People who left the room before their turn.
    pub left: u64,
    /// Polls the waiting pages made (not simulated one by one: the integral of the number waiting over the interval).
    pub polls: u64,
    /// Mean number of people waiting.
    pub mean_waiting: f64,
    /// Greatest number of people waiting.
    pub most_waiting: u64,
    /// Mean number inside (called or at work).
    pub mean_inside: f64,
    /// Mean time from ticket to call, of the tickets called that people held \[s\].
    pub mean_wait_s: Option<f64>,
}

/// A cache whose key forgets the session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CacheSummary {
    /// Pages it stored, each somebody's.
    pub stored: u64,
    /// Of those, pages that somebody else was shown.
    pub victims: u64,
    /// Times a person was shown another's page.
    pub exposures: u64,
    /// Times a person was shown their own page by the cache.
    pub own: u64,
    /// Exposures that somebody reported.
    pub reports: u64,
    /// Times the operator emptied it.
    pub purges: u64,
}

/// How credentials were come by. `asked = received_in_time + received_late + validated + by_post + waiting`, and `whole_one_wanted =
/// whole_one_validated + whole_one_by_post + whole_one_waiting`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CredentialSummary {
    /// People of closed groups who came with nothing to show.
    pub lacking: u64,
    /// Requests for a credential.
    pub asked: u64,
    /// Messages the gateway lost.
    pub lost: u64,
    /// Requests answered by a message before it was overdue.
    pub received_in_time: u64,
    /// Requests answered by a message when it was overdue.
    pub received_late: u64,
    /// Requests that an operator of the helpline checked.
    pub validated: u64,
    /// Requests answered by the post first.
    pub by_post: u64,
    /// Requests not answered by the end.
    pub waiting: u64,
    /// Requests not answered when they should have been.
    pub overdue: u64,
    /// Mean time from asking until the gateway began to send \[s\]; `None` when nobody asked.
    pub gateway_mean_wait_s: Option<f64>,
    /// The longest such time \[s\].
    pub gateway_longest_wait_s: f64,
    /// Logins at which the portal wanted both halves of a person who had one.
    pub whole_one_wanted: u64,
    /// Of those people, checked by an operator.
    pub whole_one_validated: u64,
    /// Of those people, helped by the post.
    pub whole_one_by_post: u64,
    /// Of those people, still waiting at the end.
    pub whole_one_waiting: u64,
    /// Logins that the identity provider did not confirm.
    pub provider_failures: u64,
    /// The second product.
    pub second_product: SecondProductSummary,
}

/// Who wanted a second product, of those in closed groups who go themselves. `wanted = applied + without_whole + not_yet`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SecondProductSummary {
    /// People who came and wanted it.
    pub wanted: u64,
    /// Applied for it.
    pub applied: u64,
    /// Did not, and hold no whole credential: they wait for the post.
    pub without_whole: u64,
    /// Did not, and could.
    pub not_yet: u64,
}

/// The contact centre. `calls = busy + abandoned + answered + in_line`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct HelplineSummary {
    /// People who wanted to call (each once until they stop calling).
    pub callers: u64,
    /// Applicants who have spoken to an operator at least once, of closed groups.
    pub helped: u64,
    /// Calls made.
    pub calls: u64,
    /// Calls that found no line free.
    pub busy: u64,
    /// Calls given up in line.
    pub abandoned: u64,
    /// Calls an operator took.
    pub answered: u64,
    /// Calls in line at the end.
    pub in_line: u64,
    /// Conversations under way at the end.
    pub talking: u64,
    /// People who will call, at the end: between two calls, or until it opens.
    pub will_call: u64,
    /// Calls after a busy signal or a call given up.
    pub redials: u64,
    /// Calls after one that was answered.
    pub reconnects: u64,
    /// Calls by what they were about.
    pub about: CallReasons,
    /// Wait in line of the calls answered, those answered at once included \[s\].
    pub wait_s: CallWaits,
    /// Mean number of calls in line.
    pub mean_in_line: f64,
    /// Mean number of conversations.
    pub mean_talking: f64,
    /// Mean share of the operators in conversation, closed hours included.
    pub utilisation: f64,
}

/// Calls by what they were about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CallReasons {
    /// A credential that did not come.
    pub overdue: u64,
    /// The portal wanted the whole credential.
    pub whole_one_wanted: u64,
    /// A failed attempt.
    pub failures: u64,
    /// Everything else.
    pub everyday: u64,
}

/// Wait in line \[s\]; `None` when no call was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct CallWaits {
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
    /// 99th percentile.
    pub p99: Option<f64>,
}

/// What measures did that are neither a waiting room nor a cache.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MeasureFigures {
    /// The appointments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointments: Option<AppointmentFigures>,
    /// Steps by which tiers grew, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scaling: Vec<ScalingStep>,
}

impl MeasureFigures {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == MeasureFigures::default()
    }
}

/// Appointments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AppointmentFigures {
    /// Appointments booked.
    pub booked: u64,
    /// People who came to theirs.
    pub kept: u64,
    /// People who did not.
    pub missed: u64,
    /// Times somebody asked for an appointment and every slot of the run was full.
    pub without_place: u64,
}

/// A tier has grown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScalingStep {
    /// Which one.
    pub tier: String,
    /// When, from the start of the run \[s\].
    pub at_s: f64,
    /// Its size from then on, as a multiple of the model's.
    pub factor: f64,
}

/// One attack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct AttackSummary {
    /// Its requests (connections, guesses) by outcome; none of them are people's attempts. A slow connection that was thrown out counts as
    /// abandoned, a ticket that a bot got as served; a bot that finds no waiting room, or not yet one, finds the door closed.
    pub requests: AttemptCounts,
    /// Those that the door let through to the portal.
    pub let_through: u64,
    /// Connections it held, where it holds any.
    pub connections: Option<ConnectionSummary>,
    /// Passwords it guessed at, where it does.
    pub guesses: Option<GuessSummary>,
}

/// Slow connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ConnectionSummary {
    /// Mean number held.
    pub mean_held: f64,
    /// Greatest number held.
    pub most_held: u64,
}

/// Guesses at people's passwords.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GuessSummary {
    /// Guesses the portal answered.
    pub made: u64,
    /// Of them, right ones at an account that was not locked.
    pub got_in: u64,
}

/// What the operator did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OperatorSummary {
    /// Alarms that people's own requests would not have raised.
    pub true_alarms: u64,
    /// Alarms that people's own requests would have raised without any attack.
    pub false_alarms: u64,
    /// When the first alarm was raised, civil time.
    pub first_alarm: Option<String>,
    /// What was done.
    pub acts: Vec<ActSummary>,
}

/// A rule was followed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ActSummary {
    /// When, civil time.
    pub at: String,
    /// The rule's name.
    pub rule: String,
    /// The tiers it made larger: their names, and how large as multiples of the model's.
    #[serde(serialize_with = "as_map")]
    pub capacity: Vec<(String, f64)>,
}

/// One defence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DefenceSummary {
    /// What it is, as in the model file.
    pub defence: String,
    /// Its place among the measures of the policy, from 0.
    pub measure: usize,
    /// People's attempts it blocked: false positives.
    pub people_blocked: u64,
    /// The same by group of people, and by office (whose operators' attempts count for themselves here).
    #[serde(serialize_with = "as_map")]
    pub people_blocked_by_group: Vec<(String, u64)>,
    /// People's attempts it looked at and let through.
    pub people_passed: u64,
    /// Requests of attacks it blocked.
    pub attack_blocked: u64,
    /// Requests of attacks it looked at and let through.
    pub attack_passed: u64,
}

/// Accounts locked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LockoutSummary {
    /// Times an account was locked.
    pub lockouts: u64,
    /// People whose account was locked at least once.
    pub people: u64,
    /// Guesses at accounts that were locked.
    pub guesses_rejected: u64,
}

/// A collapse: for at least 20 minutes on end, while the portal was open and failed attempts outnumbered served pages, fewer
/// applications were completed than 30 % of what the portal can complete when it is healthy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collapse {
    /// When it began, civil time.
    pub since: String,
    /// How long the portal was collapsed over the run \[s\].
    pub total_s: f64,
}

/// Counts and states over time.
#[derive(Debug, Clone, Default, PartialEq)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
#[derive(Debug, Clone, Default, PartialEq)]
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

/// How long the submitted of a group waited, on a logarithmic grid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WaitHistogram {
    /// The group.
    pub group: String,
    /// Everyone of the group who tried and was not submitted by the end.
    pub unserved: u64,
    /// Bins: from \[s\], to \[s\], how many.
    pub bins: Vec<(f64, f64, u64)>,
}
