//! `clickday validate`: what a sample says of the days it was not fitted to, beside the record.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::experiment::calibration::spec::{self, Loaded};
use clickday::experiment::calibration::validation::{self, ValidateError, Validation, ValidationSpec};
use clickday::experiment::points::Points;
use clickday::model::units::Count;
use clickday::report;

use super::failure::Left;
use super::many::{self, RunOptions};
use super::{Failure, Outcome, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday validate
  clickday validate --posterior results/calibration/posterior.csv";

/// Simulates the days that a model was not fitted to, and compares them with the record.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Validate {
    /// Calibration with a table `[validation]`: a file, or a name from `clickday models`.
    #[arg(default_value = "experiments/calibration.toml")]
    calibration: PathBuf,
    /// CSV file with the fitted values to use [default: the one that the calibration names].
    #[arg(long, value_name = "FILE")]
    posterior: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: RunOptions,
}

impl Validate {
    pub(crate) fn run(&self) -> Outcome {
        let loaded = spec::load(&self.calibration)?;
        let Some(asked) = &loaded.calibration.validation else {
            return Err(Failure::Refused(format!(
                "{} has no table [validation]",
                self.calibration.display()
            )));
        };
        let found = self.found(&loaded, asked)?;
        if self.json {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &found.lines)?;
            return Ok(writeln!(out)?);
        }
        let mut out = screen::out();
        if !self.options.quiet {
            origin::write(&mut out, loaded.locations())?;
            writeln!(out)?;
        }
        let (title, scale) = (&loaded.calibration.title, loaded.calibration.scale.get());
        let styling = out.styling();
        let text = report::calibration::validation(title, found.runs, scale, &found.lines, styling);
        write!(out, "{text}")?;
        Ok(out.flush()?)
    }

    /// How many runs there were, and what they say.
    fn found(&self, loaded: &Loaded, asked: &ValidationSpec) -> Result<Validation, Failure> {
        let points = match &self.posterior {
            Some(file) => {
                let parameters = loaded.calibration.parameter.iter();
                let paths: Vec<&str> = parameters
                    .flat_map(spec::ParameterSpec::paths)
                    .map(String::as_str)
                    .collect();
                Points::read_sample(file, &paths)
            }
            None => loaded.sample(&asked.posterior),
        };
        let points = points?;
        if !self.options.quiet {
            screen::tell_notes(&loaded.notes(&loaded.model(&asked.set)?.model));
        }
        let workers = self.options.workers()?;
        let found = workers.with_bar(|watch| validation::validate(loaded, &points, &workers.ensemble, watch));
        found.map_err(|error| match error {
            ValidateError::Model(problems) => problems.into(),
            ValidateError::Unfinished(error) => {
                let rows = asked.rows.map(|rows: Count| rows.get() as usize);
                let runs = validation::runs(loaded, &points, rows).len() as u64;
                // Nothing is kept: whoever asks again runs all.
                many::unfinished(error, |_| Left::Exactly(runs), false)
            }
            refused => Failure::Refused(refused.to_string()),
        })
    }
}
