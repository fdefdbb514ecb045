//! `clickday schema`: the JSON Schema of the files, for editors.

use std::io::{self, Write};

use super::Outcome;

const EXAMPLES: &str = "\
Examples:
  clickday schema
  clickday schema experiment";

/// Prints the JSON Schema of a kind of file, so that editors can complete and check it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Schema {
    /// Kind of file.
    #[arg(value_enum, default_value_t = Kind::Model)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// A launch, or a textbook queue.
    Model,
    /// Policies to compare, the number of runs, and their scales.
    Experiment,
    /// Values to fit, the record, and the days to predict.
    Calibration,
    /// Public claims about a launch.
    Claims,
}

impl Schema {
    pub(crate) fn run(&self) -> Outcome {
        let schema = match self.kind {
            Kind::Model => clickday::measures::schema(),
            Kind::Calibration => {
                clickday::model::schema::of::<clickday::experiment::calibration::spec::Calibration>()
            }
            Kind::Experiment => clickday::model::schema::of::<clickday::experiment::Experiment>(),
            Kind::Claims => clickday::model::schema::of::<clickday::experiment::claims::Claims>(),
        };
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &schema)?;
        writeln!(out)?;
        Ok(())
    }
}
