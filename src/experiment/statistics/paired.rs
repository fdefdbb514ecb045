//! Paired comparison of two policies on the same launches.
//!
//! A replication gives every policy the same people: the same moments at which they first want to
//! apply, the same patience, the same typing speed. The difference between two policies is
//! therefore taken launch by launch, and most of what chance does to both cancels.

use serde::Serialize;
use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

use super::Interval;
use super::mean::{mean, mean_interval, standard_deviation};
use super::modes::two_modes;
use super::quantile::{quantile_interval, sample_median};

/// Differences between two policies over the replications they share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paired {
    /// Replications both policies have.
    pub replications: u64,
    /// Of those, in how many the first was strictly above the second.
    pub above: u64,
    /// Of those, in how many it was strictly below.
    pub below: u64,
    /// Mean of the differences, or their median where they have two modes.
    pub difference: f64,
    /// Whether `difference` and `interval` are of the median.
    pub of_median: bool,
    /// Interval of the difference; `None` when there are too few replications.
    pub interval: Option<Interval>,
    /// Probability of a difference as great as this if there were none, of this comparison alone:
    /// Student's test of the mean, or the sign test where the difference is of the median. `None`
    /// when there are too few replications.
    pub p_value: Option<f64>,
    /// Variance the two would have if they shared nothing, over the variance they have: how many
    /// times more replications of unrelated people would be needed. `None` with fewer than three,
    /// or no variance at all.
    pub variance_reduction: Option<f64>,
}

impl Paired {
    /// Compares `first[i]` with `second[i]`, the same replication `i` on both sides. `+∞` is a
    /// value (never reached): two of them do not differ.
    ///
    /// Student's interval of the mean difference; where the differences go two ways
    /// (`two_modes`), or some is infinite, the order-statistic interval of their median instead.
    /// `confidence` lies in (0, 1): with several comparisons the caller divides the error among
    /// them (Bonferroni). `None` of nothing.
    ///
    /// Source: Law, *Simulation Modeling and Analysis*, 5th ed., sections 10.2.1 and 11.2.
    pub fn of(first: &[f64], second: &[f64], confidence: f64) -> Option<Paired> {
        let difference = |(a, b): (&f64, &f64)| if a.total_cmp(b).is_eq() { 0.0 } else { a - b };
        let differences: Vec<f64> = first.iter().zip(second).map(difference).collect();
        let all_finite = differences.iter().all(|d| d.is_finite());
        let of_median = !all_finite || two_modes(&differences).is_some();
        let (difference, interval) = if of_median {
            (
                sample_median(&differences)?,
                quantile_interval(&differences, 0.5, confidence),
            )
        } else {
            (mean(&differences)?, mean_interval(&differences, confidence))
        };
        let above = differences.iter().filter(|d| **d > 0.0).count() as u64;
        let below = differences.iter().filter(|d| **d < 0.0).count() as u64;
        let p_value = if of_median {
            sign_test(above, below)
        } else {
            student_test(&differences)
        };
        Some(Paired {
            replications: differences.len() as u64,
            above,
            below,
            difference,
            of_median,
            interval,
            p_value,
            variance_reduction: variance_reduction(first, second, &differences),
        })
    }

    /// The same with its interval within `limits`, the values that the difference can take: see
    /// [`Interval::within`].
    #[must_use]
    pub fn within(self, limits: Interval) -> Paired {
        Paired {
            interval: self.interval.map(|interval| interval.within(limits)),
            ..self
        }
    }

    /// Whether the interval leaves zero out: the two differ, at the stated confidence.
    pub fn is_clear(&self) -> bool {
        self.interval.is_some_and(|interval| !interval.contains(0.0))
    }
}

/// Two-sided p-value of `mean = 0`; `None` of fewer than two values.
fn student_test(differences: &[f64]) -> Option<f64> {
    let centre = mean(differences)?;
    let error = standard_deviation(differences)? / (differences.len() as f64).sqrt();
    if error == 0.0 {
        return Some(if centre == 0.0 { 1.0 } else { 0.0 });
    }
    let law = StudentsT::new(0.0, 1.0, (differences.len() - 1) as f64).ok()?;
    Some((2.0 * law.cdf(-(centre / error).abs())).min(1.0))
}

/// Two-sided p-value of `median = 0` from the signs alone, ties left out; 1 when all are ties.
fn sign_test(above: u64, below: u64) -> Option<f64> {
    let law = Binomial::new(0.5, above + below).ok()?;
    Some((2.0 * law.cdf(above.min(below))).min(1.0))
}

fn variance_reduction(first: &[f64], second: &[f64], differences: &[f64]) -> Option<f64> {
    if differences.len() < 3 {
        return None;
    }
    let n = differences.len();
    let variance = |values: &[f64]| standard_deviation(values).map(|s| s * s);
    let ratio = (variance(&first[..n])? + variance(&second[..n])?) / variance(differences)?;
    ratio.is_finite().then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    /// Two policies on the same days: what the day does to both is ten times what it does to one.
    fn days(chance: &mut Chance, n: usize, effect: f64) -> (Vec<f64>, Vec<f64>) {
        let pairs: Vec<(f64, f64)> = (0..n)
            .map(|_| {
                let day = 10.0 * chance.normal();
                (
                    100.0 + effect + day + chance.normal(),
                    100.0 + day + chance.normal(),
                )
            })
            .collect();
        pairs.into_iter().unzip()
    }

    #[test]
    fn the_same_days_show_what_different_days_would_hide() {
        let (a, b) = days(&mut Chance::new(9), 20, 2.0);
        let paired = Paired::of(&a, &b, 0.95).unwrap();
        assert!(paired.is_clear(), "{paired:?}");
        assert!(paired.variance_reduction.unwrap() > 30.0, "{paired:?}");
        let apart = mean_interval(&a, 0.95).unwrap();
        assert!(
            apart.contains(100.0),
            "on its own the effect is lost in the days: {apart:?}"
        );
    }

    #[test]
    fn nineteen_in_twenty_intervals_hold_the_true_difference() {
        let mut chance = Chance::new(10);
        let trials = 4_000;
        let held = (0..trials)
            .filter(|_| {
                let (a, b) = days(&mut chance, 20, 2.0);
                Paired::of(&a, &b, 0.95).unwrap().interval.unwrap().contains(2.0)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        assert!((coverage - 0.95).abs() < 0.014, "{coverage}");
    }

    #[test]
    fn differences_that_go_two_ways_are_summed_up_by_their_median() {
        let first = [4.5, 4.5, 4.5, 4.5, 0.4, 4.5, 0.4, 4.5];
        let second = [0.3; 8];
        let paired = Paired::of(&first, &second, 0.95).unwrap();
        assert!(paired.of_median);
        assert!((paired.difference - 4.2).abs() < 1e-9);
        assert_eq!((paired.above, paired.below), (8, 0));
        // All of eight on one side: 2 / 2⁸.
        assert!((paired.p_value.unwrap() - 0.007_812_5).abs() < 1e-12);
    }

    #[test]
    fn students_test_by_hand() {
        // Mean 2, standard deviation 1, n = 3: t = 3.4641 with 2 degrees of freedom, p = 1 − √6/√7
        // = 0.0742.
        let paired = Paired::of(&[2.0, 4.0, 6.0], &[1.0, 2.0, 3.0], 0.95).unwrap();
        assert!(
            (paired.p_value.unwrap() - (1.0 - (6.0_f64 / 7.0).sqrt())).abs() < 1e-9,
            "{paired:?}"
        );
        let same = Paired::of(&[1.0, 2.0], &[1.0, 2.0], 0.95).unwrap();
        assert_eq!(same.p_value, Some(1.0));
    }

    #[test]
    fn what_is_never_reached_under_either_does_not_differ() {
        let never = f64::INFINITY;
        let paired = Paired::of(&[never, never, 5.0, never], &[never, 3.0, 4.0, never], 0.95).unwrap();
        assert!(paired.of_median);
        assert_eq!((paired.above, paired.below), (2, 0));
        assert!((paired.difference - 0.5).abs() < 1e-12, "{paired:?}");
    }

    #[test]
    fn one_launch_gives_a_difference_and_no_interval() {
        let paired = Paired::of(&[3.0], &[1.0], 0.95).unwrap();
        assert!((paired.difference - 2.0).abs() < 1e-12);
        assert_eq!((paired.interval, paired.is_clear()), (None, false));
        assert_eq!(Paired::of(&[], &[], 0.95), None);
    }
}
