//! `clickday sweep`: a model under many combinations of its values.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::commands::{Effort, SweepSize};
use clickday::ensemble::store::require_room;
use clickday::experiment::design::Design;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::store::Store;
use clickday::experiment::study::{Row, Rows, Task, longest_first};

use super::failure::Left;
use super::forecast::Forecast;
use super::many::{self, RunOptions, Workers};
use super::{Failure, Outcome, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday sweep reloads-threshold --dry-run
  clickday sweep rollout-posterior --out results/posterior";

/// Runs a model at every point of a design, and shows the effect of each value.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Sweep {
    /// Experiment with a design: a file, or a name from `clickday models`.
    experiment: PathBuf,
    /// Folder for the results. An interrupted sweep continues there [default: results/ and the name of the experiment].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print how many runs there are, and how much time and disk space they need. Nothing is kept.
    #[arg(long)]
    dry_run: bool,
    /// Override a value of the model, for example portal.tier.web.slots=3000. Can be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    options: RunOptions,
    /// The experiment, where it was read before.
    #[arg(skip)]
    prepared: Option<Box<Prepared>>,
    #[arg(skip)]
    is_silent: bool,
}

impl Sweep {
    /// A sweep that prints nothing but what keeps it from its end.
    pub(super) fn silent(prepared: Box<Prepared>, out: PathBuf, options: RunOptions) -> Self {
        Sweep {
            experiment: PathBuf::new(),
            out: Some(out),
            dry_run: false,
            set: prepared.set.clone(),
            prepared: Some(prepared),
            options: RunOptions {
                quiet: true,
                ..options
            },
            is_silent: true,
        }
    }

    pub(crate) fn run(&self) -> Outcome {
        let prepared = match &self.prepared {
            Some(prepared) => Prepared::clone(prepared),
            None => Prepared::read(&self.experiment, &self.set)?,
        };
        prepared.try_values()?;
        self.say_input(&prepared)?;
        if self.dry_run {
            let effort = self.effort(&prepared, prepared.study.most_tasks())?;
            let sweep = screen::say().sweep(&size(&prepared, 0), effort);
            writeln!(screen::out(), "{sweep}")?;
            return Ok(());
        }
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(prepared.loaded.stem()));
        let workers = self.options.workers()?;
        let store = Store::open(&out, &prepared)?;
        let there = many::named(store.rows()?);
        let mut rows: Rows = there.into_iter().map(|row| (row.task.clone(), row)).collect();
        let missing = prepared.study.most_tasks().saturating_sub(rows.len() as u64);
        require_room(store.path(), prepared.least_bytes(missing))?;
        if !prepared.study.next(&rows).is_empty() {
            store.require_free()?;
        }
        self.foretell(&prepared, &rows)?;
        loop {
            let tasks = longest_first(prepared.study.next(&rows), &rows);
            if tasks.is_empty() {
                break;
            }
            rows.extend(make(&workers, &tasks, &rows, &prepared, &store)?);
        }
        let analysis = many::analysis(&prepared, &rows);
        store.finish(&prepared, &rows, &analysis)?;
        if !self.is_silent {
            let overrides = &prepared.identity.overrides;
            many::report(&analysis, overrides, store.path(), self.options.quiet)?;
        }
        many::require_success(&analysis, &rows)
    }

    /// Says which files were read, and from where.
    fn say_input(&self, prepared: &Prepared) -> io::Result<()> {
        if self.is_silent || self.options.quiet {
            return Ok(());
        }
        let mut out = screen::out();
        origin::write(&mut out, prepared.loaded.locations())?;
        writeln!(out)?;
        screen::tell_notes(&prepared.notes());
        Ok(())
    }

    /// Says what is to be run before it is, and how long that will take.
    fn foretell(&self, prepared: &Prepared, rows: &Rows) -> Outcome {
        if self.options.quiet || prepared.study.next(rows).is_empty() {
            return Ok(());
        }
        let left = prepared.study.most_tasks().saturating_sub(rows.len() as u64);
        // The rows that are there stay, also where there is none yet.
        let effort = self.effort(prepared, left).map_err(|failure| match failure {
            Failure::Interrupted { .. } => Failure::Interrupted {
                left: left_of(prepared, rows.len()),
                keeps: true,
            },
            failure => failure,
        })?;
        let sweep = screen::say().sweep(&size(prepared, rows.len()), effort);
        screen::tell(&sweep);
        Ok(())
    }

    fn effort(&self, prepared: &Prepared, runs: u64) -> Result<Effort, Failure> {
        let forecast = Forecast::of(prepared)?;
        let at_once = self.options.limits.resources().runs_at_once(forecast.run_bytes);
        Ok(forecast.effort(runs, at_once))
    }
}

/// Makes the runs of tasks, each kept before it counts.
fn make(
    workers: &Workers,
    tasks: &[Task],
    rows: &Rows,
    prepared: &Prepared,
    store: &Store,
) -> Result<Vec<(Task, Row)>, Failure> {
    let made = workers.collect(tasks, &|task, run| {
        let row = prepared.simulate(task, run)?;
        store.keep(&row)?;
        Ok((task.clone(), row))
    });
    made.map_err(|error| {
        let left = |of_tasks: usize| left_of(prepared, rows.len() + tasks.len() - of_tasks);
        many::unfinished(error, left, true)
    })
}

/// The runs that are left when so many are there.
fn left_of(prepared: &Prepared, there: usize) -> Left {
    let runs = prepared.study.most_tasks().saturating_sub(there as u64);
    match prepared.study.search {
        Some(_) => Left::AtMost(runs),
        None => Left::Exactly(runs),
    }
}

/// How large a sweep is, some of whose runs are there already.
fn size(prepared: &Prepared, there: usize) -> SweepSize<'_> {
    let (experiment, study) = (&prepared.loaded.experiment, &prepared.study);
    SweepSize {
        title: &experiment.title,
        design: experiment.design.as_ref().map_or("grid", Design::name),
        points: study.combinations.settings.len(),
        policies: study.policies.len(),
        launches: study.stage.replications,
        runs: study.most_tasks(),
        is_at_most: study.search.is_some(),
        there,
        scale: study.stage.scale,
    }
}
