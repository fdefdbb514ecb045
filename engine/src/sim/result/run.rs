//! Everything one run reports.

use serde::Serialize;

use super::{
    AttackSummary, AttemptCounts, Collapse, CredentialSummary, DefenceSummary, Equity, GroupSummary,
    HelplineSummary, MeasureFigures, OperatorSummary, PageSummary, RunTimes, Series, TierSummary,
    WaitHistogram, WaitSummary,
};

/// Everything one run reports.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode)]
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
    pub antithetic: bool,
    /// Share of full scale that was simulated; counts below are of the simulated people, not scaled back. In the JSON
    /// object `people_per_simulated_person`, its inverse, stands beside it.
    pub scale: f64,
    /// The time zone of all times, by its IANA name.
    pub time_zone: String,
    /// First instant, civil time.
    pub start: String,
    /// End of what was simulated, civil time: what happens at this instant no longer counts.
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
    /// Cumulative applications at the start, every full hour, the end of every bin, the instants of the public record within
    /// the run, and its end.
    pub submitted_by: Vec<Cumulative>,
    /// Attempts by outcome.
    pub attempts: AttemptCounts,
    /// Time from first intent to submission \[s\].
    pub wait_s: WaitSummary,
    /// Response time of served pages \[s\].
    pub page_s: PageSummary,
    /// Each tier of the portal, outermost first.
    pub tiers: Vec<(String, TierSummary)>,
    /// Whether the portal collapsed: see [`Collapse`].
    pub collapsed: bool,
    /// The first collapse, if any.
    pub collapse: Option<Collapse>,
    /// Each group of people.
    pub by_group: Vec<(String, GroupSummary)>,
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
    /// What the measures of the policy did, those that tell.
    pub measures: MeasureFigures,
    /// Each attack.
    pub attacks: Vec<(String, AttackSummary)>,
    /// The times of which percentiles are read; not in the JSON object.
    pub times: RunTimes,
    /// Counts and states over time; in the results folder, not in the JSON object.
    pub series: Series,
    /// Waits of the submitted, by group; in the results folder, not in the JSON object.
    pub waits: Vec<WaitHistogram>,
}

/// A cumulative count at an instant.
#[derive(Debug, Clone, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct Cumulative {
    /// Civil time.
    pub time: String,
    /// Applications submitted before then.
    pub count: u64,
}
