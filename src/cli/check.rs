//! `clickday check`: every problem of every file at once, and nothing run.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clickday::experiment::{calibration, claims, spec};
use clickday::measures;
use clickday::model::{Document, Problems};

use super::Outcome;

/// Says everything that is wrong with model files, model folders, experiment files and files of claims.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Files or folders.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The model that files of policies are for: checks that what they name is there. Without it only how they are written is.
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        let mut problems = Problems::default();
        for file in &self.files {
            match check(file, self.model.as_deref()) {
                Ok(kind) => writeln!(out, "{}: ok ({kind})", file.display())?,
                // A model may be named both by itself and by an experiment.
                Err(more) => problems.extend_once(more),
            }
        }
        Ok(problems.or(())?)
    }
}

/// Checks a file or folder, and says of which kind it is.
fn check(file: &Path, model: Option<&Path>) -> Result<String, Problems> {
    let kind = |kind: &str| kind.to_owned();
    let document = Document::open(file);
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
            let mut document = Document::open(model);
            document.add_policies(Document::open(file));
            return measures::load::read(document, &[]).map(|_| kind("policy"));
        }
        measures::load::read_policies(document).map(|_| kind("policy"))
    } else {
        measures::load::read(document, &[]).map(|model| format!("model, times of {}", model.calendar.zone()))
    }
}
