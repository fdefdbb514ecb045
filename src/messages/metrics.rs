//! Metrics: what each is called, what it is, and how a value of it is written.

use super::Numbers;
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::Outcome;

/// A metric of the catalogue of metrics, as this catalogue names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetricName {
    /// Of people, and what became of them.
    People(PeopleMetric),
    /// Of attempts, and how they end.
    Attempts(AttemptsMetric),
    /// Of times.
    Times(TimesMetric),
    /// Of a tier of the portal.
    Tiers(TiersMetric),
    /// Of the waiting room, the emergency cache, locked accounts and attacks.
    Door(DoorMetric),
    /// Of a bin of time.
    Bins(BinsMetric),
    /// Of who was served when, and what it cost whom.
    Equity(EquityMetric),
    /// Of the helpline and of credentials.
    Help(HelpMetric),
    /// The attempts that ended so.
    EndedIn(Outcome),
    /// Their share of the attempts that ended.
    ShareEndedIn(Outcome),
}

/// A metric of people, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeopleMetric {
    /// People who are entitled.
    Eligible,
    /// People who came.
    Tried,
    /// People who submitted by the deadline.
    SubmittedByDeadline,
    /// People who submitted.
    Submitted,
    /// People who tried and did not submit.
    NeverServed,
    /// People who are at it when the run ends.
    StillTrying,
    /// People who left for good.
    GivenUp,
    /// Their share of those who came.
    GaveUpShare,
    /// People who submitted, as a share of those who came.
    ServedShare,
    /// People who did not come.
    NeverCame,
}

/// A metric of attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptsMetric {
    /// Attempts made.
    Made,
    /// Attempts that have not ended.
    InFlight,
    /// The share of those that failed.
    FailureShare,
    /// How many there are for each application.
    PerApplication,
}

/// A metric of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimesMetric {
    /// The wait of everyone who tried.
    Wait,
    /// The wait of the submitted.
    SubmittedWait,
    /// Its mean.
    SubmittedWaitMean,
    /// The response time of pages.
    Page,
    /// Its mean.
    PageMean,
    /// The wait in line of the helpline.
    CallWait,
    /// Its mean.
    CallWaitMean,
    /// How long the portal was collapsed.
    Collapsed,
}

/// A metric of a tier of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TiersMetric {
    /// Requests that came.
    Arrivals,
    /// Requests that were served.
    Served,
    /// Requests without room.
    Refused,
    /// Requests whose sender had left.
    Abandoned,
    /// Requests that ended in an error.
    Failed,
    /// Requests inside at the end.
    Inside,
    /// Requests inside on average.
    MeanInTier,
    /// Slots taken on average.
    MeanSlotsTaken,
    /// Mean time inside.
    MeanSojourn,
    /// Mean wait in the backlog.
    MeanBacklogWait,
    /// The share of those that waited for a slot.
    Waited,
    /// The share of its processors that is used.
    Utilisation,
    /// Requests of people served, a second.
    Goodput,
    /// Requests of attacks served, a second.
    AttackAnswers,
    /// The share of its work after the sender had gone.
    WorkAfterDeparture,
    /// The share of its work that served nobody.
    UndeliveredWork,
}

/// A metric of the waiting room, the emergency cache, locked accounts or attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoorMetric {
    /// Tickets taken.
    RoomTickets,
    /// Tickets called.
    RoomCalled,
    /// Tickets called that no person held.
    RoomCalledInVain,
    /// Tickets claimed.
    RoomClaimed,
    /// Tickets not claimed in time.
    RoomLapsed,
    /// People who left the room.
    RoomLeft,
    /// Polls of waiting pages.
    RoomPolls,
    /// People waiting on average.
    RoomMeanWaiting,
    /// The most people waiting.
    RoomMostWaiting,
    /// People called or at work on average.
    RoomMeanInside,
    /// Mean time from ticket to call.
    RoomMeanWait,
    /// Pages that the cache stored.
    CacheStored,
    /// People whose page others were shown.
    CacheVictims,
    /// Attempts that were shown another's page.
    CacheExposures,
    /// Attempts that were shown their own page.
    CacheOwn,
    /// Exposures that were reported.
    CacheReports,
    /// People whose account was locked.
    LockedOut,
    /// Requests of attacks.
    AttackRequests,
}

/// A metric of a bin of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BinsMetric {
    /// Requests in a tier.
    InTier,
    /// People in the waiting room.
    Waiting,
    /// People let in by it.
    LetIn,
    /// Mean response time of pages.
    PageMean,
}

/// A metric of who was served when, and what it cost whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EquityMetric {
    /// People among the first tenth.
    Early,
    /// Hours at the screen or on the phone.
    Attended,
    /// Hours elsewhere.
    Unattended,
    /// Hours lost.
    Lost,
    /// Pairs out of order.
    Overtaking,
    /// How unequal the waits are.
    GiniWait,
    /// How unequal the attended times are.
    GiniAttended,
    /// The gap between levels of skill.
    SkillGap,
    /// Offices' share of the first tenth.
    OfficeEarly,
    /// Offices' share.
    Office,
}

/// A metric of the helpline or of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HelpMetric {
    /// People who wanted to call.
    Callers,
    /// People who have spoken to an operator.
    Helped,
    /// Calls made.
    Calls,
    /// Calls without a free line.
    Busy,
    /// Calls given up in line.
    Abandoned,
    /// Calls taken.
    Answered,
    /// The share of those lost.
    NotAnsweredShare,
    /// People without a credential.
    LackingCredential,
    /// Requests for one.
    CredentialRequests,
    /// Requests for one answered late or not at all.
    OverdueCredentialRequests,
    /// People who wanted the second product.
    SecondProductWanted,
    /// People who applied for it.
    SecondProductApplied,
}

/// A part of a run that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartOf<'a> {
    /// A group of people.
    Group(&'a str),
    /// A channel.
    Channel(&'a str),
    /// A level of skill.
    Skill(&'a str),
    /// A credential that people hold at first.
    Credential(&'a str),
    /// A tier of the portal.
    Tier(&'a str),
}

/// A metric as somebody asks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedMetric<'a> {
    /// Which.
    pub(crate) metric: MetricName,
    /// At which percentile, of a time.
    pub(crate) percentile: Option<Percentile>,
    /// Of which part of the run; `None`: of the whole.
    pub(crate) part: Option<PartOf<'a>>,
}

/// Metrics: what each is called, what it is, and how a value of it is written.
pub(crate) trait MetricText: Numbers {
    /// What it is called: `submitted by deadline`. In English it can be typed so after `--metric`.
    fn metric(&self, metric: MetricName) -> &'static str;
    /// What it is, in one line without a full stop: `people who submitted by the deadline`.
    fn definition(&self, metric: MetricName) -> &'static str;
    /// What somebody asked for: `page p99.9 of group farm-workers`.
    fn asked(&self, asked: &AskedMetric<'_>) -> String;
    /// A time that was not reached by the end of the run: `not by the end`.
    fn time_not_reached(&self) -> &'static str;
    /// `1,234 people`.
    fn people(&self, people: f64) -> String;
    /// `1,234 attempts`.
    fn attempts(&self, attempts: f64) -> String;
    /// `1,234 requests`.
    fn requests(&self, requests: f64) -> String;
    /// `1,234 tickets`.
    fn tickets(&self, tickets: f64) -> String;
    /// Questions of waiting pages whether it is their turn: `1,234 polls`.
    fn polls(&self, polls: f64) -> String;
    /// `1,234 pages`.
    fn pages(&self, pages: f64) -> String;
    /// `1,234 calls`.
    fn calls(&self, calls: f64) -> String;
    /// A mean number of slots, to three digits: `31.7 slots`.
    fn slots(&self, slots: f64) -> String;
    /// Hours of people's time, to three digits: `8,034 people-hours`.
    fn people_hours(&self, hours: f64) -> String;
    /// A rate, to three digits: `31.7 requests per second`.
    fn requests_per_second(&self, rate: f64) -> String;
}
