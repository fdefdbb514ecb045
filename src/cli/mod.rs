//! The command line: one file a subcommand.
//!
//! A subcommand is a struct of its arguments with a `run` that writes to standard output and returns an [`Outcome`].
//! To add one: its file here, and one line in [`Command`] and in [`Cli::run`].

mod calibrate;
mod check;
mod claims;
mod compare;
mod explain;
mod failure;
mod forecast;
mod gather;
mod interrupt;
mod many;
mod models;
mod origin;
mod plan;
mod progress;
mod reproduce;
mod resources;
mod run;
mod schema;
mod shard;
mod summary;
mod sweep;
mod validate;

pub(crate) use failure::{Failure, Outcome};

/// Simulates the day when millions of people reach for one public service at once.
#[derive(Debug, clap::Parser)]
#[command(version, about, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Compare(compare::Compare),
    Sweep(sweep::Sweep),
    Plan(plan::Plan),
    Shard(shard::Shard),
    Gather(gather::Gather),
    Calibrate(calibrate::Calibrate),
    Validate(validate::Validate),
    Reproduce(reproduce::Reproduce),
    Run(run::Run),
    Explain(explain::Explain),
    Claims(claims::Claims),
    Check(check::Check),
    Models(models::Models),
    Schema(schema::Schema),
}

impl Cli {
    /// Does what was asked.
    pub(crate) fn run(self) -> Outcome {
        match self.command {
            Command::Compare(compare) => compare.run(),
            Command::Sweep(sweep) => sweep.run(),
            Command::Plan(plan) => plan.run(),
            Command::Shard(shard) => shard.run(),
            Command::Gather(gather) => gather.run(),
            Command::Calibrate(calibrate) => calibrate.run(),
            Command::Validate(validate) => validate.run(),
            Command::Reproduce(reproduce) => reproduce.run(),
            Command::Run(run) => run.run(),
            Command::Explain(explain) => explain.run(),
            Command::Claims(claims) => claims.run(),
            Command::Check(check) => check.run(),
            Command::Models(models) => models.run(),
            Command::Schema(schema) => schema.run(),
        }
    }
}
