//! `clickday claims`: what was said of a launch in public, held against what the simulator sees.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::experiment::claims::run::Work;
use clickday::experiment::claims::{self, JudgeError, judge};
use clickday::report::claims::report;

use super::failure::Left;
use super::many::{self, RunOptions};
use super::number::whole;
use super::{Failure, Outcome, origin, screen};

/// Each draw takes at least a run of each launch: this many take days.
const MOST_DRAWS: u64 = 100_000;

const EXAMPLES: &str = "\
Examples:
  clickday claims
  clickday claims --draws 40 --json";

/// Gives each public claim about a launch a verdict, and shows which conflict.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Claims {
    /// Claims: a file, or a name from `clickday models`.
    #[arg(default_value = "experiments/claims.toml")]
    file: PathBuf,
    /// Number of sets of parameters that each launch is simulated with [default: the number in the file].
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = whole(1, MOST_DRAWS))]
    draws: Option<u64>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: RunOptions,
}

impl Claims {
    pub(crate) fn run(&self) -> Outcome {
        let loaded = claims::load(&self.file)?;
        loaded.check()?;
        if !self.options.quiet {
            screen::tell_notes(&loaded.notes()?);
        }
        let draws = loaded.draws(self.draws.map(|draws| draws as usize))?;
        let workers = self.options.workers()?;
        let found = workers.with_bar(|watch| {
            let work = Work {
                draws: &draws,
                ensemble: &workers.ensemble,
                watch,
            };
            judge(&loaded, &work)
        });
        let found = found?;
        if self.json {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &found)?;
            return Ok(writeln!(out)?);
        }
        let mut out = screen::out();
        if !self.options.quiet {
            origin::write(&mut out, loaded.locations())?;
            writeln!(out)?;
        }
        let styling = out.styling();
        write!(out, "{}", report(&found, styling))?;
        Ok(out.flush()?)
    }
}

impl From<JudgeError> for Failure {
    fn from(error: JudgeError) -> Self {
        match error {
            JudgeError::Model(problems) => problems.into(),
            JudgeError::Unfinished(error) => {
                many::unfinished(error, |left| Left::Exactly(left as u64), false)
            }
            refused => Failure::Refused(refused.to_string()),
        }
    }
}
