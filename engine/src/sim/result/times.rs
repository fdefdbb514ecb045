//! Waits, pages and tiers over a run, and the groups of people.

use serde::Serialize;

use crate::model::units::Percentile;

use super::{AttemptCounts, TimeDistribution};

const P90: Percentile = Percentile::whole(90);
const P99: Percentile = Percentile::whole(99);

/// Time from first intent to submission \[s\].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
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

impl WaitSummary {
    /// Sums up waits.
    pub fn of(waits: &TimeDistribution) -> Self {
        WaitSummary {
            p50: waits.percentile(Percentile::MEDIAN),
            p90: waits.percentile(P90),
            p99: waits.percentile(P99),
            submitted_mean: waits.mean(),
            submitted_p50: waits.served_percentile(Percentile::MEDIAN),
            submitted_p90: waits.served_percentile(P90),
            submitted_p99: waits.served_percentile(P99),
        }
    }
}

/// Response time of served pages \[s\].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
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

impl PageSummary {
    /// Sums up response times.
    pub fn of(pages: &TimeDistribution) -> Self {
        PageSummary {
            mean: pages.mean(),
            p50: pages.percentile(Percentile::MEDIAN),
            p90: pages.percentile(P90),
            p99: pages.percentile(P99),
        }
    }
}

/// One tier over the run. `arrivals = served + refused + abandoned + failed + inside`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
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
    /// Requests of people served while they were still there, a second.
    pub goodput_per_s: f64,
    /// Requests of attacks served while their sender was still there, a second.
    pub attack_answers_per_s: f64,
    /// Processor work done on a request after its sender had gone, as a share of all work done. A sender has gone who has left, or
    /// whom a gateway has answered with its time-out.
    pub work_after_departure_share: f64,
    /// All processor work on requests that were not served to their sender, who had gone or was answered with an error, as a share of
    /// all work done. Work on a request still inside at the end counts if its sender has gone by then.
    pub undelivered_work_share: f64,
    /// Time inside of the pages served to people who were still there; not in the JSON object.
    #[serde(skip)]
    pub pages: TimeDistribution,
}

/// One group of people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
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
    /// The same, for any percentile; not in the JSON object.
    #[serde(skip)]
    pub waits: TimeDistribution,
    /// Response times of served pages; not in the JSON object.
    #[serde(skip)]
    pub pages: TimeDistribution,
}
