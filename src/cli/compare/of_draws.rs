//! The launches under draws of what nobody knows, before the stages.

use std::path::Path;

use clickday::ensemble::{Identity, Store, StoredRow as _};
use clickday::experiment::draws::{DrawRun, DrawRuns, KeptDraws};
use clickday::experiment::spec::Loaded;
use clickday::experiment::{DrawsMaking, runs_of_draws};

use super::super::Failure;
use super::super::failure::Left;
use super::super::many::{self, Workers};
use super::kept::kept_beside;

/// What the rows of the folder are.
const DRAWS: &str = "draws";

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

impl OfDraws {
    /// Makes those that are not there; `None` where the experiment has no draws.
    ///
    /// `left` says what a stop leaves, given how many of these runs it leaves.
    pub(super) fn simulate(
        of: Question,
        left: impl FnOnce(usize) -> Left,
    ) -> Result<Option<OfDraws>, Failure> {
        if of.loaded.experiment.draws.is_none() {
            return Ok(None);
        }
        let store = Store::lock(&kept_beside(of.results, "draws"), DRAWS, of.identity)
            .map_err(|error| error.of_results(of.results))?;
        let there = many::named(store.rows::<DrawRun>()?)?;
        let there: KeptDraws = there.into_iter().map(|run| (run.key(), run)).collect();
        let runs = of.workers.with_bar(|watch| {
            let making = DrawsMaking {
                ensemble: &of.workers.ensemble,
                watch,
                keep: &|run| Ok(store.keep(run)?),
                there: &there,
            };
            runs_of_draws(of.loaded, of.set, making)
        });
        let runs = runs.map_err(|error| many::unfinished(error, left, true))?;
        let Some(runs) = runs else { return Ok(None) };
        match runs.failed().into_iter().next() {
            // What keeps every run from beginning was asked for.
            Some(failed) if runs.are_all_refused() => {
                store.remove()?;
                Err(Failure::Refused(failed.reason))
            }
            _ => Ok(Some(OfDraws { runs, store })),
        }
    }
}
