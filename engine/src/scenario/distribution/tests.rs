//! Distributions against the crate `statrs`, and their functions against each other.

use proptest::prelude::*;
use statrs::distribution::{ContinuousCDF, Erlang, Exp, LogNormal, Uniform, Weibull};
use statrs::function::gamma::gamma;

use super::*;
use crate::scenario::splitmix;

fn of_text(text: &str) -> Distribution {
    Distribution::plain(&toml::from_str(text).unwrap())
}

/// A law as a file writes it, and its values by `statrs`: the share at or below a value.
struct Reference {
    text: String,
    cdf: Box<dyn Fn(f64) -> f64>,
}

fn reference(text: String, law: impl ContinuousCDF<f64, f64> + 'static) -> Reference {
    Reference {
        text,
        cdf: Box::new(move |x| law.cdf(x)),
    }
}

/// Laws of every kind, of a mean and with a parameter of their shape.
fn references(mean: f64, shape: f64) -> Vec<Reference> {
    let stages = shape.ceil() as u64;
    let lognormal = format!("lognormal = {{ median = {mean}, sigma = {shape} }}");
    let sigma = shape.mul_add(shape, 1.0).ln().sqrt();
    let by_cv = format!("lognormal = {{ mean = {mean}, cv = {shape} }}");
    let cv = 1.0 + shape;
    let first = 0.5 * (1.0 + ((cv * cv - 1.0) / (cv * cv + 1.0)).sqrt());
    let branch = move |share: f64| Exp::new(2.0 * share / mean).unwrap();
    let (one, other) = (branch(first), branch(1.0 - first));
    vec![
        reference(format!("exponential = {mean}"), Exp::new(1.0 / mean).unwrap()),
        reference(
            format!("uniform = {{ from = {mean}, to = {} }}", mean + shape),
            Uniform::new(mean, mean + shape).unwrap(),
        ),
        reference(lognormal, LogNormal::new(mean.ln(), shape).unwrap()),
        reference(
            by_cv,
            LogNormal::new(mean.ln() - 0.5 * sigma * sigma, sigma).unwrap(),
        ),
        reference(
            format!("erlang = {{ mean = {mean}, stages = {stages} }}"),
            Erlang::new(stages, stages as f64 / mean).unwrap(),
        ),
        Reference {
            text: format!("hyperexponential = {{ mean = {mean}, cv = {cv} }}"),
            cdf: Box::new(move |x| first * one.cdf(x) + (1.0 - first) * other.cdf(x)),
        },
        reference(
            format!("weibull = {{ mean = {mean}, shape = {shape} }}"),
            Weibull::new(shape, mean / gamma(1.0 + 1.0 / shape)).unwrap(),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn shares_are_those_of_statrs(mean in 1e-3..1e4_f64, shape in 0.1..8.0_f64, at in 0.001..20.0_f64) {
        for law in references(mean, shape) {
            let (found, expected) = (of_text(&law.text).cdf(at * mean), (law.cdf)(at * mean));
            prop_assert!((found - expected).abs() < 1e-10, "{} at {at}: {found}, {expected}", law.text);
        }
    }

    #[test]
    fn a_quantile_has_its_share_below(mean in 1e-3..1e4_f64, shape in 0.1..8.0_f64, p in 1e-6..1.0_f64) {
        for law in references(mean, shape) {
            let law = of_text(&law.text);
            let found = law.cdf(law.quantile(p));
            prop_assert!((found - p).abs() < 1e-9, "{law:?}: {found} below the quantile of {p}");
            prop_assert_eq!(law.cdf(law.quantile(p)).to_bits(), law.below(law.quantile(p)).to_bits());
        }
    }

    /// What is drawn is the quantile at the draw; the lognormal law's table is good to 2e-5 of it.
    #[test]
    fn a_draw_is_a_quantile(mean in 1e-3..1e4_f64, shape in 0.1..8.0_f64, bits: u64) {
        for law in references(mean, shape) {
            let law = of_text(&law.text);
            let (drawn, quantile) = (law.draw(bits), law.quantile(unit(bits)));
            prop_assert!((drawn / quantile - 1.0).abs() < 3e-5, "{law:?}: {drawn}, {quantile}");
        }
    }

    #[test]
    fn a_unit_of_time_changes_the_scale_alone(mean in 1e-3..1e4_f64, shape in 0.1..8.0_f64, p in 0.001..0.999_f64) {
        for law in references(mean, shape) {
            let written: crate::model::Law = toml::from_str(&law.text).unwrap();
            let (seconds, micros) = (Distribution::plain(&written), Distribution::micros(&written));
            prop_assert!((micros.mean() / MICROS / seconds.mean() - 1.0).abs() < 1e-12);
            prop_assert!((micros.quantile(p) / MICROS / seconds.quantile(p) - 1.0).abs() < 1e-9);
            prop_assert!((micros.cv() - seconds.cv()).abs() < 1e-9 * seconds.cv());
        }
    }
}

const LAWS: [&str; 7] = [
    "fixed = 2",
    "exponential = 2",
    "uniform = { from = 1, to = 3 }",
    "lognormal = { mean = 2, cv = 1.5 }",
    "erlang = { mean = 2, stages = 3 }",
    "hyperexponential = { mean = 2, cv = 3.0 }",
    "weibull = { mean = 2, shape = 1.5 }",
];

/// Mean and second moment by the tail formula: `E X = ∫ P(X ≥ x) dx`, `E X² = ∫ 2 x P(X ≥ x) dx`,
/// midpoint rule.
fn moments_of_the_tail(law: &Distribution) -> (f64, f64) {
    let step = 1e-3;
    (0..400_000)
        .map(|i| (f64::from(i) + 0.5) * step)
        .map(|x| (x, 1.0 - law.below(x)))
        .fold((0.0, 0.0), |(m, s), (x, tail)| {
            (m + tail * step, s + 2.0 * x * tail * step)
        })
}

#[test]
fn moments_are_those_of_the_distribution() {
    for text in LAWS {
        let law = of_text(text);
        let (m, second) = moments_of_the_tail(&law);
        assert!((law.mean() - m).abs() < 2e-3 * m, "{text}: {m}");
        let cv2 = second / (m * m) - 1.0;
        assert!(
            (law.squared_cv() - cv2).abs() < 1e-2 * (1.0 + cv2),
            "{text}: {cv2}"
        );
    }
}

/// The mean is that of the quantiles: the midpoint rule with the ends, of which the longest tail
/// has a hundredth, cut finely.
#[test]
fn representatives_have_the_mean() {
    for text in LAWS {
        let law = of_text(text);
        let values = law.representatives(200_000);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((mean / law.mean() - 1.0).abs() < 1e-3, "{text}: {mean}");
    }
    assert_eq!(of_text("fixed = 2").representatives(9), [2.0]);
}

#[test]
fn quantiles_by_hand() {
    let law = of_text("lognormal = { median = 40, sigma = 0.6 }");
    assert!((law.quantile(0.5) - 40.0).abs() < 1e-9);
    assert!((of_text("exponential = 3").quantile(0.5) - 3.0 * 2_f64.ln()).abs() < 1e-12);
    assert!((of_text("uniform = { from = 1, to = 3 }").quantile(0.25) - 1.5).abs() < 1e-12);
}

#[test]
fn a_law_of_one_value_jumps_there() {
    for text in [
        "fixed = 2",
        "uniform = { from = 2, to = 2 }",
        "lognormal = { median = 2, sigma = 0 }",
    ] {
        let law = of_text(text);
        let at = law.quantile(0.5);
        assert_eq!((law.below(at), law.cdf(at)), (0.0, 1.0), "{text}");
        assert_eq!(law.representatives(5).len(), 1, "{text}");
    }
}

#[test]
fn an_exponential_law_has_other_names() {
    assert!(of_text("erlang = { mean = 2, stages = 1 }").is_exponential());
    assert!(of_text("weibull = { mean = 2, shape = 1 }").is_exponential());
    assert!(!of_text("fixed = 2").is_exponential());
}

/// The sample mean of each law is its mean (z-test at a fixed seed).
#[test]
fn sampled_means_are_the_means() {
    let laws = [
        Distribution::Exponential { mean: 2.0 },
        Distribution::Uniform {
            from: 1.0,
            width: 2.0,
        },
        Distribution::Lognormal(Lognormal::new(0.2, 0.7)),
        Distribution::Erlang {
            stage_mean: 0.5,
            stages: 4,
        },
        Distribution::Hyperexponential {
            first_share: 0.9,
            first_mean: 1.0,
            second_mean: 9.0,
        },
        Distribution::Weibull {
            scale: 2.0,
            inverse_shape: 0.5,
        },
    ];
    for (which, law) in laws.iter().enumerate() {
        let n = 200_000_u32;
        let draws: Vec<f64> = (0..u64::from(n))
            .map(|i| law.draw(splitmix(which as u64, i + 1)))
            .collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n - 1);
        let z = (mean - law.mean()) / (variance / f64::from(n)).sqrt();
        assert!(z.abs() < 4.0, "{law:?}: z = {z}");
    }
}
