//! Runs that share their people tell two models apart with fewer replications.
//!
//! Two runs whose outcomes have the correlation ρ and equal variances differ with `1 - ρ` times the variance of independent ones:
//! the *gain* `1 / (1 - ρ)` is the number of times fewer replications a comparison needs (Law, *Simulation Modeling and Analysis*,
//! section 11.2). How great it is depends on how smoothly a run depends on what is changed:
//!
//! - Where people do not meet, each keeps what they had, and the gain is exact.
//! - Where they meet in a line that is served, an outcome is a sum of smooth functions of the change, and the gain grows with one
//!   over its square.
//! - In a melt-down a change swaps two people, who then reload at other instants, and so swap others. What remains in common is
//!   who comes and when; however small the change, the gain stays below a bound.

use std::path::Path;

use clickday::model::{Model, load};
use clickday::sim::{RunOptions, RunResult, run};

use crate::battery::two_sided;

const SEED: u64 = 20_200_401;

/// A correlation this surprising is no chance.
const SURPRISING: f64 = 1e-3;

fn model(path: &str, set: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    load(&path, &[set.to_owned()]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The small launch with so many cores in its database.
fn launch(cores: f64) -> Model {
    model(
        "tests/models/launch",
        &format!("portal.tier.database.cores={cores}"),
    )
}

/// What came of a replication of the first six hours of the launch.
fn simulate(model: &Model, policy: &str, replication: u64) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: SEED,
        replication,
        until_us: Some(6 * 3_600_000_000),
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

fn variance(sample: &[f64]) -> f64 {
    let mean = mean(sample);
    sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (sample.len() as f64 - 1.0)
}

/// A statistic of two models, replication by replication.
struct Paired {
    what: String,
    one: Vec<f64>,
    other: Vec<f64>,
}

impl Paired {
    /// How many times fewer replications the comparison needs than if others came to the other model.
    fn gain(&self) -> f64 {
        let differences: Vec<f64> = self.one.iter().zip(&self.other).map(|(a, b)| a - b).collect();
        let gain = (variance(&self.one) + variance(&self.other)) / variance(&differences);
        println!("{:<50} {gain:.1} times fewer replications", self.what);
        gain
    }

    /// The gain is no chance: Fisher's transform of the correlation of independent samples is normal with variance 1/(n-3).
    fn assert_coupled(&self) {
        let (one, other) = (mean(&self.one), mean(&self.other));
        let products = self
            .one
            .iter()
            .zip(&self.other)
            .map(|(a, b)| (a - one) * (b - other));
        let covariance = products.sum::<f64>() / (self.one.len() as f64 - 1.0);
        let correlation = covariance / (variance(&self.one) * variance(&self.other)).sqrt();
        let z = correlation.atanh() * (self.one.len() as f64 - 3.0).sqrt();
        println!("{:<50} correlation {correlation:.3}, z {z:.1}", self.what);
        assert!(correlation > 0.0, "{}: correlation {correlation}", self.what);
        assert!(two_sided(z) < SURPRISING, "{}: z = {z}", self.what);
    }
}

fn submitted(result: &RunResult) -> f64 {
    result.submitted as f64
}

fn mean_wait_s(result: &RunResult) -> f64 {
    result.wait_s.submitted_mean.unwrap_or(0.0)
}

/// The number submitted, and their mean wait, in the launch with some cores and with a share more.
fn compare(cores: f64, more: f64, replications: u64) -> [Paired; 2] {
    let (one, other) = (launch(cores), launch(cores * (1.0 + more)));
    let of = |model: &Model| -> Vec<RunResult> {
        (0..replications)
            .map(|r| simulate(model, "open-to-all", r))
            .collect()
    };
    let (one, other) = (of(&one), of(&other));
    let paired = |what: &str, statistic: fn(&RunResult) -> f64| Paired {
        what: format!("{what}, {cores} cores and {} % more", 100.0 * more),
        one: one.iter().map(statistic).collect(),
        other: other.iter().map(statistic).collect(),
    };
    [paired("submitted", submitted), paired("mean wait", mean_wait_s)]
}

/// Who comes is the same to the last person whatever awaits them: the difference has no variance at all.
#[test]
fn the_same_people_come_to_every_model() {
    let (few, more) = (launch(0.06), launch(0.066));
    for replication in 0..4 {
        let one = simulate(&few, "open-to-all", replication);
        let other = simulate(&more, "queue", replication);
        assert_eq!(one.tried, other.tried, "somebody came under one policy only");
    }
}

/// Would fail if the work, the patience or the thinking of a person hung on the order of events.
#[test]
fn the_same_people_make_comparisons_sharper() {
    // A portal that serves everybody: what is left in the difference is a fraction of a per cent.
    let [submitted, wait] = compare(0.5, 0.1, 60);
    assert!(submitted.gain() > 1_000.0);
    assert!(wait.gain() > 50.0);
    // A portal that is down, people waiting for more than half an hour: no such law, but much in common.
    for paired in compare(0.1, 0.01, 60) {
        paired.assert_coupled();
        paired.gain();
    }
}
