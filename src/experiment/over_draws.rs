//! A sweep over draws of a posterior sample, summed up: the result of a policy, and how it differs
//! from the baseline, when all that is not known of the model is let vary.

use serde::Serialize;

use super::statistics::{Interval, central, sample_median};

/// A quantity over the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Draws in which it was reached in every launch.
    pub draws: u64,
    /// The median of them.
    pub median: f64,
    /// Where a further draw lies with the confidence of the analysis, or between the least and the
    /// most where the draws are too few to say.
    pub within: Interval,
}

impl Spread {
    /// Of a value for each draw; `None` of nothing.
    pub fn of(values: &[f64], confidence: f64) -> Option<Spread> {
        Some(Spread {
            draws: values.len() as u64,
            median: sample_median(values)?,
            within: central(values, confidence)?,
        })
    }
}

/// A policy less the baseline, draw by draw, on the same people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LessBaseline {
    /// The difference.
    #[serde(flatten)]
    pub spread: Spread,
    /// Draws in which it is more than under the baseline.
    pub more_in: u64,
}

/// An outcome under a policy, over the draws; of each draw the mean of its launches is taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverDraws {
    /// The policy.
    pub policy: String,
    /// The metric.
    pub outcome: String,
    /// Its values over the draws; `None` if no draw reached it.
    pub spread: Option<Spread>,
    /// Less the baseline; `None` of the baseline itself.
    pub less_baseline: Option<LessBaseline>,
}

impl OverDraws {
    /// Of the values in each draw under the policy and, but for the baseline itself, under the
    /// baseline; `None` in a draw that did not reach it.
    pub fn of(
        policy: &str,
        outcome: &str,
        values: &[Option<f64>],
        baseline: Option<&[Option<f64>]>,
        confidence: f64,
    ) -> OverDraws {
        let reached: Vec<f64> = values.iter().flatten().copied().collect();
        let less_baseline = baseline.and_then(|baseline| {
            let pairs = values.iter().zip(baseline);
            let differences: Vec<f64> = pairs
                .filter_map(|(here, there)| Some((*here)? - (*there)?))
                .collect();
            Some(LessBaseline {
                spread: Spread::of(&differences, confidence)?,
                more_in: differences.iter().filter(|d| **d > 0.0).count() as u64,
            })
        });
        OverDraws {
            policy: policy.to_owned(),
            outcome: outcome.to_owned(),
            spread: Spread::of(&reached, confidence),
            less_baseline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws differ far more than policies do: only draw by draw is it seen that the one is always
    /// better.
    #[test]
    fn differences_are_taken_draw_by_draw() {
        let baseline: Vec<Option<f64>> = (0..19).map(|k| Some(100.0 * f64::from(k))).collect();
        let values: Vec<Option<f64>> = (0..19)
            .map(|k| Some(100.0 * f64::from(k) + 1.0 + f64::from(k)))
            .collect();
        let over = OverDraws::of("p", "m", &values, Some(&baseline), 0.9);
        let less = over.less_baseline.unwrap();
        assert_eq!((less.spread.draws, less.more_in), (19, 19));
        assert_eq!(less.spread.median.total_cmp(&10.0), std::cmp::Ordering::Equal);
        assert_eq!(less.spread.within, Interval { low: 1.0, high: 19.0 });
        assert_eq!(
            over.spread.unwrap().within,
            Interval {
                low: 1.0,
                high: 1_819.0
            }
        );
    }

    #[test]
    fn a_draw_that_did_not_reach_it_is_no_part_of_either() {
        let (here, there) = ([Some(1.0), None, Some(5.0)], [Some(3.0), Some(1.0), None]);
        let over = OverDraws::of("p", "m", &here, Some(&there), 0.9);
        assert_eq!(over.spread.unwrap().draws, 2);
        let less = over.less_baseline.unwrap();
        assert_eq!((less.spread.draws, less.more_in), (1, 0));
        let nothing = OverDraws::of("p", "m", &[None], Some(&[None]), 0.9);
        assert_eq!((nothing.spread, nothing.less_baseline), (None, None));
    }
}
