//! A median (or another quantile) over replications, from their order alone.
//!
//! In some launches half of the people are never served: the median wait is then "later than the
//! end", which has no mean but does have a place in the order. Such replications are counted as
//! `+∞`, and order statistics need nothing more.

use statrs::distribution::{Binomial, DiscreteCDF};

use super::Interval;

/// Median of a sample: the middle value, or the mean of the two middle ones. `+∞` is allowed and
/// stays `+∞`. `None` of nothing.
pub(crate) fn sample_median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(sorted[sorted.len() / 2 - 1], upper))
}

/// Interval of the `q`-quantile of the law behind a sample, free of any assumption on that law: the
/// values of rank `l` and `u`, where `P(l ≤ B < u) ≥ confidence` for `B` binomial with parameters
/// `n` and `q`. Of all such pairs the closest is taken, and of equally close ones the surest.
///
/// `q` and `confidence` lie in (0, 1). Values may be `+∞`. `None` where no pair reaches
/// `confidence`: a median at 95 % needs six values.
///
/// Source: David and Nagaraja, *Order Statistics*, 3rd ed., section 7.1.
pub(crate) fn quantile_interval(values: &[f64], q: f64, confidence: f64) -> Option<Interval> {
    let (lower, upper) = ranks(values.len(), q, confidence)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(Interval {
        low: sorted[lower - 1],
        high: sorted[upper - 1],
    })
}

/// Ranks, from 1, of the ends of the interval.
fn ranks(n: usize, q: f64, confidence: f64) -> Option<(usize, usize)> {
    let law = Binomial::new(q, n as u64).ok()?;
    // below[k] = P(B < k), so that P(l ≤ B < u) = below[u] − below[l].
    let below: Vec<f64> = std::iter::once(0.0)
        .chain((0..n as u64).map(|k| law.cdf(k)))
        .collect();
    (1..n).find_map(|distance| {
        (1..=n - distance)
            .map(|lower| (lower, below[lower + distance] - below[lower]))
            .filter(|(_, coverage)| *coverage >= confidence)
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(lower, _)| (lower, lower + distance))
    })
}

/// The interval in which a further value lies with probability `confidence`, of values drawn alike:
/// between the `k`-th smallest and the `k`-th largest of `n`, `k = ⌊(n + 1)(1 − confidence)/2⌋`,
/// whatever their law. Where `k` would be 0, too few values to be so sure, between the smallest and
/// the largest. `None` of nothing.
///
/// Source: David and Nagaraja, *Order Statistics*, 3rd ed., section 7.3 (a further value is as
/// likely between any two neighbours, and beyond either end).
pub(crate) fn central(values: &[f64], confidence: f64) -> Option<Interval> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    // A billionth, so that 1 − 0.9 cuts off as many as 0.1.
    let cut = ((n as f64 + 1.0) * (1.0 - confidence) / 2.0 + 1e-9) as usize;
    let last = n.checked_sub(1)?;
    let beyond = cut.saturating_sub(1).min(last / 2);
    Some(Interval {
        low: sorted[beyond],
        high: sorted[last - beyond],
    })
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn ranks_are_those_of_the_tables() {
        assert_eq!(ranks(30, 0.5, 0.95), Some((10, 21)));
        assert_eq!(ranks(100, 0.9, 0.95), Some((84, 96)));
        assert_eq!(ranks(20, 0.5, 0.95), Some((6, 15)));
        assert_eq!(ranks(6, 0.5, 0.95), Some((1, 6)));
        assert_eq!(
            ranks(5, 0.5, 0.95),
            None,
            "five values cannot bracket a median at 95 %"
        );
        assert_eq!(ranks(0, 0.5, 0.95), None);
        assert_eq!(ranks(1, 0.5, 0.95), None);
    }

    #[test]
    fn launches_that_never_get_there_count_as_later_than_all_others() {
        let mut waits = vec![f64::INFINITY; 8];
        waits.extend((0..12).map(f64::from));
        assert_eq!(sample_median(&waits), Some(9.5));
        let interval = quantile_interval(&waits, 0.5, 0.95).unwrap();
        assert!(interval.low.is_finite() && interval.high.is_infinite());
        waits.extend([f64::INFINITY; 6]);
        assert_eq!(sample_median(&waits), Some(f64::INFINITY));
    }

    #[test]
    fn it_covers_the_median_of_a_skewed_law() {
        let mut chance = Chance::new(3);
        let trials = 4_000;
        let held = (0..trials)
            .filter(|_| {
                let sample = chance.sample(20, Chance::exponential);
                quantile_interval(&sample, 0.5, 0.95)
                    .unwrap()
                    .contains(std::f64::consts::LN_2)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        // Exactly P(6 ≤ B < 15) = 0.9586.
        assert!((coverage - 0.9586).abs() < 0.013, "{coverage}");
    }

    #[test]
    fn nineteen_values_are_needed_to_be_sure_in_nine_of_ten() {
        let values: Vec<f64> = (1..=19).map(f64::from).collect();
        assert_eq!(central(&values, 0.9), Some(Interval { low: 1.0, high: 19.0 }));
        let values: Vec<f64> = (1..=39).map(f64::from).collect();
        assert_eq!(central(&values, 0.9), Some(Interval { low: 2.0, high: 38.0 }));
        assert_eq!(central(&[7.0], 0.9), Some(Interval { low: 7.0, high: 7.0 }));
        assert_eq!(central(&[], 0.9), None);
    }

    #[test]
    fn a_further_value_lies_within_as_often_as_is_said() {
        use crate::experiment::statistics::chance::Chance;
        let mut chance = Chance::new(11);
        let trials = 4_000;
        let held = (0..trials)
            .filter(|_| {
                let sample = chance.sample(39, Chance::exponential);
                central(&sample, 0.9).unwrap().contains(chance.exponential())
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        // Exactly 36 of 40; four standard errors are 0.019.
        assert!((coverage - 0.9).abs() < 0.019, "{coverage}");
    }
}
