//! `clickday sweep`: a model under many combinations of its values.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::experiment::design::Design;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::store::Store;
use clickday::experiment::study::{Rows, longest_first};

use super::Outcome;
use super::forecast::Forecast;
use super::many::{self, Manner};

/// Runs a model at every point of a design, and says what its values do.
#[derive(Debug, clap::Args)]
pub(crate) struct Sweep {
    /// Experiment file, with factors and a design.
    experiment: PathBuf,
    /// Folder for the results; left out: `results/` and the experiment's name. A sweep that was interrupted goes on there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Say how many runs there are, how long they take and how much room, and keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Override a value of the model, for example portal.tier.web.slots=3000.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    manner: Manner,
}

impl Sweep {
    pub(crate) fn run(&self) -> Outcome {
        let prepared = Prepared::read(&self.experiment, &self.set)?;
        prepared.try_values()?;
        if self.dry_run {
            let words = Forecast::of(&prepared)?.words(prepared.study.most_tasks(), self.at_once(&prepared));
            writeln!(io::stdout().lock(), "{}: {words}", say_what(&prepared))?;
            return Ok(());
        }
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(prepared.loaded.stem()));
        let store = Store::open(&out, &prepared)?;
        let mut rows = store.rows()?;
        self.foretell(&prepared, &rows)?;
        loop {
            let tasks = longest_first(prepared.study.next(&rows), &rows);
            if tasks.is_empty() {
                break;
            }
            for row in self.manner.run_all(&tasks, &prepared, &|row| store.keep(row))? {
                rows.insert(row.task.clone(), row);
            }
        }
        let analysis = many::analysis(&prepared, &rows);
        store.finish(&prepared, &rows, &analysis)?;
        many::report(&analysis, &rows, store.path(), self.manner.quiet)
    }

    fn at_once(&self, prepared: &Prepared) -> usize {
        self.manner.resources.runs_at_once(prepared.study.stage.scale)
    }

    /// Says what is to be run before it is, and how long that will take.
    fn foretell(&self, prepared: &Prepared, rows: &Rows) -> Outcome {
        if self.manner.quiet || prepared.study.next(rows).is_empty() {
            return Ok(());
        }
        let left = prepared.study.most_tasks().saturating_sub(rows.len() as u64);
        let words = Forecast::of(prepared)?.words(left, self.at_once(prepared));
        let there = match rows.len() {
            0 => String::new(),
            n => format!(", {n} of them there already"),
        };
        writeln!(io::stderr().lock(), "{}{there}: {words}", say_what(prepared))?;
        Ok(())
    }
}

/// How many runs there are.
fn say_what(prepared: &Prepared) -> String {
    let (experiment, study) = (&prepared.loaded.experiment, &prepared.study);
    let design = experiment.design.as_ref().map_or("grid", Design::name);
    let (points, policies) = (study.combinations.settings.len(), study.policies.len());
    let most = if study.search.is_some() { "at most " } else { "" };
    format!(
        "{}: {design}, {points} points, {policies} policies, {} launches of each: {most}{} runs at scale {}",
        experiment.title,
        study.stage.replications,
        study.most_tasks(),
        study.stage.scale
    )
}
