//! The command line: one file a subcommand.
//!
//! A subcommand is a struct of its arguments with a `run` that writes to standard output and returns an [`Outcome`].
//! To add one: its file here, and one line in [`Command`] and in [`Cli::run`].

mod calibrate;
mod check;
mod claims;
mod compare;
mod completions;
mod explain;
mod failure;
mod forecast;
mod gather;
mod help;
mod interrupt;
mod man;
mod many;
mod models;
mod new;
mod number;
mod origin;
mod plan;
mod progress;
mod reproduce;
mod resources;
mod run;
mod schema;
mod screen;
mod shard;
mod sweep;
mod validate;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use clickday::names::in_line;
pub(crate) use failure::{Failure, Outcome};

/// Simulates the day when millions of people use one public service at the same time.
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
    New(new::New),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The command line as `clap` knows it, with the help of the program.
pub(crate) fn command() -> clap::Command {
    help::with_groups(Cli::command())
}

impl Cli {
    /// Reads the command line.
    ///
    /// # Errors
    /// When it asks for help, or cannot be understood. What there is to say has been said; the code
    /// is that of the program.
    pub(crate) fn read() -> Result<Cli, ExitCode> {
        let arguments = help::arguments(std::env::args_os());
        let is_plain = arguments.iter().all(|argument| {
            let argument = argument.to_string_lossy();
            in_line(&argument) == argument
        });
        let read = command().try_get_matches_from(arguments);
        let read = read.and_then(|matches| Cli::from_arg_matches(&matches));
        read.map_err(|error| {
            // Colours go through as they are. An argument with codes of its own is shown without any.
            // When the stream cannot be written to, the exit code is all that can be said.
            let _ = if is_plain {
                error.print()
            } else {
                write!(screen::err(), "{}", error.render())
            };
            ExitCode::from(error.exit_code() as u8)
        })
    }

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
            Command::New(new) => new.run(),
            Command::Schema(schema) => schema.run(),
            Command::Completions(completions) => completions.run(command()),
            Command::Man(man) => man.run(command()),
        }
    }
}
