//! Laws of a model file, ready to be drawn from. A value is the quantile function of one 64-bit
//! draw.
//!
//! It is a monotone function of that draw, under every law. Coupled runs therefore stay coupled,
//! and a run and its mirror are opposites. A sampler that rejects, as most of `rand_distr` do,
//! takes as many draws as it needs and loses part of both; so these laws do not use them.

mod functions;
mod lognormal;
mod normal;
mod quantiles;

use crate::math::{self, unit};
use crate::model::{Law, law};

pub use lognormal::Lognormal;

/// A law compiled for drawing; values are in microseconds (for durations) or plain (for factors).
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Fixed(f64),
    /// Exponential.
    Exponential {
        /// Its mean.
        mean: f64,
    },
    /// Equally likely anywhere between two values.
    Uniform {
        /// The smallest value.
        from: f64,
        /// The largest less the smallest.
        width: f64,
    },
    /// Lognormal.
    Lognormal(Lognormal),
    /// Erlang: a sum of exponential stages.
    Erlang {
        /// The mean of a stage.
        stage_mean: f64,
        /// How many stages.
        stages: u64,
    },
    /// One of two exponential laws.
    Hyperexponential {
        /// The share of the first law.
        first_share: f64,
        /// The mean of the first law.
        first_mean: f64,
        /// The mean of the second law.
        second_mean: f64,
    },
    /// Weibull.
    Weibull {
        /// Its scale.
        scale: f64,
        /// One over its shape.
        inverse_shape: f64,
    },
}

/// Microseconds in a second.
pub const MICROS: f64 = 1e6;

impl Distribution {
    /// A sampler of durations, in microseconds.
    pub fn micros(law: &Law) -> Self {
        Distribution::new(law, MICROS)
    }

    /// A sampler of plain factors.
    pub(crate) fn plain(law: &Law) -> Self {
        Distribution::new(law, 1.0)
    }

    fn new(law: &Law, unit: f64) -> Self {
        match law {
            Law::Fixed(value) => Distribution::Fixed(value.get() * unit),
            Law::Exponential(mean) => Distribution::Exponential {
                mean: mean.get() * unit,
            },
            Law::Uniform(u) => Distribution::Uniform {
                from: u.from.get() * unit,
                width: (u.to.get() - u.from.get()) * unit,
            },
            Law::Lognormal(l) => {
                let (mu, sigma) = lognormal_parameters(l);
                let law = Lognormal::new(mu + math::ln(unit), sigma);
                Distribution::Lognormal(match &l.mean {
                    Some(mean) if l.median.is_none() => law.of_mean(mean.get() * unit),
                    _ => law,
                })
            }
            Law::Erlang(e) => {
                let stages = e.stages.get().max(1);
                Distribution::Erlang {
                    stage_mean: e.mean.get() * unit / stages as f64,
                    stages,
                }
            }
            Law::Hyperexponential(h) => {
                // Balanced means: p1/m1' = p2/m2' with squared coefficient of variation cv².
                let cv2 = h.cv.get() * h.cv.get();
                let share = 0.5 * (1.0 + ((cv2 - 1.0).max(0.0) / (cv2 + 1.0)).sqrt());
                let mean = h.mean.get() * unit;
                Distribution::Hyperexponential {
                    first_share: share,
                    first_mean: mean / (2.0 * share),
                    second_mean: mean / (2.0 * (1.0 - share)),
                }
            }
            Law::Weibull(w) => {
                let inverse_shape = 1.0 / w.shape.get();
                let scale = w.mean.get() * unit / math::gamma(1.0 + inverse_shape);
                Distribution::Weibull { scale, inverse_shape }
            }
        }
    }

    /// The value at 64 random bits.
    #[inline]
    pub(crate) fn draw(&self, bits: u64) -> f64 {
        match self {
            Distribution::Lognormal(law) => law.draw(bits),
            _ => self.draw_other(bits),
        }
    }

    /// The laws that are used in fewer places.
    #[inline(never)]
    fn draw_other(&self, bits: u64) -> f64 {
        match *self {
            Distribution::Fixed(value) => value,
            Distribution::Exponential { mean } => -mean * math::ln(unit(!bits)),
            Distribution::Uniform { from, width } => from + width * unit(bits),
            Distribution::Lognormal(ref law) => law.draw(bits),
            Distribution::Erlang { stage_mean, stages } => {
                stage_mean * quantiles::erlang(stages, unit(bits), unit(!bits))
            }
            Distribution::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => quantiles::hyperexponential(first_share, first_mean, second_mean, unit(!bits)),
            Distribution::Weibull { scale, inverse_shape } => {
                scale * math::pow(-math::ln(unit(!bits)), inverse_shape)
            }
        }
    }

    /// The value at 64 random bits, as whole microseconds.
    #[inline]
    pub fn draw_us(&self, bits: u64) -> u64 {
        // Adding a half and truncating rounds, and the cast saturates.
        (self.draw(bits) + 0.5) as u64
    }

    /// The mean of the law.
    pub fn mean(&self) -> f64 {
        match *self {
            Distribution::Fixed(value) => value,
            Distribution::Exponential { mean } => mean,
            Distribution::Uniform { from, width } => from + 0.5 * width,
            Distribution::Lognormal(ref law) => law.mean(),
            Distribution::Erlang { stage_mean, stages } => stage_mean * stages as f64,
            Distribution::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => first_share * first_mean + (1.0 - first_share) * second_mean,
            Distribution::Weibull { scale, inverse_shape } => scale * math::gamma(1.0 + inverse_shape),
        }
    }
}

/// `(μ, σ)` of the logarithm, in the law's own unit.
fn lognormal_parameters(l: &law::Lognormal) -> (f64, f64) {
    let sigma = match (&l.sigma, &l.cv) {
        (Some(sigma), _) => sigma.get(),
        (None, Some(cv)) => math::ln(1.0 + cv.get() * cv.get()).sqrt(),
        (None, None) => 0.0,
    };
    let mu = match (&l.median, &l.mean) {
        (Some(median), _) => math::ln(median.get()),
        (None, Some(mean)) => math::ln(mean.get()) - 0.5 * sigma * sigma,
        (None, None) => 0.0,
    };
    (mu, sigma)
}

#[cfg(test)]
mod tests;
