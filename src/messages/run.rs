//! The summary of `run`.

use super::Numbers;
use clickday_engine::sim::result::Outcome;

/// What a share of a run is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// The people who are entitled.
    Entitled,
    /// The people of a model that names no one entitled.
    People,
    /// The people who came.
    Came,
    /// The attempts that ended.
    EndedAttempts,
}

/// A heading of the summary of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunSection<'a> {
    /// Who came, and what became of them.
    People,
    /// The requests that people made.
    Attempts,
    /// Whether the portal collapsed.
    Portal,
    /// One tier of the portal, by its name.
    Tier(&'a str),
    /// The waiting room of the policy.
    WaitingRoom,
    /// The metrics that somebody asked for.
    Metrics,
}

/// A value of the summary of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunRow {
    /// People who are entitled.
    Entitled,
    /// People of a model that names no one entitled.
    People,
    /// People whose first wish to apply was within the run.
    Came,
    /// People whose application was submitted.
    Submitted,
    /// People who are at it when the run ends.
    StillTrying,
    /// People who left for good.
    GaveUp,
    /// The wait that half of those who came do not exceed.
    MedianWait,
    /// The wait that nine of ten of those who came do not exceed.
    LongWait,
    /// Attempts, those in flight included.
    AllAttempts,
    /// Attempts that had not ended when the run did.
    InFlight,
    /// Attempts that failed, of any kind.
    Failed,
    /// The time that half of the pages do not exceed.
    MedianPage,
    /// The time that 99 of 100 pages do not exceed.
    LongPage,
    /// Requests that came to a tier.
    Requests,
    /// Requests a second that a tier served to people who were still there.
    Delivered,
    /// The share of a tier's processors that is used.
    Utilisation,
    /// Requests in a tier, on average.
    InTier,
    /// Tickets of the waiting room that were taken.
    Tickets,
    /// Tickets that were called.
    Called,
    /// Tickets that were claimed after their call.
    Claimed,
    /// People in the waiting room, on average.
    Waiting,
    /// People who were called and are at work, on average.
    Inside,
    /// Requests by which waiting pages ask whether it is their turn.
    Polls,
}

/// What a run cost the machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Events that were simulated.
    pub(crate) events: u64,
    /// How long that took \[s\]; 0 where nobody measured it.
    pub(crate) wall_s: f64,
    /// The most memory that was in use \[MiB\], where the system tells.
    pub(crate) peak_mib: Option<f64>,
}

/// The summary of `run`.
pub(crate) trait RunText: Numbers {
    /// What was run: `INPS, 1 April 2020, policy open-to-all`.
    fn subject(&self, model: &str, policy: &str) -> String;
    /// From when to when, as civil times: `31 Mar 22:00 to 3 Apr 24:00, Europe/Rome`.
    fn period(&self, start: &str, until: &str, zone: &str) -> String;
    /// Which run it is: `Seed 1, replication 0, scale 1:40`.
    fn identity(&self, seed: u64, replication: u64, is_mirror: bool, share: f64) -> String;
    /// What a number of a run below full scale means: `1 simulated person stands for 40.0 people. ...`
    fn stands_for(&self, people: f64) -> String;
    /// A heading: `Tier web`.
    fn section(&self, section: RunSection<'_>) -> String;
    /// The name of a value: `submitted`.
    fn row(&self, row: RunRow) -> &'static str;
    /// The name of a way in which attempts end, as every table has it: `gateway timeout`.
    fn outcome(&self, outcome: Outcome) -> &'static str;
    /// A share, and what it is a share of: `64.3 % of those who came`.
    fn share_of(&self, share: f64, whole: Whole) -> String;
    /// A percentile of a wait that lies beyond the end of the run: `not reached by the end`.
    fn wait_not_reached(&self) -> &'static str;
    /// A percentile of the time of pages where none was served: `no page served`.
    fn no_page_served(&self) -> &'static str;
    /// What a wait is, as a sentence.
    fn wait_meaning(&self) -> &'static str;
    /// Whether the portal collapsed: first at a civil time, and for so long in all \[s\].
    fn collapse(&self, first: Option<(&str, f64)>) -> String;
    /// What a collapse is, as a sentence.
    fn collapse_meaning(&self) -> &'static str;
    /// Over which time the averages of a waiting room are, as a sentence.
    fn averages_meaning(&self) -> &'static str;
    /// What the run cost the machine: `Simulated 187,000,000 events in 19.5 s, ...`
    fn cost(&self, cost: Cost) -> String;
}
