//! Two samples that share nothing: other seeds, other people.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Interval;
use super::mean::{mean, standard_deviation};
use super::modes::two_modes;
use super::quantile::{quantile_interval, sample_median};

/// The difference of two independent samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unpaired {
    /// Mean of the first less that of the second, or the same of their medians.
    pub difference: f64,
    /// Whether `difference` and `interval` are of the medians.
    pub of_median: bool,
    /// Interval of the difference; `None` when there are too few values.
    pub interval: Option<Interval>,
}

impl Unpaired {
    /// Compares two samples. `+∞` is a value (never reached): two medians of `+∞` do not differ.
    ///
    /// Welch's interval of the difference of the means. Where a sample goes two ways
    /// (`two_modes`), or some value is infinite, the difference of the medians, with the interval
    /// that follows from one of each median (Bonferroni). `confidence` lies in (0, 1). `None` where
    /// a sample is empty.
    ///
    /// Source: Welch, *Biometrika* 34 (1947) 28–35; Law, *Simulation Modeling and Analysis*, 5th
    /// ed., section 10.2.2.
    pub fn of(first: &[f64], second: &[f64], confidence: f64) -> Option<Unpaired> {
        let all_finite = first.iter().chain(second).all(|value| value.is_finite());
        let of_median = !all_finite || two_modes(first).is_some() || two_modes(second).is_some();
        if of_median {
            let difference = less(sample_median(first)?, sample_median(second)?, 0.0);
            return Some(Unpaired {
                difference,
                of_median,
                interval: of_medians(first, second, confidence),
            });
        }
        Some(Unpaired {
            difference: mean(first)? - mean(second)?,
            of_median,
            interval: welch(first, second, confidence),
        })
    }
}

/// A value less another; `unknown` where both are infinite.
fn less(a: f64, b: f64, unknown: f64) -> f64 {
    if a.is_infinite() && b.is_infinite() {
        unknown
    } else {
        a - b
    }
}

fn of_medians(first: &[f64], second: &[f64], confidence: f64) -> Option<Interval> {
    let each = f64::midpoint(1.0, confidence);
    let (a, b) = (
        quantile_interval(first, 0.5, each)?,
        quantile_interval(second, 0.5, each)?,
    );
    let is_never = |interval: &Interval| interval.low.is_infinite();
    if is_never(&a) && is_never(&b) {
        return Some(Interval { low: 0.0, high: 0.0 });
    }
    Some(Interval {
        low: less(a.low, b.high, f64::NEG_INFINITY),
        high: less(a.high, b.low, f64::INFINITY),
    })
}

fn welch(first: &[f64], second: &[f64], confidence: f64) -> Option<Interval> {
    let centre = mean(first)? - mean(second)?;
    let part = |sample: &[f64]| {
        let deviation = standard_deviation(sample)?;
        Some(deviation * deviation / sample.len() as f64)
    };
    let (a, b) = (part(first)?, part(second)?);
    let variance = a + b;
    if variance == 0.0 {
        return Some(Interval {
            low: centre,
            high: centre,
        });
    }
    let squares = a * a / (first.len() - 1) as f64 + b * b / (second.len() - 1) as f64;
    let law = StudentsT::new(0.0, 1.0, variance * variance / squares).ok()?;
    let half_width = law.inverse_cdf(f64::midpoint(1.0, confidence)) * variance.sqrt();
    Some(Interval {
        low: centre - half_width,
        high: centre + half_width,
    })
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn welchs_interval_by_hand() {
        // Variances 1 and 4, of three values each: 1/3 and 4/3, 2.9412 degrees of freedom.
        let found = Unpaired::of(&[1.0, 2.0, 3.0], &[4.0, 6.0, 8.0], 0.95).unwrap();
        assert!((found.difference + 4.0).abs() < 1e-12 && !found.of_median);
        let t = StudentsT::new(0.0, 1.0, (5.0_f64 / 3.0).powi(2) / (17.0 / 18.0)).unwrap();
        let half = t.inverse_cdf(0.975) * (5.0_f64 / 3.0).sqrt();
        let interval = found.interval.unwrap();
        assert!((interval.high + 4.0 - half).abs() < 1e-9, "{interval:?}");
        assert!((interval.low + 4.0 + half).abs() < 1e-9, "{interval:?}");
    }

    #[test]
    fn nineteen_in_twenty_intervals_hold_the_true_difference() {
        let mut chance = Chance::new(31);
        let trials = 4_000;
        let held = (0..trials)
            .filter(|_| {
                let first = chance.sample(8, |c| 5.0 + c.normal());
                let second = chance.sample(20, |c| 3.0 + 3.0 * c.normal());
                let found = Unpaired::of(&first, &second, 0.95).unwrap();
                found.of_median || found.interval.unwrap().contains(2.0)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        assert!((coverage - 0.95).abs() < 0.014, "{coverage}");
    }

    #[test]
    fn the_other_way_round_only_the_signs_are_others() {
        let mut chance = Chance::new(32);
        for n in [2, 7, 12, 20] {
            let first = chance.sample(n, |c| if c.uniform() < 0.4 { 9.0 } else { c.normal() });
            let second = chance.sample(n + 1, |c| if c.uniform() < 0.3 { f64::INFINITY } else { 3.0 });
            for (a, b) in [(&first, &second), (&second, &first), (&first, &first)] {
                let (one, other) = (
                    Unpaired::of(a, b, 0.95).unwrap(),
                    Unpaired::of(b, a, 0.95).unwrap(),
                );
                assert!(one.difference.total_cmp(&-other.difference).is_eq() || one.difference == 0.0);
                let ends = one.interval.map(|interval| (interval.low, interval.high));
                let turned = other.interval.map(|interval| (-interval.high, -interval.low));
                assert_eq!(ends, turned);
            }
        }
    }

    #[test]
    fn what_is_never_reached_in_either_does_not_differ() {
        let never = [f64::INFINITY; 12];
        let found = Unpaired::of(&never, &never[..8], 0.95).unwrap();
        assert_eq!(
            (found.difference, found.interval),
            (0.0, Some(Interval { low: 0.0, high: 0.0 }))
        );
        let reached = Unpaired::of(&never, &[5.0; 12], 0.95).unwrap();
        assert!(reached.difference.is_infinite() && reached.interval.unwrap().low.is_infinite());
        assert_eq!(Unpaired::of(&[], &[1.0], 0.95), None);
    }
}
