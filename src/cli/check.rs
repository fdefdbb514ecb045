//! `clickday check`: every problem of every file at once, and nothing run.

use std::io::Write;
use std::path::{Path, PathBuf};

use clickday::commands::Checked;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::{calibration, claims, spec};
use clickday::measures;
use clickday::model::{FileKind, Problems};
use clickday::shipped::{self, Kind, Location, Origin};

use super::run::read_with_notes;
use super::{Failure, Outcome, screen};

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
        let mut out = screen::out();
        let mut problems = Problems::default();
        if let Some(model) = &self.model {
            // A wrong name is a mistake also if no file is one of policies, which alone need the model.
            shipped::find(model, &[Kind::Model]).map_err(Problems::from)?;
        }
        for file in &self.files {
            match self.check(file) {
                Ok(said) => writeln!(out, "{said}")?,
                Err(Failure::Input(more)) => problems.extend(more),
                Err(failure) => return Err(failure),
            }
        }
        // A model may be named both by itself and by an experiment.
        let mut told = Problems::default();
        told.extend_once(problems);
        Ok(told.or(())?)
    }

    /// Checks a file or folder, and says what it is.
    fn check(&self, file: &Path) -> Result<String, Failure> {
        let found = shipped::find(file, &Kind::ALL).map_err(Problems::from)?;
        let is_shipped = found.origin() == Origin::Shipped;
        let path = found.path().display().to_string();
        let say = |what: Checked<'_>| screen::say().checked(&path, is_shipped, what);
        check(&found, self.model.as_deref(), &say)
    }
}

/// Checks a file or folder, and says of which kind it is.
fn check(
    file: &Location,
    model: Option<&Path>,
    say: &dyn Fn(Checked<'_>) -> String,
) -> Result<String, Failure> {
    let document = file.document();
    let what = match document.kind() {
        Some(FileKind::Calibration) => {
            let loaded = calibration::spec::read(document, file)?;
            loaded.try_values()?;
            screen::tell_notes(&loaded.notes(&loaded.model(&[])?.model));
            loaded.check_scale()?;
            loaded.check_sample()?;
            calibration::validation::try_sample(&loaded)?;
            Checked::Calibration
        }
        Some(FileKind::Claims) => {
            // So is the model that claims are about.
            let claims = claims::read(document, file)?;
            claims.check()?;
            screen::tell_notes(&claims.notes()?);
            claims.check_samples()?;
            Checked::Claims
        }
        Some(FileKind::Comparison | FileKind::Sweep) => {
            // The model it is about is read too, and its table of points, and that they fit.
            let loaded = spec::read(document, file)?;
            let model = loaded.model(&[])?.model;
            screen::tell_notes(&loaded.notes(&model));
            if loaded.is_sweep() {
                Prepared::check(loaded)?;
            } else {
                loaded.check_scales(&model, &[])?;
                loaded.try_draws(&[])?;
            }
            Checked::Experiment
        }
        Some(FileKind::Policies) => {
            if let Some(model) = model {
                let found = shipped::find(model, &[Kind::Model]).map_err(Problems::from)?;
                let mut model = found.document();
                let names = model.add_policies(document);
                read_with_notes(&model, &[], &names)?;
            } else {
                measures::load::read_policies(document)?;
            }
            Checked::Policies
        }
        Some(FileKind::Model) | None => {
            let model = read_with_notes(&document, &[], &[])?;
            return Ok(say(Checked::Model(model.calendar.zone())));
        }
    };
    Ok(say(what))
}
