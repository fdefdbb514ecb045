//! `clickday schema`: the JSON Schema of the files, for editors.

use std::io::{self, Write};

use super::Outcome;

const EXAMPLES: &str = "\
Examples:
  clickday schema
  clickday schema experiment";

/// Prints the JSON Schema of a file, with which editors complete and check it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Schema {
    /// Which kind of file.
    #[arg(value_enum, default_value_t = Kind::Model)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    /// A launch, or a textbook queue.
    Model,
    /// The policies to compare, how often, and at which scales.
    Experiment,
    /// What is fitted to what, and what is then predicted.
    Calibration,
    /// What was said of a launch in public.
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
