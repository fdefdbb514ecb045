//! `clickday sweep`: a model under many combinations of its values.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::experiment::design::Design;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::store::Store;

use super::Outcome;
use super::many::{self, Manner};

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
            return say_what(&prepared);
        }
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| Path::new("results").join(prepared.loaded.stem()));
        let store = Store::open(&out, &prepared.identity)?;
        let mut rows = store.rows()?;
        loop {
            let tasks = prepared.study.next(&rows);
            if tasks.is_empty() {
                break;
            }
            for row in self.manner.run_all(&tasks, &prepared, &|row| store.keep(row))? {
                rows.insert(row.task.clone(), row);
            }
        }
        many::report(&prepared, &rows, store.path(), self.manner.quiet)
    }
}

/// Says how many runs there are.
fn say_what(prepared: &Prepared) -> Outcome {
    let (experiment, study) = (&prepared.loaded.experiment, &prepared.study);
    let design = experiment.design.as_ref().map_or("grid", Design::name);
    let (points, policies) = (study.combinations.settings.len(), study.policies.len());
    let most = if study.search.is_some() { "at most " } else { "" };
    writeln!(
        io::stdout().lock(),
        "{}: {design}, {points} points, {policies} policies, {} launches of each: {most}{} runs at scale {}",
        experiment.title,
        study.stage.replications,
        study.most_tasks(),
        study.stage.scale
    )?;
    Ok(())
}
