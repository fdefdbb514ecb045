//! `clickday check`: every problem of every file at once, and nothing run.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::experiment::{calibration, claims, spec};
use clickday::measures;
use clickday::model::Problems;
use clickday::shipped::{self, Kind, Location, Origin};

use super::Outcome;

const EXAMPLES: &str = "\
Examples:
  clickday check my-launch.toml
  clickday check my-queue.toml --model inps-2020-04-01";

/// Checks files (models, policies, experiments, claims), and lists all problems.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    /// Files, folders, or names from `clickday models`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Model that the policy files are for. With it, the names in them are checked too: groups, pages, tiers.
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        let mut problems = Problems::default();
        if let Some(model) = &self.model {
            // A wrong name is a mistake also if no file is one of policies, which alone need the model.
            shipped::find(model, &[Kind::Model]).map_err(Problems::from)?;
        }
        for file in &self.files {
            match self.check(file) {
                Ok(said) => writeln!(out, "{said}")?,
                // A model may be named both by itself and by an experiment.
                Err(more) => problems.extend_once(more),
            }
        }
        Ok(problems.or(())?)
    }

    /// Checks a file or folder, and says what it is.
    fn check(&self, file: &Path) -> Result<String, Problems> {
        let found = shipped::find(file, &[Kind::Experiment, Kind::Model, Kind::Policy])?;
        let kind = check(&found, self.model.as_deref())?;
        let path = found.path().display();
        Ok(match found.origin() {
            Origin::Disk => format!("{path}: ok ({kind})"),
            Origin::Shipped => format!("{path}, shipped: ok ({kind})"),
        })
    }
}

/// Checks a file or folder, and says of which kind it is.
fn check(file: &Location, model: Option<&Path>) -> Result<String, Problems> {
    let kind = |kind: &str| kind.to_owned();
    let document = file.document();
    if document.has("observation") && document.has("parameter") {
        let loaded = calibration::spec::read(document, file)?;
        loaded.try_values().map(|()| kind("calibration"))
    } else if document.has("claim") {
        // So is the model that claims are about.
        claims::read(document, file)?.check().map(|()| kind("claims"))
    } else if document.has("stage") || document.has("model") {
        // The model it is about is read too, and that the two fit.
        spec::read(document, file)?.model(&[]).map(|_| kind("experiment"))
    } else if document.has("policy") && !document.has("people") {
        if let Some(model) = model {
            let mut model = shipped::find(model, &[Kind::Model])?.document();
            model.add_policies(document);
            return measures::load::read(model, &[]).map(|_| kind("policy"));
        }
        measures::load::read_policies(document).map(|_| kind("policy"))
    } else {
        measures::load::read(document, &[]).map(|model| format!("model, times of {}", model.calendar.zone()))
    }
}
