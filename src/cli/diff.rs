//! `clickday diff`: two results folders held against each other.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::experiment::diff::{DiffError, diff};
use clickday::report::diff::report;

use super::{Failure, Outcome, screen};

const EXAMPLES: &str = "\
A difference is told with its interval. Where the seed, the scale and the people are the same, each
launch of A is held against the same launch of B, and small differences can be seen.

Examples:
  clickday diff results/rollout results/more-cores
  clickday diff results/rollout results/more-cores --json";

/// Compares two results folders: what was changed, and what that changes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    /// Results folder of `clickday compare`: A, from which differences are counted.
    a: PathBuf,
    /// Results folder of `clickday compare`: B.
    b: PathBuf,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(crate) fn run(&self) -> Outcome {
        let found = diff(&self.a, &self.b)?;
        if self.json {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &found)?;
            return Ok(writeln!(out)?);
        }
        let mut out = screen::out();
        let styling = out.styling();
        write!(out, "{}", report(&found, styling))?;
        Ok(out.flush()?)
    }
}

impl From<DiffError> for Failure {
    fn from(error: DiffError) -> Self {
        Failure::Refused(error.to_string())
    }
}
