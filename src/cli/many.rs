//! What commands that make many runs share: reading the experiment, running on threads, and telling what came of it.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clickday::experiment::analysis::Analysis;
use clickday::experiment::inputs::{InputError, Prepared};
use clickday::experiment::schedule;
use clickday::experiment::store::StoreError;
use clickday::experiment::study::{Row, Rows, Task};
use clickday::measures;
use clickday::report::sweep;
use clickday::report::table::Dress;
use clickday::sim::RunOptions;
use indicatif::{ProgressBar, ProgressStyle};

use super::resources::Resources;
use super::{Failure, Outcome, interrupt};

/// What is done with a row before it counts.
pub(crate) type Keep<'a> = dyn Fn(&Row) -> Result<(), StoreError> + Sync + 'a;

/// How runs are made.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Manner {
    #[command(flatten)]
    pub(crate) resources: Resources,
    /// Print the results and nothing else.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl Manner {
    /// These, as they are written on the command line.
    pub(crate) fn arguments(self) -> impl Iterator<Item = OsString> {
        let quiet = self.quiet.then(|| "--quiet".into());
        self.resources.arguments().chain(quiet)
    }

    /// Runs the tasks of a sweep, a few side by side and in their order, and gives `keep` each row before it counts. The rows come in the order of their tasks.
    ///
    /// # Errors
    /// The first row that could not be kept, or an interrupt; rows kept until then stay.
    pub(crate) fn run_all(
        self,
        tasks: &[Task],
        prepared: &Prepared,
        keep: &Keep,
    ) -> Result<Vec<Row>, Failure> {
        self.side_by_side(tasks, prepared.study.stage.scale, &|task| {
            let row = run_one(task, prepared);
            keep(&row)?;
            Ok(row)
        })
    }

    /// Does one thing for each of many, a few side by side and in their order. What comes of them is in the order of the many.
    ///
    /// # Errors
    /// The first that could not be kept, or an interrupt; what was done until then stays.
    pub(crate) fn side_by_side<T: Sync, R: Send>(
        self,
        tasks: &[T],
        scale: f64,
        one: &(dyn Fn(&T) -> Result<R, StoreError> + Sync),
    ) -> Result<Vec<R>, Failure> {
        interrupt::watch();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.resources.runs_at_once(scale))
            .build()
            .map_err(|error| Failure::Failed(error.into()))?;
        let bar = self.bar(tasks.len());
        let refused: Mutex<Option<StoreError>> = Mutex::new(None);
        let rows: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(tasks.len()));
        pool.scope_fifo(|scope| {
            for (index, task) in tasks.iter().enumerate() {
                let (bar, refused, rows) = (&bar, &refused, &rows);
                scope.spawn_fifo(move |_| {
                    if interrupt::wanted() || lock(refused).is_some() {
                        return;
                    }
                    match one(task) {
                        Ok(row) => lock(rows).push((index, row)),
                        Err(error) => *lock(refused) = Some(error),
                    }
                    bar.inc(1);
                });
            }
        });
        bar.finish_and_clear();
        if let Some(error) = lock(&refused).take() {
            return Err(error.into());
        }
        let mut rows = std::mem::take(&mut *lock(&rows));
        if rows.len() < tasks.len() {
            return Err(Failure::Interrupted {
                left: tasks.len() - rows.len(),
            });
        }
        rows.sort_unstable_by_key(|(index, _)| *index);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// A bar of so many runs, on a terminal.
    pub(crate) fn bar(self, tasks: usize) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(tasks as u64);
        let template = "{wide_bar}  {pos} of {len} runs, {per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }
}

/// What a mutex guards; runs that panic are caught before they could leave it half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run_one(task: &Task, prepared: &Prepared) -> Row {
    let set: Vec<String> = prepared.set.iter().chain(&task.settings).cloned().collect();
    let options = RunOptions {
        policy: task.policy.clone(),
        seed: prepared.loaded.experiment.seed,
        replication: task.replication,
        scale: prepared.study.stage.scale,
        ..RunOptions::default()
    };
    let simulate = |options: &RunOptions, _: &mut dyn FnMut(f64)| {
        let model = prepared
            .loaded
            .model(&set)
            .map_err(|problems| problems.to_string())?;
        measures::run(&model.model, options, &mut |_| ()).map_err(|error| error.to_string())
    };
    match schedule::attempt(&options, &simulate, &mut |_| ()) {
        Ok(run) => Row::of(task.clone(), &run, &prepared.study.metrics),
        Err(reason) => Row::failed(task.clone(), reason),
    }
}

/// What a sweep that is done found.
pub(crate) fn analysis(prepared: &Prepared, rows: &Rows) -> Analysis {
    Analysis::of(&prepared.loaded.experiment, &prepared.study, rows)
}

/// Prints what a sweep found whose tables are in a folder.
pub(crate) fn report(analysis: &Analysis, rows: &Rows, folder: &Path, quiet: bool) -> Outcome {
    let mut out = io::stdout().lock();
    let dress = Dress {
        bold: out.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    write!(out, "{}", sweep::report(analysis, dress))?;
    if !quiet {
        writeln!(out, "\nResults: {}", folder.display())?;
    }
    out.flush()?;
    if let Some(failed) = rows.values().find(|row| row.failure.is_some()) {
        let reason = failed.failure.as_deref().unwrap_or_default();
        let text = format!(
            "{} runs came to nothing, the first because: {reason}",
            analysis.failed
        );
        return Err(Failure::Failed(text.into()));
    }
    super::failure::require_goals(&analysis.goals)
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        match error {
            InputError::Problems(problems) => problems.into(),
            InputError::Refused(reason) => Failure::Refused(reason),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disk { .. } => Failure::Failed(error.into()),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
