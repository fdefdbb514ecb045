//! The launches under draws of what nobody knows, before the stages.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clickday::ensemble::{Identity, Store, StoreError, StoredRow as _};
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
    /// Whether a launch with numbers is kept: is set here.
    pub(super) is_kept: &'a AtomicBool,
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
        let found = store.rows::<DrawRun>()?;
        let is_of_others = !found.left_out.is_empty();
        let there = many::named(found);
        let has_numbers = |run: &DrawRun| run.numbers().is_some();
        let is_kept = of.is_kept;
        is_kept.store(there.iter().any(has_numbers), Ordering::Relaxed);
        let there: KeptDraws = there.into_iter().map(|run| (run.key(), run)).collect();
        let runs = of.workers.with_bar(|watch| {
            let making = DrawsMaking {
                ensemble: &of.workers.ensemble,
                watch,
                keep: &|run| {
                    store.keep(run)?;
                    is_kept.fetch_or(has_numbers(run), Ordering::Relaxed);
                    Ok(())
                },
                there: &there,
            };
            runs_of_draws(of.loaded, of.set, making)
        });
        let runs = runs.map_err(|error| many::unfinished(error, left, true));
        let runs = runs.and_then(|runs| match runs {
            Some(runs) if runs.are_all_refused() => {
                let failed = runs.failed().into_iter().next();
                // What keeps every run from beginning was asked for.
                failed.map_or(Ok(None), |failed| Err(Failure::Refused(failed.reason)))
            }
            runs => Ok(runs),
        });
        match runs {
            Ok(Some(runs)) => Ok(Some(OfDraws { runs, store })),
            nothing => {
                // What was refused before anything came of it leaves nothing behind.
                if !is_kept.load(Ordering::Relaxed) && !is_of_others {
                    let _ = store.remove();
                }
                nothing.map(|_| None)
            }
        }
    }

    /// Removes the launches that are in the results.
    pub(super) fn remove(self) -> Result<(), StoreError> {
        let done: BTreeSet<String> = self.runs.runs.iter().map(DrawRun::name).collect();
        self.store.remove_if(&|key| done.contains(key))
    }
}
