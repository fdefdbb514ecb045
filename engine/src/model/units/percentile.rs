//! A percentile, as people name it: `95`, `99.9`.

use std::fmt;

use super::written::{Complaint, Unit, Written, number, unit};

/// Parts of a percent in which percentiles are kept: four decimals.
const PARTS: u32 = 10_000;
/// Parts of the whole.
const WHOLE: u32 = 100 * PARTS;
/// How far from a whole number of parts a decimal may be in floating point.
const ROUNDING: f64 = 1e-6;

/// A percentile above 0, up to 100, with up to four decimals: `95`, `99.9`.
///
/// It is kept as a whole number of parts in a million, so that ranks are exact.
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::model::units::Percentile;
///
/// let p: Percentile = "99.9".parse()?;
/// assert_eq!((p.rank(1_000), p.rank(1_001)), (999, 1_000));
/// assert_eq!(p.to_string(), "99.9");
/// # Ok::<(), clickday::model::units::Complaint>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentile {
    parts: u32,
}

impl Percentile {
    /// The median.
    pub const MEDIAN: Percentile = Percentile::whole(50);

    /// A whole percentile. Values outside 1 to 100 become the nearest of these.
    pub const fn whole(percent: u32) -> Self {
        let percent = match percent {
            0 => 1,
            1..=100 => percent,
            _ => 100,
        };
        Percentile {
            parts: percent * PARTS,
        }
    }

    /// The percentile of a number such as 99.9; `None` when it is not above 0 and up to 100, or has
    /// more than four decimals.
    pub fn new(percent: f64) -> Option<Self> {
        let parts = percent * f64::from(PARTS);
        let whole = parts.round();
        let is_whole = (parts - whole).abs() < ROUNDING;
        (is_whole && (1.0..=f64::from(WHOLE)).contains(&whole)).then_some(Percentile { parts: whole as u32 })
    }

    /// Its rank among `n` values in rising order, from 1: the least whole number not below the
    /// share of `n`. 0 when `n` is 0.
    pub fn rank(self, n: u64) -> u64 {
        let parts = u128::from(n) * u128::from(self.parts);
        parts.div_ceil(u128::from(WHOLE)) as u64
    }

    /// As a fraction in lowest terms: 3 of 4, 999 of 1000.
    pub const fn fraction(self) -> (u32, u32) {
        let (mut a, mut b) = (self.parts, WHOLE);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        (self.parts / a, WHOLE / a)
    }
}

impl Unit for Percentile {
    const NAME: &'static str = "Percentile";
    const STAND_IN: &'static str = "50";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let value = match written {
            Written::Text(text) => number(text.trim()),
            _ => written.number(),
        };
        value.and_then(Percentile::new).ok_or_else(|| {
            Complaint::new(
                format!("{} is not a percentile", written.told()),
                "write a number above 0 and up to 100, with at most four decimals, for example 95 or 99.9",
            )
        })
    }
}

unit!(Percentile, {
    "description": "A percentile: a number above 0 and up to 100, with at most four decimals.",
    "anyOf": [
        { "type": "number", "exclusiveMinimum": 0, "maximum": 100 },
        { "type": "string", "pattern": "^\\s*[0-9][0-9._]*\\s*$" }
    ],
    "examples": [50, 95, 99.9]
});

impl fmt::Display for Percentile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.parts / PARTS)?;
        match self.parts % PARTS {
            0 => Ok(()),
            rest => {
                let decimals = format!("{rest:04}");
                write!(f, ".{}", decimals.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn impossible_percentiles_are_refused() {
        for text in ["0", "-1", "100.1", "99.99999", "0.00001", "many", "1e400", "NaN"] {
            assert!(text.parse::<Percentile>().is_err(), "{text}");
        }
        for (text, fraction) in [
            ("50", (1, 2)),
            ("75", (3, 4)),
            ("99.9", (999, 1_000)),
            ("100", (1, 1)),
            ("99.9999", (999_999, 1_000_000)),
            ("0.0001", (1, 1_000_000)),
        ] {
            assert_eq!(text.parse::<Percentile>().unwrap().fraction(), fraction, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_percentile_prints_as_it_reads(parts in 1..=WHOLE) {
            let p = Percentile { parts };
            prop_assert_eq!(p.to_string().parse(), Ok(p));
            let written = p.to_string().parse::<f64>().unwrap();
            prop_assert_eq!(Percentile::new(written), Some(p));
        }

        #[test]
        fn a_rank_is_the_first_with_the_share_at_or_below(parts in 1..=WHOLE, n in 1..=u64::MAX / u64::from(WHOLE)) {
            let p = Percentile { parts };
            let rank = p.rank(n);
            let share = |r: u64| u128::from(r) * u128::from(WHOLE);
            let wanted = u128::from(n) * u128::from(parts);
            prop_assert!((1..=n).contains(&rank));
            prop_assert!(share(rank) >= wanted && share(rank - 1) < wanted);
        }
    }
}
