//! Statistics for tests: independent replications of a model, and whether an estimate agrees with an exact value.
//!
//! A test here says: *the mean of this statistic is that number*. It runs a model so many times with independent chance,
//! takes the scatter between the runs as the error, and asks how surprising the difference is. `z` is the standard normal
//! score with the same tail as Student's t of the replications, so that the rule `|z| < 4` means the same for any
//! number of them: 6 in 100,000 by bad luck. Over all the comparisons of the suites that is 1 in 20 (Bonferroni) for a new set of
//! seeds; with the seeds fixed, a test that passes goes on passing until the engine changes. Each model has a seed of
//! its own, so that scores of different models are independent.

// Each test binary uses its own part of this.
#![allow(dead_code)]
// What a failing test compared is worth seeing.
#![allow(clippy::print_stdout)]

mod record;

use std::ops::Deref;
use std::path::Path;

use clickday::measures::load::load;
use clickday::measures::run;
use clickday::model::Model;
use clickday::sim::result::TierSummary;
use clickday::sim::{RunOptions, RunResult};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

/// Seed of every test, to which its model adds its own.
const SEED: u64 = 20_200_401;

/// Most surprising difference that passes.
const LIMIT: f64 = 4.0;

/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits): the same on every machine, which the standard library's need not be.
struct Fnv1a(u64);

impl Fnv1a {
    fn new(seed: u64) -> Self {
        Fnv1a(0xcbf2_9ce4_8422_2325 ^ seed)
    }

    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A run, and how long it was.
pub(crate) struct Observed {
    result: RunResult,
    /// Its length [s].
    pub(crate) seconds: f64,
}

impl Deref for Observed {
    type Target = RunResult;

    fn deref(&self) -> &RunResult {
        &self.result
    }
}

/// A model to be run many times, under its only policy or as `open`.
pub(crate) struct Subject {
    model: Model,
    policy: String,
    path: String,
    set: Vec<String>,
    scale: f64,
    /// The seed of another, to be run with the same chance.
    chance: Option<u64>,
}

impl Subject {
    /// The model at `path` from the root of the repository, with overrides as on the command line.
    pub(crate) fn new(path: &str, set: &[&str]) -> Self {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        let model = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path), &set)
            .unwrap_or_else(|problems| panic!("{path} with {set:?} cannot be read: {problems}"));
        let policy = model
            .policy
            .keys()
            .next()
            .map_or("open", String::as_str)
            .to_owned();
        Subject {
            model,
            policy,
            path: path.to_owned(),
            set,
            scale: 1.0,
            chance: None,
        }
    }

    /// Under another of its policies.
    pub(crate) fn under(mut self, policy: &str) -> Self {
        policy.clone_into(&mut self.policy);
        self
    }

    /// The same model with the same chance under another of its policies.
    pub(crate) fn beside(&self, policy: &str) -> Self {
        Subject {
            model: self.model.clone(),
            policy: policy.to_owned(),
            path: self.path.clone(),
            set: self.set.clone(),
            scale: self.scale,
            chance: Some(self.seed()),
        }
    }

    /// With the same chance as another: what is different between the two is not by chance.
    pub(crate) fn with_the_chance_of(mut self, other: &Subject) -> Self {
        self.chance = Some(other.seed());
        self
    }

    /// At a share of its full scale.
    pub(crate) fn at_scale(mut self, scale: f64) -> Self {
        self.scale = scale;
        // Another scale is another model: chance of its own, and a line of its own among the comparisons.
        self.set.push(format!("scale={scale}"));
        self
    }

    /// Groups of the same name draw the same chance under the same seed; another model is to have chance of its own.
    fn seed(&self) -> u64 {
        if let Some(seed) = self.chance {
            return seed;
        }
        let name = [self.path.as_str(), &self.policy]
            .into_iter()
            .chain(self.set.iter().map(String::as_str));
        let mut hash = Fnv1a::new(SEED);
        name.for_each(|part| hash.add(part));
        hash.0
    }

    /// One replication of `seconds`. Run longer, the same replication repeats its beginning exactly.
    pub(crate) fn run(&self, seconds: u64, replication: u64) -> Observed {
        record::model_is(&self.path, &self.set);
        let options = RunOptions {
            policy: self.policy.clone(),
            seed: self.seed(),
            replication,
            scale: self.scale,
            until_us: Some(seconds * 1_000_000),
            ..RunOptions::default()
        };
        let result = run(&self.model, &options, &mut |_| {});
        let result = result.unwrap_or_else(|error| panic!("{}: {error}", self.model.title));
        Observed {
            result,
            seconds: seconds as f64,
        }
    }

    /// `count` replications that are observed from the second `warm` on, for `seconds`.
    pub(crate) fn replicate(&self, warm: u64, seconds: u64, count: u64) -> Replications {
        let observe = |r| Window {
            before: (warm > 0).then(|| self.run(warm, r)),
            after: self.run(warm + seconds, r),
        };
        Replications {
            windows: (0..count).map(observe).collect(),
            path: self.path.clone(),
            set: self.set.clone(),
            warm: warm as f64,
            seconds: seconds as f64,
        }
    }
}

/// `count` replications of the model at `path` with overrides, observed from the second `warm` on, for `seconds`.
pub(crate) fn replicate(path: &str, set: &[&str], warm: u64, seconds: u64, count: u64) -> Replications {
    Subject::new(path, set).replicate(warm, seconds, count)
}

/// A replication stopped at the beginning and at the end of the time that counts: what happened between is the difference.
pub(crate) struct Window {
    before: Option<Observed>,
    /// Stopped at the end.
    pub(crate) after: Observed,
}

/// Independent replications of a model, each observed over the same stretch of time.
pub(crate) struct Replications {
    /// The replications.
    pub(crate) windows: Vec<Window>,
    path: String,
    set: Vec<String>,
    /// When observation began [s].
    pub(crate) warm: f64,
    /// How long it lasted [s].
    pub(crate) seconds: f64,
}

impl Replications {
    /// Each replication, at its end.
    pub(crate) fn ends(&self) -> impl Iterator<Item = &Observed> {
        record::model_is(&self.path, &self.set);
        self.windows.iter().map(|w| &w.after)
    }

    /// Growth per second of a running total.
    pub(crate) fn rate(&self, what: &str, total: impl Fn(&Observed) -> f64) -> Estimate {
        let sample: Vec<f64> = self.growth(total).iter().map(|x| x / self.seconds).collect();
        Estimate::of_sample(what, &sample)
    }

    /// Growth of one running total over the growth of another, with the error of the ratio by linearisation. (A mean of ratios
    /// would be biased by as much as all replications together are not.)
    pub(crate) fn ratio(
        &self,
        what: &str,
        above: impl Fn(&Observed) -> f64,
        below: impl Fn(&Observed) -> f64,
    ) -> Estimate {
        let (above, below) = (self.growth(above), self.growth(below));
        let n = above.len() as f64;
        let total = below.iter().sum::<f64>();
        let ratio = above.iter().sum::<f64>() / total;
        let squares: f64 = above
            .iter()
            .zip(&below)
            .map(|(a, b)| (a - ratio * b).powi(2))
            .sum();
        let error = (squares / (n - 1.0) * n).sqrt() / total;
        Estimate {
            what: what.to_owned(),
            value: ratio,
            error,
            replications: above.len(),
        }
    }

    fn growth(&self, total: impl Fn(&Observed) -> f64) -> Vec<f64> {
        record::model_is(&self.path, &self.set);
        self.windows
            .iter()
            .map(|w| total(&w.after) - w.before.as_ref().map_or(0.0, &total))
            .collect()
    }
}

/// The first tier of a run's portal.
pub(crate) fn tier(run: &RunResult) -> &TierSummary {
    &run.tiers[0].1
}

/// Requests a tier let in.
pub(crate) fn admitted(run: &RunResult) -> f64 {
    (tier(run).arrivals - tier(run).refused) as f64
}

/// Requests a tier let in that are no longer there.
pub(crate) fn left(run: &RunResult) -> f64 {
    admitted(run) - tier(run).inside as f64
}

/// An estimate with its standard error.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    what: String,
    /// The estimate.
    pub(crate) value: f64,
    /// Its standard error.
    pub(crate) error: f64,
    replications: usize,
}

impl Estimate {
    /// Mean of a sample.
    pub(crate) fn of_sample(what: &str, sample: &[f64]) -> Self {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let variance = sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Estimate {
            what: what.to_owned(),
            value: mean,
            error: (variance / n).sqrt(),
            replications: sample.len(),
        }
    }

    /// How surprising the difference from `exact` is, as a standard normal score.
    pub(crate) fn z(&self, exact: f64) -> f64 {
        let t = (self.value - exact) / self.error;
        let student =
            StudentsT::new(0.0, 1.0, self.replications as f64 - 1.0).expect("two replications or more");
        normal_score(student.sf(t.abs())) * t.signum()
    }

    /// Panics when the difference from `exact` is too surprising.
    #[track_caller]
    pub(crate) fn agrees_with(&self, exact: f64) {
        if self.error <= 1e-12 * exact.abs() {
            // No chance in it: equal but for the tick of the clock.
            record::keep(&self.what, "mean", self, exact, None);
            assert!(
                (self.value - exact).abs() <= 1e-6,
                "{}: {} instead of {exact}",
                self.what,
                self.value
            );
            return;
        }
        let z = self.z(exact);
        record::keep(&self.what, "mean", self, exact, Some(z));
        println!(
            "{:<40} {:>14.6} ± {:<10.2e} exact {exact:>14.6}   z {z:+.2}",
            self.what, self.value, self.error
        );
        assert!(
            z.abs() < LIMIT,
            "{}: {} ± {} instead of {exact}: z = {z}",
            self.what,
            self.value,
            self.error
        );
    }

    /// Panics unless the scatter between replications is that of a standard deviation `exact` in each.
    #[track_caller]
    pub(crate) fn scatters_like(&self, exact: f64) {
        let freedom = self.replications as f64 - 1.0;
        let score = freedom * self.error.powi(2) * self.replications as f64 / exact.powi(2);
        let law = ChiSquared::new(freedom).expect("two replications or more");
        let z = if score > freedom {
            normal_score(law.sf(score))
        } else {
            -normal_score(law.cdf(score))
        };
        let scatter = Estimate {
            value: self.error * (self.replications as f64).sqrt(),
            error: f64::NAN,
            ..self.clone()
        };
        record::keep(&self.what, "standard deviation", &scatter, exact, Some(z));
        println!(
            "{:<40} scatter over exact {:.3}   z {z:+.2}",
            self.what,
            (score / freedom).sqrt()
        );
        assert!(
            z.abs() < LIMIT,
            "{}: replications scatter {} times as much as they should",
            self.what,
            (score / freedom).sqrt()
        );
    }
}

/// The standard normal score with this upper tail.
fn normal_score(tail: f64) -> f64 {
    -Normal::standard().inverse_cdf(tail.clamp(f64::MIN_POSITIVE, 0.5))
}
