//! Runs that share their people tell two models apart with fewer replications; runs that mirror them tell a mean with fewer.
//!
//! The gain is what [`clickday::theory::coupling`] says it is, and how great it is depends on how an outcome hangs on what people draw:
//!
//! - Where people do not meet, each keeps what they had, and the gain is exact.
//! - Where they meet in a line that is served, an outcome is a sum of smooth functions of the change, and the gain of a comparison
//!   grows with one over the square of the change.
//! - In a melt-down a change swaps two people, who then reload at other instants, and so swap others. What remains in common is
//!   who comes and when; however small the change, the gain stays below a bound.

use std::collections::BTreeMap;
use std::path::Path;

use clickday::measures::load;
use clickday::measures::run;
use clickday::model::Model;
use clickday::model::law::Law;
use clickday::sim::{RunOptions, RunResult};
use clickday::theory::coupling::{
    correlation_of_a_part, correlation_with_the_mirror, gain_of_a_difference, gain_of_a_mean,
};
use statrs::distribution::{ContinuousCDF, Gamma};

use crate::battery::two_sided;

const SEED: u64 = 20_200_401;

/// A correlation this surprising is no chance.
const SURPRISING: f64 = 1e-3;

fn model(path: &str, set: &[&str]) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    load(&path, &set).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The small launch with so many cores in its database.
fn launch(cores: f64) -> Model {
    let set = format!("portal.tier.database.cores={cores}");
    model("tests/models/launch", &[&set])
}

/// One replication of the first `seconds`, or its mirror.
fn simulate(model: &Model, policy: &str, seconds: u64, replication: u64, antithetic: bool) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: SEED,
        replication,
        antithetic,
        until_us: Some(seconds * 1_000_000),
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The first hours of the launch, when everything happens.
const LAUNCH_S: u64 = 6 * 3_600;

fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

fn variance(sample: &[f64]) -> f64 {
    let mean = mean(sample);
    sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (sample.len() as f64 - 1.0)
}

/// A statistic of two kinds of run, replication by replication.
struct Paired {
    what: String,
    one: Vec<f64>,
    other: Vec<f64>,
}

impl Paired {
    fn new(
        what: &str,
        runs: &(Vec<RunResult>, Vec<RunResult>),
        statistic: impl Fn(&RunResult) -> f64,
    ) -> Self {
        Paired {
            what: what.to_owned(),
            one: runs.0.iter().map(&statistic).collect(),
            other: runs.1.iter().map(&statistic).collect(),
        }
    }

    fn correlation(&self) -> f64 {
        let (one, other) = (mean(&self.one), mean(&self.other));
        let products = self
            .one
            .iter()
            .zip(&self.other)
            .map(|(a, b)| (a - one) * (b - other));
        let covariance = products.sum::<f64>() / (self.one.len() as f64 - 1.0);
        covariance / (variance(&self.one) * variance(&self.other)).sqrt()
    }

    /// How far the correlation is from `expected`, in standard errors: Fisher's transform is normal with variance 1/(n - 3).
    fn z(&self, expected: f64) -> f64 {
        let z = (self.correlation().atanh() - expected.atanh()) * (self.one.len() as f64 - 3.0).sqrt();
        println!(
            "{:<52} correlation {:+.3}, {expected:+.3} expected, z {z:+.1}",
            self.what,
            self.correlation()
        );
        z
    }

    #[track_caller]
    fn has_correlation(&self, expected: f64) {
        let z = self.z(expected);
        assert!(z.abs() < 4.0, "{}: z = {z}", self.what);
    }

    /// How many times fewer replications a comparison of both needs than if they were independent.
    fn gain_of_the_difference(&self) -> f64 {
        let differences: Vec<f64> = self.one.iter().zip(&self.other).map(|(a, b)| a - b).collect();
        let gain = (variance(&self.one) + variance(&self.other)) / variance(&differences);
        println!("{:<52} {gain:.1} times fewer replications", self.what);
        gain
    }

    /// How many times fewer replications the mean over both needs than if they were independent.
    fn gain_of_the_mean(&self) -> f64 {
        let sums: Vec<f64> = self.one.iter().zip(&self.other).map(|(a, b)| a + b).collect();
        let gain = (variance(&self.one) + variance(&self.other)) / variance(&sums);
        println!("{:<52} {gain:.1} times fewer runs", self.what);
        gain
    }
}

fn submitted(result: &RunResult) -> f64 {
    result.submitted as f64
}

fn mean_wait_s(result: &RunResult) -> f64 {
    result.wait_s.submitted_mean.unwrap_or(0.0)
}

fn mean_page_s(result: &RunResult) -> f64 {
    result.page_s.mean.unwrap_or(0.0)
}

/// How many had come by the end of the first `bins`.
fn came_by(bins: usize) -> impl Fn(&RunResult) -> f64 {
    move |result| {
        let counts = &result.series.counts[..bins];
        counts.iter().map(|bin| f64::from(bin.came)).sum()
    }
}

// The same people under two models.

/// The launch with some cores and with a share more.
fn two_launches(cores: f64, more: f64, replications: u64) -> (Vec<RunResult>, Vec<RunResult>) {
    let of = |model: &Model| {
        let one = |r| simulate(model, "open-to-all", LAUNCH_S, r, false);
        (0..replications).map(one).collect()
    };
    (of(&launch(cores)), of(&launch(cores * (1.0 + more))))
}

/// Who comes is the same to the last person whatever awaits them: the difference has no variance at all.
#[test]
fn the_same_people_come_to_every_model() {
    let (few, more) = (launch(0.06), launch(0.066));
    for replication in 0..4 {
        let one = simulate(&few, "open-to-all", LAUNCH_S, replication, false);
        let other = simulate(&more, "queue", LAUNCH_S, replication, false);
        assert_eq!(one.tried, other.tried, "somebody came under one policy only");
    }
}

/// Visitors who do not disturb each other, and stay a tenth longer: in the difference are only those who are between the two ends of
/// their stay.
#[test]
fn people_who_do_not_meet_keep_what_they_had() {
    // In the first hour 108 come.
    let left = |stay_h: f64| 108.0 * (1.0 - stay_h * (1.0 - (-1.0 / stay_h).exp()));
    let of = |stay_min: u32| -> Vec<RunResult> {
        let stay = format!("portal.request.visit.work.rooms={{ exponential = \"{stay_min} min\" }}");
        let model = model("models/textbook/infinite-servers.toml", &[&stay]);
        (0..400)
            .map(|r| simulate(&model, "open", 3_600, r, false))
            .collect()
    };
    let left_by_then = Paired::new(
        "left within the hour, stays a tenth longer",
        &(of(30), of(33)),
        submitted,
    );
    let expected = correlation_of_a_part(left(0.5), left(0.55)).unwrap();
    left_by_then.has_correlation(expected);
    println!("gain expected: {:.1}", gain_of_a_difference(expected).unwrap());
    left_by_then.gain_of_the_difference();
}

/// Would fail if the work, the patience or the thinking of a person hung on the order of events.
#[test]
fn the_same_people_make_comparisons_sharper() {
    // A portal that serves everybody: what is left in the difference is a fraction of a per cent.
    let served = two_launches(0.5, 0.1, 40);
    let count = Paired::new("submitted, 0.5 cores and a tenth more", &served, submitted);
    assert!(count.gain_of_the_difference() > 1_000.0);
    // (Not of a wait: the few whom one of the two fails come back hours later.)
    let page = Paired::new(
        "mean time of a page, 0.5 cores and a tenth more",
        &served,
        mean_page_s,
    );
    assert!(page.gain_of_the_difference() > 50.0);
    // A portal that is down, people waiting for more than half an hour: no such law, but much in common.
    let down = two_launches(0.1, 0.01, 60);
    for (what, statistic) in [
        ("submitted", submitted as fn(&RunResult) -> f64),
        ("mean wait", mean_wait_s),
    ] {
        let paired = Paired::new(
            &format!("{what}, 0.1 cores and a hundredth more"),
            &down,
            statistic,
        );
        let z = paired.z(0.0);
        assert!(z > 0.0 && two_sided(z) < SURPRISING, "{what}: z = {z}");
        paired.gain_of_the_difference();
    }
}

// A run and its mirror.

fn with_mirrors(
    model: &Model,
    policy: &str,
    seconds: u64,
    replications: u64,
) -> (Vec<RunResult>, Vec<RunResult>) {
    let of = |antithetic| {
        (0..replications)
            .map(|r| simulate(model, policy, seconds, r, antithetic))
            .collect()
    };
    (of(false), of(true))
}

/// Half of the people have come by the median of their instants, in every run and its mirror together.
#[test]
fn who_comes_late_comes_early_in_the_mirror() {
    let at = 50.0;
    let median = format!(
        "people.demand.opening.part.0.rush.after={{ exponential = \"{} s\" }}",
        at / std::f64::consts::LN_2
    );
    let crowd = model("models/textbook/crowd.toml", &[&median]);
    let runs = with_mirrors(&crowd, "open", 300, 50);
    for (run, mirror) in runs.0.iter().zip(&runs.1) {
        // A bin is five seconds.
        assert_eq!(came_by(10)(run) as u64 + came_by(10)(mirror) as u64, 200);
        assert!(mirror.antithetic && !run.antithetic);
    }
    let crowd = model("models/textbook/crowd.toml", &[]);
    let runs = with_mirrors(&crowd, "open", 300, 500);
    for (bins, what) in [(4, "came in 20 s"), (10, "came in 50 s"), (20, "came in 100 s")] {
        let share = 1.0 - (-(bins as f64) * 5.0 / 100.0).exp();
        let expected = correlation_with_the_mirror(share).unwrap();
        let paired = Paired::new(what, &runs, came_by(bins));
        paired.has_correlation(expected);
        println!("gain expected: {:.1}", gain_of_a_mean(expected).unwrap());
        paired.gain_of_the_mean();
    }
}

/// What a law and its mirror have in common: the correlation of its quantiles at `u` and `1 − u`, by the mean over so many shares.
fn correlation_of_opposite_quantiles(quantile: impl Fn(f64) -> f64) -> f64 {
    const SHARES: usize = 20_000;
    let at = |i: usize| quantile((i as f64 + 0.5) / SHARES as f64);
    let values: Vec<f64> = (0..SHARES).map(at).collect();
    let mean = mean(&values);
    let products = values.iter().zip(values.iter().rev());
    let covariance = products.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / SHARES as f64;
    covariance / variance(&values)
}

/// The quantile of balanced exponential laws with mean 1 and `cv` 1.5, by bisection.
fn uneven(share: f64) -> f64 {
    let p = 0.5 * (1.0 + (1.25_f64 / 3.25).sqrt());
    let beyond = |x: f64| p * (-2.0 * p * x).exp() + (1.0 - p) * (-2.0 * (1.0 - p) * x).exp();
    let (mut low, mut high) = (0.0, 200.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if beyond(middle) > 1.0 - share {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// A law as a model file says it, with mean 1 s, and its correlation with its mirror.
struct Drawn {
    law: &'static str,
    correlation: f64,
}

/// One of each law of which a draw can differ from its mirror.
fn laws() -> Vec<Drawn> {
    let pi = std::f64::consts::PI;
    let stages = Gamma::new(3.0, 3.0).unwrap();
    let drawn = |law, correlation| Drawn { law, correlation };
    let laws = vec![
        drawn("exponential = \"1 s\"", 1.0 - pi * pi / 6.0),
        drawn("uniform = { from = \"0.25 s\", to = \"1.75 s\" }", -1.0),
        // (exp(-σ²) - 1) / (exp(σ²) - 1) with σ² = ln(1 + cv²).
        drawn("lognormal = { mean = \"1 s\", cv = 1 }", -0.5),
        drawn(
            "erlang = { mean = \"1 s\", stages = 3 }",
            correlation_of_opposite_quantiles(|u| stages.inverse_cdf(u)),
        ),
        drawn(
            "hyperexponential = { mean = \"1 s\", cv = 1.5 }",
            correlation_of_opposite_quantiles(uneven),
        ),
        drawn(
            "weibull = { mean = \"1 s\", shape = 2 }",
            correlation_of_opposite_quantiles(|u| (-(1.0 - u).ln()).sqrt()),
        ),
    ];
    // A law that is added has to be added here.
    let mut kinds: Vec<u32> = laws.iter().map(|drawn| kind(drawn.law)).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, (1..=6).collect::<Vec<_>>());
    laws
}

/// The number of a law's kind; 0 is what never varies.
fn kind(law: &str) -> u32 {
    let laws: BTreeMap<String, Law> = toml::from_str(&format!("of = {{ {law} }}")).unwrap();
    match laws["of"] {
        Law::Fixed(_) => 0,
        Law::Exponential(_) => 1,
        Law::Uniform(_) => 2,
        Law::Lognormal(_) => 3,
        Law::Erlang(_) => 4,
        Law::Hyperexponential(_) => 5,
        Law::Weibull(_) => 6,
    }
}

fn work(law: &str) -> String {
    format!("portal.request.service.work.desk={{ {law} }}")
}

/// Two hundred who do not disturb each other stay for as long as their work is: of all work that is drawn, a run and its mirror are
/// correlated as the law's quantiles at `u` and `1 − u` are. Would fail for a law whose draw at the opposite bits is anything but the
/// opposite quantile.
#[test]
fn who_stays_long_stays_short_in_the_mirror() {
    for Drawn { law, correlation } in laws() {
        let crowd = model(
            "models/textbook/crowd.toml",
            &[
                "portal.tier.desk.slots=1000",
                "calendar.end=\"2020-01-01 01:00\"",
                &work(law),
            ],
        );
        let runs = with_mirrors(&crowd, "open", 3_600, 500);
        let paired = Paired::new(&format!("mean stay, {law}"), &runs, mean_wait_s);
        if correlation > -1.0 {
            paired.has_correlation(correlation);
            paired.gain_of_the_mean();
        } else {
            // Of an even law a run and its mirror have one sum, but for a microsecond at each rounding.
            for (one, other) in paired.one.iter().zip(&paired.other) {
                assert!(
                    (one + other - 2.0).abs() <= 1.01e-6,
                    "{law}: {one} s and {other} s"
                );
            }
        }
    }
}

/// The time spent with one desk grows with every work and shrinks with every gap between two arrivals, under every law of the work. Each
/// is a monotone function of one draw, so a run and its mirror err in opposite directions (Hammersley and Morton 1956). How far is not
/// known, only the sign: were it not there, a law would come out so far below zero once in two thousand seeds.
#[test]
fn a_line_that_is_long_is_short_in_the_mirror() {
    for Drawn { law, .. } in laws() {
        // Short and at a low load, where no single excursion decides a run: many pairs tell more than long runs.
        let desk = model(
            "models/textbook/mm1.toml",
            &[
                "people.group.customers.arrivals.poisson=\"0.3 per second\"",
                &work(law),
            ],
        );
        let runs = with_mirrors(&desk, "open", 600, 3_000);
        let paired = Paired::new(&format!("mean time with one desk, {law}"), &runs, mean_wait_s);
        let z = paired.z(0.0);
        assert!(z < -3.3, "{law}: z = {z}");
        paired.gain_of_the_mean();
    }
}

/// The mirror of a launch is a launch: it keeps the means, and its people are no copies.
#[test]
fn a_launch_in_the_mirror_is_another_throw_of_the_same_dice() {
    let runs = with_mirrors(&launch(0.5), "open-to-all", LAUNCH_S, 60);
    for (what, statistic) in [
        ("submitted", submitted as fn(&RunResult) -> f64),
        ("mean wait", mean_wait_s),
    ] {
        let paired = Paired::new(&format!("{what}, the launch and its mirror"), &runs, statistic);
        let differences: Vec<f64> = paired.one.iter().zip(&paired.other).map(|(a, b)| a - b).collect();
        let z = mean(&differences) / (variance(&differences) / differences.len() as f64).sqrt();
        assert!(z.abs() < 4.0, "{what}: the mirror has another mean, z = {z}");
        paired.z(0.0);
        paired.gain_of_the_mean();
    }
}
