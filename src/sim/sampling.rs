//! Laws of a model file, ready to be drawn from. A value is the quantile function of one 64-bit draw.
//!
//! It is a monotone function of that draw, under every law. Coupled runs therefore stay coupled, and a
//! run and its mirror are opposites. A sampler that rejects, as most of `rand_distr` do, takes as many
//! draws as it needs and loses part of both; so these laws do not use them.

mod lognormal;
mod normal;
mod quantiles;

use crate::math;
use crate::model::{Law, law};

use super::random::unit;
use lognormal::Lognormal;

/// A law compiled for drawing; values are in microseconds (for durations) or plain (for factors).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sampler {
    Fixed(f64),
    Exponential {
        mean: f64,
    },
    Uniform {
        from: f64,
        width: f64,
    },
    Lognormal(Lognormal),
    Erlang {
        stage_mean: f64,
        stages: u64,
    },
    Hyperexponential {
        first_share: f64,
        first_mean: f64,
        second_mean: f64,
    },
    Weibull {
        scale: f64,
        inverse_shape: f64,
    },
}

/// Microseconds in a second.
pub(crate) const MICROS: f64 = 1e6;

impl Sampler {
    /// A sampler of durations, in microseconds.
    pub(crate) fn micros(law: &Law) -> Self {
        Sampler::new(law, MICROS)
    }

    /// A sampler of plain factors.
    pub(crate) fn plain(law: &Law) -> Self {
        Sampler::new(law, 1.0)
    }

    fn new(law: &Law, unit: f64) -> Self {
        match law {
            Law::Fixed(value) => Sampler::Fixed(value.get() * unit),
            Law::Exponential(mean) => Sampler::Exponential {
                mean: mean.get() * unit,
            },
            Law::Uniform(u) => Sampler::Uniform {
                from: u.from.get() * unit,
                width: (u.to.get() - u.from.get()) * unit,
            },
            Law::Lognormal(l) => {
                let (mu, sigma) = lognormal_parameters(l);
                Sampler::Lognormal(Lognormal::new(mu + math::ln(unit), sigma))
            }
            Law::Erlang(e) => {
                let stages = e.stages.get().max(1);
                Sampler::Erlang {
                    stage_mean: e.mean.get() * unit / stages as f64,
                    stages,
                }
            }
            Law::Hyperexponential(h) => {
                // Balanced means: p1/m1' = p2/m2' with squared coefficient of variation cv².
                let cv2 = h.cv.get() * h.cv.get();
                let share = 0.5 * (1.0 + ((cv2 - 1.0).max(0.0) / (cv2 + 1.0)).sqrt());
                let mean = h.mean.get() * unit;
                Sampler::Hyperexponential {
                    first_share: share,
                    first_mean: mean / (2.0 * share),
                    second_mean: mean / (2.0 * (1.0 - share)),
                }
            }
            Law::Weibull(w) => {
                let inverse_shape = 1.0 / w.shape.get();
                let scale = w.mean.get() * unit / math::gamma(1.0 + inverse_shape);
                Sampler::Weibull { scale, inverse_shape }
            }
        }
    }

    /// The value at 64 random bits.
    #[inline]
    pub(crate) fn draw(&self, bits: u64) -> f64 {
        match self {
            Sampler::Lognormal(law) => law.draw(bits),
            _ => self.draw_other(bits),
        }
    }

    /// The laws that stand in fewer places.
    #[inline(never)]
    fn draw_other(&self, bits: u64) -> f64 {
        match *self {
            Sampler::Fixed(value) => value,
            Sampler::Exponential { mean } => -mean * math::ln(unit(!bits)),
            Sampler::Uniform { from, width } => from + width * unit(bits),
            Sampler::Lognormal(ref law) => law.draw(bits),
            Sampler::Erlang { stage_mean, stages } => stage_mean * quantiles::erlang(stages, bits),
            Sampler::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => quantiles::hyperexponential(first_share, first_mean, second_mean, bits),
            Sampler::Weibull { scale, inverse_shape } => {
                scale * math::pow(-math::ln(unit(!bits)), inverse_shape)
            }
        }
    }

    /// The value at 64 random bits, as whole microseconds.
    #[inline]
    pub(crate) fn draw_us(&self, bits: u64) -> u64 {
        // Adding a half and truncating rounds, and the cast saturates.
        (self.draw(bits) + 0.5) as u64
    }

    /// The mean of the law.
    pub(crate) fn mean(&self) -> f64 {
        match *self {
            Sampler::Fixed(value) => value,
            Sampler::Exponential { mean } => mean,
            Sampler::Uniform { from, width } => from + 0.5 * width,
            Sampler::Lognormal(ref law) => law.mean(),
            Sampler::Erlang { stage_mean, stages } => stage_mean * stages as f64,
            Sampler::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => first_share * first_mean + (1.0 - first_share) * second_mean,
            Sampler::Weibull { scale, inverse_shape } => scale * math::gamma(1.0 + inverse_shape),
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
mod tests {
    use super::*;
    use crate::sim::random::{Chance, Purpose};

    /// The sample mean of each law is its mean (z-test at a fixed seed).
    #[test]
    fn sampled_means_are_the_means() {
        let laws = [
            Sampler::Exponential { mean: 2.0 },
            Sampler::Uniform {
                from: 1.0,
                width: 2.0,
            },
            Sampler::Lognormal(Lognormal::new(0.2, 0.7)),
            Sampler::Erlang {
                stage_mean: 0.5,
                stages: 4,
            },
            Sampler::Hyperexponential {
                first_share: 0.9,
                first_mean: 1.0,
                second_mean: 9.0,
            },
            Sampler::Weibull {
                scale: 2.0,
                inverse_shape: 0.5,
            },
        ];
        let chance = Chance::new(1, 0);
        for (which, law) in laws.iter().enumerate() {
            let n = 200_000_u32;
            let draws: Vec<f64> = (0..u64::from(n))
                .map(|i| law.draw(chance.block(which as u64, Purpose::Work, i).bits(0)))
                .collect();
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n - 1);
            let z = (mean - law.mean()) / (variance / f64::from(n)).sqrt();
            assert!(z.abs() < 4.0, "{law:?}: z = {z}");
        }
    }
}
