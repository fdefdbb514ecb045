//! What commands that make many runs share: threads and memory, a bar, signals, and telling what came of it.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use clickday::ensemble::store::{LeftOut, StoredRows};
use clickday::ensemble::{Ensemble, Event, RunError, StoreError, Unfinished, Work};
use clickday::experiment::analysis::Analysis;
use clickday::experiment::inputs::{InputError, Prepared};
use clickday::experiment::points::PointsError;
use clickday::experiment::study::Rows;
use clickday::report::sweep;
use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Left;
use super::resources::Limits;
use super::{Failure, Outcome, interrupt, screen};

/// How runs are made.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    pub(crate) limits: Limits,
    /// Print the results and nothing else.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl RunOptions {
    /// The threads and the memory for all runs of a command. From now on signals stop them.
    pub(crate) fn workers(self) -> Result<Workers, Failure> {
        interrupt::watch();
        Ok(Workers {
            ensemble: Ensemble::new(self.limits.resources())?,
            quiet: self.quiet,
        })
    }
}

/// The threads and the memory for all runs of a command, with a bar.
pub(crate) struct Workers {
    pub(crate) ensemble: Ensemble,
    quiet: bool,
}

impl Workers {
    /// Does `work` for every task, begun in their order, with a bar. What comes of them is in the order of the tasks.
    pub(crate) fn collect<T: Sync, R: Send>(
        &self,
        tasks: &[T],
        work: &Work<T, R>,
    ) -> Result<Vec<R>, Unfinished> {
        self.with_bar(|watch| self.ensemble.collect(tasks, watch, work))
    }

    /// Runs something with a bar that counts the runs that end.
    pub(crate) fn with_bar<R>(&self, run: impl FnOnce(&clickday::ensemble::Watch) -> R) -> R {
        let bar = self.bar();
        let outcome = run(&|event| {
            match event {
                Event::Given(tasks) => bar.set_length(tasks as u64),
                Event::Ended(_) => bar.inc(1),
                Event::Waiting(_) | Event::Started(_) | Event::Advanced(..) => {}
            }
            interrupt::go_on()
        });
        bar.finish_and_clear();
        outcome
    }

    fn bar(&self) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template(screen::say().bar_of_runs()) {
            bar.set_style(style);
        }
        bar
    }
}

/// The rows of a folder; those that do not fit are named, and their runs made again.
pub(crate) fn named<T>(found: StoredRows<T>) -> Vec<T> {
    for LeftOut { path, reason } in &found.left_out {
        let (file, reason) = (path.display().to_string(), reason.to_string());
        screen::tell(&screen::say().left_out(&file, &reason));
    }
    found.rows
}

/// What is said of runs that are not finished. `left` is of those that a stop leaves, given those of the tasks at hand; `keeps` is
/// whether the same command goes on from what was made.
pub(crate) fn unfinished(error: Unfinished, left: impl FnOnce(usize) -> Left, keeps: bool) -> Failure {
    match error {
        // What a run takes is known before it begins: the limit was asked for.
        Unfinished::Failed {
            first: first @ RunError::Memory { .. },
            ..
        } => Failure::Refused(first.to_string()),
        Unfinished::Stopped { left: of_tasks } => Failure::Interrupted {
            left: left(of_tasks),
            keeps,
        },
        Unfinished::Failed {
            first: RunError::Store(error),
            ..
        } => error.into(),
        Unfinished::Failed { failed, first, .. } if first.may_pass() => {
            let then = if keeps {
                ". Runs that are finished are kept: run the same command again to continue"
            } else {
                ""
            };
            let runs = if failed == 1 { "run" } else { "runs" };
            Failure::Failed(format!("{failed} {runs} could not be made: {first}{then}").into())
        }
        Unfinished::Failed { first, .. } => Failure::Refused(first.to_string()),
    }
}

/// What a sweep that is done found.
pub(crate) fn analysis(prepared: &Prepared, rows: &Rows) -> Analysis {
    Analysis::of(&prepared.loaded.experiment, &prepared.study, rows)
}

/// Prints what a sweep found whose tables are in a folder.
pub(crate) fn report(analysis: &Analysis, overrides: &[String], folder: &Path, quiet: bool) -> Outcome {
    let mut out = screen::out();
    let styling = out.styling();
    write!(out, "{}", sweep::report_of_what_if(analysis, overrides, styling))?;
    if !quiet {
        let results = screen::say().results(&folder.display().to_string());
        writeln!(out, "\n{results}")?;
    }
    Ok(out.flush()?)
}

/// An error when a run of a sweep was refused, or a policy missed a goal.
pub(crate) fn require_success(analysis: &Analysis, rows: &Rows) -> Outcome {
    if let Some(failed) = rows.values().find(|row| row.failure.is_some()) {
        let reason = failed.failure.as_deref().unwrap_or_default();
        return Err(Failure::RunsRefused(format!(
            "{} runs came to nothing, the first because: {reason}",
            analysis.failed
        )));
    }
    super::failure::require_goals(&analysis.goals)
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Problems(problems) => problems.into(),
            InputError::Points(error) => error.into(),
            refused => Failure::Refused(refused.to_string()),
        }
    }
}

impl From<PointsError> for Failure {
    fn from(error: PointsError) -> Self {
        match error {
            PointsError::Problems(problems) => problems.into(),
            refused => Failure::Refused(refused.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disk { .. } => Failure::Failed(error.into()),
            // Every other is of the folder that was asked for.
            _ => Failure::Refused(error.to_string()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            error if error.may_pass() => Failure::Failed(error.into()),
            error => Failure::Refused(error.to_string()),
        }
    }
}
