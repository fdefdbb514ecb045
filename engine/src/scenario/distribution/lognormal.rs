//! The lognormal law. Most durations of a launch have it, so that it is drawn at every step: its
//! quantile function is read from a table.
//!
//! The law of spread σ and median 1 has the quantile function `exp(σ·z(u))`, with `z` that of the
//! standard normal law. The unit interval is cut into equal pieces, and on each of them the cubic
//! is taken that has the function's values and slopes at both ends (Hermite's). Towards 0 and 1 the
//! function bends too much for that: there the outermost of the interval is cut once more, as
//! finely as the whole, and what lies beyond is worked out.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::normal::normal_quantile;
use crate::math;
use crate::math::unit;

/// The interval has two to this power pieces.
const PIECE_BITS: u32 = 8;
const PIECES: usize = 1 << PIECE_BITS;
/// The outermost part at either end is one in two to this power of the interval.
const OUTER_BITS: u32 = 5;
/// So many pieces lie in it.
const OUTER: usize = PIECES >> OUTER_BITS;
/// Laws that spread further have no table: there are none in use, and cubics would be off.
const WIDEST_TABLED: f64 = 3.0;

/// A cubic in the place within its piece, from 0 to 1: the coefficients of the powers from 0 to 3.
/// Two lie on a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(32))]
struct Cubic([f64; 4]);

impl Cubic {
    /// The cubic with these values and slopes at its ends.
    fn through(values: [f64; 2], slopes: [f64; 2]) -> Self {
        let rise = values[1] - values[0];
        Cubic([
            values[0],
            slopes[0],
            3.0 * rise - 2.0 * slopes[0] - slopes[1],
            slopes[0] + slopes[1] - 2.0 * rise,
        ])
    }

    #[inline]
    fn at(&self, x: f64) -> f64 {
        let c = &self.0;
        (c[0] + c[1] * x) + (c[2] + c[3] * x) * (x * x)
    }
}

/// The law of a spread and median 1.
#[derive(Debug, PartialEq)]
struct Table {
    sigma: f64,
    /// The pieces of the whole, then those of its lower end, then those of its upper end. The
    /// outermost of each are not used.
    pieces: Vec<Cubic>,
}

/// A lognormal law.
#[derive(Debug, Clone, PartialEq)]
pub struct Lognormal {
    median: f64,
    mean: f64,
    /// Laws of one spread share it, which keeps it near.
    table: Arc<Table>,
}

impl Lognormal {
    /// The law whose logarithm has mean `mu` and standard deviation `sigma`.
    pub(super) fn new(mu: f64, sigma: f64) -> Self {
        let median = math::exp(mu);
        Lognormal {
            median,
            mean: median * math::exp(0.5 * sigma * sigma),
            table: table(sigma),
        }
    }

    /// The same law, whose mean is known exactly, and not only to the last digit but one.
    pub(super) fn of_mean(self, mean: f64) -> Self {
        Lognormal { mean, ..self }
    }

    /// The median.
    pub(super) fn median(&self) -> f64 {
        self.median
    }

    /// The standard deviation of the logarithm.
    pub(super) fn sigma(&self) -> f64 {
        self.table.sigma
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    /// The value at 64 random bits, rising with them. Relative error below 3e-6 up to a spread of
    /// 1.2, and below 2e-5 beyond.
    #[inline]
    pub(super) fn draw(&self, bits: u64) -> f64 {
        let piece = piece(bits);
        if (OUTER..PIECES - OUTER).contains(&piece)
            && let Some(cubic) = self.table.pieces.get(piece)
        {
            return self.median * cubic.at(within(bits));
        }
        self.draw_outer(bits)
    }

    /// The value in the outermost parts.
    #[cold]
    fn draw_outer(&self, bits: u64) -> f64 {
        let magnified = bits << OUTER_BITS;
        let piece = piece(magnified);
        let (from, beyond) = if bits >> 63 == 0 {
            (PIECES, piece < OUTER)
        } else {
            (2 * PIECES, piece >= PIECES - OUTER)
        };
        match self.table.pieces.get(from + piece) {
            Some(cubic) if !beyond => self.median * cubic.at(within(magnified)),
            _ => self.median * math::exp(self.table.sigma * normal_quantile(unit(bits))),
        }
    }
}

/// The number of the piece stands in the highest bits,
#[inline]
fn piece(bits: u64) -> usize {
    (bits >> (64 - PIECE_BITS)) as usize
}

/// and the place within it in those below: 52 of them are the digits of a number from 1 to 2.
#[inline]
fn within(bits: u64) -> f64 {
    const ONE: u64 = 1.0_f64.to_bits();
    f64::from_bits(ONE | (bits << PIECE_BITS) >> 12) - 1.0
}

/// The standard normal quantile at the ends of the pieces, and its slope there by the piece.
struct Scores {
    whole: Vec<[f64; 2]>,
    lower: Vec<[f64; 2]>,
    upper: Vec<[f64; 2]>,
}

static SCORES: LazyLock<Scores> = LazyLock::new(|| {
    let score = |p: f64, width: f64| {
        let z = normal_quantile(p);
        // The slope is one over the density.
        [z, width * TAU.sqrt() * math::exp(0.5 * z * z)]
    };
    let width = 1.0 / PIECES as f64;
    let fine = width / (1_u64 << OUTER_BITS) as f64;
    let scores = |width: f64| -> Vec<[f64; 2]> {
        // The quantiles at 0 and 1 are not finite, and not used.
        let end = |i: usize| (i as f64 * width).clamp(width, 1.0 - width);
        (0..=PIECES).map(|i| score(end(i), width)).collect()
    };
    let lower = scores(fine);
    Scores {
        whole: scores(width),
        // As far from 1 as the lower end is from 0.
        upper: lower.iter().rev().map(|[z, slope]| [-z, *slope]).collect(),
        lower,
    }
});

impl Table {
    fn new(sigma: f64) -> Self {
        let cubics = |scores: &[[f64; 2]]| {
            let values: Vec<[f64; 2]> = scores
                .iter()
                .map(|[z, slope]| {
                    let value = math::exp(sigma * z);
                    [value, value * sigma * slope]
                })
                .collect();
            let pairs = values.windows(2);
            pairs
                .map(|w| Cubic::through([w[0][0], w[1][0]], [w[0][1], w[1][1]]))
                .collect::<Vec<_>>()
        };
        let pieces = if sigma <= WIDEST_TABLED {
            [&SCORES.whole, &SCORES.lower, &SCORES.upper]
                .into_iter()
                .flat_map(|scores| cubics(scores))
                .collect()
        } else {
            Vec::new()
        };
        Table { sigma, pieces }
    }
}

/// The table of a spread, as long as any law uses it.
fn table(sigma: f64) -> Arc<Table> {
    static IN_USE: Mutex<BTreeMap<u64, Weak<Table>>> = Mutex::new(BTreeMap::new());
    let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(table) = in_use.get(&sigma.to_bits()).and_then(Weak::upgrade) {
        return table;
    }
    in_use.retain(|_, table| table.strong_count() > 0);
    let table = Arc::new(Table::new(sigma));
    in_use.insert(sigma.to_bits(), Arc::downgrade(&table));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(sigma: f64, bits: u64) -> f64 {
        let z = if bits >> 63 == 0 {
            normal_quantile(unit(bits))
        } else {
            -normal_quantile(unit(!bits))
        };
        (sigma * z).exp()
    }

    /// Evenly over all draws, and ever more finely towards both ends.
    fn draws() -> impl Iterator<Item = u64> {
        let evenly = (0..200_000).map(|k| k * (u64::MAX / 200_000));
        let lower =
            (6..50).flat_map(|power| (0..2_000).map(move |k| (1 << (63 - power)) / 2_000 * (2_000 + k)));
        let mut all: Vec<u64> = evenly
            .chain(lower.clone())
            .chain(lower.map(|bits| !bits))
            .collect();
        all.sort_unstable();
        all.into_iter()
    }

    #[test]
    fn the_table_is_close_to_the_law_and_rises() {
        for sigma in [0.0, 0.1, 0.5, 0.83, 1.2, 2.0, 3.0, 5.0] {
            let law = Lognormal::new(0.0, sigma);
            let mut last = 0.0;
            let mut worst: f64 = 0.0;
            for bits in draws() {
                let (quick, exact) = (law.draw(bits), exact(sigma, bits));
                worst = worst.max((quick / exact - 1.0).abs());
                assert!(quick >= last, "σ = {sigma} at {}", unit(bits));
                last = quick;
            }
            let bound = if sigma <= 1.2 { 3e-6 } else { 2e-5 };
            assert!(worst <= bound, "σ = {sigma}: {worst:e}");
        }
    }

    #[test]
    fn laws_of_one_spread_share_a_table_and_the_last_takes_it_away() {
        let sigma = 0.123_456;
        let (one, other) = (Lognormal::new(0.0, sigma), Lognormal::new(1.0, sigma));
        assert!(Arc::ptr_eq(&one.table, &other.table));
        let weak = Arc::downgrade(&one.table);
        drop((one, other));
        assert!(weak.upgrade().is_none());
    }
}
