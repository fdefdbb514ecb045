//! What the tables have in common: the columns that name a run, and blocks that occur in several tables.

use std::collections::BTreeSet;

use super::table::Table;
use crate::experiment::measures::{Measure, Time};
use crate::experiment::schedule::StageRuns;
use crate::model::units::Percentile;
use crate::sim::RunResult;
use crate::sim::result::{AttemptCounts, Outcome, TimeDistribution, WaitSummary};

/// A run, and the stage it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    /// Name of the stage.
    pub stage: &'a str,
    /// The run.
    pub result: &'a RunResult,
}

/// Every run of the stages, in their order.
pub(super) fn all(stages: &[StageRuns]) -> Vec<Run<'_>> {
    stages
        .iter()
        .flat_map(|stage| {
            stage.runs.iter().map(|result| Run {
                stage: &stage.stage.name,
                result,
            })
        })
        .collect()
}

impl<'a> Table<'a> {
    /// Adds the columns that say which run a row belongs to. Counts in a row are of the simulated people: divide
    /// them by `scale` for those of the real launch.
    pub(super) fn keys(&mut self, runs: impl Iterator<Item = Run<'a>> + Clone) {
        self.text("stage", runs.clone().map(|run| run.stage));
        self.number(
            "scale",
            "share of full scale",
            runs.clone().map(|run| Some(run.result.scale)),
        );
        self.text("policy", runs.clone().map(|run| run.result.policy.as_str()));
        self.count("replication", "", runs.clone().map(|run| run.result.replication));
        self.count("seed", "", runs.map(|run| run.result.seed));
    }
}

/// Adds the attempts and how they ended.
pub(super) fn attempts<'r>(table: &mut Table, counts: &(impl Iterator<Item = &'r AttemptCounts> + Clone)) {
    table.count("attempts", "attempts", counts.clone().map(|c| c.total));
    table.count("in_flight", "attempts", counts.clone().map(|c| c.in_flight));
    for outcome in Outcome::ALL {
        table.count(outcome.name(), "attempts", counts.clone().map(|c| c.of(outcome)));
    }
}

/// Adds the quantiles of the time from first intent to submission.
pub(super) fn waits<'r>(table: &mut Table, waits: &(impl Iterator<Item = &'r WaitSummary> + Clone)) {
    let mut number =
        |name, of: fn(&WaitSummary) -> Option<f64>| table.number(name, "s", waits.clone().map(of));
    number("wait_p50_s", |w| w.p50);
    number("wait_p90_s", |w| w.p90);
    number("wait_p99_s", |w| w.p99);
    number("submitted_wait_mean_s", |w| w.submitted_mean);
    number("submitted_wait_p50_s", |w| w.submitted_p50);
    number("submitted_wait_p90_s", |w| w.submitted_p90);
    number("submitted_wait_p99_s", |w| w.submitted_p99);
}

/// The percentiles that tables of runs have at least.
const STANDING: [Percentile; 3] = [Percentile::MEDIAN, Percentile::whole(90), Percentile::whole(99)];

/// Adds the percentiles of a time: those that are always there, and those among the measures of the
/// experiment.
pub(super) fn percentiles<'r>(
    table: &mut Table,
    measures: &[Measure],
    time: Time,
    times: &(impl Iterator<Item = &'r TimeDistribution> + Clone),
) {
    let all: BTreeSet<Percentile> = STANDING.into_iter().chain(time.percentiles(measures)).collect();
    for percentile in all {
        let values = times.clone().map(|times| time.percentile(times, percentile));
        table.number(Measure::Percentile(time, percentile).name(), "s", values);
    }
}

/// Adds the times from first intent to submission.
pub(super) fn all_waits<'r>(
    table: &mut Table,
    measures: &[Measure],
    waits: &(impl Iterator<Item = &'r TimeDistribution> + Clone),
) {
    percentiles(table, measures, Time::Wait, waits);
    table.number(
        "submitted_wait_mean_s",
        "s",
        waits.clone().map(TimeDistribution::mean),
    );
    percentiles(table, measures, Time::SubmittedWait, waits);
}
