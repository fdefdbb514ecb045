//! The launches under draws of what nobody knows, before the stages.

use clickday::ensemble::{Run, RunError, Store, StoredRow as _};
use clickday::experiment::draws::{Draw, DrawRun, DrawRuns, DrawsExecution, DrawsPlan, KeptDraws};
use clickday::experiment::spec::Loaded;
use clickday::sim::{RunOptions, RunResult};

use super::super::{Failure, many};
use super::{Job, kept_beside};

/// What the rows of the folder are.
const DRAWS: &str = "draws of a comparison";

/// The launches under draws, and where they are kept until the comparison has ended.
pub(super) struct OfDraws {
    pub(super) runs: DrawRuns,
    pub(super) store: Store,
}

impl OfDraws {
    /// Makes those that are not there; `None` where the experiment has no draws.
    pub(super) fn simulate(job: &Job, loaded: &Loaded) -> Result<Option<OfDraws>, Failure> {
        let set = &job.compare.set;
        let Some(draws) = loaded.draws(set) else {
            return Ok(None);
        };
        let results = job.target.path();
        let store = Store::lock(&kept_beside(results, "draws"), DRAWS, &job.identity)
            .map_err(|error| error.of_results(results))?;
        let there = many::named(store.rows::<DrawRun>()?)?;
        let there: KeptDraws = there.into_iter().map(|run| (run.key(), run)).collect();
        let metrics = job.experiment.metrics();
        let quantities = job.of_draws(&metrics).quantities();
        let plan = DrawsPlan {
            draws: &draws,
            policies: &job.experiment.policies,
            seed: job.identity.seed,
            quantities: &quantities,
        };
        let simulate = |draw: &Draw, options: &RunOptions, run: &Run| -> Result<RunResult, RunError> {
            let set: Vec<String> = draw.settings.iter().chain(set).cloned().collect();
            run.simulate(&loaded.model(&set)?.model, options)
        };
        let runs = job.workers.with_bar(|watch| {
            plan.run(&DrawsExecution {
                ensemble: &job.workers.ensemble,
                watch,
                simulate: &simulate,
                keep: &|run| Ok(store.keep(run)?),
                there: &there,
            })
        });
        let runs = runs.map_err(|error| many::unfinished(error, |left| job.left(None, left), true))?;
        match runs.failed().into_iter().next() {
            // What keeps every run from beginning was asked for.
            Some(failed) if runs.runs.iter().all(|run| run.outcome.is_err()) => {
                Err(Failure::Refused(failed.reason))
            }
            _ => Ok(Some(OfDraws { runs, store })),
        }
    }
}
