//! What the table of `compare` says of draws of what nobody knows.

use super::English;
use crate::messages::draws::{
    Bias, DrawsDifference, DrawsMade, DrawsText, Expectation, NotCorrected, Outside, PriorLine,
};
use crate::messages::table::{CellInterval, LaunchesOf};
use crate::messages::{Numbers, TableText};
use clickday_engine::figures::Measure;

impl DrawsText for English {
    fn range_label(&self, draws: u64, confidence: f64) -> String {
        format!("{draws} draws, {} range", self.percent(confidence))
    }

    fn heading(&self, draws: u64) -> String {
        format!("What nobody knows ({draws} draws)")
    }

    fn meaning(&self, made: &DrawsMade) -> String {
        let distinct = if made.distinct < made.all.launches {
            format!(" ({} of them differ)", made.distinct)
        } else {
            String::new()
        };
        let (small, larger) = (self.scale(made.all.scale), self.scale(made.larger.scale));
        let uncorrected = made.uncorrected.map_or(String::new(), |probability| {
            format!(
                " There the range goes from the least to the greatest of the draws; a further launch lies there with a \
                 probability of {}.",
                self.percent(probability)
            )
        });
        format!(
            "A draw is one set of possible values of what nobody knows. Under each of {} draws{distinct}, every policy \
             was launched once at {small}, with the same people, and under {} of them at {larger} too. The range is \
             where one launch lies with a probability of {}, under a draw that was not made. Where the bias of {small} \
             can be taken away, values and ranges are those of {larger}; elsewhere they are those of {small}, with its \
             bias.{uncorrected}",
            made.all.launches,
            made.larger.launches,
            self.percent(made.confidence),
        )
    }

    fn difference(&self, difference: &DrawsDifference<'_>) -> String {
        let DrawsDifference { policy, against, .. } = difference;
        let often = often(*self, difference);
        let Some(more) = difference.more else {
            return format!("{policy}: beside {against}, {often}.");
        };
        let interval = difference.interval.map(|(low, high)| {
            let range = self.count_between(low, high);
            format!(" ({} interval {range})", self.percent(difference.confidence))
        });
        let than = if more < 0.0 { "fewer" } else { "more" };
        let of = if difference.is_median {
            "in the median draw"
        } else {
            "in the mean of the draws"
        };
        format!(
            "{policy}: {} {than} applications than under {against}{} {of}; {often}.",
            self.rounded(more.abs()),
            interval.unwrap_or_default()
        )
    }

    fn bias(&self, bias: &Bias<'_>) -> String {
        let (policy, what, scale) = (bias.policy, bias.what, self.scale(bias.scale));
        let (low, high) = bias.interval;
        if low <= 0.0 && high >= 0.0 {
            return format!(
                "{policy}, {what}: no clear bias at {scale}, beside {}.",
                self.scale(bias.larger)
            );
        }
        let (way, low, high) = if low > 0.0 {
            ("high", low, high)
        } else {
            ("low", -high, -low)
        };
        format!(
            "{policy}, {what}: {way}er at {scale} than at {} by {} ({} interval).",
            self.scale(bias.larger),
            range(bias.measure, low, high),
            self.percent(bias.confidence)
        )
    }

    fn not_corrected(&self, policy: &str, what: &str, why: NotCorrected) -> String {
        let why = match why {
            NotCorrected::TooFew => "too few draws were launched at both scales",
            NotCorrected::NotReached => "it was not reached in every draw",
            NotCorrected::TwoWays => "its launches go two ways",
            NotCorrected::Unrelated => "the small scale does not tell of the large one",
        };
        format!("{policy}, {what}: not corrected for the scale, because {why}.")
    }

    fn outside(&self, outside: &Outside<'_>) -> String {
        let value = match outside.value {
            Some(value) => self.value(outside.measure, value, None),
            None => TableText::not_reached(self).to_owned(),
        };
        let policy = match outside.against {
            Some(against) => format!("{} less {against}", outside.policy),
            None => outside.policy.to_owned(),
        };
        let expected = match (outside.against, outside.expected) {
            // It goes down without end: the baseline does not reach the value in some draws.
            (
                Some(_),
                CellInterval {
                    low: None,
                    high: Some(high),
                    ..
                },
            ) => {
                format!("up to {}", self.value(outside.measure, high, None))
            }
            (_, expected) => TableText::interval(self, outside.measure, expected),
        };
        format!(
            "{policy}, {}: {value} at 1:1, outside the range of the draws, {expected}.",
            outside.what
        )
    }

    fn none_outside(&self) -> &'static str {
        "The values at 1:1 are within the ranges of the draws."
    }

    fn expected(&self, expected: &Expectation<'_>) -> String {
        let (low, high) = expected.interval;
        let law = match expected.is_confirmed {
            Some(false) => "by the larger of the variances at small scales, which do not agree",
            Some(true) => "by the variance at small scales",
            None => "by the variance at one small scale, untested",
        };
        format!(
            "{}, {}: {} expected at 1:1 ({} interval, {law}).",
            expected.policy,
            expected.what,
            range(expected.measure, low, high),
            self.percent(expected.confidence)
        )
    }

    fn of_sample(&self, values: u64) -> String {
        let noun = if values == 1 { "value" } else { "values" };
        format!("Drawn from the sample that agrees with the record: {values} {noun}.")
    }

    fn of_priors(&self) -> &'static str {
        "Drawn from what is assumed, since no record tells it:"
    }

    fn prior(&self, prior: &PriorLine<'_>) -> String {
        let (from, to) = prior.range;
        format!(
            "{} ({}): {from} to {to}; {}",
            prior.name, prior.path, prior.source
        )
    }
}

/// How often a policy has more applications, or fewer, and in how much of what is possible at least.
fn often(say: English, difference: &DrawsDifference<'_>) -> String {
    let LaunchesOf { some, all } = difference.often;
    if some == 0 {
        return format!("the same in all {all} draws");
    }
    let way = if difference.is_more_often { "more" } else { "fewer" };
    format!(
        "{way} in {some} of {all} draws, so, with {} confidence, in at least {} of what is possible",
        say.percent(difference.confidence),
        say.percent(difference.at_least)
    )
}

/// An interval with both ends.
fn range(measure: Measure, low: f64, high: f64) -> String {
    let interval = CellInterval {
        value: None,
        low: Some(low),
        high: Some(high),
    };
    TableText::interval(&English, measure, interval)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::table::Launches;

    fn made(distinct: u64, uncorrected: Option<f64>) -> DrawsMade {
        let launches = |launches, scale| Launches { launches, scale };
        DrawsMade {
            all: launches(24, 0.02),
            distinct,
            larger: launches(8, 0.1),
            confidence: 0.95,
            uncorrected,
        }
    }

    #[test]
    fn what_a_draw_is_says_which_scale_the_values_are_of() {
        let all = English.meaning(&made(24, None));
        for said in [
            "Under each of 24 draws, every policy was launched once at 1:50, with the same people,",
            "under 8 of them at 1:10 too",
            "values and ranges are those of 1:10; elsewhere they are those of 1:50, with its bias.",
        ] {
            assert!(all.contains(said), "{said:?} in {all}");
        }
        assert!(!all.contains("the least"), "{all}");
        let some = English.meaning(&made(20, Some(0.92)));
        assert!(some.contains("24 draws (20 of them differ),"), "{some}");
        assert!(
            some.ends_with(&format!(
                "a further launch lies there with a probability of {}.",
                English.percent(0.92)
            )),
            "{some}"
        );
    }

    fn difference(more: Option<f64>) -> DrawsDifference<'static> {
        DrawsDifference {
            policy: "queue",
            against: "open",
            more,
            is_median: false,
            interval: None,
            confidence: 0.95,
            often: LaunchesOf { some: 23, all: 24 },
            is_more_often: true,
            at_least: 0.75,
        }
    }

    #[test]
    fn a_difference_says_of_what_it_is_and_which_side_is_more_often() {
        let bound = format!(
            "in 23 of 24 draws, so, with {} confidence, in at least {} of what is possible.",
            English.percent(0.95),
            English.percent(0.75)
        );
        let more = English.difference(&difference(Some(371_000.0)));
        assert!(
            more.contains(" more applications than under open in the mean of the draws; more in 23"),
            "{more}"
        );
        assert!(more.ends_with(&bound), "{more}");
        let fewer = English.difference(&DrawsDifference {
            is_median: true,
            is_more_often: false,
            ..difference(Some(-371_000.0))
        });
        assert!(
            fewer.contains(" fewer applications than under open in the median draw; fewer in 23"),
            "{fewer}"
        );
        assert!(fewer.ends_with(&bound), "{fewer}");
        let unknown = English.difference(&difference(None));
        assert!(
            unknown.starts_with("queue: beside open, more in 23 of 24"),
            "{unknown}"
        );
        let same = English.difference(&DrawsDifference {
            often: LaunchesOf { some: 0, all: 24 },
            ..difference(None)
        });
        assert_eq!(same, "queue: beside open, the same in all 24 draws.");
    }

    #[test]
    fn a_bias_names_both_scales() {
        let of = |interval| {
            English.bias(&Bias {
                policy: "queue",
                what: "Submitted",
                measure: Measure::Count,
                scale: 0.02,
                larger: 0.1,
                interval,
                confidence: 0.95,
            })
        };
        for (interval, said) in [
            (
                (1_000.0, 2_000.0),
                "queue, Submitted: higher at 1:50 than at 1:10 by ",
            ),
            (
                (-2_000.0, -1_000.0),
                "queue, Submitted: lower at 1:50 than at 1:10 by ",
            ),
            (
                (-1.0, 1.0),
                "queue, Submitted: no clear bias at 1:50, beside 1:10.",
            ),
        ] {
            assert!(of(interval).starts_with(said), "{}", of(interval));
        }
    }

    #[test]
    fn what_the_draws_expect_of_a_difference_may_have_no_lower_end() {
        let outside = |against| {
            English.outside(&Outside {
                policy: "queue",
                against,
                what: "Median wait",
                measure: Measure::Time,
                value: Some(36_000.0),
                expected: CellInterval {
                    value: None,
                    low: None,
                    high: Some(7_200.0),
                },
            })
        };
        let difference = outside(Some("open"));
        assert!(
            difference.contains("queue less open") && difference.contains("range of the draws, up to "),
            "{difference}"
        );
        let alone = outside(None);
        assert!(alone.ends_with("not by the end."), "{alone}");
    }

    #[test]
    fn a_variance_that_was_not_tried_is_called_so() {
        let of = |is_confirmed| {
            English.expected(&Expectation {
                policy: "queue",
                what: "Submitted",
                measure: Measure::Count,
                interval: (1_000.0, 2_000.0),
                confidence: 0.95,
                is_confirmed,
            })
        };
        assert!(of(None).ends_with("by the variance at one small scale, untested)."));
        assert!(of(Some(true)).ends_with("by the variance at small scales)."));
        assert!(of(Some(false)).ends_with("which do not agree)."));
    }
}
