//! Which policy is the best, or may be: multiple comparisons with the best.
//!
//! A ranking by means alone pretends to know the order. What the replications can say is, for each
//! policy, how far it lies from the best *of the others*: an interval wholly below zero rules a
//! policy out, one that starts at zero crowns it, and those that straddle zero cannot be told from
//! the best with these replications.

use serde::Serialize;
use statrs::distribution::{ChiSquared, Continuous, ContinuousCDF, Normal};

use super::Interval;
use super::mean::mean;
use clickday_engine::math;

/// Policies compared with the best of the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestComparison {
    /// Replications of each policy.
    pub replications: u64,
    /// Half-width of the intervals before they are cut at zero, `g S / √n`: differences smaller
    /// than this cannot be told.
    pub half_width: f64,
    /// The critical value `g`, with `k − 1` comparisons and `(k − 1)(n − 1)` degrees of freedom.
    pub critical_value: f64,
    /// For each policy, its mean less the greatest mean of the others.
    pub differences: Vec<Interval>,
}

impl BestComparison {
    /// Nelson and Matejcik's intervals for `mean of policy i − greatest mean of the others`, over
    /// policies that met the same people: `values[i][r]` is policy `i` in replication `r`. More is
    /// better: change the sign of a measure of which less is.
    ///
    /// With the sphericity that common random numbers bring,
    /// `S² = 2 ΣΣ (x_ij − x̄_i − x̄_j + x̄)² / ((k − 1)(n − 1))` estimates the variance of every
    /// difference, and the intervals are `[−(x̄_i − max x̄_l − w)⁻, (x̄_i − max x̄_l + w)⁺]` with
    /// `w = g S / √n`: all of them hold together with probability `confidence`, in (0, 1).
    ///
    /// `None` of fewer than two policies or two replications, of samples of unequal size, and of
    /// values that are not finite.
    ///
    /// Source: Nelson and Matejcik, *Management Science* 41 (1995) 1935–1945.
    pub fn of(values: &[&[f64]], confidence: f64) -> Option<BestComparison> {
        let degrees_of_freedom =
            (values.len().checked_sub(1)? * values.first()?.len().checked_sub(1)?) as f64;
        if !comparable(values) {
            return None;
        }
        let critical_value = equicoordinate_quantile(values.len() - 1, degrees_of_freedom, confidence)?;
        BestComparison::at(values, critical_value)
    }

    /// The intervals with a critical value that is known already.
    fn at(values: &[&[f64]], critical_value: f64) -> Option<BestComparison> {
        let replications = values.first()?.len();
        let means: Vec<f64> = values.iter().filter_map(|sample| mean(sample)).collect();
        let degrees_of_freedom = ((values.len() - 1) * (replications - 1)) as f64;
        let variance = 2.0 * interaction(values, &means) / degrees_of_freedom;
        let half_width = critical_value * (variance / replications as f64).sqrt();
        let differences = (0..means.len()).map(|i| {
            let difference = means[i] - best_of_others(&means, i);
            Interval {
                low: (difference - half_width).min(0.0),
                high: (difference + half_width).max(0.0),
            }
        });
        Some(BestComparison {
            replications: replications as u64,
            half_width,
            critical_value,
            differences: differences.collect(),
        })
    }

    /// The policies that may be the best: those not shown to be worse than another.
    pub fn may_be_best(&self) -> impl Iterator<Item = usize> + '_ {
        let possible =
            |difference: &Interval| difference.high > 0.0 || self.half_width == 0.0 && difference.low >= 0.0;
        (0..self.differences.len()).filter(move |&i| possible(&self.differences[i]))
    }
}

/// Whether there are two policies or more, each with as many replications, two or more, all finite.
fn comparable(values: &[&[f64]]) -> bool {
    let replications = values.first().map_or(0, |sample| sample.len());
    let fits = |sample: &&[f64]| sample.len() == replications && sample.iter().all(|x| x.is_finite());
    values.len() > 1 && replications > 1 && values.iter().all(fits)
}

/// The greatest mean but that of policy `i`.
fn best_of_others(means: &[f64], i: usize) -> f64 {
    let others = means.iter().enumerate().filter(|(l, _)| *l != i);
    others.map(|(_, mean)| *mean).fold(f64::NEG_INFINITY, f64::max)
}

/// Sum of squares of what neither the policy nor the replication explains.
fn interaction(values: &[&[f64]], means: &[f64]) -> f64 {
    let grand = means.iter().sum::<f64>() / means.len() as f64;
    let squares_of = |replication: usize| -> f64 {
        let day = values.iter().map(|sample| sample[replication]).sum::<f64>() / values.len() as f64;
        let residual =
            |(sample, mean): (&&[f64], &f64)| math::powi(sample[replication] - mean - day + grand, 2);
        values.iter().zip(means).map(residual).sum()
    };
    (0..values[0].len()).map(squares_of).sum()
}

/// Intervals of the numerical integrals below: halving them changes no critical value by 10⁻⁷.
const PANELS: usize = 192;

/// The `g` with `P(T₁ ≤ g, …, T_m ≤ g) = probability`, for `m` equally correlated (½) variables of
/// Student's law with `degrees_of_freedom`: the one-sided equicoordinate quantile of Dunnett and of
/// Bechhofer.
///
/// With `T_i = (Z_i − Z₀) / (√2 s)`, the probability is `∫ f(s) ∫ φ(z) Φ(z + √2 g s)^m dz ds` where
/// `s` is the square root of a chi-squared variable over its degrees of freedom; by Simpson's rule,
/// and solved by bisection.
///
/// Source: Bechhofer, Santner and Goldsman, *Design and Analysis of Experiments for Statistical
/// Selection* (1995), table B.3.
fn equicoordinate_quantile(comparisons: usize, degrees_of_freedom: f64, probability: f64) -> Option<f64> {
    let scale = ChiSquared::new(degrees_of_freedom).ok()?;
    let normal = Normal::new(0.0, 1.0).ok()?;
    let tail = 1e-12;
    let (from, until) = (
        scale.inverse_cdf(tail).sqrt(),
        scale.inverse_cdf(1.0 - tail).sqrt(),
    );
    // φ and its abscissae once for all.
    let inner: Vec<(f64, f64)> = simpson(-8.0, 8.0)
        .map(|(z, weight)| (z, weight * normal.pdf(z)))
        .collect();
    let outer: Vec<(f64, f64)> = simpson(from, until)
        .map(|(chi, weight)| {
            (
                chi / degrees_of_freedom.sqrt(),
                weight * 2.0 * chi * scale.pdf(chi * chi),
            )
        })
        .collect();
    let power = i32::try_from(comparisons).ok()?;
    let below = |g: f64| -> f64 {
        let given = |s: f64| -> f64 {
            let shift = std::f64::consts::SQRT_2 * g * s;
            inner
                .iter()
                .map(|(z, weight)| weight * math::powi(normal.cdf(z + shift), power))
                .sum()
        };
        outer.iter().map(|(s, weight)| weight * given(*s)).sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    while below(high) < probability {
        (low, high) = (high, 2.0 * high);
        // Beyond this, so few degrees of freedom say nothing.
        if high > 1e6 {
            return None;
        }
    }
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if below(middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Abscissae and weights of Simpson's rule.
fn simpson(from: f64, until: f64) -> impl Iterator<Item = (f64, f64)> {
    let step = (until - from) / PANELS as f64;
    (0..=PANELS).map(move |i| {
        let weight = match i {
            0 | PANELS => 1.0,
            _ if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        (from + step * i as f64, weight * step / 3.0)
    })
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn critical_values_are_those_computed_apart_from_this_program() {
        // Policies, replications, g at 95 %.
        let known = [
            (3, 10, 2.0404),
            (3, 20, 1.9733),
            (5, 10, 2.2384),
            (5, 20, 2.1967),
            (8, 10, 2.3928),
            (8, 20, 2.3650),
            (10, 10, 2.4605),
            (10, 20, 2.4374),
        ];
        for (policies, replications, expected) in known {
            let degrees_of_freedom = f64::from((policies - 1) * (replications - 1));
            let g = equicoordinate_quantile(policies as usize - 1, degrees_of_freedom, 0.95).unwrap();
            assert!(
                (g - expected).abs() < 1e-4,
                "{policies} policies, {replications} replications: {g}"
            );
        }
    }

    #[test]
    fn one_comparison_is_students_quantile() {
        // One-sided, 95 %: t with 4, 19 and 60 degrees of freedom.
        for (degrees_of_freedom, expected) in [(4.0, 2.131_847), (19.0, 1.729_133), (60.0, 1.670_649)] {
            let g = equicoordinate_quantile(1, degrees_of_freedom, 0.95).unwrap();
            assert!((g - expected).abs() < 1e-5, "{degrees_of_freedom}: {g}");
        }
    }

    /// Policies with these means, on the same days: what a day does to all is five times what it
    /// does to one.
    fn days(chance: &mut Chance, means: &[f64], n: usize) -> Vec<Vec<f64>> {
        let days = chance.sample(n, |c| 5.0 * c.normal());
        let policy = |mean: &f64| days.iter().map(|day| day + mean + chance.normal()).collect();
        means.iter().map(policy).collect()
    }

    fn with_best(samples: &[Vec<f64>]) -> BestComparison {
        let samples: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
        BestComparison::of(&samples, 0.95).unwrap()
    }

    #[test]
    fn nineteen_in_twenty_families_of_intervals_hold_all_true_differences() {
        let mut chance = Chance::new(22);
        // The hardest case, all equal, where the level is used up but for the cut at zero; and an
        // easy one.
        for means in [vec![0.0; 4], vec![0.0, 0.2, 0.4, 5.0]] {
            let trials = 4_000;
            let g = equicoordinate_quantile(3, 42.0, 0.95).unwrap();
            let mut held = 0;
            for _ in 0..trials {
                let samples = days(&mut chance, &means, 15);
                let samples: Vec<&[f64]> = samples.iter().map(Vec::as_slice).collect();
                let found = BestComparison::at(&samples, g).unwrap();
                held += u32::from(
                    (0..means.len())
                        .all(|i| found.differences[i].contains(means[i] - best_of_others(&means, i))),
                );
            }
            let coverage = f64::from(held) / f64::from(trials);
            // At least as much as promised, less 4 standard deviations of the simulation.
            assert!(coverage > 0.95 - 0.0138, "{means:?}: {coverage}");
        }
    }

    #[test]
    fn the_best_is_found_and_the_hopeless_are_ruled_out() {
        let mut chance = Chance::new(23);
        let found = with_best(&days(&mut chance, &[0.0, 3.0, 3.1, -2.0], 20));
        assert_eq!(found.may_be_best().collect::<Vec<_>>(), [1, 2], "{found:?}");
        let clear = with_best(&days(&mut chance, &[0.0, 9.0], 20));
        assert!(clear.differences[1].low == 0.0 && clear.differences[0].high == 0.0);
        assert_eq!(clear.may_be_best().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn what_cannot_be_compared_is_not() {
        assert_eq!(BestComparison::of(&[&[1.0, 2.0]], 0.95), None);
        assert_eq!(BestComparison::of(&[&[1.0], &[2.0]], 0.95), None);
        assert_eq!(BestComparison::of(&[&[1.0, 2.0], &[2.0]], 0.95), None);
        assert_eq!(
            BestComparison::of(&[&[1.0, f64::INFINITY], &[2.0, 1.0]], 0.95),
            None
        );
        let same = [1.0, 2.0, 3.0];
        let equal = BestComparison::of(&[&same, &same], 0.95).unwrap();
        assert_eq!(
            equal.may_be_best().count(),
            2,
            "policies that never differ are both best"
        );
    }
}
