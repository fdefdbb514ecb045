//! The launches under draws of what nobody knows, before the stages.

use std::path::Path;

use clickday::ensemble::{Identity, Run, RunError, Store, StoredRow as _};
use clickday::experiment::Experiment;
use clickday::experiment::draws::{
    Draw, DrawRun, DrawRuns, DrawsExecution, DrawsPlan, DrawsRequest, KeptDraws,
};
use clickday::experiment::spec::Loaded;
use clickday::metrics::Quantity;
use clickday::sim::{RunOptions, RunResult};

use super::super::Failure;
use super::super::failure::Left;
use super::super::many::{self, Workers};
use super::kept::kept_beside;

/// What the rows of the folder are.
const DRAWS: &str = "draws of a comparison";

/// The launches under draws, and where they are kept until the comparison has ended.
pub(super) struct OfDraws {
    pub(super) runs: DrawRuns,
    pub(super) store: Store,
}

/// What is compared, and where.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) loaded: &'a Loaded,
    /// What is set by hand, as `path=value`.
    pub(super) set: &'a [String],
    /// The folder of the results.
    pub(super) results: &'a Path,
    pub(super) identity: &'a Identity,
    pub(super) workers: &'a Workers,
}

/// What the draws of an experiment are asked.
pub(super) fn request<'a>(experiment: &'a Experiment, metrics: &'a [Quantity]) -> DrawsRequest<'a> {
    DrawsRequest {
        policies: &experiment.policies,
        baseline: experiment.baseline(),
        confidence: experiment.confidence.get(),
        metrics,
    }
}

impl OfDraws {
    /// Makes those that are not there; `None` where the experiment has no draws.
    ///
    /// `left` says what a stop leaves, given how many of these runs it leaves.
    pub(super) fn simulate(
        of: Question,
        left: impl FnOnce(usize) -> Left,
    ) -> Result<Option<OfDraws>, Failure> {
        let Question { loaded, set, .. } = of;
        let Some(draws) = loaded.draws(set) else {
            return Ok(None);
        };
        let store = Store::lock(&kept_beside(of.results, "draws"), DRAWS, of.identity)
            .map_err(|error| error.of_results(of.results))?;
        let there = many::named(store.rows::<DrawRun>()?)?;
        let there: KeptDraws = there.into_iter().map(|run| (run.key(), run)).collect();
        let experiment = &loaded.experiment;
        let quantities = request(experiment, &experiment.metrics()).quantities();
        let plan = DrawsPlan {
            draws: &draws,
            policies: &experiment.policies,
            seed: of.identity.seed,
            quantities: &quantities,
        };
        let simulate = |draw: &Draw, options: &RunOptions, run: &Run| -> Result<RunResult, RunError> {
            let set: Vec<String> = draw.settings.iter().chain(set).cloned().collect();
            run.simulate(&loaded.model(&set)?.model, options)
        };
        let runs = of.workers.with_bar(|watch| {
            plan.run(&DrawsExecution {
                ensemble: &of.workers.ensemble,
                watch,
                simulate: &simulate,
                keep: &|run| Ok(store.keep(run)?),
                there: &there,
            })
        });
        let runs = runs.map_err(|error| many::unfinished(error, left, true))?;
        match runs.failed().into_iter().next() {
            // What keeps every run from beginning was asked for.
            Some(failed) if runs.runs.iter().all(|run| run.outcome.is_err()) => {
                Err(Failure::Refused(failed.reason))
            }
            _ => Ok(Some(OfDraws { runs, store })),
        }
    }
}
