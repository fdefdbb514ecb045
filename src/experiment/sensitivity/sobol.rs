//! Shares of the variance: what would be gone if a number were known, and what would be left if all
//! others were.

use rand::RngExt;
use serde::Serialize;

use super::super::statistics::Interval;
use super::{ROUNDING, Scale, SensitivityError, complete, relative_spread};
use clickday_engine::sim::random::{Chance, Purpose};

/// A share of the variance, and how sure it is. It lies within 0 and 1, and so do the estimate and
/// its interval: where the estimator leaves them, the nearer of the two is nearer to the truth too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Index {
    /// The estimate.
    pub value: f64,
    /// Percentile bootstrap interval over base points.
    pub interval: Interval,
    /// Whether it says anything: before it was cut off at 0 and 1 the interval was no wider than
    /// these.
    pub can_be_told: bool,
}

impl Index {
    fn of(value: f64, interval: Interval) -> Index {
        let share = Interval { low: 0.0, high: 1.0 };
        Index {
            value: value.clamp(share.low, share.high),
            interval: interval.within(share),
            can_be_told: interval.high - interval.low < share.high - share.low,
        }
    }
}

/// Shares of the variance that are one factor's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Indices {
    /// First order, `Var E[Y | X_i] / Var Y`: what would be gone on average if it were known.
    pub first: Index,
    /// Total, `E Var[Y | all but X_i] / Var Y`: what would be left if all others were.
    pub total: Index,
}

/// How the bootstrap is done.
const RESAMPLES: u64 = 1_000;

/// Sobol indices of each factor, from the outcomes of Saltelli's design.
///
/// `outcomes` are in the order of the design: for each base point its value in `A`, in `B`, and in
/// each of the `A` with one column of `B` (`d + 2` in all). With `f` centred on the mean of `A` and
/// `B`, and `V` their variance,
///
/// * first order: `Σ f(B) (f(AB_i) − f(A)) / (N V)` (Saltelli et al. 2010),
/// * total: `Σ (f(A) − f(AB_i))² / (2 N V)` (Jansen).
///
/// The intervals are percentiles of 1,000 resamples of base points, at `confidence` in (0, 1). The
/// points are a scrambled Sobol sequence, more even than independent ones, so the intervals err on
/// the wide side.
///
/// A resample without variance says nothing of any share. Where there are more of them than an
/// interval leaves out at one end, the interval is unbounded, and there is no answer: so it is when
/// the outcome differs at a handful of points.
///
/// # Errors
/// [`SensitivityError`]: a hole, a value that was never reached, the wrong number of outcomes, no variation but that of
/// rounding, or variation at too few points.
///
/// Source: Saltelli et al., *Computer Physics Communications* 181 (2010) 259–270; Jansen, *Computer
/// Physics Communications* 117 (1999) 35–43; bootstrap: Archer, Saltelli and Sobol, *J. Statistical
/// Computation and Simulation* 58 (1997) 99–120.
pub(crate) fn sobol(
    factors: usize,
    outcomes: &[Option<f64>],
    scale: Scale,
    confidence: f64,
    seed: u64,
) -> Result<Vec<Indices>, SensitivityError> {
    let width = factors + 2;
    let whole = outcomes.len() / width * width;
    let values = complete(outcomes, whole.max(width), scale)?;
    let base: Vec<&[f64]> = values.chunks(width).collect();
    let all: Vec<usize> = (0..base.len()).collect();
    let resampled: Vec<Vec<(f64, f64)>> = (0..RESAMPLES)
        .filter_map(|resample| shares(&base, &drawn(base.len(), seed, resample), factors))
        .collect();
    let without = RESAMPLES as usize - resampled.len();
    let too_few = SensitivityError::TooFewDiffer {
        without,
        resamples: RESAMPLES as usize,
    };
    if without as f64 > RESAMPLES as f64 * (1.0 - confidence) / 2.0 {
        return Err(too_few);
    }
    let estimate = shares(&base, &all, factors).ok_or(too_few)?;
    let index = |i: usize, of: fn(&(f64, f64)) -> f64| {
        let resampled = resampled.iter().map(|shares| of(&shares[i]));
        Index::of(of(&estimate[i]), percentiles(resampled, confidence))
    };
    let indices = (0..factors).map(|i| Indices {
        first: index(i, |shares| shares.0),
        total: index(i, |shares| shares.1),
    });
    Ok(indices.collect())
}

/// Base points drawn with replacement.
fn drawn(base_points: usize, seed: u64, resample: u64) -> Vec<usize> {
    let mut chance = Chance::new(seed, 0).stream(resample, Purpose::Bootstrap);
    (0..base_points)
        .map(|_| chance.random_range(0..base_points))
        .collect()
}

/// First-order and total index of each factor over the chosen base points; `None` where these do
/// not vary by more than rounding: their mean, and so their variance, is known to that only.
fn shares(base: &[&[f64]], chosen: &[usize], factors: usize) -> Option<Vec<(f64, f64)>> {
    let n = chosen.len() as f64;
    let at_base = chosen.iter().flat_map(|&j| [base[j][0], base[j][1]]);
    if relative_spread(at_base) <= ROUNDING {
        return None;
    }
    let mean = chosen.iter().map(|&j| base[j][0] + base[j][1]).sum::<f64>() / (2.0 * n);
    let square = |x: f64| (x - mean) * (x - mean);
    let variance = chosen
        .iter()
        .map(|&j| square(base[j][0]) + square(base[j][1]))
        .sum::<f64>()
        / (2.0 * n);
    let of_factor = |i: usize| {
        let (mut first, mut total) = (0.0, 0.0);
        for &j in chosen {
            let (a, b, mixed) = (base[j][0], base[j][1], base[j][2 + i]);
            first += (b - mean) * (mixed - a);
            total += (a - mixed) * (a - mixed);
        }
        (first / (n * variance), total / (2.0 * n * variance))
    };
    Some((0..factors).map(of_factor).collect())
}

fn percentiles(values: impl Iterator<Item = f64>, confidence: f64) -> Interval {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = |q: f64| {
        sorted
            .get((q * last as f64).round() as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    Interval {
        low: at(f64::midpoint(0.0, 1.0 - confidence)),
        high: at(f64::midpoint(1.0, confidence)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::cube;
    use super::super::super::statistics::chance::Chance as Dice;
    use super::*;
    use clickday_engine::theory::sensitivity::{GFunction, Ishigami};

    fn of(factors: usize, base: usize, scale: Scale, f: impl Fn(&[f64]) -> f64) -> Vec<Indices> {
        let outcomes: Vec<Option<f64>> = cube::saltelli(factors, base, 7)
            .iter()
            .map(|x| Some(f(x)))
            .collect();
        sobol(factors, &outcomes, scale, 0.95, 7).unwrap()
    }

    fn ishigami() -> (Ishigami, impl Fn(&[f64]) -> f64) {
        let f = Ishigami::new(7.0, 0.1).unwrap();
        (f, move |x: &[f64]| f.at([x[0], x[1], x[2]]))
    }

    #[test]
    fn ishigamis_indices_are_found() {
        let (law, f) = ishigami();
        let found = of(3, 4_096, Scale::Value, f);
        for (found, exact) in found.iter().zip(law.indices()) {
            assert!(
                (found.first.value - exact.first).abs() < 0.02,
                "{found:?} {exact:?}"
            );
            assert!(
                (found.total.value - exact.total).abs() < 0.02,
                "{found:?} {exact:?}"
            );
            assert!(found.first.interval.contains(exact.first), "{found:?} {exact:?}");
            assert!(found.total.interval.contains(exact.total), "{found:?} {exact:?}");
        }
        // Golden values: S = (0.3139, 0.4424, 0), T₃ = 0.2437.
        assert!((found[0].first.value - 0.3139).abs() < 0.02 && (found[2].total.value - 0.2437).abs() < 0.02);
    }

    #[test]
    fn the_g_functions_indices_are_found() {
        let law = GFunction::new(&[0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0]).unwrap();
        let found = of(8, 4_096, Scale::Value, |x| law.at(x));
        for (found, exact) in found.iter().zip(law.indices()) {
            assert!(
                (found.first.value - exact.first).abs() < 0.02,
                "{found:?} {exact:?}"
            );
            assert!(
                (found.total.value - exact.total).abs() < 0.02,
                "{found:?} {exact:?}"
            );
        }
        assert!((found[0].first.value - 0.7165).abs() < 0.02);
    }

    #[test]
    fn intervals_hold_the_true_indices_at_least_as_often_as_they_say() {
        // Independent points, for which the bootstrap is meant: f = x₀ + 2 x₁, S = T = (0.2, 0.8).
        let mut dice = Dice::new(31);
        let (trials, base) = (200, 256);
        let mut held = 0;
        for seed in 0..trials {
            let mut outcomes = Vec::new();
            for _ in 0..base {
                let (a, b) = (dice.sample(2, Dice::uniform), dice.sample(2, Dice::uniform));
                let f = |x: f64, y: f64| Some(x + 2.0 * y);
                outcomes.extend([f(a[0], a[1]), f(b[0], b[1]), f(b[0], a[1]), f(a[0], b[1])]);
            }
            let found = sobol(2, &outcomes, Scale::Value, 0.9, seed).unwrap();
            held += u32::from(found[0].first.interval.contains(0.2));
            held += u32::from(found[1].first.interval.contains(0.8));
            held += u32::from(found[0].total.interval.contains(0.2));
            held += u32::from(found[1].total.interval.contains(0.8));
        }
        let coverage = f64::from(held) / (4.0 * trials as f64);
        assert!(
            (0.86..0.94).contains(&coverage),
            "{coverage} of intervals at 90 %"
        );
    }

    #[test]
    fn beyond_a_cliff_the_rank_tells_what_the_value_hides() {
        // A few enormous values, and a slope everywhere.
        let f = |x: &[f64]| if x[1] > 0.99 { 1e6 } else { x[0] };
        let (by_value, by_rank) = (of(2, 1_024, Scale::Value, f), of(2, 1_024, Scale::Rank, f));
        assert!(
            by_value[0].total.value < 0.05 && by_rank[0].total.value > 0.8,
            "{by_rank:?}"
        );
    }

    #[test]
    fn a_hole_and_a_constant_are_refused() {
        let mut outcomes = vec![Some(1.0); 4 * 16];
        assert_eq!(
            sobol(2, &outcomes, Scale::Value, 0.95, 1),
            Err(SensitivityError::NoVariance)
        );
        outcomes[9] = None;
        assert_eq!(
            sobol(2, &outcomes, Scale::Value, 0.95, 1),
            Err(SensitivityError::Holes(vec![9]))
        );
        outcomes.pop();
        let wrong = SensitivityError::WrongSize {
            expected: 60,
            found: 63,
        };
        assert_eq!(sobol(2, &outcomes, Scale::Value, 0.95, 1), Err(wrong));
    }

    /// Whether an answer is one: within 0 and 1, and with an interval that narrows it down.
    fn is_an_answer(found: &[Indices]) -> bool {
        let good = |index: &Index| {
            let Interval { low, high } = index.interval;
            0.0 <= low && low <= high && high <= 1.0 && (0.0..=1.0).contains(&index.value)
        };
        found.iter().all(|found| good(&found.first) && good(&found.total))
    }

    #[test]
    fn what_differs_at_one_point_is_refused() {
        // Whether it is a base point or a mixed one. The latter is what came to 3e33 once: all the
        // variance there was, of the base points, was the rounding of their mean.
        for place in [0, 1, 2, 3, 41] {
            for usual in [0.1, 3e6, 0.0] {
                let mut outcomes = vec![Some(usual); 4 * 64];
                outcomes[place] = Some(usual + 1.0);
                for scale in [Scale::Value, Scale::Rank] {
                    let refused = sobol(2, &outcomes, scale, 0.95, 1);
                    assert!(
                        matches!(refused, Err(SensitivityError::TooFewDiffer { .. })),
                        "{refused:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_differs_by_rounding_is_refused() {
        let mut dice = Dice::new(5);
        let outcomes: Vec<Option<f64>> = (0..4 * 64)
            .map(|_| Some(7.0 * (1.0 + 1e-15 * dice.uniform())))
            .collect();
        for scale in [Scale::Value, Scale::Rank] {
            let refused = sobol(2, &outcomes, scale, 0.95, 1);
            assert!(
                matches!(refused, Err(SensitivityError::Rounding(_))),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn an_index_that_could_be_anything_is_said_to_be_so() {
        let wide = Index::of(0.4, Interval { low: -0.5, high: 1.2 });
        assert!(!wide.can_be_told && wide.interval == Interval { low: 0.0, high: 1.0 });
        let narrow = Index::of(-0.02, Interval { low: -0.1, high: 0.1 });
        assert!(narrow.can_be_told && narrow.value == 0.0);
        assert_eq!(narrow.interval, Interval { low: 0.0, high: 0.1 });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn there_is_an_answer_within_0_and_1_or_a_reason(
            base in 4_usize..64, differ in 0_usize..12, size in -17.0_f64..2.0, usual in -1e6_f64..1e6, seed: u64,
        ) {
            // An outcome that differs at some points only, and by anything from rounding to much.
            let mut dice = Dice::new(seed);
            let mut outcomes = vec![Some(usual); 5 * base];
            for _ in 0..differ {
                let place = (dice.uniform() * outcomes.len() as f64) as usize;
                outcomes[place] = Some(usual * (1.0 + 10_f64.powf(size) * dice.uniform()));
            }
            for scale in [Scale::Value, Scale::Rank] {
                if let Ok(found) = sobol(3, &outcomes, scale, 0.95, seed) {
                    prop_assert!(is_an_answer(&found), "{found:?}");
                    prop_assert!(size > -10.0, "an answer out of rounding: {found:?}");
                }
            }
        }

        #[test]
        fn of_a_sum_the_shares_are_those_of_the_slopes(slopes in prop::collection::vec(0.5_f64..4.0, 2..5)) {
            let found = of(slopes.len(), 1_024, Scale::Value, |x| x.iter().zip(&slopes).map(|(x, a)| a * x).sum());
            let whole: f64 = slopes.iter().map(|a| a * a).sum();
            for (found, slope) in found.iter().zip(&slopes) {
                let share = slope * slope / whole;
                prop_assert!((found.first.value - share).abs() < 0.03, "{found:?} {share}");
                prop_assert!((found.total.value - share).abs() < 0.03, "{found:?} {share}");
            }
        }

        #[test]
        fn neither_unit_nor_origin_matters(factor in 0.01_f64..100.0, origin in -1e3_f64..1e3) {
            let (_, f) = ishigami();
            let (plain, changed) = (of(3, 128, Scale::Value, &f), of(3, 128, Scale::Value, |x| origin + factor * f(x)));
            for (plain, changed) in plain.iter().zip(&changed) {
                prop_assert!((plain.first.value - changed.first.value).abs() < 1e-6);
                prop_assert!((plain.total.interval.high - changed.total.interval.high).abs() < 1e-6);
            }
        }
    }
}
