//! A measure over the replications of a policy: a value, how sure it is, and whether it is one value at all.

use serde::Serialize;

use super::measures::Statistic;
use super::statistics::{
    Interval, Mode, mean, mean_interval, quantile_interval, sample_median, two_modes, wilson_interval,
};

/// A measure over replications.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// How many replications it rests on.
    pub replications: u64,
    /// In how many of them the value was reached at all: a median wait is not, when half of the people are never
    /// served.
    pub reached: u64,
    /// What `value` is.
    pub kind: Kind,
    /// The value; `None` when it was not reached by the end, or when two modes leave no single one.
    pub value: Option<f64>,
    /// The interval at the experiment's confidence; `None` when there are too few replications, or two modes.
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
    /// Sums up `values`, one for each replication, `+∞` for one that was not reached.
    ///
    /// One value stands for itself. Values with two modes are given as these modes, and no single value. Else the
    /// mean with Student's interval; or the median with its order-statistic interval, where that is asked for or
    /// some value is infinite. `confidence` lies in (0, 1).
    pub fn of(values: &[f64], statistic: Statistic, confidence: f64) -> Estimate {
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let modes = two_modes(&finite);
        let all_reached = finite.len() == values.len();
        let kind = match values.len() {
            1 => Kind::Single,
            _ if modes.is_some() && all_reached => Kind::TwoModes,
            _ if statistic == Statistic::Mean && all_reached => Kind::Mean,
            _ => Kind::Median,
        };
        let (value, interval) = match kind {
            Kind::Single => (values.first().copied(), None),
            Kind::Mean => (mean(values), mean_interval(values, confidence)),
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
    use super::*;

    #[test]
    fn a_single_launch_stands_for_itself() {
        let estimate = Estimate::of(&[7.0], Statistic::Mean, 0.95);
        assert_eq!(
            (estimate.kind, estimate.value, estimate.interval),
            (Kind::Single, Some(7.0), None)
        );
    }

    #[test]
    fn a_mean_over_two_modes_is_never_given() {
        let estimate = Estimate::of(&[4.5, 0.3, 4.6, 0.4, 4.4, 0.35], Statistic::Mean, 0.95);
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
        let estimate = Estimate::of(&waits, Statistic::Median, 0.95);
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
        let estimate = Estimate::of(&[2.0, 2.1, f64::INFINITY], Statistic::Mean, 0.95);
        assert_eq!((estimate.kind, estimate.value), (Kind::Median, Some(2.1)));
    }

    #[test]
    fn what_is_never_reached_has_no_value() {
        let estimate = Estimate::of(&[f64::INFINITY; 20], Statistic::Median, 0.95);
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
