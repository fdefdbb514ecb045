//! A metric over the replications of a policy: a value, how sure it is, and whether it is one value
//! at all.

use serde::Serialize;

use super::statistics::{
    Interval, Mode, mean, mean_interval, quantile_interval, sample_median, two_modes, wilson_interval,
};
use crate::metrics::{Aggregation, Domain, Quantity};

/// The values that a quantity can take on average: from nothing to as many people as there are.
///
/// `values_of` gives the values of a quantity, one for each replication. Where every replication
/// has as many people their number is known, and the limit exact. Where chance decides how many
/// come (streams), it is the upper end of their own interval, and both miss together at most as
/// often as one after the other (Bonferroni).
pub(crate) fn limits(
    quantity: &Quantity,
    values_of: impl Fn(&Quantity) -> Vec<f64>,
    confidence: f64,
) -> Interval {
    let high = match (quantity.metric().domain(), quantity.whole()) {
        (Domain::Share, _) => 1.0,
        (Domain::Within(_), Some(whole)) => most(&values_of(&whole), confidence),
        _ => f64::INFINITY,
    };
    Interval { low: 0.0, high }
}

fn most(values: &[f64], confidence: f64) -> f64 {
    let interval = mean_interval(values, confidence);
    let known = values.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq());
    match values.first() {
        Some(&same) if known => same,
        _ => interval.map_or(f64::INFINITY, |interval| interval.high),
    }
}

/// The values that the difference of two values within `limits` can take.
pub(crate) fn difference_limits(limits: Interval) -> Interval {
    Interval {
        low: limits.low - limits.high,
        high: limits.high - limits.low,
    }
}

/// A metric over replications.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// How many replications it rests on.
    pub replications: u64,
    /// In how many of them the value was reached at all: a median wait is not, when half of the
    /// people are never served.
    pub reached: u64,
    /// What `value` is.
    pub kind: Kind,
    /// The value; `None` when it was not reached by the end, or when two modes leave no single one.
    pub value: Option<f64>,
    /// The interval at the experiment's confidence; `None` when there are too few replications, or
    /// two modes.
    pub interval: Option<Bounds>,
    /// The two ways the launches went, where they went two ways.
    pub modes: Option<[Mode; 2]>,
    /// Wilson's interval of the probability of the first of them.
    pub first_mode_probability: Option<Interval>,
}

/// What the value of an estimate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The value of the one replication.
    Single,
    /// The mean over replications.
    Mean,
    /// The median over replications.
    Median,
    /// There is no one value: see the modes.
    TwoModes,
}

/// Ends of an interval; `None` for an end that lies beyond the end of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Estimate {
    /// Sums up a quantity; `values_of` gives the values of any quantity, one for each replication.
    pub(crate) fn of_quantity(
        quantity: &Quantity,
        values_of: impl Fn(&Quantity) -> Vec<f64>,
        confidence: f64,
    ) -> Estimate {
        let limits = limits(quantity, &values_of, confidence);
        Estimate::of(
            &values_of(quantity),
            quantity.metric().aggregation,
            limits,
            confidence,
        )
    }

    /// Sums up `values`, one for each replication, `+∞` for one that was not reached.
    ///
    /// One value stands for itself. Values with two modes are given as these modes, and no single
    /// value. Else the mean with Student's interval; or the median with its order-statistic
    /// interval, where that is asked for or some value is infinite. No interval reaches beyond
    /// `limits`, between which all values lie. `confidence` lies in (0, 1).
    pub fn of(values: &[f64], aggregation: Aggregation, limits: Interval, confidence: f64) -> Estimate {
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let modes = two_modes(&finite);
        let all_reached = finite.len() == values.len();
        let kind = match values.len() {
            1 => Kind::Single,
            _ if modes.is_some() && all_reached => Kind::TwoModes,
            _ if aggregation == Aggregation::Mean && all_reached => Kind::Mean,
            _ => Kind::Median,
        };
        let (value, interval) = match kind {
            Kind::Single => (values.first().copied(), None),
            Kind::Mean => {
                let interval = mean_interval(values, confidence);
                (mean(values), interval.map(|interval| interval.within(limits)))
            }
            Kind::Median => (sample_median(values), quantile_interval(values, 0.5, confidence)),
            Kind::TwoModes => (None, None),
        };
        Estimate {
            replications: values.len() as u64,
            reached: finite.len() as u64,
            kind,
            value: value.filter(|value| value.is_finite()),
            interval: interval.map(|interval| Bounds {
                low: Some(interval.low).filter(|end| end.is_finite()),
                high: Some(interval.high).filter(|end| end.is_finite()),
            }),
            modes,
            first_mode_probability: modes
                .and_then(|[low, _]| wilson_interval(low.replications, finite.len() as u64, confidence)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::statistics::chance::Chance;
    use super::*;

    const ANY: Interval = Interval {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };
    const SHARE: Interval = Interval { low: 0.0, high: 1.0 };

    fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
        let bounds = estimate.interval?;
        Some((bounds.low?, bounds.high?))
    }

    #[test]
    fn three_launches_far_apart_give_a_share_and_no_more_people_than_came() {
        let failing = Estimate::of(&[0.05, 0.35, 0.75], Aggregation::Mean, SHARE, 0.95);
        let (low, high) = ends(&failing).unwrap();
        assert!(
            low.to_bits() == 0 && high.to_bits() == 1.0_f64.to_bits(),
            "{failing:?}"
        );
        let quantity = crate::metrics::quantity("submitted_people").unwrap();
        let values = |quantity: &Quantity| match quantity.name().as_str() {
            "tried_people" => vec![1_000.0; 3],
            _ => vec![100.0, 900.0, 1_000.0],
        };
        let submitted = Estimate::of_quantity(&quantity, values, 0.95);
        assert_eq!(ends(&submitted), Some((0.0, 1_000.0)), "{submitted:?}");
    }

    proptest! {
        #[test]
        fn an_interval_stays_where_its_quantity_can_be_and_loses_nothing(
            values in prop::collection::vec(0.0_f64..=1.0, 2..12),
            truth in 0.0_f64..=1.0,
            statistic in prop_oneof![Just(Aggregation::Mean), Just(Aggregation::Median)],
        ) {
            let cut = Estimate::of(&values, statistic, SHARE, 0.95);
            let whole = Estimate::of(&values, statistic, ANY, 0.95);
            prop_assert_eq!(cut.value, whole.value);
            if let (Some((low, high)), Some((from, to))) = (ends(&cut), ends(&whole)) {
                prop_assert!(0.0 <= low && low <= high && high <= 1.0);
                prop_assert!((low..=high).contains(&cut.value.unwrap()));
                prop_assert_eq!((low..=high).contains(&truth), (from..=to).contains(&truth));
            }
        }

        #[test]
        fn a_difference_stays_where_differences_can_be(
            pairs in prop::collection::vec((0.0_f64..=1.0, 0.0_f64..=1.0), 2..8),
            truth in -1.0_f64..=1.0,
        ) {
            use crate::experiment::statistics::Paired;
            let (first, second): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let whole = Paired::of(&first, &second, 0.95).unwrap();
            let cut = whole.clone().within(difference_limits(SHARE));
            if let (Some(cut), Some(whole)) = (cut.interval, whole.interval) {
                prop_assert!(-1.0 <= cut.low && cut.high <= 1.0);
                prop_assert_eq!(cut.contains(truth), whole.contains(truth));
            }
            prop_assert_eq!(cut.is_clear(), whole.is_clear());
        }
    }

    #[test]
    fn at_the_edge_it_covers_what_it_says() {
        // Three launches of a thousand attempts, five of which fail on average: nearly half of the
        // intervals reach below
        // 0. Over all outcomes Student's interval holds the mean in 95.22 % (summed over the
        //    binomial law).
        let mut chance = Chance::new(21);
        let (trials, attempts, failing) = (4_000, 1_000, 0.005);
        let (mut held, mut cut) = (0, 0);
        for _ in 0..trials {
            let sample = chance.sample(3, |c| {
                let failed = (0..attempts).filter(|_| c.uniform() < failing).count();
                failed as f64 / f64::from(attempts)
            });
            let (low, high) =
                ends(&Estimate::of(&sample, Aggregation::Mean, SHARE, 0.95)).unwrap_or((0.0, 1.0));
            held += u32::from((low..=high).contains(&failing));
            cut += u32::from(low == 0.0);
        }
        let coverage = f64::from(held) / f64::from(trials);
        let error = (0.9522 * 0.0478 / f64::from(trials)).sqrt();
        assert!((coverage - 0.9522).abs() < 4.0 * error, "{coverage}");
        let cut = f64::from(cut) / f64::from(trials);
        assert!(
            (cut - 0.46).abs() < 4.0 * (0.25 / f64::from(trials)).sqrt(),
            "{cut}"
        );
    }

    #[test]
    fn a_single_launch_stands_for_itself() {
        let estimate = Estimate::of(&[7.0], Aggregation::Mean, ANY, 0.95);
        assert_eq!(
            (estimate.kind, estimate.value, estimate.interval),
            (Kind::Single, Some(7.0), None)
        );
    }

    #[test]
    fn a_mean_over_two_modes_is_never_given() {
        let estimate = Estimate::of(&[4.5, 0.3, 4.6, 0.4, 4.4, 0.35], Aggregation::Mean, ANY, 0.95);
        assert_eq!(
            (estimate.kind, estimate.value, estimate.interval),
            (Kind::TwoModes, None, None)
        );
        assert_eq!(estimate.modes.map(|modes| modes[0].replications), Some(3));
        assert!(
            estimate
                .first_mode_probability
                .is_some_and(|share| share.contains(0.5))
        );
    }

    #[test]
    fn a_time_not_reached_in_some_launches_has_a_median_and_an_open_interval() {
        let mut waits = vec![f64::INFINITY; 8];
        waits.extend((0..12).map(|i| 100.0 + f64::from(i)));
        let estimate = Estimate::of(&waits, Aggregation::Median, ANY, 0.95);
        assert_eq!((estimate.kind, estimate.reached), (Kind::Median, 12));
        assert_eq!(estimate.value, Some(109.5));
        assert_eq!(
            estimate.interval,
            Some(Bounds {
                low: Some(105.0),
                high: None
            })
        );
    }

    #[test]
    fn a_rate_that_is_infinite_in_some_launches_is_given_by_its_median() {
        let estimate = Estimate::of(&[2.0, 2.1, f64::INFINITY], Aggregation::Mean, ANY, 0.95);
        assert_eq!((estimate.kind, estimate.value), (Kind::Median, Some(2.1)));
    }

    #[test]
    fn what_is_never_reached_has_no_value() {
        let estimate = Estimate::of(&[f64::INFINITY; 20], Aggregation::Median, ANY, 0.95);
        assert_eq!((estimate.value, estimate.reached), (None, 0));
        assert_eq!(
            estimate.interval,
            Some(Bounds {
                low: None,
                high: None
            })
        );
    }
}
