//! How many replications are enough: as many as the answer needs, and no more than can be paid for.

use super::mean::{mean, mean_interval};
use super::modes::two_modes;
use super::proportion::wilson_interval;
use super::{Interval, quantile_interval, sample_median};

/// How sure an answer is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Half-width of the interval, as a share γ of the value; of a probability, in absolute terms.
    pub relative_half_width: f64,
    /// Confidence of the interval, in (0, 1).
    pub confidence: f64,
    /// Never more replications than this.
    pub at_most: u64,
}

impl Precision {
    /// How many replications there should be in all, judging from those there are; the number there
    /// are when that is enough, or as many as there may be.
    ///
    /// Enough is when the half-width of the interval of the mean is at most `γ / (1 + γ)` of it:
    /// then the mean is within `γ` of the true one, at the stated confidence. Where some value is
    /// infinite, the order-statistic interval of the median takes its place (half its length, of
    /// the median); where the values go two ways, Wilson's interval of the probability of the lower
    /// way, with half-width `γ`.
    ///
    /// The rule grows in steps, to the number that the present scatter predicts, and at most to
    /// twice as many: looking seldom keeps the coverage that looking after every replication loses.
    ///
    /// Source: Law, *Simulation Modeling and Analysis*, 5th ed., section 9.4.1.
    pub fn replications(&self, values: &[f64]) -> u64 {
        let there_are = values.len() as u64;
        let excess = self.excess(values);
        if excess <= 1.0 || there_are >= self.at_most {
            return there_are;
        }
        let foretold = (there_are as f64 * excess * excess).ceil();
        let next = foretold.min(2.0 * there_are as f64) as u64;
        next.max(there_are + 1).min(self.at_most)
    }

    /// The half-width there is over the half-width there should be.
    fn excess(&self, values: &[f64]) -> f64 {
        let wanted = self.relative_half_width / (1.0 + self.relative_half_width);
        let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let (interval, wanted) =
            if let Some([lower, _]) = two_modes(&finite).filter(|_| finite.len() == values.len()) {
                let interval = wilson_interval(lower.replications, values.len() as u64, self.confidence);
                (interval, self.relative_half_width)
            } else if finite.len() < values.len() {
                let median = sample_median(values).unwrap_or(f64::INFINITY);
                (
                    quantile_interval(values, 0.5, self.confidence),
                    wanted * median.abs(),
                )
            } else {
                let centre = mean(values).unwrap_or_default();
                (mean_interval(values, self.confidence), wanted * centre.abs())
            };
        match interval.map(|Interval { low, high }| (high - low) / 2.0) {
            Some(half_width) if half_width <= wanted => 1.0,
            // Never reached, in the median of the launches either: no number of launches will
            // change that.
            Some(half_width) if half_width.is_nan() => 1.0,
            Some(half_width) => half_width / wanted,
            None => f64::INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    const FIVE_PERCENT: Precision = Precision {
        relative_half_width: 0.05,
        confidence: 0.95,
        at_most: 400,
    };

    /// Replicates from 10 on, until it is enough.
    fn until_enough(
        chance: &mut Chance,
        precision: Precision,
        draw: impl Fn(&mut Chance) -> f64 + Copy,
    ) -> Vec<f64> {
        let mut values = chance.sample(10, draw);
        loop {
            let wanted = precision.replications(&values) as usize;
            if wanted == values.len() {
                return values;
            }
            values.extend(chance.sample(wanted - values.len(), draw));
        }
    }

    #[test]
    fn as_many_as_the_scatter_needs() {
        let mut chance = Chance::new(24);
        // With a standard deviation of a tenth of the mean about (1.96 × 0.1 × 1.05 / 0.05)² = 17
        // are needed.
        let calm: usize = (0..200)
            .map(|_| until_enough(&mut chance, FIVE_PERCENT, |c| 10.0 + c.normal()).len())
            .sum();
        assert!((14..26).contains(&(calm / 200)), "{}", calm / 200);
        // With three tenths about 153.
        let wild: usize = (0..200)
            .map(|_| until_enough(&mut chance, FIVE_PERCENT, |c| 10.0 + 3.0 * c.normal()).len())
            .sum();
        assert!((135..180).contains(&(wild / 200)), "{}", wild / 200);
    }

    #[test]
    fn what_it_stops_at_holds_the_true_mean_as_often_as_it_says() {
        let mut chance = Chance::new(25);
        let trials = 3_000;
        let mut held = 0;
        let mut close = 0;
        for _ in 0..trials {
            let values = until_enough(&mut chance, FIVE_PERCENT, |c| 10.0 + 2.0 * c.normal());
            held += u32::from(mean_interval(&values, 0.95).is_some_and(|i| i.contains(10.0)));
            close += u32::from(mean(&values).is_some_and(|m| (m - 10.0).abs() < 0.05 * 10.0));
        }
        // Stopping when the interval happens to be narrow costs some of the coverage.
        let (held, close) = (
            f64::from(held) / f64::from(trials),
            f64::from(close) / f64::from(trials),
        );
        assert!(held > 0.92 && close > 0.92, "{held} {close}");
    }

    #[test]
    fn the_cap_holds_and_what_is_enough_stays() {
        assert_eq!(FIVE_PERCENT.replications(&[7.0; 5]), 5);
        let capped = Precision {
            at_most: 12,
            ..FIVE_PERCENT
        };
        assert_eq!(
            capped.replications(&[1.0, 100.0, 40.0, 3.0, 70.0, 20.0, 5.0, 90.0]),
            12
        );
        assert_eq!(
            FIVE_PERCENT.replications(&[3.0]),
            2,
            "one launch says nothing about chance"
        );
        assert_eq!(FIVE_PERCENT.replications(&[f64::INFINITY; 20]), 20);
    }

    #[test]
    fn near_a_cliff_it_is_the_probability_that_is_wanted() {
        let mut chance = Chance::new(26);
        let melts = |c: &mut Chance| (if c.uniform() < 0.4 { 0.3 } else { 4.5 }) * (1.0 + 0.02 * c.normal());
        let ten_points = Precision {
            relative_half_width: 0.1,
            ..FIVE_PERCENT
        };
        let n = until_enough(&mut chance, ten_points, melts).len();
        // 1.96² × 0.24 / 0.01 = 92.
        assert!((75..115).contains(&n), "{n}");
    }
}
