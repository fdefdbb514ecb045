//! A calibration finds again what was put in: on a model of which theory gives the posterior, and on small launches that the engine runs;
//! and `clickday calibrate` and `clickday validate` as a user meets them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::prelude::*;
use clickday::experiment::calibration::{self, Answer, Ask, Effort, Fit, Prior, Stopped, Target};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::points::Points;
use clickday::experiment::record::submitted_by;
use clickday::measures;
use clickday::measures::load;
use clickday::model::law::Law;
use clickday::model::people::Arrivals;
use clickday::model::{Document, Model};
use clickday::sim::RunOptions;
use clickday::sim::random::{Chance, Purpose};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};
use statrs::statistics::{Data, Median};

/// A normal draw for one purpose of one test.
fn normal(seed: u64, replication: u64, number: u64) -> f64 {
    let uniform = Chance::new(seed, replication)
        .block(number, Purpose::Bootstrap, 0)
        .uniform(0);
    Normal::standard().inverse_cdf(uniform)
}

fn uniform(seed: u64, number: u64) -> f64 {
    Chance::new(seed, 7)
        .block(number, Purpose::Bootstrap, 1)
        .uniform(0)
}

/// Whether a 90 % interval held the truth as often as it should: within the central 99.9 % of the binomial law.
fn assert_covers(what: &str, held: u64, of: u64) {
    let law = Binomial::new(0.9, of).unwrap();
    let (low, high) = (law.inverse_cdf(0.0005), law.inverse_cdf(0.9995));
    assert!(
        (low..=high).contains(&held),
        "{what}: {held} of {of} intervals held the truth, not {low} to {high}"
    );
}

fn fit(effort: &Effort, targets: &[Target], one: impl Fn(&Ask) -> Answer) -> Fit {
    let mut simulate =
        |asks: &[Ask]| -> Result<Vec<Answer>, Infallible> { Ok(asks.iter().map(&one).collect()) };
    calibration::fit(effort, targets, &mut simulate, &mut |_| ()).unwrap()
}

fn holds(fit: &Fit, dimension: usize, truth: f64) -> bool {
    let quantile = |q| fit.sample.quantile(dimension, q);
    (quantile(0.05)..=quantile(0.95)).contains(&truth)
}

// A model of which theory gives the posterior: two values, three sums of them, and normal chance.

const SUMS: [[f64; 2]; 3] = [[1.0, 0.0], [1.0, 1.0], [0.3, -0.6]];
const CHANCE: f64 = 0.03;
const TOLERANCE: f64 = 0.05;

fn sums(position: &[f64], seed: u64, replication: u64) -> Vec<f64> {
    let sum = |(number, row): (usize, &[f64; 2])| {
        row[0] * position[0] + row[1] * position[1] + CHANCE * normal(seed, replication, number as u64)
    };
    SUMS.iter().enumerate().map(sum).collect()
}

fn small(seed: u64) -> Effort {
    Effort {
        dimensions: 2,
        wave: 150,
        repeats: 5,
        population: 150,
        nearest: 0.5,
        most_runs: 20_000,
        seed,
    }
}

/// What the record says when the truth is known: what a launch came to, and an error.
fn recorded(truth: &[f64], seed: u64) -> Vec<Target> {
    let outcomes = sums(truth, seed, u64::MAX);
    let target = |(number, outcome): (usize, f64)| Target {
        value: outcome + TOLERANCE * normal(seed, u64::MAX, 100 + number as u64),
        tolerance: TOLERANCE,
    };
    outcomes.into_iter().enumerate().map(target).collect()
}

#[test]
fn ninety_per_cent_intervals_hold_the_truth_nine_times_in_ten() {
    let draws = 100;
    let mut held = [0; 2];
    for draw in 0..draws {
        let seed = 1_000 + draw;
        let truth = [uniform(seed, 0), uniform(seed, 1)];
        let targets = recorded(&truth, seed);
        let fit = fit(&small(seed), &targets, |ask| {
            Some(sums(&ask.position, seed, ask.replication))
        });
        assert_eq!(fit.stopped, Stopped::Enough);
        for (dimension, held) in held.iter_mut().enumerate() {
            *held += u64::from(holds(&fit, dimension, truth[dimension]));
        }
    }
    assert_covers("the first value", held[0], draws);
    assert_covers("the second value", held[1], draws);
}

/// With an even prior that is wide enough, the posterior is normal: its precision is `Aᵀ A / (tolerance² + chance²)`.
#[test]
fn the_sample_is_the_posterior_that_theory_gives() {
    let effort = Effort {
        population: 2_000,
        wave: 1_000,
        most_runs: 200_000,
        ..small(5)
    };
    let truth = [0.55, 0.45];
    let value = |row: &[f64; 2]| row[0] * truth[0] + row[1] * truth[1];
    let targets = SUMS.map(|row| Target {
        value: value(&row),
        tolerance: TOLERANCE,
    });
    let fit = fit(&effort, &targets, |ask| {
        Some(sums(&ask.position, 5, ask.replication))
    });
    let variance = TOLERANCE.powi(2) + CHANCE.powi(2);
    let precision = |i: usize, j: usize| SUMS.iter().map(|row| row[i] * row[j]).sum::<f64>() / variance;
    let determinant = precision(0, 0) * precision(1, 1) - precision(0, 1).powi(2);
    for (dimension, truth) in truth.into_iter().enumerate() {
        let spread = (precision(1 - dimension, 1 - dimension) / determinant).sqrt();
        let median = fit.sample.quantile(dimension, 0.5);
        let width = (fit.sample.quantile(dimension, 0.95) - fit.sample.quantile(dimension, 0.05)) / 2.0;
        // Of n points the median scatters by 1.25 spread / √n, the half-width by about 1.5 spread / √n: four times that.
        let scatter = 4.0 * spread / fit.sample.effective.sqrt();
        assert!((median - truth).abs() < 1.25 * scatter, "{median}");
        assert!(
            (width - 1.645 * spread).abs() < 1.5 * scatter,
            "{width}, not {}",
            1.645 * spread
        );
    }
    let law = -precision(0, 1) / (precision(0, 0) * precision(1, 1)).sqrt();
    let found = calibration::identification::rank_correlation(&fit.sample, 0, 1);
    // Spearman's of a normal law is 6/π asin(ρ/2).
    let law = 6.0 / std::f64::consts::PI * (law / 2.0).asin();
    assert!(
        (found - law).abs() < 4.0 / fit.sample.effective.sqrt(),
        "{found}, not {law}"
    );
}

#[test]
fn a_record_no_point_comes_near_is_told_by_how_far_it_is_widened() {
    let effort = Effort {
        most_runs: 3_000,
        ..small(3)
    };
    let mut targets = recorded(&[0.5, 0.5], 3);
    // Two sums that contradict each other by twenty tolerances.
    targets[1].value = targets[0].value - 20.0 * TOLERANCE;
    let fit = fit(&effort, &targets, |ask| {
        Some(sums(&ask.position, 3, ask.replication))
    });
    assert_eq!(fit.stopped, Stopped::Runs);
    assert!(fit.runs <= 3_000);
    assert!(fit.sample.widened > 2.0, "{}", fit.sample.widened);
    assert!(fit.wave.share_left() < 0.01);
}

#[test]
fn runs_that_come_to_nothing_are_no_points_of_the_sample() {
    let targets = recorded(&[0.7, 0.4], 9);
    let run = |ask: &Ask| (ask.position[0] > 0.5).then(|| sums(&ask.position, 9, ask.replication));
    let fitted = fit(&small(9), &targets, run);
    assert!(fitted.sample.particles.iter().all(|p| p.position[0] > 0.5));
    let mut nothing = |asks: &[Ask]| -> Result<Vec<Answer>, Infallible> { Ok(vec![None; asks.len()]) };
    let error = calibration::fit(&small(9), &targets, &mut nothing, &mut |_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "of 150 points of the first wave 0 came to something; widen the priors, or mend the model"
    );
}

// Small launches: so many come a second, and a counter takes so long with each.

const COUNTER: &str = r#"
version = 1
title = "A counter"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 08:10", bin = "1 min" }
policy = { open = {} }

[people]
group.all = { role = "visitor", arrivals = { poisson = "1 per second" } }
role.visitor = { patience = { law = { exponential = "20 s" } }, retry = 0.5, retry-after = { exponential = "30 s" } }

[portal]
request.page = { work = { web = { exponential = "2 s" } } }

[[portal.tier]]
name = "web"
slots = 1
backlog = { length = 20 }

[[journey.page]]
name = "form"
request = "page"
"#;

/// The error of the record \[applications\].
const ERROR: f64 = 10.0;

/// Applications after two and a half, five and ten minutes, where up to one comes a second, and a page takes up to two.
fn counter(model: &Model, position: &[f64], seed: u64, replication: u64) -> Answer {
    let mut model = model.clone();
    let rate = format!("{} per second", 0.1 + 0.9 * position[0]);
    let work = format!("{} s", 0.2 + 1.8 * position[1]);
    model.people.group.get_mut("all")?.arrivals = Some(Arrivals::Poisson(rate.parse().ok()?));
    let page = model.portal.request.get_mut("page")?;
    page.work
        .insert("web".to_owned(), Law::Exponential(work.parse().ok()?));
    let options = RunOptions {
        seed,
        replication,
        ..RunOptions::default()
    };
    let run = measures::run(&model, &options, &mut |_| ()).ok()?;
    Some(
        [150.0, 300.0, 600.0]
            .map(|at| submitted_by(&run.series, at))
            .to_vec(),
    )
}

#[test]
fn values_put_into_the_engine_are_found_again() {
    let model = load::read(Document::of_text("counter.toml", COUNTER), &[]).unwrap();
    let draws = 50;
    let found = |draw: u64| {
        let seed = 5_000 + draw;
        let truth = [uniform(seed, 0), uniform(seed, 1)];
        let outcomes = counter(&model, &truth, seed, u64::MAX).unwrap();
        let target = |(number, outcome): (usize, f64)| Target {
            value: outcome + ERROR * normal(seed, u64::MAX, number as u64),
            tolerance: ERROR,
        };
        let targets: Vec<Target> = outcomes.into_iter().enumerate().map(target).collect();
        let effort = Effort {
            wave: 80,
            population: 60,
            ..small(seed)
        };
        let fit = fit(&effort, &targets, |ask| {
            counter(&model, &ask.position, seed, ask.replication)
        });
        [0, 1].map(|dimension| holds(&fit, dimension, truth[dimension]))
    };
    let found: Vec<[bool; 2]> = (0..draws).into_par_iter().map(found).collect();
    let held = |dimension: usize| found.iter().filter(|found| found[dimension]).count() as u64;
    assert_covers("how many come", held(0), draws);
    assert_covers("how long a page takes", held(1), draws);
}

// The command, as a user meets it.

const CALIBRATION: &str = r#"
version = 1
title = "What a counter tells"
model = "counter.toml"
policy = "open"
seed = 11
scale = 1
known-until = "2020-04-01 08:06"

[[parameter]]
name = "how many come"
path = "people.group.all.arrivals.poisson"
from = "0.1 per second"
to = "1 per second"
source = "assumed"

[[parameter]]
name = "who tries again"
path = "people.role.visitor.retry"
from = "10 %"
to = "90 %"
zero = "20 %"
source = "assumed"

[[observation]]
at = "2020-04-01 08:03"
applications = 60
tolerance = "10 %"
source = "made up"

[[observation]]
from = "2020-04-01 08:03"
at = "2020-04-01 08:06"
rate = "0.35 per second"
tolerance = "10 %"
source = "made up"

[effort]
wave = 60
repeats = 4
population = 40
runs = 700
rows = 30

[validation]
posterior = "fit/posterior.csv"

[[validation.prediction]]
at = "2020-04-01 08:10"
applications = 140
source = "made up"
changed = "nothing"

[[validation.prediction]]
at = "2020-04-01 08:09"
applications = 9_000
source = "made up, and wrong"
"#;

const OVER_THE_SAMPLE: &str = r#"
version = 1
title = "Whatever the fit left open"
model = "two-ways.toml"
policies = ["open", "late"]
seed = 1

[design.posterior]
file = "fit/posterior.csv"
points = 7

[[stage]]
name = "all"
scale = "100 %"
replications = 2
"#;

/// A folder with a model, and what it is fitted to.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::write(desk.path("counter.toml"), COUNTER).unwrap();
        fs::write(desk.path("fit.toml"), CALIBRATION).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    fn read(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    }

    /// What is said of a file in which something is changed.
    fn refusal(&self, from: &str, to: &str) -> String {
        assert!(CALIBRATION.contains(from), "{from}");
        fs::write(self.path("wrong.toml"), CALIBRATION.replacen(from, to, 1)).unwrap();
        let output = self
            .command(&["calibrate", "wrong.toml", "--out", "wrong"])
            .assert()
            .code(2);
        assert!(!self.path("wrong").exists(), "nothing is begun");
        String::from_utf8(output.get_output().stderr.clone()).unwrap()
    }

    fn written(&self, folder: &str) -> [Vec<u8>; 2] {
        ["posterior.csv", "summary.json"].map(|name| fs::read(self.path(folder).join(name)).unwrap())
    }
}

#[test]
fn a_calibration_goes_on_where_it_was_and_its_sample_is_a_design() {
    let desk = Desk::new();
    let told = desk.read(&["calibrate", "fit.toml", "--out", "fit", "--threads", "2"]);
    assert!(
        told.contains("Probability of exactly 0 for who tries again: 20 % before the fit"),
        "{told}"
    );
    desk.read(&[
        "calibrate",
        "fit.toml",
        "--out",
        "again",
        "--threads",
        "1",
        "--quiet",
    ]);
    assert_eq!(
        desk.written("fit"),
        desk.written("again"),
        "on any number of threads"
    );

    // Half of the runs are lost: those that are left are not made again.
    let mut before = BTreeMap::new();
    for (index, entry) in fs::read_dir(desk.path("again/rows")).unwrap().enumerate() {
        let path = entry.unwrap().path();
        if index % 2 == 0 {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            before.insert(path, modified);
        } else {
            fs::remove_file(path).unwrap();
        }
    }
    desk.read(&["calibrate", "fit.toml", "--out", "again", "--quiet"]);
    assert_eq!(desk.written("fit"), desk.written("again"));
    for (path, modified) in before {
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    }

    let sample = Points::read(&desk.path("fit/posterior.csv")).unwrap();
    assert_eq!(
        sample.columns,
        ["people.group.all.arrivals.poisson", "people.role.visitor.retry"]
    );
    assert_eq!((sample.rows.len(), sample.weights), (30, None));
    let validated = desk.read(&["validate", "fit.toml"]);
    assert!(validated.contains("no, the model has too few"), "{validated}");
    assert!(
        validated.contains("contains the record in 1 of 2 predictions"),
        "{validated}"
    );
    assert!(
        validated.contains("Changes before 1 Apr 08:10: nothing"),
        "{validated}"
    );

    // Pages so light that the portal is hardly ever full, and people who come to it before it opens.
    let light = COUNTER.replacen("exponential = \"2 s\"", "exponential = \"200 ms\"", 1);
    let late = r#"open = {}, late = { measure = [{ open = { from = "2020-04-01 08:05" } }] }"#;
    let role = "role.visitor = { at-closed-door = { complies = 0 },";
    let two_ways = light
        .replacen("open = {}", late, 1)
        .replacen("role.visitor = {", role, 1);
    fs::write(desk.path("two-ways.toml"), two_ways).unwrap();
    fs::write(desk.path("over.toml"), OVER_THE_SAMPLE).unwrap();
    let told = desk.read(&["sweep", "over.toml", "--out", "over"]);
    assert!(
        told.contains("submitted_by_deadline_people, over 7 draws of the sample"),
        "{told}"
    );
    assert!(told.lines().all(|line| line.chars().count() < 120), "{told}");
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("over/summary.json")).unwrap()).unwrap();
    let [open, late] = [0, 1].map(|i| &summary["over_draws"][i]);
    assert_eq!(open["less_baseline"], serde_json::Value::Null);
    assert_eq!(late["less_baseline"]["draws"], 7);
    // In half of the time a portal that is hardly ever full serves half of the people, and those who tried again until it opened: of
    // a share `r` that tries again after 30 s on average, `30 r/(1-r)` of the 600 s of arrivals, 3 in 20 where `r` is 0.75.
    assert_eq!(late["less_baseline"]["more_in"], 0);
    let [open, late] = [open, late].map(|over| over["spread"]["median"].as_f64().unwrap());
    assert!((0.4..0.7).contains(&(late / open)), "{late} of {open}");
}

#[test]
fn what_cannot_be_fitted_is_refused_with_its_line() {
    let desk = Desk::new();
    let told = desk.refusal(
        "known-until = \"2020-04-01 08:06\"",
        "known-until = \"2020-04-01 08:05\"",
    );
    assert!(
        told.contains("is after known-until: it is to be predicted"),
        "{told}"
    );
    let told = desk.refusal("at = \"2020-04-01 08:10\"", "at = \"2020-04-01 08:05\"");
    assert!(
        told.contains("is not after known-until: it was fitted to"),
        "{told}"
    );
    let told = desk.refusal("from = \"10 %\"", "from = \"95 %\"");
    assert!(told.contains("\"95 %\" is not below \"90 %\""), "{told}");
    let told = desk.refusal("path = \"people.group.all", "path = \"people.group.none");
    assert!(told.contains("there is no `none`"), "{told}");
    let told = desk.refusal(
        "name = \"who tries again\"",
        "name = \"who tries again\"\nalso = [\"people.group.all.arrivals.poisson\"]",
    );
    assert!(
        told.contains("people.group.all.arrivals.poisson is fitted twice"),
        "{told}"
    );
    let told = desk.refusal("policy = \"open\"", "policy = \"shut\"");
    assert!(told.contains("there is no policy `shut`"), "{told}");
    let told = desk.refusal("runs = 700", "runs = 50");
    assert!(told.contains("write a number from 64 to"), "{told}");
    let told = desk.refusal("tolerance = \"10 %\"", "tolerance = \"0 %\"");
    assert!(told.contains("nothing is near"), "{told}");
}

// What ships.

#[test]
fn the_shipped_sample_is_what_an_experiment_draws_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = calibration::spec::load(&root.join("experiments/calibration.toml")).unwrap();
    let prepared = Prepared::read(&root.join("experiments/rollout-posterior.toml"), &[]).unwrap();
    let parameters = loaded.calibration.parameter.iter().zip(&loaded.priors);
    let (paths, priors): (Vec<&String>, Vec<&Prior>) = parameters
        .flat_map(|(parameter, prior)| parameter.paths().map(move |path| (path, prior)))
        .unzip();
    let drawn = &prepared.study.combinations;
    assert_eq!(drawn.paths.iter().collect::<Vec<_>>(), paths);
    assert_eq!(drawn.settings.len(), 24);
    // Every row is one the model can be run with, and one the priors allow.
    prepared.try_values().unwrap();
    let file = &loaded.calibration.validation.as_ref().unwrap().posterior;
    let sample = Points::read(&loaded.folder().join(file)).unwrap();
    assert_eq!(sample.rows.len() as u64, loaded.calibration.effort.rows.get());
    for (dimension, prior) in priors.iter().enumerate() {
        let number = |text: &str| text.split(' ').next().unwrap().parse::<f64>().unwrap();
        let bounds = number(&prior.at(prior.zero))..=number(&prior.at(1.0));
        for row in &sample.rows {
            let value = number(&row[dimension]);
            let is_zero = prior.zero > 0.0 && value.abs() < f64::EPSILON;
            assert!(
                is_zero || bounds.contains(&value),
                "{}: {value}",
                paths[dimension]
            );
        }
    }
}

/// The value at a path of the model's files, as it is written there.
fn written(model: &Path, path: &str) -> String {
    let read = |file: &str| fs::read_to_string(model.join(file)).unwrap();
    let text = ["people.toml", "portal.toml"].map(read).concat();
    let whole: toml::Value = toml::from_str(&text).unwrap();
    let step = |value: toml::Value, key: &str| match value {
        toml::Value::Array(mut items) => {
            let named = |item: &toml::Value| item.get("name").and_then(toml::Value::as_str) == Some(key);
            let at = items.iter().position(named).or_else(|| key.parse().ok());
            items.swap_remove(at.unwrap())
        }
        table => table.get(key).unwrap().clone(),
    };
    let value = path.split('.').fold(whole, step);
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Of what is fitted, the values in the model's files are the medians of the sample beside them, to three digits.
#[test]
fn the_shipped_model_is_the_median_of_its_sample() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/inps-2020-04-01");
    let sample = Points::read(&model.join("posterior.csv")).unwrap();
    for (column, path) in sample.columns.iter().enumerate() {
        let number = |text: &str| text.split(' ').next().unwrap().parse::<f64>().unwrap();
        let values: Vec<f64> = sample.rows.iter().map(|row| number(&row[column])).collect();
        let median = Data::new(values).median();
        let shipped = number(&written(&model, path));
        let digit = 10_f64.powf(median.log10().floor() - 2.0);
        assert!(
            (shipped - median).abs() <= 0.5 * digit + 1e-9,
            "{path} is {shipped} in the model, and the median of the sample is {median}"
        );
    }
}
