//! A metric in two folders: by how much it differs, how sure that is, and whether it matters.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::experiment::estimate::{Bounds, Estimate, difference_limits, limits};
use crate::experiment::statistics::{Interval, Paired, Unpaired, mean, sample_median};
use crate::metrics::{Quantity, Unit};

/// The least difference that matters, as a share of the larger value; of two shares, as it is: 1
/// point.
pub const LEAST_SHARE: f64 = 0.01;

/// The least difference of two waits that matters, and of two collapses \[s\].
pub const LEAST_TIME_S: f64 = 300.0;

/// A metric under one policy in two folders, A and B.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contrast {
    /// The metric, by its name in `summary.json`.
    pub metric: String,
    /// In A.
    pub a: Estimate,
    /// In B.
    pub b: Estimate,
    /// B less A: launch by launch where they are paired. `None` where it has no end.
    pub difference: Option<f64>,
    /// Whether the difference is of medians, since a mean describes none of the launches.
    pub of_median: bool,
    /// The interval of the difference; `None` with too few launches.
    pub interval: Option<Bounds>,
    /// The least difference that matters; `None` where one of the values has no end.
    pub least: Option<f64>,
    /// What that comes to.
    pub finding: Finding,
}

/// What a difference comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Every launch has the same value in both.
    Same,
    /// The interval leaves zero out, and the difference is large enough to matter.
    Matters,
    /// There is a difference, or may be one, and it is too small to matter.
    Small,
    /// Chance can be the reason: the interval has zero in it, and differences that matter.
    Unclear,
    /// Too few launches for an interval.
    TooFew,
}

/// The values of a quantity, by replication.
pub(super) type Values = BTreeMap<u64, f64>;

/// How two samples are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// Whether the same replication has the same people in both.
    pub(super) is_paired: bool,
    pub(super) confidence: f64,
}

/// A difference, however it was found.
struct Gap {
    difference: f64,
    of_median: bool,
    interval: Option<Interval>,
    is_same: bool,
}

impl Contrast {
    /// Holds a quantity in A against the same in B. `values_of` gives the values of any quantity,
    /// of A and of B. `None` where one of them has no launch.
    pub(super) fn of(
        quantity: &Quantity,
        values_of: impl Fn(&Quantity) -> [Values; 2],
        terms: Terms,
    ) -> Option<Contrast> {
        let [a, b] = values_of(quantity);
        let side = |index: usize| {
            let values_of = &values_of;
            move |quantity: &Quantity| -> Vec<f64> {
                let sides = values_of(quantity);
                sides[index].values().copied().collect()
            }
        };
        let gap = Gap::of(&a, &b, terms)?;
        let limit = |index: usize| limits(quantity, side(index), terms.confidence).high;
        let reach = difference_limits(Interval {
            low: 0.0,
            high: limit(0).max(limit(1)),
        });
        let interval = gap.interval.map(|interval| interval.within(reach));
        let least = least(quantity, &a, &b);
        Some(Contrast {
            metric: quantity.name(),
            a: Estimate::of_quantity(quantity, side(0), terms.confidence),
            b: Estimate::of_quantity(quantity, side(1), terms.confidence),
            difference: Some(gap.difference).filter(|difference| difference.is_finite()),
            of_median: gap.of_median,
            interval: interval.map(|interval| Bounds {
                low: Some(interval.low).filter(|end| end.is_finite()),
                high: Some(interval.high).filter(|end| end.is_finite()),
            }),
            least,
            finding: finding(&gap, interval, least),
        })
    }
}

impl Gap {
    fn of(a: &Values, b: &Values, terms: Terms) -> Option<Gap> {
        if terms.is_paired {
            Gap::paired(a, b, terms.confidence)
        } else {
            Gap::unpaired(a, b, terms.confidence)
        }
    }

    fn paired(a: &Values, b: &Values, confidence: f64) -> Option<Gap> {
        let pairs = a
            .iter()
            .filter_map(|(replication, a)| Some((*a, *b.get(replication)?)));
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.unzip();
        let paired = Paired::of(&b, &a, confidence)?;
        // Of two pairs of ranks that are equally good one is taken; the other way round, the other.
        let turned = Paired::of(&a, &b, confidence)?.interval;
        let hull = |interval: Interval| {
            turned.map_or(interval, |turned| Interval {
                low: interval.low.min(-turned.high),
                high: interval.high.max(-turned.low),
            })
        };
        Some(Gap {
            difference: paired.difference,
            of_median: paired.of_median,
            interval: paired.interval.map(hull),
            is_same: paired.above == 0 && paired.below == 0,
        })
    }

    fn unpaired(a: &Values, b: &Values, confidence: f64) -> Option<Gap> {
        let (a, b): (Vec<f64>, Vec<f64>) = (a.values().copied().collect(), b.values().copied().collect());
        let found = Unpaired::of(&b, &a, confidence)?;
        let first = a.first().copied()?;
        Some(Gap {
            difference: found.difference,
            of_median: found.of_median,
            interval: found.interval,
            is_same: a.iter().chain(&b).all(|value| value.total_cmp(&first).is_eq()),
        })
    }
}

/// The least difference that matters.
fn least(quantity: &Quantity, a: &Values, b: &Values) -> Option<f64> {
    let metric = quantity.metric();
    let is_of_page = metric.said().starts_with("page");
    match metric.unit {
        Unit::Share => return Some(LEAST_SHARE),
        Unit::Seconds if !is_of_page => return Some(LEAST_TIME_S),
        _ => {}
    }
    let centre = |values: &Values| {
        let values: Vec<f64> = values.values().copied().collect();
        let is_finite = values.iter().all(|value| value.is_finite());
        let centre = if is_finite {
            mean(&values)
        } else {
            sample_median(&values)
        };
        centre.filter(|centre| centre.is_finite())
    };
    Some(LEAST_SHARE * centre(a)?.abs().max(centre(b)?.abs()))
}

fn finding(gap: &Gap, interval: Option<Interval>, least: Option<f64>) -> Finding {
    if gap.is_same {
        return Finding::Same;
    }
    let Some(interval) = interval else {
        return Finding::TooFew;
    };
    // Without an end a difference is larger than any.
    let is_small = |size: f64| least.is_some_and(|least| size.abs() < least);
    match (interval.contains(0.0), is_small(gap.difference)) {
        (false, false) => Finding::Matters,
        (false, true) => Finding::Small,
        (true, _) if is_small(interval.low) && is_small(interval.high) => Finding::Small,
        (true, _) => Finding::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::quantity;

    fn contrast(name: &str, a: &[f64], b: &[f64], is_paired: bool) -> Contrast {
        let numbered = |values: &[f64]| (0..).zip(values.iter().copied()).collect::<Values>();
        let values_of = |asked: &Quantity| {
            if asked.name() == name {
                [numbered(a), numbered(b)]
            } else {
                [a, b].map(|values| numbered(&vec![1e7; values.len()]))
            }
        };
        let terms = Terms {
            is_paired,
            confidence: 0.95,
        };
        Contrast::of(&quantity(name).unwrap(), values_of, terms).unwrap()
    }

    #[test]
    fn a_difference_is_sure_and_large_or_says_which_it_is_not() {
        let found = |name: &str, a: &[f64], b: &[f64]| contrast(name, a, b, true).finding;
        let waits = [3_600.0, 3_650.0, 3_700.0, 3_610.0];
        assert_eq!(found("wait_p50_s", &waits, &waits), Finding::Same);
        assert_eq!(
            found("wait_p50_s", &waits, &waits.map(|w| w + 299.0)),
            Finding::Small
        );
        assert_eq!(
            found("wait_p50_s", &waits, &waits.map(|w| w + 301.0)),
            Finding::Matters
        );
        assert_eq!(
            found("wait_p50_s", &waits, &[9_000.0, 10.0, 4_000.0, 3_000.0]),
            Finding::Unclear
        );
        assert_eq!(
            found("wait_p50_s", &waits, &[3_601.0, 3_652.0, 3_699.5, 3_609.3]),
            Finding::Small
        );
        assert_eq!(found("wait_p50_s", &waits[..1], &[9_000.0]), Finding::TooFew);
        let shares = [0.30, 0.31, 0.32];
        assert_eq!(
            found("failure_share", &shares, &shares.map(|s| s + 0.009)),
            Finding::Small
        );
        assert_eq!(
            found("failure_share", &shares, &shares.map(|s| s + 0.011)),
            Finding::Matters
        );
        let people = [1e6, 1.1e6, 1.05e6];
        assert_eq!(
            found("submitted_people", &people, &people.map(|n| n + 9_000.0)),
            Finding::Small
        );
        assert_eq!(
            found("submitted_people", &people, &people.map(|n| n + 12_000.0)),
            Finding::Matters
        );
    }

    #[test]
    fn a_page_that_takes_seconds_is_held_to_its_own_size() {
        let (a, b) = ([2.0, 2.1, 2.2], [9.0, 9.1, 9.2]);
        assert_eq!(contrast("page_p50_s", &a, &b, true).finding, Finding::Matters);
    }

    #[test]
    fn the_other_way_round_only_the_signs_are_others() {
        let (a, b) = (
            [1.0, 5.0, 2.0, 8.0, f64::INFINITY, 3.0, 9.0],
            [2.0, 4.0, 7.0, 1.0, 3.0, 3.0, 8.0],
        );
        for is_paired in [true, false] {
            let one = contrast("wait_p50_s", &a, &b, is_paired);
            let other = contrast("wait_p50_s", &b, &a, is_paired);
            assert_eq!(one.difference, other.difference.map(|difference| -difference));
            let turned = other.interval.map(|bounds| Bounds {
                low: bounds.high.map(|end| -end),
                high: bounds.low.map(|end| -end),
            });
            assert_eq!(one.interval, turned);
            assert_eq!(one.finding, other.finding);
        }
    }

    #[test]
    fn the_same_people_show_what_other_people_would_hide() {
        let a: Vec<f64> = (0..10).map(|i| 1e6 + 5e4 * f64::from(i)).collect();
        let b: Vec<f64> = a.iter().map(|n| n + 2e4).collect();
        assert_eq!(
            contrast("submitted_people", &a, &b, true).finding,
            Finding::Matters
        );
        assert_eq!(
            contrast("submitted_people", &a, &b, false).finding,
            Finding::Unclear
        );
    }
}
