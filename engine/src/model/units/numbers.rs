//! Rates, shares, factors, counts, and the quantity a probability law is about.

use std::fmt;

use super::time::{Duration, is_too_long, micros, micros_in, too_long};
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

/// What is wrong with a number that is no quantity of anything.
fn out_of_range(written: &Written<'_>, x: f64) -> Complaint {
    let wrong = if x > LARGEST {
        "is too large"
    } else if x < 0.0 {
        "is too small"
    } else {
        "is not a number that can be counted with"
    };
    Complaint::new(
        format!("{} {wrong}", written.told()),
        "write a number from 0 to 1e15",
    )
}

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
                    format!("{} is more than any portal has seen", written.told()),
                    "write at most \"4 billion per second\"",
                )),
                rate => {
                    rate.ok_or_else(|| Complaint::new(format!("{} is not a rate", written.told()), right))
                }
            },
            Written::Integer(_) | Written::Float(_) => Err(Complaint::new(
                format!("{} has no unit of time", written.told()),
                format!(
                    "write for example \"{0} per second\" or \"{0} per hour\"",
                    written.told()
                ),
            )),
            _ => Err(Complaint::new(format!("{} is not a rate", written.told()), right)),
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
                format!("{} is not a share of a whole", written.told()),
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
            Some(x) => Err(out_of_range(written, x)),
            None => Err(Complaint::new(
                format!("{} is not a number", written.told()),
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
        let number = match written {
            Written::Integer(n) => Some(*n as f64),
            Written::Float(x) => Some(*x),
            Written::Text(text) => count_of(text.trim()),
            _ => None,
        };
        match number {
            Some(x) if x > LARGEST_COUNT as f64 => Err(Complaint::new(
                format!("{} is too large", written.told()),
                "write a whole number of at most 9e15",
            )),
            Some(x) if x < 0.0 => Err(Complaint::new(
                format!("{} is too small", written.told()),
                "write a whole number from 0 up",
            )),
            // Whole numbers up to the largest count are exact.
            Some(x) if x.fract() == 0.0 => Ok(Count(x as u64)),
            _ => Err(Complaint::new(
                format!("{} is not a count", written.told()),
                "write a whole number from 0 up, for example 1_000 or \"5 million\"",
            )),
        }
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
        let right = "write a duration, for example \"20 s\"; or, for a multiple, a number without quotes, for example 1.5";
        match written {
            Written::Text(text) if is_too_long(text) => Err(too_long(written)),
            Written::Text(text) => match micros(text) {
                Some(us) => Ok(Quantity::Time(us / 1e6)),
                None => Err(Complaint::new(
                    format!("{} is not a duration", written.told()),
                    right,
                )),
            },
            _ => match written.number() {
                Some(x) if (0.0..=LARGEST).contains(&x) => Ok(Quantity::Plain(x)),
                Some(x) => Err(out_of_range(written, x)),
                None => Err(Complaint::new(
                    format!("{} is neither a duration nor a number", written.told()),
                    right,
                )),
            },
        }
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
