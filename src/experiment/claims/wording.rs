//! The range that a figure means, by its digits and the words around it.
//!
//! "339,000" is meant to the thousand, "300,000" to the hundred thousand: the last digit that is
//! not 0 shows how exact a number is meant to be. A *step* is one unit of that digit. The words
//! around the number give the range of the true value:
//!
//! | words | range | |
//! |---|---|---|
//! | `plain`: "339 mila" | half a step to either side | what would be rounded to it |
//! | `about`: "circa", "un centinaio" | a step to either side | twice as wide |
//! | `over`: "oltre", "più di" | from it to the next figure of the same roundness | who could have said more would have |
//! | `almost`: "quasi" | the step below it | the same, from above |
//! | `between`: "60-70 mila" | from one figure to the other | |
//! | `at-least`: "almeno" | from it on | a legal or official lower bound |
//! | `at-most`: "al massimo" | up to it | |
//!
//! Source: Krifka, "Approximate interpretation of number words" (2007), for round numbers; Cummins,
//! Sauerland and Solt, *Linguistics and Philosophy* 35 (2012) 135–169, for "more than".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::experiment::statistics::Interval;
use clickday_engine::math;

/// The words around a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wording {
    /// The figure and no more: what would be rounded to it.
    #[default]
    Plain,
    /// "About": a step to either side.
    About,
    /// "Over": from it to the next figure of the same roundness.
    Over,
    /// "Almost": the step below it.
    Almost,
    /// From it to a second figure.
    Between,
    /// "At least": from it on.
    AtLeast,
    /// "At most": up to it.
    AtMost,
}

impl Wording {
    /// The range that these words make of a figure whose last digit that counts is worth `step`;
    /// `to` is the second figure of [`Wording::Between`].
    pub fn range(self, figure: f64, step: f64, to: Option<f64>) -> Interval {
        let (low, high) = match self {
            Wording::Plain => (figure - step / 2.0, figure + step / 2.0),
            Wording::About => (figure - step, figure + step),
            Wording::Over => (figure, figure + step),
            Wording::Almost => (figure - step, figure),
            Wording::Between => (figure, to.unwrap_or(figure)),
            Wording::AtLeast => (figure, f64::INFINITY),
            Wording::AtMost => (f64::NEG_INFINITY, figure),
        };
        Interval { low, high }
    }
}

/// One unit of the last digit that counts of a number as it is written: 100,000 for `300_000`,
/// 1,000 for `339_000`, 0.1 for `2.5`; 1 for `0`. `None` of what is no number.
pub(crate) fn step(written: &str) -> Option<f64> {
    let digits: String = written.trim().replace(['_', ' '], "");
    digits.parse::<f64>().ok().filter(|number| number.is_finite())?;
    let digits = digits.trim_start_matches(['-', '+']);
    let power = match digits.split_once('.') {
        Some((_, decimals)) => -i32::try_from(decimals.len()).ok()?,
        None => {
            let significant = digits.trim_end_matches('0');
            if significant.is_empty() {
                0
            } else {
                i32::try_from(digits.len() - significant.len()).ok()?
            }
        }
    };
    Some(math::powi(10.0, power))
}

/// The same of an instant, in seconds: an hour for `11:00`, half an hour for `13:30`, ten or five
/// minutes, or one, for finer ones.
pub(crate) fn step_of_clock(minute: i8, second: i8) -> f64 {
    let minutes = match (minute, second) {
        (0, 0) => 60.0,
        (30, 0) => 30.0,
        (minute, 0) if minute % 10 == 0 => 10.0,
        (minute, 0) if minute % 5 == 0 => 5.0,
        _ => 1.0,
    };
    60.0 * minutes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_that_is_not_zero_says_how_exactly_a_number_is_meant() {
        for (written, expected) in [
            ("300_000", 100_000.0),
            ("339_000", 1_000.0),
            ("517_529", 1.0),
            ("1660000", 10_000.0),
            ("42", 1.0),
            ("30", 10.0),
            ("2.50", 0.01),
            ("0", 1.0),
        ] {
            let found = step(written).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{written}: {found}");
        }
        assert_eq!((step("many"), step("inf"), step("")), (None, None, None));
    }

    #[test]
    fn words_make_a_range_of_a_figure() {
        let range = |wording: Wording, to| {
            let Interval { low, high } = wording.range(300.0, 100.0, to);
            (low, high)
        };
        let infinity = f64::INFINITY;
        for (wording, to, expected) in [
            (Wording::Plain, None, (250.0, 350.0)),
            (Wording::About, None, (200.0, 400.0)),
            (Wording::Over, None, (300.0, 400.0)),
            (Wording::Almost, None, (200.0, 300.0)),
            (Wording::Between, Some(700.0), (300.0, 700.0)),
            (Wording::AtLeast, None, (300.0, infinity)),
            (Wording::AtMost, None, (-infinity, 300.0)),
        ] {
            assert_eq!(range(wording, to), expected, "{wording:?}");
        }
    }

    #[test]
    fn a_full_hour_is_meant_to_the_hour_and_13_20_to_ten_minutes() {
        let steps =
            [(0, 0), (30, 0), (20, 0), (45, 0), (51, 0), (0, 1)].map(|(m, s)| step_of_clock(m, s) as u32);
        assert_eq!(steps, [3600, 1800, 600, 300, 60, 60]);
    }
}
