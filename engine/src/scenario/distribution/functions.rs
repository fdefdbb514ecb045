//! What a law is in numbers: its evenness, the share of it below a value, and the value with a
//! share below it.
//!
//! Formulas: N. Johnson, S. Kotz, N. Balakrishnan, *Continuous Univariate Distributions* I (1994).
//! The error function and the incomplete gamma function are those of `statrs`.

use statrs::function::erf::erfc;
use statrs::function::gamma::checked_gamma_lr;

use super::normal::normal_quantile;
use super::{Distribution, MICROS, quantiles};
use crate::math;

impl Distribution {
    /// The mean of a law of durations \[s\].
    pub fn mean_s(&self) -> f64 {
        self.mean() / MICROS
    }

    /// The coefficient of variation: standard deviation over mean.
    pub fn cv(&self) -> f64 {
        self.squared_cv().sqrt()
    }

    /// The squared coefficient of variation: variance over squared mean.
    pub(crate) fn squared_cv(&self) -> f64 {
        match *self {
            Distribution::Fixed(_) => 0.0,
            Distribution::Exponential { .. } => 1.0,
            Distribution::Uniform { width, .. } => width * width / 12.0 / math::powi(self.mean(), 2),
            Distribution::Lognormal(ref law) => math::exp_m1(math::powi(law.sigma(), 2)),
            Distribution::Erlang { stages, .. } => 1.0 / stages as f64,
            Distribution::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => {
                let square = first_share * math::powi(first_mean, 2)
                    + (1.0 - first_share) * math::powi(second_mean, 2);
                2.0 * square / math::powi(self.mean(), 2) - 1.0
            }
            Distribution::Weibull { inverse_shape, .. } => {
                math::gamma(1.0 + 2.0 * inverse_shape) / math::powi(math::gamma(1.0 + inverse_shape), 2) - 1.0
            }
        }
    }

    /// Whether the law is exponential, whatever it is called.
    pub fn is_exponential(&self) -> bool {
        match *self {
            Distribution::Exponential { .. } => true,
            Distribution::Erlang { stages, .. } => stages == 1,
            Distribution::Weibull { inverse_shape, .. } => inverse_shape.to_bits() == 1.0_f64.to_bits(),
            _ => false,
        }
    }

    /// The share of the law at or below `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        match self.only_value() {
            Some(value) => f64::from(u8::from(value <= x)),
            None => self.continuous_cdf(x),
        }
    }

    /// The share of the law strictly below `x`: the same as [`Distribution::cdf`], but for a law of
    /// a single value.
    pub fn below(&self, x: f64) -> f64 {
        match self.only_value() {
            Some(value) => f64::from(u8::from(value < x)),
            None => self.continuous_cdf(x),
        }
    }

    /// The value of a law that has one only.
    fn only_value(&self) -> Option<f64> {
        match *self {
            Distribution::Fixed(value) => Some(value),
            Distribution::Uniform { from, width } if width <= 0.0 => Some(from),
            Distribution::Lognormal(ref law) if law.sigma() <= 0.0 => Some(law.median()),
            _ => None,
        }
    }

    fn continuous_cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        match *self {
            Distribution::Fixed(_) => 0.0,
            Distribution::Exponential { mean } => -math::exp_m1(-x / mean),
            Distribution::Uniform { from, width } => ((x - from) / width).clamp(0.0, 1.0),
            Distribution::Lognormal(ref law) => {
                let z = math::ln(x / law.median()) / law.sigma();
                0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
            }
            Distribution::Erlang { stage_mean, stages } => {
                checked_gamma_lr(stages as f64, x / stage_mean).unwrap_or(1.0)
            }
            Distribution::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => {
                -first_share * math::exp_m1(-x / first_mean)
                    - (1.0 - first_share) * math::exp_m1(-x / second_mean)
            }
            Distribution::Weibull { scale, inverse_shape } => {
                -math::exp_m1(-math::pow(x / scale, 1.0 / inverse_shape))
            }
        }
    }

    /// The value with a share `p` in (0, 1) of the law below it.
    pub fn quantile(&self, p: f64) -> f64 {
        let beyond = 1.0 - p;
        match *self {
            Distribution::Fixed(value) => value,
            Distribution::Exponential { mean } => -mean * math::ln_1p(-p),
            Distribution::Uniform { from, width } => from + width * p,
            Distribution::Lognormal(ref law) => law.median() * math::exp(law.sigma() * normal_quantile(p)),
            Distribution::Erlang { stage_mean, stages } => stage_mean * quantiles::erlang(stages, p, beyond),
            Distribution::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => quantiles::hyperexponential(first_share, first_mean, second_mean, beyond),
            Distribution::Weibull { scale, inverse_shape } => {
                scale * math::pow(-math::ln_1p(-p), inverse_shape)
            }
        }
    }

    /// `n` values that stand for equal shares of the law: its quantiles at `(i + ½)/n`. One where
    /// it has one only.
    pub fn representatives(&self, n: usize) -> Vec<f64> {
        match self.only_value() {
            Some(value) => vec![value],
            None => (0..n)
                .map(|i| self.quantile((i as f64 + 0.5) / n as f64))
                .collect(),
        }
    }
}
