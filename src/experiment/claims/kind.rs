//! The kinds of figures a claim can give.

use schemars::JsonSchema;
use serde::Deserialize;

/// In which unit the figures of a quantity are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A number.
    Number,
    /// A number a second, minute or hour.
    Rate,
    /// A length of time.
    Time,
    /// An instant.
    Instant,
    /// A share of the whole.
    Share,
    /// A word: "attack", "cache". Two different ones cannot both be right.
    Word,
}
