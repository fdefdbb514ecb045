//! Units of what theory and a run say.

use serde::Serialize;

/// What a value counts or measures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of the real launch, so many a second: `applications`, `pages`, ...
    PerSecond(&'static str),
    /// People or things of the real launch.
    Count(&'static str),
    /// A stretch of time \[s\].
    Seconds,
    /// Processor work: what one core does in so many seconds \[s\].
    CoreSeconds,
    /// Seconds from the start of the run; negative: never within it.
    Moment,
    /// A share of a whole; a load may be above 1.
    Share,
    /// A mean number, without a unit.
    Mean,
}
