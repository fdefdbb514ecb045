//! `clickday calibrate`: which values of a model agree with the record, and which it cannot tell.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Write;
use std::path::{Path, PathBuf};

use clickday::ensemble::store::require_room;
use clickday::experiment::calibration::evaluation::{Evaluation, Question};
use clickday::experiment::calibration::findings::Findings;
use clickday::experiment::calibration::spec::{self, Loaded};
use clickday::experiment::calibration::store::Store;
use clickday::experiment::calibration::{self, Answer, Ask, FitError, Generation};
use clickday::experiment::study::Task;
use clickday::report::calibration::report;

use super::failure::Left;
use super::many::{self, RunOptions, Workers};
use super::{Failure, Outcome, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday calibrate
  clickday calibrate my-record.toml --out results/my-record";

/// Fits values of a model to the public record, and shows which values agree with it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Calibrate {
    /// Calibration: a file, or a name from `clickday models`.
    #[arg(default_value = "experiments/calibration.toml")]
    calibration: PathBuf,
    /// Folder for the results. An interrupted calibration continues there [default: results/ and the name of the file].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: RunOptions,
}

impl Calibrate {
    pub(crate) fn run(&self) -> Outcome {
        let loaded = spec::load(&self.calibration)?;
        loaded.try_values()?;
        let out = self.out.clone();
        let out = out.unwrap_or_else(|| Path::new("results").join(loaded.stem()));
        let model = loaded.model(&[])?;
        if !self.options.quiet {
            screen::tell_notes(&loaded.notes(&model.model));
        }
        let store = Store::open(&out, &loaded, model)?;
        let there = many::named(store.rows()?);
        let missing = loaded.effort().wave.saturating_sub(there.len()) as u64;
        require_room(store.path(), missing.saturating_mul(LEAST_RUN))?;
        if missing > 0 {
            store.require_free()?;
        }
        let workers = self.options.workers()?;
        let mut runs = Runs {
            there: there.into_iter().map(|row| (row.task.clone(), row)).collect(),
            loaded: &loaded,
            store: &store,
            workers: &workers,
        };
        let quiet = self.options.quiet;
        let fit = calibration::fit(
            &loaded.effort(),
            &loaded.targets(),
            &mut |asks| runs.answers(asks),
            &mut |generation| tell(generation, quiet),
        );
        let fit = fit.map_err(|error| match error {
            FitError::Interrupted(failure) => failure,
            FitError::Nothing { points, came } => nothing_came(points, came, &runs),
        })?;
        let findings = Findings::of(&loaded, &fit);
        store.finish(&loaded, &fit, &findings)?;
        let mut out = screen::out();
        if !quiet {
            origin::write(&mut out, loaded.locations())?;
            writeln!(out)?;
        }
        write!(out, "{}", report(&findings, out.styling()))?;
        if !quiet {
            let results = screen::say().results(&store.path().display().to_string());
            writeln!(out, "\n{results}")?;
        }
        Ok(out.flush()?)
    }
}

/// What the file of a run takes on the disk at least \[bytes\], on most file systems.
const LEAST_RUN: u64 = 4_096;

/// The runs of a calibration: those there are, and those still to be made.
struct Runs<'a> {
    there: BTreeMap<Task, Evaluation>,
    loaded: &'a Loaded,
    store: &'a Store,
    workers: &'a Workers,
}

impl Runs<'_> {
    fn answers(&mut self, asks: &[Ask]) -> Result<Vec<Answer>, Failure> {
        let tasks: Vec<Task> = asks.iter().map(|ask| self.loaded.task(ask)).collect();
        let missing = tasks.iter().filter(|task| !self.there.contains_key(task));
        let missing: Vec<Task> = missing.cloned().collect();
        let calibration = &self.loaded.calibration;
        let question = Question {
            loaded: self.loaded,
            set: &[],
            asked: calibration.observation.as_slice(),
        };
        let store = self.store;
        let made = self.workers.collect(&missing, &|task, run| {
            let row = question.answer(task, run)?;
            // On the disk before it counts.
            store.keep(&row)?;
            Ok(row)
        });
        let made = made.map_err(|error| {
            let left = |of_missing: usize| {
                let there = self.there.len() + missing.len() - of_missing;
                Left::AtMost(self.loaded.effort().most_runs.saturating_sub(there) as u64)
            };
            many::unfinished(error, left, true)
        })?;
        self.there
            .extend(made.into_iter().map(|row| (row.task.clone(), row)));
        let answer = |task: &Task| self.there.get(task).and_then(Evaluation::answer);
        Ok(tasks.iter().map(answer).collect())
    }
}

/// Why hardly a point came to anything, in the words of the first that did not.
fn nothing_came(points: usize, came: usize, runs: &Runs) -> Failure {
    let error = FitError::<Infallible>::Nothing { points, came };
    let failure = runs.there.values().find_map(|row| row.failure.as_deref());
    Failure::Refused(match failure {
        Some(reason) => format!("{error}; one came to nothing because: {reason}"),
        None => error.to_string(),
    })
}

/// Says how far it is, where there is nobody to be disturbed.
fn tell(generation: &Generation, quiet: bool) {
    if !quiet {
        // That nobody can be told is no reason to stop.
        let Generation {
            number,
            threshold,
            runs,
            ..
        } = *generation;
        let _ = writeln!(
            screen::err(),
            "{}",
            screen::say().generation(number, threshold, runs)
        );
    }
}
