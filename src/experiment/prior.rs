//! A prior: the distribution of a value before the record is used.
//!
//! It is uniform over a range, or uniform in the logarithm. With `zero`, the value is exactly 0
//! with that probability: there may have been no attack at all. A position in the unit interval
//! represents a value; all positions below `zero` represent 0. The prior of the position is always
//! uniform.

use crate::experiment::range::Range;

/// Where a value may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// The range.
    pub range: Range,
    /// Probability that the value is 0, in \[0, 1).
    pub zero: f64,
}

impl Prior {
    /// Whether a position stands for 0.
    pub fn is_zero(&self, position: f64) -> bool {
        position < self.zero
    }

    /// The number at a position, in the unit of the range, to five significant digits: no record
    /// tells more.
    pub(crate) fn number_at(&self, position: f64) -> f64 {
        if self.is_zero(position) {
            return 0.0;
        }
        let number = self.range.number_at((position - self.zero) / (1.0 - self.zero));
        // By text, so that what is written is what was run.
        format!("{number:.4e}").parse().unwrap_or(number)
    }

    /// The value at a position, as the model file writes it.
    pub fn at(&self, position: f64) -> String {
        format!("{} {}", self.number_at(position), self.range.unit())
            .trim_end()
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::range::Spread;

    #[test]
    fn positions_below_the_probability_of_zero_are_zero() {
        let range = Range::between("100 per second", "900 per second", Spread::Linear).unwrap();
        let prior = Prior { range, zero: 0.2 };
        assert_eq!(prior.at(0.1), "0 per second");
        assert_eq!(prior.at(0.2), "100 per second");
        assert_eq!(prior.at(0.6), "500 per second");
        assert_eq!(prior.at(1.0), "900 per second");
        let even = Prior { zero: 0.0, ..prior };
        assert_eq!(even.at(0.0), "100 per second");
    }
}
