//! The verdict on a claim: its range compared with the interval of the simulated runs.
//!
//! ```text
//!   claimed      |-----|                     |-----|                  |-----|
//!   seen    |--|                          |----|                  |-----------------|
//!           inconsistent                  consistent              cannot tell
//! ```
//!
//! *Inconsistent*: they have nothing in common. *Consistent*: they overlap, and the interval is
//! narrow enough to exclude a claim twice as large and one half as large. *Cannot tell*: they
//! overlap, and it is not. So a wider interval can only turn the first two into the third.

use serde::{Serialize, Serializer};

use super::counted::Counted;
use super::figures::Similarity;
use crate::experiment::statistics::{Interval, central, sample_median};

/// How far from a claimed range what was seen may reach, and still be sharp enough to agree with
/// it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slack {
    /// Down to this part of its lower end, and up to as many times its upper one: counts, rates,
    /// lengths of time.
    Factor(f64),
    /// So far beyond either end: instants.
    Shift(f64),
    /// Not at all: shares and differences, where the claim is of their size or sign.
    None,
}

impl Slack {
    /// The claimed range with its slack.
    pub fn around(self, claimed: Interval) -> Interval {
        match self {
            Slack::Factor(factor) => Interval {
                low: claimed.low.min(claimed.low / factor),
                high: claimed.high.max(claimed.high * factor),
            },
            Slack::Shift(shift) => Interval {
                low: claimed.low - shift,
                high: claimed.high + shift,
            },
            Slack::None => claimed,
        }
    }
}

/// Whether what was seen and what is claimed agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// They do.
    Consistent,
    /// They do not.
    Inconsistent,
    /// What was seen would agree with too much.
    CannotTell,
}

impl Answer {
    /// The answer to several statements that have all to hold: inconsistent if one is, else open if
    /// one is. Nothing is open.
    pub(crate) fn of_all(answers: impl IntoIterator<Item = Answer>) -> Answer {
        let weight = |answer: &Answer| match answer {
            Answer::Consistent => 0,
            Answer::CannotTell => 1,
            Answer::Inconsistent => 2,
        };
        answers
            .into_iter()
            .max_by_key(weight)
            .unwrap_or(Answer::CannotTell)
    }
}

/// How a claimed range lies to an interval that was seen.
pub fn answer(seen: Interval, claimed: Interval, slack: Slack) -> Answer {
    let apart = seen.high < claimed.low || seen.low > claimed.high;
    let around = slack.around(claimed);
    let sharp = around.low <= seen.low && seen.high <= around.high;
    match (apart, sharp) {
        (true, _) => Answer::Inconsistent,
        (false, true) => Answer::Consistent,
        (false, false) => Answer::CannotTell,
    }
}

/// What was seen of a quantity, and whether it agrees with a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Whether they agree.
    pub answer: Answer,
    /// The range the claim states.
    pub claimed: Interval,
    /// The interval of the quantity over draws of the parameters and chance; `None` when it was not
    /// seen at all.
    pub seen: Option<Interval>,
    /// Its median.
    pub median: Option<f64>,
    /// Runs in which there was such a quantity.
    pub runs: u64,
    /// Of those, runs in which it lay within the claimed range.
    pub within: u64,
}

impl Evidence {
    /// Judges the values of a quantity, one for each run, `None` where there was no such quantity,
    /// `+∞` for what never happened. Where there was none in half of the runs or more, nothing can
    /// be told. `confidence` lies in (0, 1).
    pub fn of(values: &[Option<f64>], claimed: Interval, slack: Slack, confidence: f64) -> Evidence {
        let there: Vec<f64> = values.iter().flatten().copied().collect();
        let seen = central(&there, confidence).filter(|_| 2 * there.len() > values.len());
        Evidence {
            answer: seen.map_or(Answer::CannotTell, |seen| answer(seen, claimed, slack)),
            claimed,
            seen,
            median: sample_median(&there),
            runs: there.len() as u64,
            within: there.iter().filter(|value| claimed.contains(**value)).count() as u64,
        }
    }

    /// The same in a unit of this size.
    #[must_use]
    pub(crate) fn in_unit(self, size: f64) -> Evidence {
        Evidence {
            claimed: self.claimed.times(1.0 / size),
            seen: self.seen.map(|seen| seen.times(1.0 / size)),
            median: self.median.map(|median| median / size),
            ..self
        }
    }
}

/// The verdict on a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// As it was said, it agrees with what was seen.
    Consistent,
    /// It does not, in any unit in which it may be meant.
    Inconsistent,
    /// Not as it was said, but in another unit in which it may be meant.
    OnlyAs(Counted),
    /// What was seen would agree with too much, or was not seen at all.
    CannotTell,
    /// No run can show it, nor any sum.
    OutOfReach,
    /// The model is given the same: no discovery.
    AsGiven,
    /// The model is given something else.
    NotAsGiven,
    /// The figures come to what is claimed.
    AddsUp,
    /// They do not.
    DoesNotAddUp,
    /// How two figures are alike.
    Similar(Similarity),
}

impl Verdict {
    /// The verdict from the answers: as it was said, and in the other units it may have been meant
    /// in.
    pub fn of(as_said: Answer, otherwise: &[(Counted, Answer)]) -> Verdict {
        match as_said {
            Answer::Consistent => return Verdict::Consistent,
            Answer::CannotTell => return Verdict::CannotTell,
            Answer::Inconsistent => {}
        }
        let with = |wanted| otherwise.iter().find(|(_, answer)| *answer == wanted);
        match (with(Answer::Consistent), with(Answer::CannotTell)) {
            (Some((counted, _)), _) => Verdict::OnlyAs(*counted),
            (None, Some(_)) => Verdict::CannotTell,
            (None, None) => Verdict::Inconsistent,
        }
    }

    /// Its name in the JSON object.
    pub fn name(self) -> String {
        match self {
            Verdict::Consistent => "consistent".to_owned(),
            Verdict::Inconsistent => "inconsistent".to_owned(),
            Verdict::OnlyAs(counted) => format!("only as {}", counted.words()),
            Verdict::CannotTell => "cannot tell".to_owned(),
            Verdict::OutOfReach => "cannot tell: out of reach".to_owned(),
            Verdict::AsGiven => "as the model is given it".to_owned(),
            Verdict::NotAsGiven => "not as the model is given it".to_owned(),
            Verdict::AddsUp => "the figures add up".to_owned(),
            Verdict::DoesNotAddUp => "the figures do not add up".to_owned(),
            Verdict::Similar(likeness) => likeness.name(),
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TWICE: Slack = Slack::Factor(2.0);

    fn interval(low: f64, high: f64) -> Interval {
        Interval { low, high }
    }

    #[test]
    fn what_has_nothing_in_common_is_inconsistent_and_what_would_agree_with_all_tells_nothing() {
        let claimed = interval(250.0, 350.0);
        for (low, high, expected) in [
            (5.0, 25.0, Answer::Inconsistent),
            (351.0, 900.0, Answer::Inconsistent),
            (260.0, 300.0, Answer::Consistent),
            (200.0, 600.0, Answer::Consistent),
            (350.0, 700.0, Answer::Consistent),
            (350.0, 701.0, Answer::CannotTell),
            (100.0, 300.0, Answer::CannotTell),
            (5.0, 3_000.0, Answer::CannotTell),
        ] {
            assert_eq!(
                answer(interval(low, high), claimed, TWICE),
                expected,
                "{low} to {high}"
            );
        }
    }

    #[test]
    fn a_bound_is_told_from_its_own_side_only() {
        let at_least = interval(42.0, f64::INFINITY);
        assert_eq!(answer(interval(30.0, 1e9), at_least, TWICE), Answer::Consistent);
        assert_eq!(answer(interval(20.0, 60.0), at_least, TWICE), Answer::CannotTell);
        assert_eq!(
            answer(interval(20.0, 41.0), at_least, TWICE),
            Answer::Inconsistent
        );
        let at_most = interval(f64::NEG_INFINITY, 42.0);
        assert_eq!(answer(interval(0.0, 84.0), at_most, TWICE), Answer::Consistent);
    }

    #[test]
    fn a_share_has_to_lie_within_and_an_instant_near() {
        let most = interval(0.5, 1.0);
        assert_eq!(answer(interval(0.4, 0.6), most, Slack::None), Answer::CannotTell);
        assert_eq!(
            answer(interval(0.0, 0.1), most, Slack::None),
            Answer::Inconsistent
        );
        let about_eleven = interval(37_800.0, 41_400.0);
        let hour = Slack::Shift(3_600.0);
        assert_eq!(
            answer(interval(36_000.0, 41_000.0), about_eleven, hour),
            Answer::Consistent
        );
        assert_eq!(
            answer(interval(36_000.0, f64::INFINITY), about_eleven, hour),
            Answer::CannotTell
        );
    }

    #[test]
    fn only_what_fails_as_it_was_said_is_asked_in_another_unit() {
        use Answer::{CannotTell, Consistent, Inconsistent};
        let of = |as_said, as_attempts| Verdict::of(as_said, &[(Counted::Attempts, as_attempts)]).name();
        assert_eq!(of(Inconsistent, Consistent), "only as attempts");
        assert_eq!(of(Consistent, Inconsistent), "consistent");
        assert_eq!(of(CannotTell, Consistent), "cannot tell");
        assert_eq!(of(Inconsistent, CannotTell), "cannot tell");
        assert_eq!(of(Inconsistent, Inconsistent), "inconsistent");
        assert_eq!(Verdict::of(Inconsistent, &[]), Verdict::Inconsistent);
    }

    #[test]
    fn of_several_statements_the_worst_decides() {
        use Answer::{CannotTell, Consistent, Inconsistent};
        assert_eq!(Answer::of_all([Consistent, CannotTell]), CannotTell);
        assert_eq!(
            Answer::of_all([Consistent, Inconsistent, CannotTell]),
            Inconsistent
        );
        assert_eq!(Answer::of_all([Consistent, Consistent]), Consistent);
        assert_eq!(Answer::of_all([]), CannotTell);
    }

    #[test]
    fn what_half_of_the_runs_have_not_seen_is_not_told() {
        let claimed = interval(1.0, 2.0);
        let unseen = Evidence::of(&[Some(1.5), None], claimed, TWICE, 0.9);
        assert_eq!(
            (unseen.answer, unseen.seen, unseen.runs),
            (Answer::CannotTell, None, 1)
        );
        let seen = Evidence::of(&[Some(1.5), Some(1.6), None], claimed, TWICE, 0.9);
        assert_eq!((seen.answer, seen.within), (Answer::Consistent, 2));
        assert_eq!(Evidence::of(&[], claimed, TWICE, 0.9).answer, Answer::CannotTell);
    }

    /// Two numbers in order.
    fn any_interval() -> impl Strategy<Value = Interval> {
        (0.0..1e6, 0.0..1e6).prop_map(|(a, b): (f64, f64)| interval(a.min(b), a.max(b)))
    }

    fn any_slack() -> impl Strategy<Value = Slack> {
        prop_oneof![
            (1.0..10.0).prop_map(Slack::Factor),
            (0.0..1e5).prop_map(Slack::Shift),
            Just(Slack::None)
        ]
    }

    proptest! {
        #[test]
        fn who_knows_less_never_rules_out_more(
            seen in any_interval(), claimed in any_interval(), slack in any_slack(), less in 0.0..1e5, more in 0.0..1e5,
        ) {
            let before = answer(seen, claimed, slack);
            let after = answer(interval(seen.low - less, seen.high + more), claimed, slack);
            let allowed: &[Answer] = match before {
                Answer::Inconsistent => &[Answer::Inconsistent, Answer::Consistent, Answer::CannotTell],
                Answer::Consistent => &[Answer::Consistent, Answer::CannotTell],
                Answer::CannotTell => &[Answer::CannotTell],
            };
            prop_assert!(allowed.contains(&after), "{before:?} became {after:?}");
        }

        #[test]
        fn a_claim_of_exactly_what_was_seen_is_consistent(seen in any_interval(), slack in any_slack()) {
            prop_assert_eq!(answer(seen, seen, slack), Answer::Consistent);
        }

        #[test]
        fn a_claim_that_says_less_is_never_ruled_out_where_one_that_says_more_is_not(
            seen in any_interval(), claimed in any_interval(), less in 0.0..1e5, more in 0.0..1e5,
        ) {
            let vaguer = interval(claimed.low - less, claimed.high + more);
            if answer(seen, claimed, TWICE) != Answer::Inconsistent {
                prop_assert_ne!(answer(seen, vaguer, TWICE), Answer::Inconsistent);
            }
        }
    }
}
