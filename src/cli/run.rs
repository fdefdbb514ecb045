//! `clickday run`: one run of one model.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clickday::ensemble::machine::peak_rss_mib;
use clickday::measures;
use clickday::measures::load;
use clickday::metrics::{Quantity, QuantityError, quantity};
use clickday::model::civil::CivilClock;
use clickday::model::policy::OPEN;
use clickday::model::units::{Complaint, Moment, Share};
use clickday::model::{Document, Model, Problems, missing_time, notes};
use clickday::report::run::report_of_what_if;
use clickday::scenario::ScenarioError;
use clickday::shipped::{self, Kind, Location, Origin};
use clickday::sim::{RunOptions, RunResult};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::number::whole;
use super::{Failure, Outcome, interrupt, origin, screen};

const EXAMPLES: &str = "\
Examples:
  clickday run inps-2020-04-01 --policy queue-with-tickets --scale 0.03
  clickday run mm1 --seed 2 --json
  clickday run my-launch.toml --policy my-queue.toml --set portal.tier.web.cores=200";

/// Runs a model once and prints the results.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Run {
    /// Model: a file, a folder, or a name from `clickday models`.
    model: PathBuf,
    /// Policy: a name from the model or from `clickday models`, or a file with one policy. A model with a single policy needs none.
    #[arg(long, value_name = "NAME|FILE")]
    policy: Option<String>,
    /// Seed of the random numbers. Runs with the same seed have the same people.
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 1, value_parser = whole(0, u64::MAX))]
    seed: u64,
    /// Number of the replication: each number is another random launch of the same seed.
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 0, value_parser = whole(0, u64::MAX))]
    replication: u64,
    /// Use mirrored random draws (antithetic variates): the mean of a run and its mirror varies less.
    #[arg(long)]
    antithetic: bool,
    /// Share of full scale to simulate: 0.025, "2.5 %" or 1:40. People, slots, cores, rates and caps shrink together. Full scale is
    /// everybody: the five million people of inps-2020-04-01 take about half a minute.
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "SHARE",
        default_value_t = 1.0,
        value_parser = share
    )]
    scale: f64,
    /// End the run at this local time, for example "2020-04-01 13:20". Events at this time are not counted. Without it, the run ends
    /// when the model does.
    #[arg(long, value_name = "TIME", value_parser = str::parse::<Moment>)]
    until: Option<Moment>,
    /// Override a value of the model, for example portal.tier.web.cores=200. Can be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print one more metric, for example "p99.9 page of group farm-workers". Can be repeated. An unknown
    /// name is answered with those there are.
    #[arg(long = "metric", value_name = "NAME", value_parser = metric)]
    metrics: Vec<Quantity>,
    /// End the run with an error after this many events. Without it, the bound fits the model: 5,000 events for each person and each
    /// request of an attack, and 500 million beside them.
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = whole(1, u64::MAX))]
    most_events: Option<u64>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    json: bool,
}

/// The JSON object of a run for which somebody asked more numbers.
#[derive(Serialize)]
struct WithMore<'a> {
    #[serde(flatten)]
    result: &'a RunResult,
    /// What was overridden in the model.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    what_if: &'a [String],
    /// By their names, people as those of the real launch; `None` for what was never reached.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metrics: BTreeMap<String, Option<f64>>,
}

/// A number, or a share as in a file.
pub(super) fn share(text: &str) -> Result<f64, Complaint> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    text.parse::<Share>().map(Share::get)
}

fn metric(text: &str) -> Result<Quantity, QuantityError> {
    quantity(text)
}

impl Run {
    pub(crate) fn run(&self) -> Outcome {
        let Subject {
            model,
            policy,
            locations,
        } = Subject::read(&self.model, self.policy.as_ref(), &self.set)?;
        if let Some(complaint) = self.metrics.iter().find_map(|metric| metric.complaint(&model)) {
            return Err(Failure::Refused(format!("--metric: {complaint}")));
        }
        let options = self.options(&model, policy)?;
        let bar = progress_bar(self.json);
        let started = Instant::now();
        interrupt::watch();
        let mut result = measures::run_cancellable(&model, &options, &mut |p| {
            bar.set_length(p.end_us);
            bar.set_position(p.now_us);
            interrupt::go_on()
        })?;
        bar.finish_and_clear();
        result.wall_s = started.elapsed().as_secs_f64();
        result.peak_rss_mib = peak_rss_mib();
        self.print(&result, model.overrides(), &locations)
    }

    fn options(&self, model: &Model, policy: String) -> Result<RunOptions, Failure> {
        let until_us = match &self.until {
            None => None,
            Some(moment) => {
                let clock =
                    CivilClock::new(&model.calendar).map_err(|e| ScenarioError::Calendar(e.to_string()))?;
                let missing = missing_time(&clock, moment).map(|told| format!("--until: {told}"));
                screen::tell_notes(missing.as_slice());
                let within = |us: &u64| (1..=clock.horizon_us()).contains(us);
                let us = u64::try_from(clock.micros(moment)).ok().filter(within);
                let calendar = &model.calendar;
                Some(us.ok_or_else(|| {
                    Failure::Refused(format!(
                        "--until {moment}: write a time after {} (the start of the model) and at most {} (its end)",
                        calendar.start, calendar.end
                    ))
                })?)
            }
        };
        Ok(RunOptions {
            policy,
            seed: self.seed,
            replication: self.replication,
            antithetic: self.antithetic,
            scale: self.scale,
            until_us,
            most_events: self.most_events,
        })
    }

    fn print(&self, result: &RunResult, overrides: &[String], locations: &[Location]) -> Outcome {
        if !self.json {
            let mut out = screen::out();
            origin::write(&mut out, locations)?;
            let styling = out.styling();
            let report = report_of_what_if(result, overrides, &self.metrics, styling);
            write!(out, "{report}")?;
            return Ok(());
        }
        let mut out = io::stdout().lock();
        if self.metrics.is_empty() && overrides.is_empty() {
            serde_json::to_writer_pretty(&mut out, result)?;
        } else {
            let value = |metric: &Quantity| {
                let value = metric.of(result);
                (metric.name(), Some(value).filter(|value| value.is_finite()))
            };
            let metrics = self.metrics.iter().map(value).collect();
            let with_more = WithMore {
                result,
                what_if: overrides,
                metrics,
            };
            serde_json::to_writer_pretty(&mut out, &with_more)?;
        }
        writeln!(out)?;
        Ok(())
    }
}

/// A model, and the policy that was asked for.
pub(super) struct Subject {
    pub(super) model: Model,
    pub(super) policy: String,
    /// Where the model was found, and the policy if it has a file of its own.
    pub(super) locations: Vec<Location>,
}

impl Subject {
    /// Reads a model, and finds the policy: by a name that the model knows, by a file that holds it,
    /// or by the name of one that ships.
    pub(super) fn read(path: &Path, asked: Option<&String>, set: &[String]) -> Result<Self, Failure> {
        let found = shipped::find(path, &[Kind::Model]).map_err(Problems::from)?;
        let document = found.document();
        if let Some(file) = asked.filter(|name| is_toml(name)) {
            let policy = shipped::find(file.as_ref(), &[Kind::Policy]).map_err(Problems::from)?;
            return Subject::with_policy(document, [found, policy], set);
        }
        // A model without policies has one, `open`.
        let is_own = |name: &str| {
            let mut own = document.policies().peekable();
            own.peek().is_none() && name == OPEN || own.any(|own| own == name)
        };
        let other = asked.filter(|name| !is_own(name));
        if let Some(folder) = other.filter(|name| Path::new(name).is_dir()) {
            return Err(Failure::Refused(format!(
                "--policy {folder} is a folder; name a file with one policy, or a policy by its name"
            )));
        }
        let shipped = other.and_then(|name| shipped::find(name.as_ref(), &[Kind::Policy]).ok());
        if let Some(policy) = shipped.filter(|policy| policy.origin() == Origin::Shipped) {
            return Subject::with_policy(document, [found, policy], set);
        }
        let model = read_with_notes(&document, set, &[])?;
        Ok(Subject {
            policy: chosen_policy(asked, &model)?,
            model,
            locations: vec![found],
        })
    }

    /// The model with the one policy of a file.
    fn with_policy(
        mut document: Document,
        [found, policy]: [Location; 2],
        set: &[String],
    ) -> Result<Self, Failure> {
        let names = document.add_policies(policy.document());
        let model = read_with_notes(&document, set, &names)?;
        match names.as_slice() {
            [name] => Ok(Subject {
                model,
                policy: name.clone(),
                locations: vec![found, policy],
            }),
            _ => Err(Failure::Refused(format!(
                "{} holds {} policies; `--policy` takes a file with one",
                policy.path().display(),
                names.len()
            ))),
        }
    }
}

/// Reads a model, and says on standard error what may not be meant in it. `policies` are those of another file.
pub(super) fn read_with_notes(
    document: &Document,
    set: &[String],
    policies: &[String],
) -> Result<Model, Failure> {
    let model = load::read(document.clone(), set)?;
    screen::tell_notes(&notes(document, &model, policies));
    Ok(model)
}

fn is_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "toml")
}

/// The policy that was asked for, or the only one there is.
fn chosen_policy(asked: Option<&String>, model: &Model) -> Result<String, Failure> {
    match (asked, model.policy.len()) {
        (Some(name), _) => Ok(name.clone()),
        (None, 1) => Ok(model.policy.keys().next().cloned().unwrap_or_default()),
        (None, _) => {
            let names: Vec<&str> = model.policy.keys().map(String::as_str).collect();
            Err(Failure::Refused(format!(
                "the model has {} policies; pick one with --policy: {}",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

pub(super) fn progress_bar(hidden: bool) -> ProgressBar {
    if hidden || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template(screen::say().bar_of_run()) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_scale_is_written_as_it_is_told() {
        for text in ["0.025", "2.5 %", "1:40"] {
            assert_eq!(share(text), Ok(0.025), "{text}");
        }
        // Whether a number makes sense as a scale is the run's to say.
        assert_eq!(share("2"), Ok(2.0));
        for text in ["2:1", "1:0", "half"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
