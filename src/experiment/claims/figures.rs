//! What figures alone decide, without a run: whether a sum comes out, and how two figures are
//! alike.
//!
//! A number is as exact as it is written, half a step of its last digit to either side; what it is
//! multiplied or divided by (euros for each, hours of a day) is exact. Two figures that are alike
//! need not have anything to do with each other: that they are alike is told, and nothing follows
//! from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::kind::Kind;
use super::wording::Wording;
use crate::experiment::statistics::Interval;
use clickday_engine::model::units::{Complaint, Setting};

/// A sum of figures, each a number, a rate, a length of time or a share: (`number` + `plus` −
/// `less`) × `times` ÷ `over`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sum {
    /// What it begins with.
    pub number: Setting,
    /// What is added.
    #[serde(default)]
    pub plus: Vec<Setting>,
    /// What is taken off.
    #[serde(default)]
    pub less: Option<Setting>,
    /// By what it is multiplied, exactly.
    #[serde(default)]
    pub times: Option<Setting>,
    /// By what it is divided, exactly; above 0.
    #[serde(default)]
    pub over: Option<Setting>,
}

/// What a sum comes to: its range in people, a second, seconds or shares of the whole, and its
/// value without rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// Between what it lies, as its numbers are rounded.
    pub range: Interval,
    /// Its value, as its numbers are written.
    pub value: f64,
    /// The power of time in its unit: 1 of seconds, −1 of a rate.
    pub of_time: i32,
}

/// What is wrong with a sum, and what would be right.
fn refused(wrong: impl Into<String>) -> Complaint {
    let right = "write numbers, rates or lengths of time that can be added, and what they are divided by";
    Complaint::new(wrong, right)
}

/// A figure of any kind: its value, half of its step, and the power of time in its unit.
fn any(written: &Setting) -> Result<(f64, f64, i32), Complaint> {
    let kinds = [
        (Kind::Number, 0),
        (Kind::Rate, -1),
        (Kind::Time, 1),
        (Kind::Share, 0),
    ];
    let read = |(kind, of_time)| match Figure::read(written.as_str(), kind, false) {
        Ok(Figure::Number { value, step, unit }) => {
            Some((value * unit.size, step * unit.size / 2.0, of_time))
        }
        _ => None,
    };
    let found = kinds.into_iter().find_map(read);
    found.ok_or_else(|| {
        refused(format!(
            "\"{written}\" is no number, rate, length of time or share"
        ))
    })
}

impl Sum {
    /// Its value.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn total(&self) -> Result<Total, Complaint> {
        let (mut value, mut half, mut of_time) = any(&self.number)?;
        let added = self.plus.iter().map(|figure| (figure, 1.0));
        for (figure, sign) in added.chain(self.less.iter().map(|figure| (figure, -1.0))) {
            let (other, other_half, unit) = any(figure)?;
            if unit != of_time {
                let first = &self.number;
                return Err(refused(format!(
                    "\"{figure}\" is in another unit than \"{first}\""
                )));
            }
            value += sign * other;
            half += other_half;
        }
        if let Some(times) = &self.times {
            let (factor, _, unit) = any(times)?;
            (value, half, of_time) = (value * factor, half * factor, of_time + unit);
        }
        if let Some(over) = &self.over {
            let (divisor, _, unit) = any(over)?;
            if divisor <= 0.0 {
                return Err(refused("nothing can be divided by 0"));
            }
            (value, half, of_time) = (value / divisor, half / divisor, of_time - unit);
        }
        let range = Interval {
            low: value - half,
            high: value + half,
        };
        if !(range.low.is_finite() && range.high.is_finite()) {
            return Err(refused("it is too large to be reckoned with"));
        }
        Ok(Total {
            range,
            value,
            of_time,
        })
    }

    /// Whether it is one number, which has digits of its own.
    fn is_one(&self) -> bool {
        self.plus.is_empty() && self.less.is_none() && self.times.is_none() && self.over.is_none()
    }

    /// As it is written, for a reader.
    pub fn words(&self) -> String {
        let mut text = self.number.to_string();
        for plus in &self.plus {
            text = format!("{text} + {plus}");
        }
        for (sign, figure) in [("−", &self.less), ("×", &self.times), ("÷", &self.over)] {
            if let Some(figure) = figure {
                let inner = if text.contains(['+', '−']) && sign != "−" {
                    format!("({text})")
                } else {
                    text
                };
                text = format!("{inner} {sign} {figure}");
            }
        }
        text
    }
}

/// A sum, and the unit in which the claim gives its total.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Derived {
    /// The sum.
    pub from: Sum,
    /// The unit of the claim's figure.
    #[serde(rename = "in")]
    pub kind: DerivedUnit,
}

/// The figure that the claim's own is like.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Similar {
    /// The other figure, or the sum that gives it.
    pub to: Sum,
    /// The unit of both.
    #[serde(rename = "in")]
    pub kind: DerivedUnit,
}

/// The unit of a sum of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DerivedUnit {
    /// A number.
    Number,
    /// A number a second, minute or hour.
    Rate,
    /// A length of time.
    Time,
    /// A share of the whole.
    Share,
}

impl DerivedUnit {
    /// In which unit figures are written.
    pub fn kind(self) -> Kind {
        match self {
            DerivedUnit::Number => Kind::Number,
            DerivedUnit::Rate => Kind::Rate,
            DerivedUnit::Time => Kind::Time,
            DerivedUnit::Share => Kind::Share,
        }
    }

    /// The power of time in it.
    pub(crate) fn of_time(self) -> i32 {
        match self {
            DerivedUnit::Number | DerivedUnit::Share => 0,
            DerivedUnit::Rate => -1,
            DerivedUnit::Time => 1,
        }
    }
}

/// How one figure is like another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "are")]
pub enum Similarity {
    /// They are the same.
    Same,
    /// The same number of another unit.
    OtherUnit {
        /// How many times the smaller the larger is.
        factor: f64,
    },
    /// Two numbers, each within the rounding of the other.
    SameRounded,
    /// None of these.
    Unlike {
        /// How many times the smaller the larger is.
        factor: f64,
    },
}

impl Similarity {
    /// Its name in the JSON object.
    pub fn name(self) -> String {
        match self {
            Similarity::Same => "the same figure: nothing follows".to_owned(),
            Similarity::OtherUnit { factor } => {
                format!("the same number in another unit, factor {}", round(factor))
            }
            Similarity::SameRounded => "the same when rounded: nothing follows".to_owned(),
            Similarity::Unlike { factor } => format!("unlike, factor {}", round(factor)),
        }
    }
}

/// Three figures of it.
fn round(factor: f64) -> f64 {
    format!("{factor:.2e}").parse().unwrap_or(factor)
}

/// How a figure is like a sum.
///
/// # Errors
/// What is wrong with the sum.
pub(crate) fn likeness(figure: &Figure, wording: Wording, to: &Sum) -> Result<Similarity, Complaint> {
    let total = to.total()?;
    let Figure::Number { value, step, unit } = figure else {
        return Err(Complaint::new(
            "only numbers are alike",
            "compare a number with a sum",
        ));
    };
    let own = value * unit.size;
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    if near(own, total.value) {
        return Ok(Similarity::Same);
    }
    let factor = (own / total.value).abs();
    let factor = factor.max(1.0 / factor);
    if to.is_one()
        && let Ok(Figure::Number {
            value: number,
            unit: of,
            ..
        }) = Figure::read(to.number.as_str(), unit.kind(), false)
        && near(*value, number)
        && of.name != unit.name
    {
        return Ok(Similarity::OtherUnit { factor });
    }
    let own = wording.range(own, step * unit.size, None);
    let apart = own.high < total.range.low || total.range.high < own.low;
    Ok(if apart {
        Similarity::Unlike { factor }
    } else {
        Similarity::SameRounded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> Sum {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_sum_is_as_exact_as_its_numbers_and_what_it_is_divided_by_is_exact() {
        let close = |found: f64, expected: f64| {
            assert!((found / expected - 1.0).abs() < 1e-9, "{found} for {expected}");
        };
        let bonuses = sum("number = 203_400_000\nover = 600").total().unwrap();
        close(bonuses.value, 339_000.0);
        close(bonuses.range.low, 203_350_000.0 / 600.0);
        close(bonuses.range.high, 203_450_000.0 / 600.0);
        // (1,660,000 − 517,529) / 15 h = 76,165 an hour; half a step is 5,000 and 0.5.
        let hourly = sum("number = 1_660_000\nless = 517_529\nover = \"15 h\"")
            .total()
            .unwrap();
        close(hourly.value, 1_142_471.0 / 54_000.0);
        close(hourly.range.high, 1_147_471.5 / 54_000.0);
        assert_eq!(hourly.of_time, -1);
        let work = sum("number = \"100 per second\"\ntimes = \"150 min\"")
            .total()
            .unwrap();
        close(work.value, 900_000.0);
        assert_eq!(work.of_time, 0);
        let entitled = sum("number = \"3.6 million\"\nplus = [340_000, 660_000]")
            .total()
            .unwrap();
        close(entitled.value, 4_600_000.0);
        close(entitled.range.low, 4_600_000.0 - 50_000.0 - 5_000.0 - 5_000.0);
    }

    #[test]
    fn a_sum_that_makes_no_sense_is_refused() {
        for (text, said) in [
            ("number = \"many\"", "is no number, rate"),
            ("number = 5\nplus = [\"3 h\"]", "in another unit"),
            ("number = 5\nover = 0", "divided by 0"),
            ("number = 5\nover = \"0 s\"", "divided by 0"),
            ("number = \"1 per second\"\nless = 3", "in another unit"),
        ] {
            let wrong = sum(text).total().unwrap_err().wrong;
            assert!(wrong.contains(said), "{text}: {wrong}");
        }
        let huge = format!(
            "number = \"{}\"\ntimes = \"{}\"",
            "9".repeat(300),
            "9".repeat(300)
        );
        assert!(sum(&huge).total().unwrap_err().wrong.contains("too large"));
    }

    #[test]
    fn a_sum_is_told_as_it_is_written() {
        assert_eq!(
            sum("number = 7\nplus = [1, 2]\nless = 3\nover = 4").words(),
            "(7 + 1 + 2 − 3) ÷ 4"
        );
        assert_eq!(sum("number = 203_400_000\nover = 600").words(), "203400000 ÷ 600");
    }

    #[test]
    fn figures_are_the_same_or_of_another_unit_or_unlike() {
        let of = |written: &str, kind, to: &str| {
            likeness(
                &Figure::read(written, kind, false).unwrap(),
                Wording::Plain,
                &sum(to),
            )
            .unwrap()
        };
        let number = |written, to: &str| of(written, Kind::Number, &format!("number = {to}"));
        assert_eq!(number("339_000", "203_400_000\nover = 600"), Similarity::Same);
        assert_eq!(
            number("339_000", "203_410_000\nover = 600"),
            Similarity::SameRounded
        );
        assert_eq!(number("1.4 million", "1_400_000"), Similarity::Same);
        assert_eq!(
            number("300_000", "86_140"),
            Similarity::Unlike {
                factor: 300_000.0 / 86_140.0
            }
        );
        assert_eq!(number("5", "7"), Similarity::Unlike { factor: 1.4 });
        let per_minute = of("300 per second", Kind::Rate, "number = \"300 per minute\"");
        let Similarity::OtherUnit { factor } = per_minute else {
            panic!("{per_minute:?}");
        };
        assert!((factor - 60.0).abs() < 1e-9);
        let per_hour = of("60 per minute", Kind::Rate, "number = \"3600 per hour\"");
        assert_eq!(per_hour, Similarity::Same, "the same rate is no other unit of it");
        assert!(matches!(number("0", "5"), Similarity::Unlike { .. }));
    }
}
