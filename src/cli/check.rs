//! `clickday check`: every problem of every file at once, and nothing run.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::model::{self, Document, Problems};

use super::Outcome;

/// Says everything that is wrong with model files, model folders and experiment files.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Files or folders.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        let mut problems = Problems::default();
        for file in &self.files {
            match check(Document::open(file)) {
                Ok(kind) => writeln!(out, "{}: ok ({kind})", file.display())?,
                Err(more) => problems.extend(more),
            }
        }
        Ok(problems.or(())?)
    }
}

/// Checks a document, and says of which kind it is.
fn check(document: Document) -> Result<&'static str, Problems> {
    // An experiment would be read here: it is the document that has a `stage`.
    model::load::read(document, &[]).map(|_| "model")
}
