//! Runs that a program made itself, as stages and as a summary.

use crate::metrics;
use clickday_engine::figures;
use clickday_engine::model::Model;
use clickday_engine::model::civil::CivilError;
use clickday_engine::sim::RunResult;

use super::record;
use super::schedule::{Stage, StageRuns};
use super::summary::{Summary, SummaryRequest};

/// Confidence of the intervals, where nothing is said.
const CONFIDENCE: f64 = 0.95;

impl StageRuns {
    /// Stages of runs that a program made itself, all of one model: one for each scale, in the order in
    /// which scales and policies first appear. The name of a stage is its scale.
    pub fn of_runs(runs: Vec<RunResult>) -> Vec<StageRuns> {
        let mut stages: Vec<StageRuns> = Vec::new();
        for run in runs {
            let of_scale = |stage: &StageRuns| stage.stage.scale.to_bits() == run.scale.to_bits();
            match stages.iter().position(of_scale) {
                Some(at) => stages[at].runs.push(run),
                None => stages.push(StageRuns {
                    stage: Stage {
                        name: figures::scale(run.scale),
                        scale: run.scale,
                        replications: 0,
                    },
                    runs: vec![run],
                    failed: Vec::new(),
                }),
            }
        }
        for stage in &mut stages {
            let policies = stage.policies();
            let place = |run: &RunResult| policies.iter().position(|policy| *policy == run.policy);
            stage.runs.sort_by_key(|run| (place(run), run.replication));
            let launches = policies.iter().map(|policy| stage.of(policy).count() as u64);
            stage.stage.replications = launches.max().unwrap_or(0);
        }
        stages
    }
}

impl Summary {
    /// Sums up runs that a program made itself, all of `model`, for the table that
    /// [`report::table`](crate::report::table) writes: a stage for each scale. The policies are compared
    /// with the one whose run comes first, at a confidence of 95 %.
    ///
    /// # Errors
    /// When the calendar of the model cannot be read; a model that was loaded has one that can.
    pub fn of_runs(model: &Model, runs: Vec<RunResult>) -> Result<Summary, CivilError> {
        Summary::of_stages(model, &StageRuns::of_runs(runs))
    }

    /// The same of runs that are needed further: of [`StageRuns::of_runs`].
    ///
    /// # Errors
    /// As [`Summary::of_runs`].
    pub fn of_stages(model: &Model, stages: &[StageRuns]) -> Result<Summary, CivilError> {
        let mut policies: Vec<(String, String)> = Vec::new();
        for name in stages.iter().flat_map(StageRuns::policies) {
            if !policies.iter().any(|(known, _)| *known == name) {
                let policy = model.policy.get(&name);
                let title = policy.map_or_else(String::new, |policy| policy.title.clone());
                policies.push((name, title));
            }
        }
        let asked = SummaryRequest {
            title: &model.title,
            policies: &policies,
            baseline: policies.first().map_or("", |(name, _)| name),
            confidence: CONFIDENCE,
            metrics: &metrics::summary([]),
            goals: &[],
        };
        let record = record::record(model, stages, asked.baseline)?;
        Ok(Summary::of(asked, stages, record))
    }
}
