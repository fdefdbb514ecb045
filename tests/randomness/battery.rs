//! A battery of tests for random bits, after Knuth (The Art of Computer Programming 2, 3.3.2), Marsaglia's Diehard, and the Hamming
//! weight tests of `TestU01` (L'Ecuyer & Simard, ACM TOMS 33, 2007) and `PractRand`.
//!
//! Each test turns a stream of 64-bit words into a p-value: the chance that truly random bits look at least so odd. Small p-values
//! and, for the chi-square tests, those close to 1 are suspicious.

use std::collections::BTreeMap;

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, Discrete, DiscreteCDF, Normal, Poisson};

/// Words each test takes.
pub(crate) const WORDS: u64 = 1 << 18;

/// A stream: the n-th of its words.
pub(crate) type Words<'a> = &'a dyn Fn(u64) -> u64;

/// A test, and its name.
pub(crate) type Test = (&'static str, fn(Words) -> f64);

/// The battery.
pub(crate) const BATTERY: [Test; 10] = [
    ("frequency", frequency),
    ("bit positions", bit_positions),
    ("serial pairs", serial_pairs),
    ("bit runs", bit_runs),
    ("gaps", gaps),
    ("birthday spacings", birthday_spacings),
    ("matrix rank", matrix_rank),
    ("Hamming weights", hamming_weights),
    ("lagged correlation", lagged_correlation),
    ("uniformity", uniformity),
];

/// Two-sided p-value of a standard normal score.
pub(crate) fn two_sided(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

/// Two-sided p-value of counts against expectations: too even is as suspicious as too uneven.
fn chi_square(observed: &[u64], expected: &[f64], freedom: usize) -> f64 {
    let score: f64 = observed
        .iter()
        .zip(expected)
        .map(|(o, e)| (*o as f64 - e).powi(2) / e)
        .sum();
    let law = ChiSquared::new(freedom as f64).unwrap();
    2.0 * law.cdf(score).min(law.sf(score))
}

/// As many ones as zeros.
fn frequency(words: Words) -> f64 {
    let ones: u64 = (0..WORDS).map(|i| u64::from(words(i).count_ones())).sum();
    let bits = (64 * WORDS) as f64;
    two_sided((2.0 * ones as f64 - bits) / bits.sqrt())
}

/// As many at each of the 64 positions.
fn bit_positions(words: Words) -> f64 {
    let mut ones = [0_u64; 64];
    for i in 0..WORDS {
        let word = words(i);
        for (position, count) in ones.iter_mut().enumerate() {
            *count += word >> position & 1;
        }
    }
    let n = WORDS as f64;
    let score: f64 = ones.iter().map(|o| (2.0 * *o as f64 - n).powi(2) / n).sum();
    let law = ChiSquared::new(64.0).unwrap();
    2.0 * law.cdf(score).min(law.sf(score))
}

/// Each pair of bytes as often, the last byte of a word with the first of the next.
fn serial_pairs(words: Words) -> f64 {
    let mut cells = vec![0_u64; 1 << 16];
    for i in 0..WORDS {
        cells[((words(i) & 0xff) << 8 | words(i + 1) >> 56) as usize] += 1;
    }
    let expected = vec![WORDS as f64 / cells.len() as f64; cells.len()];
    chi_square(&cells, &expected, cells.len() - 1)
}

/// Bits change from one to the next half of the time, within words and across them.
fn bit_runs(words: Words) -> f64 {
    let mut changes = 0_u64;
    for i in 0..WORDS {
        let word = words(i);
        let next = word << 1 | words(i + 1) >> 63;
        changes += u64::from((word ^ next).count_ones());
    }
    let bits = (64 * WORDS) as f64;
    two_sided((2.0 * changes as f64 - bits) / bits.sqrt())
}

/// Words in the lowest tenth are as far apart as a geometric law says.
fn gaps(words: Words) -> f64 {
    const LONGEST: usize = 60;
    let share = 0.1;
    let below = (share * 2_f64.powi(64)) as u64;
    let mut lengths = [0_u64; LONGEST + 1];
    let mut length = 0;
    for i in 0..WORDS {
        if words(i) < below {
            lengths[length.min(LONGEST)] += 1;
            length = 0;
        } else {
            length += 1;
        }
    }
    let all = lengths.iter().sum::<u64>() as f64;
    let expected: Vec<f64> = (0..=LONGEST)
        .map(|k| {
            let longer = all * (1.0_f64 - share).powf(k as f64);
            if k == LONGEST { longer } else { longer * share }
        })
        .collect();
    chi_square(&lengths, &expected, LONGEST)
}

/// Birthdays in a year of 2³² days: equal spacings between neighbours are Poisson with mean `m³/4n` (Marsaglia & Tsang, Journal of
/// Statistical Software 7, 2002).
fn birthday_spacings(words: Words) -> f64 {
    const PEOPLE: u64 = 4096;
    let mut equal = 0_u64;
    for year in 0..WORDS / PEOPLE {
        let mut days: Vec<u64> = (0..PEOPLE).map(|i| words(year * PEOPLE + i) >> 32).collect();
        days.sort_unstable();
        let mut spacings: Vec<u64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        spacings.sort_unstable();
        equal += spacings.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
    }
    let mean = (WORDS / PEOPLE) as f64 * (PEOPLE as f64).powi(3) / (4.0 * 2_f64.powi(32));
    let law = Poisson::new(mean).unwrap();
    let many = if equal == 0 { 1.0 } else { law.sf(equal - 1) };
    (2.0 * law.cdf(equal).min(many)).min(1.0)
}

/// Ranks of 32×32 matrices of bits: full with chance 0.2888, one less with 0.5776.
fn matrix_rank(words: Words) -> f64 {
    let mut ranks = [0_u64; 3];
    let matrices = WORDS / 32;
    for matrix in 0..matrices {
        let mut rows: Vec<u32> = (0..32).map(|row| words(matrix * 32 + row) as u32).collect();
        let mut rank = 0;
        for column in 0..32 {
            let Some(pivot) = (rank..32).find(|row| rows[*row] >> column & 1 == 1) else {
                continue;
            };
            rows.swap(rank, pivot);
            for row in rank + 1..32 {
                if rows[row] >> column & 1 == 1 {
                    rows[row] ^= rows[rank];
                }
            }
            rank += 1;
        }
        ranks[(32 - rank).min(2)] += 1;
    }
    let full: f64 = (1..=32).map(|i| 1.0 - 2_f64.powi(-i)).product();
    // Rank r of an n×n matrix: 2^(-(n-r)²) Π (1-2^-i)² / (1-2^-j), i from n-r+1 to n, j from 1 to r.
    let one_less = 2.0 * full * (1.0 - 2_f64.powi(-32));
    let n = matrices as f64;
    let expected = [full, one_less, 1.0 - full - one_less].map(|share| share * n);
    chi_square(&ranks, &expected, 2)
}

/// The number of ones in a word says nothing of that in the next: light, middling and heavy words follow each other as often as
/// their shares say.
fn hamming_weights(words: Words) -> f64 {
    let class = |word: u64| match word.count_ones() {
        0..=29 => 0,
        30..=34 => 1,
        _ => 2,
    };
    let weight = Binomial::new(0.5, 64).unwrap();
    let middling: f64 = (30..=34).map(|k| weight.pmf(k)).sum();
    let shares = [weight.cdf(29), middling, 1.0 - weight.cdf(29) - middling];
    let mut cells = [0_u64; 9];
    // Pairs that do not overlap, so that they are independent.
    for i in 0..WORDS / 2 {
        cells[3 * class(words(2 * i)) + class(words(2 * i + 1))] += 1;
    }
    let n = (WORDS / 2) as f64;
    let expected: Vec<f64> = (0..9)
        .map(|cell| n * shares[cell / 3] * shares[cell % 3])
        .collect();
    chi_square(&cells, &expected, 8)
}

/// Neighbours up to eight apart are uncorrelated. The p-value is that of the worst of the eight.
fn lagged_correlation(words: Words) -> f64 {
    const LAGS: u64 = 8;
    let centred = |i: u64| words(i) as f64 / 2_f64.powi(64) - 0.5;
    let worst = (1..=LAGS)
        .map(|lag| {
            let sum: f64 = (0..WORDS).map(|i| centred(i) * centred(i + lag)).sum();
            // Each product has variance 1/144.
            two_sided(sum * 12.0 / (WORDS as f64).sqrt())
        })
        .fold(1.0, f64::min);
    (worst * LAGS as f64).min(1.0)
}

/// Four thousand equal pieces of the unit interval, each as often.
fn uniformity(words: Words) -> f64 {
    let mut cells: BTreeMap<u64, u64> = BTreeMap::new();
    for i in 0..WORDS {
        *cells.entry(words(i) >> 52).or_default() += 1;
    }
    let observed: Vec<u64> = (0..1 << 12)
        .map(|cell| cells.get(&cell).copied().unwrap_or(0))
        .collect();
    let expected = vec![WORDS as f64 / observed.len() as f64; observed.len()];
    chi_square(&observed, &expected, observed.len() - 1)
}
