//! What a probability law of the model is in numbers: mean, unevenness, and the share that lies below a value.
//!
//! Values are in the law's own unit: seconds for durations, plain for factors. Formulas: N. Johnson, S. Kotz,
//! N. Balakrishnan, *Continuous Univariate Distributions* I (1994); the hyperexponential has balanced means, as in the engine.

use statrs::function::erf::erfc;
use statrs::function::gamma::checked_gamma_lr;

use crate::math;
use crate::model::Law;
use crate::model::law::Lognormal;

/// Mean of a law.
pub(super) fn mean(law: &Law) -> f64 {
    match law {
        Law::Fixed(x) | Law::Exponential(x) => x.get(),
        Law::Uniform(u) => f64::midpoint(u.from.get(), u.to.get()),
        Law::Lognormal(l) => {
            let (mu, sigma) = logarithm(l);
            math::exp(mu + 0.5 * sigma * sigma)
        }
        Law::Erlang(e) => e.mean.get(),
        Law::Hyperexponential(h) => h.mean.get(),
        Law::Weibull(w) => w.mean.get(),
    }
}

/// Mean of a law that may be absent: zero.
pub(super) fn mean_of(law: Option<&Law>) -> f64 {
    law.map_or(0.0, mean)
}

/// Squared coefficient of variation of a law: variance over squared mean.
pub(super) fn squared_cv(law: &Law) -> f64 {
    match law {
        Law::Fixed(_) => 0.0,
        Law::Exponential(_) => 1.0,
        Law::Uniform(u) => {
            let width = u.to.get() - u.from.get();
            width * width / 12.0 / math::powi(mean(law), 2)
        }
        Law::Lognormal(l) => math::exp_m1(math::powi(logarithm(l).1, 2)),
        Law::Erlang(e) => 1.0 / e.stages.get().max(1) as f64,
        Law::Hyperexponential(h) => math::powi(h.cv.get(), 2),
        Law::Weibull(w) => {
            let k = w.shape.get();
            math::gamma(1.0 + 2.0 / k) / math::powi(math::gamma(1.0 + 1.0 / k), 2) - 1.0
        }
    }
}

/// Whether a law is exponential, whatever it is called.
pub(super) fn is_exponential(law: &Law) -> bool {
    match law {
        Law::Exponential(_) => true,
        Law::Erlang(e) => e.stages.get() == 1,
        Law::Weibull(w) => w.shape.get().to_bits() == 1.0_f64.to_bits(),
        _ => false,
    }
}

/// Share of a law strictly below `x`.
pub(super) fn below(law: &Law, x: f64) -> f64 {
    if let Law::Fixed(value) = law {
        return if value.get() < x { 1.0 } else { 0.0 };
    }
    if x <= 0.0 {
        return 0.0;
    }
    match law {
        Law::Fixed(_) => 0.0,
        Law::Exponential(m) => -math::exp_m1(-x / m.get()),
        Law::Uniform(u) => {
            let width = u.to.get() - u.from.get();
            if width > 0.0 {
                ((x - u.from.get()) / width).clamp(0.0, 1.0)
            } else {
                f64::from(u8::from(u.from.get() < x))
            }
        }
        Law::Lognormal(l) => {
            let (mu, sigma) = logarithm(l);
            if sigma > 0.0 {
                0.5 * erfc((mu - math::ln(x)) / (sigma * std::f64::consts::SQRT_2))
            } else {
                f64::from(u8::from(math::exp(mu) < x))
            }
        }
        Law::Erlang(e) => {
            let stages = e.stages.get().max(1) as f64;
            checked_gamma_lr(stages, x * stages / e.mean.get()).unwrap_or(1.0)
        }
        Law::Hyperexponential(h) => {
            let cv2 = math::powi(h.cv.get(), 2);
            let first = 0.5 * (1.0 + ((cv2 - 1.0).max(0.0) / (cv2 + 1.0)).sqrt());
            let branch = |share: f64| -share * math::exp_m1(-2.0 * share * x / h.mean.get());
            branch(first) + branch(1.0 - first)
        }
        Law::Weibull(w) => {
            let scale = w.mean.get() / math::gamma(1.0 + 1.0 / w.shape.get());
            -math::exp_m1(-math::pow(x / scale, w.shape.get()))
        }
    }
}

/// `n` values that stand for equal shares of a law: its quantiles at `(i + ½)/n`, by bisection.
pub(super) fn representatives(law: &Law, n: usize) -> Vec<f64> {
    if let Law::Fixed(value) = law {
        return vec![value.get()];
    }
    (0..n)
        .map(|i| quantile(law, (i as f64 + 0.5) / n as f64))
        .collect()
}

/// The value below which a share `p` in (0, 1) of the law lies.
pub(super) fn quantile(law: &Law, p: f64) -> f64 {
    let mut high = mean(law).max(f64::MIN_POSITIVE);
    let mut low = 0.0;
    while below(law, high) < p && high < 1e300 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if below(law, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// `(μ, σ)` of the logarithm.
fn logarithm(l: &Lognormal) -> (f64, f64) {
    let sigma = match (l.sigma, l.cv) {
        (Some(sigma), _) => sigma.get(),
        (None, Some(cv)) => math::ln_1p(cv.get() * cv.get()).sqrt(),
        (None, None) => 0.0,
    };
    let mu = match (l.median, l.mean) {
        (Some(median), _) => math::ln(median.get()),
        (None, Some(mean)) => math::ln(mean.get()) - 0.5 * sigma * sigma,
        (None, None) => 0.0,
    };
    (mu, sigma)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(text: &str) -> Law {
        #[derive(serde::Deserialize)]
        struct Holder {
            law: Law,
        }
        toml::from_str::<Holder>(&format!("law = {text}")).unwrap().law
    }

    const LAWS: [&str; 7] = [
        "{ fixed = \"2 s\" }",
        "{ exponential = \"2 s\" }",
        "{ uniform = { from = \"1 s\", to = \"3 s\" } }",
        "{ lognormal = { mean = \"2 s\", cv = 1.5 } }",
        "{ erlang = { mean = \"2 s\", stages = 3 } }",
        "{ hyperexponential = { mean = \"2 s\", cv = 3.0 } }",
        "{ weibull = { mean = \"2 s\", shape = 1.5 } }",
    ];

    /// Mean and second moment by the tail formula: `E X = ∫ P(X ≥ x) dx`, `E X² = ∫ 2 x P(X ≥ x) dx`, midpoint rule.
    fn moments_of_the_tail(law: &Law) -> (f64, f64) {
        let step = 1e-3;
        (0..400_000)
            .map(|i| (f64::from(i) + 0.5) * step)
            .map(|x| (x, 1.0 - below(law, x)))
            .fold((0.0, 0.0), |(m, s), (x, tail)| {
                (m + tail * step, s + 2.0 * x * tail * step)
            })
    }

    #[test]
    fn moments_are_those_of_the_distribution() {
        for text in LAWS {
            let law = law(text);
            let (m, second) = moments_of_the_tail(&law);
            assert!((mean(&law) - m).abs() < 2e-3 * m, "{text}: {m}");
            let cv2 = second / (m * m) - 1.0;
            assert!(
                (squared_cv(&law) - cv2).abs() < 1e-2 * (1.0 + cv2),
                "{text}: {cv2}"
            );
        }
    }

    #[test]
    fn a_quantile_has_its_share_below() {
        for text in &LAWS[1..] {
            let law = law(text);
            for p in [0.01, 0.5, 0.99] {
                assert!((below(&law, quantile(&law, p)) - p).abs() < 1e-9, "{text} at {p}");
            }
        }
        assert!(
            (quantile(&law("{ lognormal = { median = \"40 s\", sigma = 0.6 } }"), 0.5) - 40.0).abs() < 1e-6
        );
    }

    #[test]
    fn an_exponential_law_has_other_names() {
        assert!(is_exponential(&law(
            "{ erlang = { mean = \"2 s\", stages = 1 } }"
        )));
        assert!(is_exponential(&law(
            "{ weibull = { mean = \"2 s\", shape = 1.0 } }"
        )));
        assert!(!is_exponential(&law("{ fixed = \"2 s\" }")));
    }
}
