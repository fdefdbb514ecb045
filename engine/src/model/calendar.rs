//! When a run starts and ends.

use schemars::JsonSchema;
use serde::Deserialize;

use super::units::{Duration, Moment};

/// The stretch of civil time a run covers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Calendar {
    /// First instant of the run, civil time.
    pub start: Moment,
    /// End of the run, civil time. What happens at this very instant is no longer part of it.
    pub end: Moment,
    /// Civil time zone, by its IANA name. Needed where the model names hours of the day or days of
    /// the week; UTC when absent.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Width of a bin of the time series.
    #[serde(default = "ten_minutes")]
    pub bin: Duration,
    /// "By the deadline" in tables means by this instant; the end of the run when absent.
    #[serde(default)]
    pub deadline: Option<Moment>,
}

impl Calendar {
    /// The IANA name of the time zone.
    pub fn zone(&self) -> &str {
        self.time_zone.as_deref().unwrap_or("UTC")
    }
}

fn ten_minutes() -> Duration {
    Duration::from_micros(600_000_000)
}
