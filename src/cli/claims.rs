//! `clickday claims`: what was said of a launch in public, held against what the simulator sees.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clickday::experiment::claims::run::Work;
use clickday::experiment::claims::{self, JudgeError, judge};
use clickday::report::claims::report;
use clickday::report::table::Styling;

use super::failure::Left;
use super::many::{self, RunOptions};
use super::number::whole;
use super::{Failure, Outcome, origin};

/// Each draw takes at least a run of each launch: this many take days.
const MOST_DRAWS: u64 = 100_000;

const EXAMPLES: &str = "\
Examples:
  clickday claims
  clickday claims --draws 40 --json";

/// Tests public claims about a launch: gives each a verdict, and shows which of them cannot be true together.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Claims {
    /// File of claims.
    #[arg(default_value = "experiments/claims.toml")]
    file: PathBuf,
    /// How many draws of the parameters of each launch; left out: what the file says.
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
        let mut draws = Vec::new();
        for subject in loaded.subjects() {
            let own = subject.terms.draws.get() as usize;
            let of_launch = subject.draws(self.draws.map_or(own, |draws| draws as usize));
            let of_launch = of_launch.map_err(Failure::Refused)?;
            for settings in &of_launch.settings {
                subject.model(settings)?;
            }
            draws.push(of_launch);
        }
        let workers = self.options.workers()?;
        let found = workers.with_bar(|watch| {
            let work = Work {
                draws: &draws,
                ensemble: &workers.ensemble,
                watch,
            };
            judge(&loaded, &work)
        });
        let found = found.map_err(|error| match error {
            JudgeError::Refused(reason) => Failure::Refused(reason),
            JudgeError::Unfinished(error) => {
                many::unfinished(error, |left| Left::Exactly(left as u64), false)
            }
        })?;
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &found)?;
            writeln!(out)?;
        } else {
            if !self.options.quiet {
                origin::write(&mut out, loaded.locations())?;
                writeln!(out)?;
            }
            let bold = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
            write!(
                out,
                "{}",
                report(
                    &found,
                    Styling {
                        bold,
                        ..Styling::default()
                    }
                )
            )?;
        }
        Ok(out.flush()?)
    }
}
