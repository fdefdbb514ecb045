//! What the tables have in common: the columns that name a run, and those that metrics make.

use std::collections::BTreeSet;

use super::table::Table;
use crate::experiment::schedule::StageRuns;
use crate::metrics::{Dimension, Metric, Quantity, Read, View, catalogue};
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::RunResult;

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
    /// Adds the columns that say which run a row belongs to. Counts in a row are of the simulated
    /// people: divide them by `scale` for those of the real launch.
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

/// The percentiles that tables of runs have at least.
const STANDING: [Percentile; 3] = [Percentile::MEDIAN, Percentile::whole(90), Percentile::whole(99)];

/// Adds the metrics that can be read of these parts of runs, one of the `dimensions`, each in its
/// column; of times the percentiles that are always there, and those `asked` for of any part.
pub(super) fn metrics<'r>(
    table: &mut Table,
    dimensions: &[Dimension],
    parts: &(impl Iterator<Item = View<'r>> + Clone),
    asked: &[Quantity],
) {
    let of_these = |metric: &&Metric| dimensions.iter().any(|dimension| metric.has(*dimension));
    for metric in catalogue().filter(of_these) {
        let unit = metric.unit.name();
        match metric.read {
            Read::Count(of) => {
                let counts = parts.clone().map(|part| of(part).unwrap_or(0));
                table.count(metric.column, unit, counts);
            }
            Read::Number(of) => table.number(metric.column, unit, parts.clone().map(of)),
            Read::Times { .. } => {
                let all: BTreeSet<Percentile> =
                    STANDING.into_iter().chain(metric.percentiles(asked)).collect();
                for percentile in all {
                    let values = parts.clone().map(|part| metric.value(part, Some(percentile)));
                    table.number(Quantity::at(metric, percentile).name(), unit, values);
                }
            }
        }
    }
}
