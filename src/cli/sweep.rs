//! `clickday sweep`: a model under many combinations of its values.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clickday::experiment::analysis::Analysis;
use clickday::experiment::design::Design;
use clickday::experiment::factor::Levels;
use clickday::experiment::results::{Identity, Input, sha256};
use clickday::experiment::spec::{self, Loaded};
use clickday::experiment::store::{Store, StoreError};
use clickday::experiment::study::{Row, Rows, Study, Task};
use clickday::experiment::{machine, schedule};
use clickday::report::sweep;
use clickday::report::table::Dress;
use clickday::sim::{self, RunOptions};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Failure, Outcome};

/// Runs a model at every point of a design, and says what its values do.
#[derive(Debug, clap::Args)]
pub(crate) struct Sweep {
    /// Experiment file, with factors and a design.
    experiment: PathBuf,
    /// Folder for the results; left out: `results/` and the experiment's name. A sweep that was interrupted goes on there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Say how many runs there are, and run nothing.
    #[arg(long)]
    dry_run: bool,
    /// Threads to run on; left out: one for each core. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Override a value of the model, for example portal.tier.web.slots=3000.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print the results and nothing else.
    #[arg(long)]
    quiet: bool,
}

impl Sweep {
    pub(crate) fn run(&self) -> Outcome {
        let loaded = spec::load(&self.experiment)?;
        let folder = self.experiment.parent().unwrap_or(Path::new(""));
        let study = Study::of(&loaded.experiment, folder).map_err(Failure::Refused)?;
        self.try_values(&loaded, &study)?;
        if self.dry_run {
            return say_what(&loaded, &study);
        }
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(loaded.stem()));
        let store = Store::open(&out, &self.identity(&loaded, folder)?)?;
        let mut rows = store.rows()?;
        loop {
            let tasks = study.next(&rows);
            if tasks.is_empty() {
                break;
            }
            for row in self.run_all(&tasks, &loaded, &study, &store)? {
                rows.insert(row.task.clone(), row);
            }
        }
        self.report(&loaded, &study, &rows, &store)
    }

    /// Reads the model with every value of every factor once, before anything runs.
    fn try_values(&self, loaded: &Loaded, study: &Study) -> Outcome {
        let try_with = |setting: Option<String>| {
            let set: Vec<String> = self.set.iter().cloned().chain(setting).collect();
            loaded.model(&set).map(|_| ())
        };
        try_with(None)?;
        for factor in &loaded.experiment.factor {
            for value in factor.levels().iter().flat_map(Levels::to_try) {
                try_with(Some(format!("{}={value}", factor.path)))?;
            }
        }
        if loaded.experiment.design.as_ref().and_then(Design::file).is_some() {
            for settings in &study.combinations.settings {
                let set: Vec<String> = self
                    .set
                    .iter()
                    .cloned()
                    .chain(study.overrides(settings))
                    .collect();
                loaded.model(&set)?;
            }
        }
        Ok(())
    }

    fn identity(&self, loaded: &Loaded, folder: &Path) -> Result<Identity, Failure> {
        let model = loaded.model(&self.set)?;
        let mut inputs = model.inputs;
        if let Some(name) = loaded.experiment.design.as_ref().and_then(Design::file) {
            let bytes = std::fs::read(folder.join(name))?;
            inputs.push(Input {
                name: name.to_owned(),
                sha256: sha256(&bytes),
            });
        }
        Ok(Identity::new(inputs, model.overrides, loaded.experiment.seed))
    }

    /// Runs tasks side by side; each row is on the disk before it counts.
    fn run_all(
        &self,
        tasks: &[Task],
        loaded: &Loaded,
        study: &Study,
        store: &Store,
    ) -> Result<Vec<Row>, Failure> {
        let threads = self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        );
        let threads = threads.min(machine::runs_that_fit(study.stage.scale)).max(1);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| Failure::Failed(error.into()))?;
        let bar = self.bar(tasks.len());
        let refused: Mutex<Option<StoreError>> = Mutex::new(None);
        let rows: Vec<Row> = pool.install(|| {
            let one = |task: &Task| {
                if refused.lock().is_ok_and(|refused| refused.is_some()) {
                    return None;
                }
                let row = self.run_one(task, loaded, study);
                if let Err(error) = store.keep(&row) {
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

    fn run_one(&self, task: &Task, loaded: &Loaded, study: &Study) -> Row {
        let set: Vec<String> = self.set.iter().chain(&task.settings).cloned().collect();
        let options = RunOptions {
            policy: task.policy.clone(),
            seed: loaded.experiment.seed,
            replication: task.replication,
            scale: study.stage.scale,
            ..RunOptions::default()
        };
        let simulate = |options: &RunOptions, _: &mut dyn FnMut(f64)| {
            let model = loaded.model(&set).map_err(|problems| problems.to_string())?;
            sim::run(&model.model, options, &mut |_| ()).map_err(|error| error.to_string())
        };
        match schedule::attempt(&options, &simulate, &mut |_| ()) {
            Ok(run) => Row::of(task.clone(), &run),
            Err(reason) => Row::failed(task.clone(), reason),
        }
    }

    fn bar(&self, tasks: usize) -> ProgressBar {
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

    fn report(&self, loaded: &Loaded, study: &Study, rows: &Rows, store: &Store) -> Outcome {
        let analysis = Analysis::of(&loaded.experiment, study, rows);
        store.finish(study, rows, &analysis)?;
        let mut out = io::stdout().lock();
        let dress = Dress {
            bold: out.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        write!(out, "{}", sweep::report(&analysis, dress))?;
        if !self.quiet {
            writeln!(out, "\nResults: {}", store.path().display())?;
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
}

/// Says how many runs there are.
fn say_what(loaded: &Loaded, study: &Study) -> Outcome {
    let design = loaded.experiment.design.as_ref().map_or("grid", Design::name);
    let (points, policies) = (study.combinations.settings.len(), study.policies.len());
    let most = if study.search.is_some() { "at most " } else { "" };
    writeln!(
        io::stdout().lock(),
        "{}: {design}, {points} points, {policies} policies, {} launches of each: {most}{} runs at scale {}",
        loaded.experiment.title,
        study.stage.replications,
        study.most_tasks(),
        study.stage.scale
    )?;
    Ok(())
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Disk { .. } => Failure::Failed(error.into()),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
