//! Whether drawn laws are the laws they are called: Kolmogorov and Smirnov for the body, exact counts for the tails, at fixed seeds.
//!
//! The laws are written as a file writes them. Their distribution functions are [`Distribution::cdf`], which is held against the crate
//! `statrs` where it is defined, and shares nothing with the sampler. A p-value may be as small as [`LEAST`]: over the tests here that is a false alarm in a thousand new seeds
//! (Bonferroni).

use proptest::prelude::*;
use statrs::distribution::{Binomial, DiscreteCDF};

use super::random::{Chance, Purpose};
use crate::model::Law;
use crate::scenario::Distribution;

/// Draws from each law.
const DRAWS: u64 = 400_000;
/// Smallest p-value that passes: a thousandth, shared among some eighty tests.
const LEAST: f64 = 1e-3 / 80.0;
/// Seeds of the test, one for each law.
const SEED: u64 = 20_200_401;

/// Laws of every kind, as a file writes them.
const LAWS: [&str; 15] = [
    "exponential = 20.0",
    "exponential = 1e-6",
    "uniform = { from = 1.0, to = 4.0 }",
    "lognormal = { median = 8.0, sigma = 1.0 }",
    "lognormal = { median = 8.0, sigma = 0.1 }",
    "lognormal = { median = 2.0, sigma = 3.0 }",
    "lognormal = { mean = 0.5, cv = 1.0 }",
    "erlang = { mean = 2.0, stages = 1 }",
    "erlang = { mean = 0.2, stages = 3 }",
    "erlang = { mean = 5.0, stages = 40 }",
    "hyperexponential = { mean = 1.0, cv = 1.1 }",
    "hyperexponential = { mean = 3.0, cv = 3.0 }",
    "weibull = { mean = 30.0, shape = 1.5 }",
    "weibull = { mean = 30.0, shape = 0.5 }",
    "weibull = { mean = 1.0, shape = 6.0 }",
];

fn sampler(text: &str) -> Distribution {
    let law: Law = toml::from_str(text).unwrap();
    Distribution::plain(&law)
}

fn draws(law: &Distribution, seed: u64) -> Vec<f64> {
    let chance = Chance::new(SEED, seed);
    (0..DRAWS)
        .map(|i| law.draw(chance.block(i, Purpose::Work, 0).bits(0)))
        .collect()
}

/// The chance of a Kolmogorov-Smirnov distance as large as `distance` in a sample of `n`: Kolmogorov's series, with Stephens's
/// correction (Journal of the Royal Statistical Society B 32, 1970).
fn kolmogorov(distance: f64, n: f64) -> f64 {
    let lambda = (n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance;
    let term =
        |k: i32| 2.0 * f64::from(1 - 2 * (1 - k % 2)) * (-2.0 * f64::from(k * k) * lambda * lambda).exp();
    (1..100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

#[test]
fn kolmogorovs_series_has_his_critical_values() {
    // 5 % at 1.3581 and 1 % at 1.6276, for large samples.
    for (lambda, p) in [(1.3581, 0.05), (1.6276, 0.01)] {
        let n: f64 = 1e12;
        assert!((kolmogorov(lambda / n.sqrt(), n) - p).abs() < 1e-5);
    }
}

#[test]
fn drawn_laws_have_their_distribution_functions() {
    for (which, text) in LAWS.iter().enumerate() {
        let law = sampler(text);
        let mut sample = draws(&law, which as u64);
        sample.sort_unstable_by(f64::total_cmp);
        let n = sample.len() as f64;
        let distance = sample
            .iter()
            .enumerate()
            .map(|(i, x)| {
                let (below, exact) = (i as f64 / n, law.cdf(*x));
                (exact - below).abs().max((below + 1.0 / n - exact).abs())
            })
            .fold(0.0, f64::max);
        let p = kolmogorov(distance, n);
        assert!(p > LEAST, "{text}: distance {distance}, p = {p}");
    }
}

/// A distance in the middle hides a tail that is not there: so many of the draws lie beyond the points that one in a hundred, in a
/// thousand and in ten thousand should pass, at both ends.
#[test]
fn drawn_laws_have_their_tails() {
    for (which, text) in LAWS.iter().enumerate() {
        let law = sampler(text);
        let sample = draws(&law, 100 + which as u64);
        for share in [1e-2, 1e-3, 1e-4] {
            let expected = Binomial::new(share, DRAWS).unwrap();
            for (end, count) in [
                ("low", sample.iter().filter(|x| law.cdf(**x) < share).count()),
                (
                    "high",
                    sample.iter().filter(|x| 1.0 - law.cdf(**x) < share).count(),
                ),
            ] {
                let count = count as u64;
                // Two-sided: as few as this, or as many.
                let few = expected.cdf(count);
                let many = 1.0 - if count == 0 { 0.0 } else { expected.cdf(count - 1) };
                let p = (2.0 * few.min(many)).min(1.0);
                assert!(
                    p > LEAST,
                    "{text}: {count} at the {end} end beyond {share}, p = {p}"
                );
            }
        }
    }
}

/// What is drawn is the quantile at the draw, and what is drawn at the opposite bits the one as far from the other end: so a run and
/// its mirror are opposites in all they draw.
#[test]
fn every_draw_is_a_quantile_and_opposite_bits_give_the_opposite_one() {
    for text in LAWS {
        let law = sampler(text);
        let chance = Chance::new(SEED, 2_000);
        for i in 0..10_000 {
            let block = chance.block(i, Purpose::Work, 0);
            let (bits, share) = (block.bits(0), block.uniform(0));
            for (bits, share) in [(bits, share), (!bits, 1.0 - share)] {
                let found = law.cdf(law.draw(bits));
                // The table of the normal law is good to 2e-5 of its standard deviation.
                assert!((found - share).abs() < 1e-5, "{text}: {found} at {share}");
            }
        }
    }
}

/// The antithetic coupling, where its correlation has a formula.
#[test]
fn opposite_draws_are_correlated_as_theory_says() {
    let pi = std::f64::consts::PI;
    // Exponential: 1 - π²/6; uniform: -1; lognormal: (exp(-σ²) - 1) / (exp(σ²) - 1).
    let s2 = 0.25_f64;
    for (text, exact) in [
        ("exponential = 20.0", 1.0 - pi * pi / 6.0),
        ("weibull = { mean = 2.0, shape = 1.0 }", 1.0 - pi * pi / 6.0),
        ("uniform = { from = 1.0, to = 4.0 }", -1.0),
        (
            "lognormal = { median = 8.0, sigma = 0.5 }",
            (-s2).exp_m1() / s2.exp_m1(),
        ),
    ] {
        let law = sampler(text);
        let chance = Chance::new(SEED, 1_000);
        let pairs: Vec<(f64, f64)> = (0..DRAWS)
            .map(|i| chance.block(i, Purpose::Work, 0).bits(0))
            .map(|bits| (law.draw(bits), law.draw(!bits)))
            .collect();
        let n = pairs.len() as f64;
        let mean = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
        let (a, b) = (mean(&|p| p.0), mean(&|p| p.1));
        let covariance = mean(&|p| (p.0 - a) * (p.1 - b));
        let correlation = covariance / (mean(&|p| (p.0 - a).powi(2)) * mean(&|p| (p.1 - b).powi(2))).sqrt();
        // The standard error of a correlation is below 2/√n for these laws.
        assert!(
            (correlation - exact).abs() < 4.0 * 2.0 / n.sqrt(),
            "{text}: {correlation} instead of {exact}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// More bits, no smaller value, near and far, whatever the law: coupled runs and mirrors rest on it. A value
    /// may be off by a part in 10¹¹ (Newton's method), which two neighbours can share.
    #[test]
    fn every_draw_grows_with_its_bits(bits: u64, further in 0_u32..64, share: u64) {
        let more = bits.saturating_add(share >> further);
        for text in LAWS {
            let law = sampler(text);
            let (here, there) = (law.draw(bits), law.draw(more));
            prop_assert!(here <= there * (1.0 + 2e-11), "{text}: {here} at {bits}, {there} at {more}");
        }
    }
}
