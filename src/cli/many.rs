//! What commands that make many runs share: reading the experiment, running on threads, and telling what came of it.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;

use clickday::experiment::analysis::Analysis;
use clickday::experiment::inputs::{InputError, Prepared};
use clickday::experiment::store::{self, StoreError};
use clickday::experiment::study::{Row, Rows, Task};
use clickday::experiment::{machine, schedule};
use clickday::report::sweep;
use clickday::report::table::Dress;
use clickday::sim::{self, RunOptions};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Failure, Outcome};

/// How runs are made.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Manner {
    /// Threads to run on; left out: one for each core. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print the results and nothing else.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl Manner {
    /// Runs tasks side by side, and gives `keep` each row before it counts.
    pub(crate) fn run_all(
        self,
        tasks: &[Task],
        prepared: &Prepared,
        keep: &(dyn Fn(&Row) -> Result<(), StoreError> + Sync),
    ) -> Result<Vec<Row>, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads(prepared))
            .build()
            .map_err(|error| Failure::Failed(error.into()))?;
        let bar = self.bar(tasks.len());
        let refused: Mutex<Option<StoreError>> = Mutex::new(None);
        let rows: Vec<Row> = pool.install(|| {
            let one = |task: &Task| {
                if refused.lock().is_ok_and(|refused| refused.is_some()) {
                    return None;
                }
                let row = run_one(task, prepared);
                if let Err(error) = keep(&row) {
                    if let Ok(mut refused) = refused.lock() {
                        *refused = Some(error);
                    }
                    return None;
                }
                bar.inc(1);
                Some(row)
            };
            tasks.par_iter().filter_map(one).collect()
        });
        bar.finish_and_clear();
        match refused.into_inner() {
            Ok(Some(error)) => Err(error.into()),
            _ => Ok(rows),
        }
    }

    fn threads(self, prepared: &Prepared) -> usize {
        let threads = self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        );
        threads
            .min(machine::runs_that_fit(prepared.study.stage.scale))
            .max(1)
    }

    fn bar(self, tasks: usize) -> ProgressBar {
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
        sim::run(&model.model, options, &mut |_| ()).map_err(|error| error.to_string())
    };
    match schedule::attempt(&options, &simulate, &mut |_| ()) {
        Ok(run) => Row::of(task.clone(), &run),
        Err(reason) => Row::failed(task.clone(), reason),
    }
}

/// Writes the tables of a sweep that is done into a folder, and prints what it found.
pub(crate) fn report(prepared: &Prepared, rows: &Rows, folder: &Path, quiet: bool) -> Outcome {
    let analysis = Analysis::of(&prepared.loaded.experiment, &prepared.study, rows);
    store::write_tables(folder, &prepared.study, rows, &analysis)?;
    let mut out = io::stdout().lock();
    let dress = Dress {
        bold: out.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    write!(out, "{}", sweep::report(&analysis, dress))?;
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
