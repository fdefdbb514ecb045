//! `clickday explain`: what theory says of a launch before any simulation.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::report::explain::{self, Explanation};
use clickday::scenario::Scenario;
use clickday::sim::{self, RunOptions, RunResult, SimError};
use clickday::{Language, measures};

use super::number::whole;
use super::run::{Subject, progress_bar};
use super::{Outcome, interrupt, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday explain inps-2020-04-01 --policy queue-with-tickets
  clickday explain inps-2020-04-01 --policy open-to-all --check";

/// Prints what queueing theory predicts for a model, with formulas and assumptions.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Explain {
    /// Model: a file, a folder, or a name from `clickday models`.
    model: PathBuf,
    /// Policy: a name from the model or from `clickday models`, or a file with one policy. A model with a single policy needs none.
    #[arg(long, value_name = "NAME|FILE")]
    policy: Option<String>,
    /// Simulate the model once, and print the values of the run beside those of theory.
    #[arg(long)]
    check: bool,
    /// Share of full scale that --check simulates: 0.025, "2.5 %" or 1:40 [default: the smallest that the model allows].
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "SHARE",
        requires = "check",
        value_parser = super::run::share
    )]
    scale: Option<f64>,
    /// Seed of the random numbers that --check uses.
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        requires = "check",
        default_value_t = 1,
        value_parser = whole(0, u64::MAX)
    )]
    seed: u64,
    /// Override a value of the model, for example portal.tier.web.cores=200. Can be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(crate) fn run(&self) -> Outcome {
        let subject = Subject::read(&self.model, self.policy.as_ref(), &self.set)?;
        let (model, policy) = (&subject.model, &subject.policy);
        // What cannot be explained is refused before it is simulated.
        let scenario = Scenario::new(model, policy, 1.0, None)?;
        let mut explanation = explain::explain(&scenario, self.scale.unwrap_or(1.0), Language::default())?;
        if self.check {
            let run = self.simulate(model, policy)?;
            explanation = explain::explain(&scenario, run.scale, Language::default())?;
            explanation.check(&run);
        }
        self.print(&explanation, &subject)
    }

    fn simulate(&self, model: &clickday::model::Model, policy: &str) -> Result<RunResult, SimError> {
        let options = RunOptions {
            policy: policy.to_owned(),
            seed: self.seed,
            scale: self.scale.unwrap_or(1.0),
            ..RunOptions::default()
        };
        let bar = progress_bar(self.json);
        interrupt::watch();
        let mut observe = |p: sim::Progress| {
            bar.set_length(p.end_us);
            bar.set_position(p.now_us);
            interrupt::go_on()
        };
        let run = match self.scale {
            Some(_) => measures::run_cancellable(model, &options, &mut observe),
            None => explain::run_small(model, &options, &mut observe),
        };
        bar.finish_and_clear();
        run
    }

    fn print(&self, explanation: &Explanation, subject: &Subject) -> Outcome {
        if self.json {
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, explanation)?;
            return Ok(writeln!(out)?);
        }
        let mut out = screen::out();
        let styling = out.styling();
        origin::write(&mut out, &subject.locations)?;
        writeln!(out)?;
        write!(out, "{}", explain::page(explanation, styling))?;
        Ok(())
    }
}
