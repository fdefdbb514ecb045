//! A mean, a median and a count over draws, which do not all count alike.
//!
//! A draw that was picked several times was run several times, with other people each time. Its runs
//! share the values that nobody knows, so they are not independent. They count as one value, their
//! mean, with the number of them as its weight.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::checked_beta_reg;

use super::Interval;
use super::mean::student_quantile;
use super::quantile::quantile_interval;

/// Values with weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted<'a> {
    values: &'a [f64],
    weights: &'a [f64],
}

/// A mean, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedMean {
    /// The mean.
    pub value: f64,
    /// Its variance, of chance in which draws there are; infinite for a single one.
    pub variance: f64,
    /// As many values of one weight would say as much: `(Σ w)² / Σ w²` (Kong 1992).
    pub effective: f64,
    /// Variance of one further value: `Σ p (x − m)² / (1 − Σ p²)`, where `p` are the weights as shares.
    /// It is not biased, whatever the weights; infinite for a single value.
    pub variance_of_one: f64,
}

impl WeightedMean {
    /// Degrees of freedom of the variance.
    pub fn degrees(&self) -> f64 {
        self.effective - 1.0
    }

    /// Student's interval; `None` of a single value.
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        around(self.value, self.variance, self.degrees(), confidence)
    }
}

/// Student's interval around a value of this variance; `None` where nothing is known of it.
pub(super) fn around(value: f64, variance: f64, degrees: f64, confidence: f64) -> Option<Interval> {
    if degrees <= 0.0 || !variance.is_finite() {
        return None;
    }
    let half_width = student_quantile(degrees, f64::midpoint(1.0, confidence))? * variance.sqrt();
    Some(Interval {
        low: value - half_width,
        high: value + half_width,
    })
}

impl<'a> Weighted<'a> {
    /// Values, each with its weight; weights are positive. `None` of nothing, or where there are not
    /// as many weights as values.
    pub fn new(values: &'a [f64], weights: &'a [f64]) -> Option<Self> {
        let fit = !values.is_empty() && values.len() == weights.len();
        fit.then_some(Weighted { values, weights })
    }

    /// The values.
    pub fn values(&self) -> &'a [f64] {
        self.values
    }

    /// Whether every value was reached.
    pub fn is_finite(&self) -> bool {
        self.values.iter().all(|value| value.is_finite())
    }

    fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The mean `m = Σ w x / Σ w`, with the variance `Σ w² (x − m)² / (Σ w)² · e / (e − 1)`, where
    /// `e` is the effective number of values.
    ///
    /// The last factor makes it Student's interval, exactly, where all weights are the same. Values
    /// are finite.
    ///
    /// Source: Owen, *Monte Carlo Theory, Methods and Examples*, section 9.2.
    pub fn mean(&self) -> WeightedMean {
        let total = self.total();
        let pairs = || self.values.iter().zip(self.weights);
        let value = pairs().map(|(x, w)| w * x).sum::<f64>() / total;
        let squares: f64 = self.weights.iter().map(|w| w * w).sum();
        let effective = total * total / squares;
        let spread: f64 = pairs().map(|(x, w)| (w * (x - value)) * (w * (x - value))).sum();
        let around: f64 = pairs().map(|(x, w)| w * (x - value) * (x - value)).sum();
        let (variance, variance_of_one) = if self.values.len() > 1 {
            (
                spread / (total * total) * effective / (effective - 1.0),
                around / total / (1.0 - 1.0 / effective),
            )
        } else {
            (f64::INFINITY, f64::INFINITY)
        };
        WeightedMean {
            value,
            variance,
            effective,
            variance_of_one,
        }
    }

    /// The least value up to which at least the share `q` of the weight lies. Values may be `+∞`.
    pub fn quantile(&self, q: f64) -> f64 {
        let sorted = self.sorted();
        let due = q * self.total();
        let mut so_far = 0.0;
        for (value, weight) in &sorted {
            so_far += weight;
            // A billionth, so that ten tenths are the whole.
            if so_far >= due - 1e-9 * self.total() {
                return *value;
            }
        }
        sorted.last().map_or(f64::NAN, |(value, _)| *value)
    }

    /// The interval of the `q`-quantile. Where all weights are the same, it is that of the binomial
    /// ranks; else Woodruff's: the levels `q ± z √(q (1 − q) / e)`, where `e` is the effective number of
    /// values, read back as quantiles. Values may be `+∞`. `None` where there are too few values of one
    /// weight.
    ///
    /// The levels lie around `q`, and not around the share of the weight up to the quantile. Where many
    /// values are the same, or were not reached, that share is far above `q`.
    ///
    /// Source: Woodruff, *J. Amer. Statist. Assoc.* 47 (1952) 635–646.
    pub fn quantile_interval(&self, q: f64, confidence: f64) -> Option<Interval> {
        let is_same = |pair: &[f64]| pair[0].total_cmp(&pair[1]).is_eq();
        if self.weights.windows(2).all(is_same) {
            return quantile_interval(self.values, q, confidence);
        }
        let (low, high) = self.levels(q, confidence)?;
        Some(Interval {
            low: self.quantile(low),
            high: self.quantile(high),
        })
    }

    /// The levels between which Woodruff's interval of the `q`-quantile lies.
    fn levels(&self, q: f64, confidence: f64) -> Option<(f64, f64)> {
        let normal = Normal::new(0.0, 1.0).ok()?;
        let z = normal.inverse_cdf(f64::midpoint(1.0, confidence));
        let squares: f64 = self.weights.iter().map(|w| w * w).sum();
        let effective = self.total() * self.total() / squares;
        let error = (q * (1.0 - q) / effective).sqrt();
        Some(((q - z * error).max(0.0), (q + z * error).min(1.0)))
    }

    fn sorted(&self) -> Vec<(f64, f64)> {
        let pairs = self.values.iter().copied().zip(self.weights.iter().copied());
        let mut sorted: Vec<(f64, f64)> = pairs.collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        sorted
    }
}

/// The least probability under which something happens in so many of `trials` or more with a chance
/// of at least `1 − confidence`: what "in 23 of 24 draws" says of all draws, at the least.
///
/// It is 0 where it happened in none. `confidence` lies in (0, 1). `None` of no trials, or of more
/// than there were.
///
/// Source: Clopper and Pearson, *Biometrika* 26 (1934) 404–413, the lower of the two bounds.
pub fn at_least(happened: u64, trials: u64, confidence: f64) -> Option<f64> {
    if trials == 0 || happened > trials {
        return None;
    }
    if happened == 0 {
        return Some(0.0);
    }
    // P(X ≥ happened) under the probability p is the incomplete beta function of p, and grows with p.
    let (a, b) = (happened as f64, (trials - happened + 1) as f64);
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > 1e-12 {
        let middle = f64::midpoint(low, high);
        if checked_beta_reg(a, b, middle).ok()? < 1.0 - confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::super::mean::{mean, mean_interval};
    use super::*;

    fn is_near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
    }

    /// Worked out with `SciPy` 1.17 for the values 1 to 10, each with the weight 1/x.
    #[test]
    fn a_worked_example() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let weights: Vec<f64> = values.iter().map(|x| 1.0 / x).collect();
        let weighted = Weighted::new(&values, &weights).unwrap();
        let mean = weighted.mean();
        is_near(mean.value, 3.414_172);
        is_near(mean.effective, 5.535_575);
        // Owen's own variance has no factor e / (e − 1).
        let owen = mean.variance * (mean.effective - 1.0) / mean.effective;
        is_near(owen.sqrt(), 0.969_587);
        let interval = around(mean.value, owen, mean.degrees(), 0.95).unwrap();
        assert!((interval.low - 0.843_015).abs() < 2e-5, "{interval:?}");
        assert!((interval.high - 5.985_328).abs() < 2e-5, "{interval:?}");
        is_near(weighted.quantile(0.5), 2.0);
        is_near(mean.variance_of_one, 8.691_492);
        let (low, high) = weighted.levels(0.5, 0.95).unwrap();
        is_near(low, 0.083_479);
        is_near(high, 0.916_521);
        assert_eq!(
            weighted.quantile_interval(0.5, 0.95),
            Some(Interval { low: 1.0, high: 8.0 })
        );
    }

    #[test]
    fn values_of_one_weight_have_students_interval() {
        let values = [3.0, 7.5, 1.0, 4.25, 9.0];
        let weighted = Weighted::new(&values, &[2.0; 5]).unwrap().mean();
        is_near(weighted.value, mean(&values).unwrap());
        let (here, plain) = (
            weighted.interval(0.9).unwrap(),
            mean_interval(&values, 0.9).unwrap(),
        );
        is_near(here.low, plain.low);
        is_near(here.high, plain.high);
    }

    #[test]
    fn one_value_says_nothing_of_others() {
        let one = Weighted::new(&[5.0], &[3.0]).unwrap().mean();
        assert_eq!(
            (one.value.to_bits(), one.interval(0.95)),
            (5.0_f64.to_bits(), None)
        );
        assert_eq!(Weighted::new(&[], &[]), None);
        assert_eq!(Weighted::new(&[1.0], &[]), None);
    }

    #[test]
    fn a_value_that_was_never_reached_is_later_than_all_others() {
        let values = [f64::INFINITY, 1.0, 2.0];
        let weighted = |weights: &[f64]| Weighted::new(&values, weights).unwrap().quantile(0.5);
        assert!((weighted(&[1.0, 1.0, 1.0]) - 2.0).abs() < f64::EPSILON);
        assert!(weighted(&[3.0, 1.0, 1.0]).is_infinite());
    }

    /// Half of the values and more were not reached, or are the same: the interval still has the end
    /// that is known.
    #[test]
    fn the_interval_of_a_median_lies_around_the_middle() {
        let interval = |values: &[f64], weights: &[f64]| {
            let weighted = Weighted::new(values, weights).unwrap();
            weighted.quantile_interval(0.5, 0.95).unwrap()
        };
        let one = [1.0; 24];
        let mut uneven = one;
        uneven[0] = 2.0;
        let reached: Vec<f64> = (0..24)
            .map(|k| if k < 11 { f64::from(k) } else { f64::INFINITY })
            .collect();
        let steps: Vec<f64> = [(10, 0.0), (10, 1.0), (4, 2.0)]
            .iter()
            .flat_map(|&(times, value)| vec![value; times])
            .collect();
        let mut same = vec![0.0; 20];
        same.extend([5.0, 6.0, 7.0, 8.0]);
        for weights in [one, uneven] {
            let of_reached = interval(&reached, &weights);
            assert!(
                of_reached.low.is_finite() && of_reached.high.is_infinite(),
                "{of_reached:?}"
            );
            assert_eq!(interval(&steps, &weights), Interval { low: 0.0, high: 1.0 });
            assert_eq!(interval(&same, &weights), Interval { low: 0.0, high: 0.0 });
        }
    }

    /// One value of ten has ten times the weight of another.
    #[test]
    fn the_variance_of_one_value_is_not_biased() {
        let mut chance = Chance::new(34);
        let mut weights = [1.0; 10];
        weights[0] = 10.0;
        let trials = 4_000;
        let sum: f64 = (0..trials)
            .map(|_| {
                let values = chance.sample(10, |c| 3.0 * c.normal());
                Weighted::new(&values, &weights).unwrap().mean().variance_of_one
            })
            .sum();
        let variance = sum / f64::from(trials);
        assert!((variance - 9.0).abs() < 0.5, "{variance}");
        let same = Weighted::new(&[1.0, 2.0, 6.0], &[4.0; 3]).unwrap().mean();
        is_near(same.variance_of_one, 7.0);
    }

    /// Draws with a share of the sample between one and three picks.
    #[test]
    fn nineteen_in_twenty_intervals_hold_the_mean() {
        let mut chance = Chance::new(31);
        let trials = 2_000;
        let held = (0..trials)
            .filter(|_| {
                let weights = chance.sample(24, |c| if c.uniform() < 0.2 { 2.0 } else { 1.0 });
                let values = chance.sample(24, |c| 5.0 + c.normal());
                let mean = Weighted::new(&values, &weights).unwrap().mean();
                mean.interval(0.95).unwrap().contains(5.0)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        // Four standard errors.
        assert!((coverage - 0.95).abs() < 0.02, "{coverage}");
    }

    #[test]
    fn woodruffs_interval_holds_the_median_of_a_skewed_law() {
        let mut chance = Chance::new(32);
        let trials = 2_000;
        let held = (0..trials)
            .filter(|_| {
                let weights = chance.sample(40, |c| if c.uniform() < 0.2 { 2.0 } else { 1.0 });
                let values = chance.sample(40, Chance::exponential);
                let weighted = Weighted::new(&values, &weights).unwrap();
                let interval = weighted.quantile_interval(0.5, 0.95).unwrap();
                interval.contains(std::f64::consts::LN_2)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        // Steps of the weights make it a little too wide or too narrow.
        assert!((0.92..0.98).contains(&coverage), "{coverage}");
    }

    #[test]
    fn what_so_many_of_so_many_say_at_the_least() {
        // 0.05^(1/n) where it happened in all.
        is_near(at_least(24, 24, 0.95).unwrap(), 0.882_654);
        is_near(at_least(48, 48, 0.95).unwrap(), 0.939_497);
        is_near(at_least(96, 96, 0.95).unwrap(), 0.969_276);
        is_near(at_least(23, 24, 0.95).unwrap(), 0.817_108);
        // The upper bound of 0 of 24, of 0 of 299 and of 1 of 473.
        is_near(1.0 - at_least(24, 24, 0.95).unwrap(), 0.117_346);
        is_near(1.0 - at_least(299, 299, 0.95).unwrap(), 0.009_969);
        is_near(1.0 - at_least(472, 473, 0.95).unwrap(), 0.009_990);
        assert_eq!(at_least(0, 24, 0.95), Some(0.0));
        assert_eq!((at_least(0, 0, 0.95), at_least(3, 2, 0.95)), (None, None));
    }

    /// The bound is right in at least 95 of 100, whatever the probability.
    #[test]
    fn the_bound_is_below_the_probability_as_often_as_it_says() {
        let mut chance = Chance::new(33);
        let bounds: Vec<f64> = (0..=24).map(|k| at_least(k, 24, 0.95).unwrap()).collect();
        for truth in [0.3, 0.7, 0.95] {
            let trials = 4_000;
            let right = (0..trials)
                .filter(|_| {
                    let happened = (0..24).filter(|_| chance.uniform() < truth).count();
                    bounds[happened] <= truth
                })
                .count();
            let share = right as f64 / f64::from(trials);
            assert!(share > 0.95 - 0.014, "{share} at {truth}");
        }
    }
}
