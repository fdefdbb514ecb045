//! A value as it stands in a file, and the way from there to a unit.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};

/// A value as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Written<'a> {
    /// A string, or a date-time without quotes.
    Text(&'a str),
    /// An integer.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A list of strings.
    Texts(Vec<&'a str>),
    /// Something no unit is written as: `true`, a table, a list of other things.
    Other(&'static str),
}

impl Written<'_> {
    /// The number, if there is one.
    pub fn number(&self) -> Option<f64> {
        match *self {
            Written::Integer(n) => Some(n as f64),
            Written::Float(x) => Some(x),
            _ => None,
        }
    }
}

/// The longest text that a problem repeats \[characters\].
const LONGEST_TOLD: usize = 60;
/// Numbers of this size and more are told as powers of ten.
const LARGE: f64 = 1e15;

impl Written<'_> {
    /// The value as a problem tells it: no longer than a few words.
    pub fn told(&self) -> String {
        match self {
            Written::Text(text) => match text.char_indices().nth(LONGEST_TOLD) {
                None => self.to_string(),
                Some((end, _)) => format!("\"{}…\"", &text[..end]),
            },
            Written::Texts(_) => "a list of texts".to_owned(),
            Written::Integer(i128::MAX) => "this number".to_owned(),
            Written::Float(x) if x.abs() >= LARGE => format!("{x:e}"),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::Text(text) => write!(f, "\"{text}\""),
            Written::Integer(n) => write!(f, "{n}"),
            Written::Float(x) => write!(f, "{x}"),
            Written::Texts(texts) => write!(f, "{texts:?}"),
            Written::Other(what) => f.write_str(what),
        }
    }
}

/// What is wrong with a value, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}; {right}")]
pub struct Complaint {
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
}

impl Complaint {
    /// A complaint.
    pub fn new(wrong: impl Into<String>, right: impl Into<String>) -> Self {
        Complaint {
            wrong: wrong.into(),
            right: right.into(),
        }
    }
}

/// A quantity that a file can state.
pub trait Unit: Sized {
    /// Its name, as serde and the JSON Schema know it.
    const NAME: &'static str;
    /// The text of some value of it, with which reading goes on after a complaint.
    const STAND_IN: &'static str;
    /// Reads a value.
    ///
    /// # Errors
    /// When it is not written as this unit is, or is impossible.
    fn read(written: &Written<'_>) -> Result<Self, Complaint>;
}

/// Reads a unit through any serde format.
pub(super) fn deserialize<'de, U: Unit, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    deserializer.deserialize_newtype_struct(U::NAME, UnitVisitor(PhantomData))
}

struct UnitVisitor<U>(PhantomData<U>);

impl<U: Unit> UnitVisitor<U> {
    fn read<E: Error>(written: &Written<'_>) -> Result<U, E> {
        U::read(written).map_err(E::custom)
    }
}

impl<'de, U: Unit> Visitor<'de> for UnitVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(U::NAME)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<U, E> {
        Self::read(&Written::Text(text))
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<U, E> {
        Self::read(&Written::Integer(n.into()))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<U, E> {
        Self::read(&Written::Integer(n.into()))
    }

    fn visit_f64<E: Error>(self, x: f64) -> Result<U, E> {
        Self::read(&Written::Float(x))
    }

    fn visit_bool<E: Error>(self, b: bool) -> Result<U, E> {
        Self::read(&Written::Other(if b { "true" } else { "false" }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<U, A::Error> {
        let mut texts: Vec<String> = Vec::new();
        while let Some(text) = seq.next_element()? {
            texts.push(text);
        }
        Self::read(&Written::Texts(texts.iter().map(String::as_str).collect()))
    }
}

/// Reads `text` as a number without a unit: digits, `_` between them, a decimal point, an exponent.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E' | '+' | '-'));
    if !plain || text.ends_with('_') || text.contains("__") {
        return None;
    }
    text.replace('_', "").parse().ok().filter(|x: &f64| x.is_finite())
}

/// Serde, schema and text forms of a unit.
macro_rules! unit {
    ($unit:ident, $schema:tt) => {
        impl<'de> serde::Deserialize<'de> for $unit {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::model::units::written::deserialize(deserializer)
            }
        }

        impl std::str::FromStr for $unit {
            type Err = crate::model::units::Complaint;

            /// Reads the text form that `Display` writes.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                use crate::model::units::written::{Unit, Written};
                match text.parse::<i128>() {
                    Ok(n) => Self::read(&Written::Integer(n)),
                    Err(_) => match crate::model::units::written::number(text) {
                        Some(x) => Self::read(&Written::Float(x)),
                        None => Self::read(&Written::Text(text)),
                    },
                }
            }
        }

        impl schemars::JsonSchema for $unit {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$unit as crate::model::units::Unit>::NAME.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}
pub(super) use unit;
