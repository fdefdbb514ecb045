//! Rates, shares, factors, counts, and the quantity a probability law is about.

use std::fmt;

use super::time::{Duration, LONGEST_US, micros, micros_in};
use super::written::{Complaint, Unit, Written, number, unit};

/// Highest rate that can be written: ten times the largest flood of requests Google Cloud had seen
/// by October 2023, 398 million a second (Google Cloud, blog of 10 October 2023).
const HIGHEST_PER_S: f64 = 4e9;
/// Largest plain number that can be written, so that no sum or product of a few of them leaves the
/// range of floating point. Assumed: nothing of a launch comes near.
const LARGEST: f64 = 1e15;
/// Largest count: whole numbers up to here are exact in floating point, and sums of all counts of a
/// file fit 64 bits.
const LARGEST_COUNT: u64 = 9_000_000_000_000_000;

/// How often something happens, `"380 per second"`; zero is allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Rate {
    per_s: f64,
}

impl Rate {
    /// So many a second.
    pub const fn per_s(self) -> f64 {
        self.per_s
    }

    fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(" per ").or_else(|| text.split_once('/'))?;
        let seconds = micros_in(unit.trim())? / 1e6;
        Some(Rate {
            per_s: count_of(count.trim())? / seconds,
        })
    }
}

impl Unit for Rate {
    const NAME: &'static str = "Rate";
    const STAND_IN: &'static str = "1 per second";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let right = "write for example \"380 per second\"";
        match written {
            Written::Text(text) => match Rate::parse(text) {
                Some(rate) if rate.per_s > HIGHEST_PER_S => Err(Complaint::new(
                    format!("\"{text}\" is more than any portal has seen"),
                    "write at most \"4 billion per second\"",
                )),
                rate => rate.ok_or_else(|| Complaint::new(format!("\"{text}\" is not a rate"), right)),
            },
            Written::Integer(_) | Written::Float(_) => Err(Complaint::new(
                format!("{written} has no unit of time"),
                format!("write for example \"{written} per second\" or \"{written} per hour\""),
            )),
            _ => Err(Complaint::new(format!("{written} is not a rate"), right)),
        }
    }
}

unit!(Rate, {
    "type": "string",
    "description": "How often something happens: a number, `per`, and a unit of time. Zero is allowed.",
    "pattern": "^\\s*[0-9][0-9._]*(\\s+(thousand|million|billion))?(\\s+per\\s+|\\s*/\\s*)[a-zµ]+\\s*$",
    "examples": ["380 per second", "1_000 per hour", "60 per minute", "0.8 per second"]
});

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, seconds) in [("second", 1.0), ("minute", 60.0), ("hour", 3600.0)] {
            let count = (self.per_s * seconds).round();
            if (count / seconds).to_bits() == self.per_s.to_bits() {
                return write!(f, "{count} per {name}");
            }
        }
        write!(f, "{} per second", self.per_s)
    }
}

/// Reads `"5 million"`, `"5_000_000"` or `"0.8"`.
fn count_of(text: &str) -> Option<f64> {
    let (digits, factor) = match text.split_once(char::is_whitespace) {
        None => (text, 1.0),
        Some((digits, "thousand")) => (digits, 1e3),
        Some((digits, "million")) => (digits, 1e6),
        Some((digits, "billion")) => (digits, 1e9),
        Some(_) => return None,
    };
    Some(number(digits)? * factor)
}

/// A share of a whole, in [0, 1]: `0.45`, `"45 %"` or `"1:40"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// The whole.
    pub const fn one() -> Self {
        Share(1.0)
    }

    /// As a number in [0, 1].
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Share {
    /// A percentage, or a ratio as scales are told: `1:40`.
    fn parse(text: &str) -> Option<f64> {
        if let Some(percentage) = text.strip_suffix('%') {
            return Some(number(percentage.trim())? / 100.0);
        }
        let (part, whole) = text.split_once(':')?;
        Some(number(part.trim())? / number(whole.trim())?)
    }
}

impl Unit for Share {
    const NAME: &'static str = "Share";
    const STAND_IN: &'static str = "0 %";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let value = match written {
            Written::Text(text) => Share::parse(text.trim()),
            _ => written.number(),
        };
        match value {
            Some(share) if (0.0..=1.0).contains(&share) => Ok(Share(share)),
            Some(share) if (1.0..=100.0).contains(&share) && written.number().is_some() => {
                Err(Complaint::new(
                    format!("{written} is more than the whole"),
                    format!("write {} or \"{written} %\"", share / 100.0),
                ))
            }
            _ => Err(Complaint::new(
                format!("{written} is not a share of a whole"),
                "write a number from 0 to 1, a percentage or a ratio, for example 0.45, \"45 %\" or \"1:40\"",
            )),
        }
    }
}

unit!(Share, {
    "description": "A share of a whole: a number from 0 to 1, a percentage, or a ratio.",
    "anyOf": [
        { "type": "number", "minimum": 0, "maximum": 1 },
        { "type": "string", "pattern": "^\\s*[0-9][0-9._]*\\s*(%|:\\s*[0-9][0-9._]*)\\s*$" }
    ],
    "examples": [0.45, "45 %", "1:40"]
});

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.0 * 1e10).round() / 1e8;
        if (percent / 100.0).to_bits() == self.0.to_bits() {
            write!(f, "{percent} %")
        } else {
            write!(f, "{}", self.0)
        }
    }
}

/// A plain number, finite and not negative: a weight, a multiplier, a number of cores.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Factor(f64);

impl Factor {
    /// One: it changes nothing.
    pub const fn one() -> Self {
        Factor(1.0)
    }

    /// As a number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Unit for Factor {
    const NAME: &'static str = "Factor";
    const STAND_IN: &'static str = "1";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        match written.number() {
            Some(x) if (0.0..=LARGEST).contains(&x) => Ok(Factor(x)),
            Some(_) => Err(Complaint::new(
                format!("{written} is impossible here"),
                "write a number from 0 up, and no larger than 1e15",
            )),
            None => Err(Complaint::new(
                format!("{written} is not a number"),
                "write a number from 0 up, without quotes or unit, for example 1.5",
            )),
        }
    }
}

unit!(Factor, {
    "type": "number",
    "description": "A plain number, zero or more.",
    "minimum": 0,
    "examples": [1, 1.5]
});

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A whole number of things, zero or more: `5_000_000` or `"5 million"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(u64);

impl Count {
    /// So many.
    pub const fn new(n: u64) -> Self {
        Count(n)
    }

    /// One.
    pub const fn one() -> Self {
        Count(1)
    }

    /// As an integer.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Unit for Count {
    const NAME: &'static str = "Count";
    const STAND_IN: &'static str = "1";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let whole =
            |x: f64| (x.fract() == 0.0 && (0.0..=LARGEST_COUNT as f64).contains(&x)).then_some(x as u64);
        let value = match written {
            Written::Integer(n) => u64::try_from(*n).ok().filter(|n| *n <= LARGEST_COUNT),
            Written::Float(x) => whole(*x),
            Written::Text(text) => count_of(text.trim()).and_then(whole),
            _ => None,
        };
        value.map(Count).ok_or_else(|| {
            Complaint::new(
                format!("{written} is not a count"),
                "write a whole number from 0 up, for example 1_000 or \"5 million\"",
            )
        })
    }
}

unit!(Count, {
    "description": "A whole number, zero or more.",
    "anyOf": [
        { "type": "integer", "minimum": 0 },
        { "type": "string", "pattern": "^\\s*[0-9][0-9._]*(\\s+(thousand|million|billion))?\\s*$" }
    ],
    "examples": [100, 5_000_000, "5 million"]
});

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a probability law is about: a duration (`"20 s"`) or a plain number (`1.0`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// A duration \[s\].
    Time(f64),
    /// A plain number.
    Plain(f64),
}

impl Quantity {
    /// The number of seconds, or the plain number.
    pub const fn get(self) -> f64 {
        match self {
            Quantity::Time(x) | Quantity::Plain(x) => x,
        }
    }

    /// Whether it is a duration.
    pub const fn is_time(self) -> bool {
        matches!(self, Quantity::Time(_))
    }
}

impl Unit for Quantity {
    const NAME: &'static str = "Quantity";
    const STAND_IN: &'static str = "1 s";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let value = match written {
            Written::Text(text) => micros(text)
                .filter(|us| *us <= LONGEST_US)
                .map(|us| Quantity::Time(us / 1e6)),
            _ => written
                .number()
                .filter(|x| (0.0..=LARGEST).contains(x))
                .map(Quantity::Plain),
        };
        value.ok_or_else(|| {
            Complaint::new(
                format!("{written} is neither a duration nor a plain number"),
                "write for example \"20 s\", or 1.5 where a factor is asked for",
            )
        })
    }
}

unit!(Quantity, {
    "description": "A duration, or a plain number where a factor is asked for.",
    "anyOf": [
        { "type": "string", "pattern": "^\\s*([0-9][0-9._]*\\s*[a-zµ]+\\s*)+$" },
        { "type": "number", "minimum": 0 }
    ],
    "examples": ["20 s", "1 h 30 min", 1.5]
});

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Quantity::Plain(x) => write!(f, "{x}"),
            Quantity::Time(s) => {
                let whole = Duration::from_micros((s * 1e6).round() as u64);
                if whole.as_secs_f64().to_bits() == s.to_bits() {
                    whole.fmt(f)
                } else {
                    write!(f, "{s} s")
                }
            }
        }
    }
}
