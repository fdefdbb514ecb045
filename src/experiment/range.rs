//! A range of values of the model, onto which the unit interval is stretched.
//!
//! Both ends are written as the model file writes them: `2000` and `6000`, `"20 s"` and `"60 s"`,
//! `"10 %"` and `"90 %"`. Between two whole numbers lie whole numbers.

use schemars::JsonSchema;
use serde::Deserialize;

use clickday_engine::math;
use clickday_engine::model::units::Complaint;

/// What would be right where two ends make no range.
const RIGHT: &str = "write two values in the same unit, the lower one first";

/// How positions are spread over a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// Evenly.
    #[default]
    Linear,
    /// Evenly by factors: as many below as above the geometric mean. Both ends must be greater
    /// than 0.
    Logarithmic,
}

/// A range of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    low: f64,
    high: f64,
    /// What follows the number: a unit, or nothing.
    unit: String,
    whole: bool,
    spread: Spread,
}

impl Range {
    /// The range between two values written in the same unit.
    ///
    /// # Errors
    /// What is wrong: an end is no number with a unit, the units differ, the ends are not in order,
    /// or a logarithmic range does not stay above 0.
    pub fn between(from: &str, to: &str, spread: Spread) -> Result<Range, Complaint> {
        let refused = |wrong: String| Complaint::new(wrong, RIGHT);
        let end = |text| split(text).ok_or_else(|| refused(format!("\"{text}\" is no number with a unit")));
        let (low, unit) = end(from)?;
        let (high, other) = end(to)?;
        if unit != other {
            return Err(refused(format!("\"{from}\" and \"{to}\" have different units")));
        }
        if low >= high {
            return Err(refused(format!("\"{from}\" is not below \"{to}\"")));
        }
        if spread == Spread::Logarithmic && low <= 0.0 {
            return Err(refused(format!("a logarithmic range cannot start at \"{from}\"")));
        }
        let is_whole = |text: &str| text.trim().replace('_', "").parse::<u64>().is_ok();
        Ok(Range {
            low,
            high,
            unit: unit.to_owned(),
            whole: is_whole(from) && is_whole(to),
            spread,
        })
    }

    /// The number at a position in \[0, 1\], in the unit of the ends.
    pub(crate) fn number_at(&self, position: f64) -> f64 {
        // The ends are given exactly, whatever rounding does between.
        let number = match self.spread {
            _ if position <= 0.0 => self.low,
            _ if position >= 1.0 => self.high,
            Spread::Linear => self.low + (self.high - self.low) * position,
            Spread::Logarithmic => self.low * math::pow(self.high / self.low, position),
        };
        if self.whole { number.round() } else { number }
    }

    /// The value at a position in \[0, 1\], as the model file writes it.
    pub fn at(&self, position: f64) -> String {
        let number = self.number_at(position);
        if self.unit.is_empty() {
            number.to_string()
        } else {
            format!("{number} {}", self.unit)
        }
    }

    /// The unit, or nothing.
    pub fn unit(&self) -> &str {
        &self.unit
    }
}

/// The number at the start of a value, whatever its unit.
pub(super) fn number_of(text: &str) -> Option<f64> {
    split(text).map(|(number, _)| number)
}

/// The number at the start of a text, and what follows it.
fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')))
        .unwrap_or(text.len());
    let number: f64 = text[..end].replace('_', "").parse().ok()?;
    let unit = text[end..].trim();
    // `1 h 30 min` is one value with two units.
    (!unit.contains(|c: char| c.is_ascii_digit())).then_some((number, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str) -> Range {
        Range::between(from, to, Spread::Linear).unwrap()
    }

    #[test]
    fn values_are_written_as_the_model_writes_them() {
        assert_eq!(range("2000", "6000").at(0.25), "3000");
        assert_eq!(range("2000", "2003").at(0.5), "2002");
        assert_eq!(range("20 s", "60s").at(0.5), "40 s");
        assert_eq!(range("10 %", "90 %").at(0.125), "20 %");
        assert_eq!(range("0.5", "1").at(0.5), "0.75");
        assert_eq!(range("1 per minute", "3 per minute").at(0.5), "2 per minute");
        assert_eq!(range("1_000", "2_000").at(1.0), "2000");
    }

    #[test]
    fn by_factors_the_middle_is_the_geometric_mean() {
        let range = Range::between("1 s", "100 s", Spread::Logarithmic).unwrap();
        assert!((range.number_at(0.5) - 10.0).abs() < 1e-12);
        assert_eq!(
            (range.at(0.0), range.at(1.0)),
            ("1 s".to_owned(), "100 s".to_owned())
        );
    }

    #[test]
    fn what_is_no_range_is_refused() {
        let wrong = |from, to, spread| Range::between(from, to, spread).unwrap_err().wrong;
        assert_eq!(
            wrong("1 s", "1 min", Spread::Linear),
            "\"1 s\" and \"1 min\" have different units"
        );
        assert_eq!(wrong("6", "2", Spread::Linear), "\"6\" is not below \"2\"");
        assert_eq!(
            wrong("1 h 30 min", "2 h", Spread::Linear),
            "\"1 h 30 min\" is no number with a unit"
        );
        assert_eq!(
            wrong("fifo", "lifo", Spread::Linear),
            "\"fifo\" is no number with a unit"
        );
        assert_eq!(
            wrong("0", "2", Spread::Logarithmic),
            "a logarithmic range cannot start at \"0\""
        );
    }
}
