//! Laws, ready to be drawn from: a value is a monotone function of one 64-bit draw, the quantile function, so that coupled runs stay
//! coupled and a run and its mirror are opposites.

mod quantiles;

use std::sync::LazyLock;

use crate::model::Law;
use crate::model::law::Lognormal;

use super::random::unit;

/// A law compiled for drawing; values are in microseconds (for durations) or plain (for factors).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sampler {
    Fixed(f64),
    Exponential {
        mean: f64,
    },
    Uniform {
        from: f64,
        width: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
        /// [`TABLE`], looked up once.
        normal: &'static NormalTable,
    },
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
                Sampler::Lognormal {
                    mu: mu + unit.ln(),
                    sigma,
                    normal: &TABLE,
                }
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
                let scale = w.mean.get() * unit / statrs::function::gamma::gamma(1.0 + inverse_shape);
                Sampler::Weibull { scale, inverse_shape }
            }
        }
    }

    /// The value at 64 random bits.
    #[inline]
    pub(crate) fn draw(&self, bits: u64) -> f64 {
        match *self {
            Sampler::Lognormal { mu, sigma, normal } => {
                quick_exp(mu + sigma * quick_normal_quantile(bits, normal))
            }
            _ => self.draw_other(bits),
        }
    }

    /// The laws that stand in fewer places.
    #[inline(never)]
    fn draw_other(&self, bits: u64) -> f64 {
        match *self {
            Sampler::Fixed(value) => value,
            Sampler::Exponential { mean } => -mean * unit(!bits).ln(),
            Sampler::Uniform { from, width } => from + width * unit(bits),
            Sampler::Lognormal { .. } => self.draw(bits),
            Sampler::Erlang { stage_mean, stages } => stage_mean * quantiles::erlang(stages, bits),
            Sampler::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => quantiles::hyperexponential(first_share, first_mean, second_mean, bits),
            Sampler::Weibull { scale, inverse_shape } => scale * (-unit(!bits).ln()).powf(inverse_shape),
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
            Sampler::Lognormal { mu, sigma, .. } => (mu + 0.5 * sigma * sigma).exp(),
            Sampler::Erlang { stage_mean, stages } => stage_mean * stages as f64,
            Sampler::Hyperexponential {
                first_share,
                first_mean,
                second_mean,
            } => first_share * first_mean + (1.0 - first_share) * second_mean,
            Sampler::Weibull { scale, inverse_shape } => {
                scale * statrs::function::gamma::gamma(1.0 + inverse_shape)
            }
        }
    }
}

/// `(μ, σ)` of the logarithm, in the law's own unit.
fn lognormal_parameters(l: &Lognormal) -> (f64, f64) {
    let sigma = match (&l.sigma, &l.cv) {
        (Some(sigma), _) => sigma.get(),
        (None, Some(cv)) => (1.0 + cv.get() * cv.get()).ln().sqrt(),
        (None, None) => 0.0,
    };
    let mu = match (&l.median, &l.mean) {
        (Some(median), _) => median.get().ln(),
        (None, Some(mean)) => mean.get().ln() - 0.5 * sigma * sigma,
        (None, None) => 0.0,
    };
    (mu, sigma)
}

/// The table of [`quick_normal_quantile`] has two to this power pieces.
const PIECE_BITS: u32 = 10;
const PIECES: usize = 1 << PIECE_BITS;
/// The bits of a uniform draw that tell the place within a piece.
const WITHIN_BITS: u32 = 52 - PIECE_BITS;
/// So many pieces at either end, below 1/64 and above 63/64, bend too much for parabolas.
const EDGE_PIECES: usize = PIECES / 64;

type NormalTable = [f64; PIECES + 1];

/// The standard normal quantile at the ends of the pieces: 8 KiB, to stay in the nearest cache.
static TABLE: LazyLock<NormalTable> = LazyLock::new(|| {
    std::array::from_fn(|i| {
        if i == 0 || i == PIECES {
            0.0
        } else {
            normal_quantile(i as f64 / PIECES as f64)
        }
    })
});

/// The standard normal quantile for the hot path: parabolas through exact values where it bends little (absolute error below
/// 2e-5 standard deviations, and monotone), exact in the tails.
#[inline]
fn quick_normal_quantile(bits: u64, table: &NormalTable) -> f64 {
    // The number of the piece stands in the highest bits, the place within it in those below.
    let piece = (bits >> (64 - PIECE_BITS)) as usize;
    if !(EDGE_PIECES..PIECES - EDGE_PIECES).contains(&piece) {
        return tail_quantile(bits);
    }
    // Of the 52 bits of `unit`, so that the value is the one at `unit(bits)`.
    let below = (bits >> 12) & ((1 << WITHIN_BITS) - 1);
    let within = (below.cast_signed() as f64 + 0.5) * (1.0 / (1_u64 << WITHIN_BITS) as f64);
    let (low, middle, high) = (table[piece], table[piece + 1], table[piece + 2]);
    // Newton's forward differences.
    low + within * ((middle - low) + 0.5 * (within - 1.0) * (high - 2.0 * middle + low))
}

/// [`normal_quantile`] out of the way of the hot path.
#[cold]
fn tail_quantile(bits: u64) -> f64 {
    normal_quantile(unit(bits))
}

/// Powers of e beyond `±` this are left to the standard library.
const QUICK_EXP_REACH: f64 = 700.0;
/// Adding this to a number of ordinary size leaves its nearest integer in the lowest bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;
/// `(ln 2)ᵏ / k!`: the Taylor series of `2ˣ`, cut where the rest is below 6e-9 for `|x| ≤ ½`.
const POWERS_OF_LN_2: [f64; 8] = [
    1.0,
    std::f64::consts::LN_2,
    0.240_226_506_959_100_7,
    5.550_410_866_482_158e-2,
    9.618_129_107_628_477e-3,
    1.333_355_814_642_844_3e-3,
    1.540_353_039_338_161e-4,
    1.525_273_380_405_984e-5,
];

/// `eˣ` for the hot path: relative error below 1e-8, and the same bits on every machine.
#[inline]
fn quick_exp(x: f64) -> f64 {
    if x.abs() > QUICK_EXP_REACH {
        return x.exp();
    }
    let binary = x * std::f64::consts::LOG2_E;
    let shifted = binary + ROUNDING;
    let whole = shifted - ROUNDING;
    let power = polynomial(&POWERS_OF_LN_2, binary - whole);
    // The integer goes straight into the exponent.
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// The standard normal quantile: algorithm AS 241, `PPND16` (Wichura, Applied Statistics 37, 1988), relative error about 1e-16.
/// Written out because it stands in the hot path; checked against `statrs`.
#[inline]
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_UP, r) / polynomial(&CENTRE_DOWN, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let value = if r <= 5.0 {
        polynomial(&MIDDLE_UP, r - 1.6) / polynomial(&MIDDLE_DOWN, r - 1.6)
    } else {
        polynomial(&FAR_UP, r - 5.0) / polynomial(&FAR_DOWN, r - 5.0)
    };
    if q < 0.0 { -value } else { value }
}

/// A polynomial of degree 7 by Estrin's scheme: three multiplications deep where Horner's has seven.
#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let x2 = x * x;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2;
    low + high * (x2 * x2)
}

const CENTRE_UP: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_DOWN: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_545e3,
];
const MIDDLE_UP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_DOWN: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_UP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_049e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288e-7,
];
const FAR_DOWN: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, Normal};

    use super::*;
    use crate::sim::random::{Chance, Purpose};

    #[test]
    fn normal_quantile_agrees_with_statrs() {
        let normal = Normal::new(0.0, 1.0).unwrap();
        for k in 1..2000 {
            let p = f64::from(k) / 2000.0;
            assert!(
                (normal_quantile(p) - normal.inverse_cdf(p)).abs() < 1e-8,
                "at {p}"
            );
        }
        for z in [-8.0, -6.5, -5.5, -4.0, 4.0, 5.5] {
            assert!((normal_quantile(normal.cdf(z)) - z).abs() < 1e-6, "at {z}");
        }
    }

    #[test]
    fn quick_normal_quantile_is_close_and_monotone() {
        let mut last = f64::NEG_INFINITY;
        for k in 0..1_000_000 {
            let bits = k * (u64::MAX / 1_000_000);
            let p = unit(bits);
            let quick = quick_normal_quantile(bits, &TABLE);
            assert!((quick - normal_quantile(p)).abs() < 2e-5, "at {p}");
            assert!(quick >= last, "at {p}");
            last = quick;
        }
    }

    #[test]
    fn quick_exp_is_close_and_monotone() {
        let mut last = 0.0;
        for k in -710_000..710_000 {
            let x = f64::from(k) / 1e3;
            let (quick, exact) = (quick_exp(x), x.exp());
            // Beyond its reach both are the same, infinity included.
            let close = (quick / exact - 1.0).abs() < 1e-8 || quick.to_bits() == exact.to_bits();
            assert!(close, "at {x}: {quick}");
            assert!(quick >= last, "at {x}");
            last = quick;
        }
        assert!((quick_exp(0.0) - 1.0).abs() < f64::EPSILON);
    }

    /// The sample mean of each law is its mean (z-test at a fixed seed).
    #[test]
    fn sampled_means_are_the_means() {
        let laws = [
            Sampler::Exponential { mean: 2.0 },
            Sampler::Uniform {
                from: 1.0,
                width: 2.0,
            },
            Sampler::Lognormal {
                mu: 0.2,
                sigma: 0.7,
                normal: &TABLE,
            },
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
