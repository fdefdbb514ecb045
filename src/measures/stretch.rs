//! When a measure is on.

use clickday_engine::model::units::Moment;
use clickday_engine::scenario::Scenario;

/// When a measure is on: `[from, until)` \[µs\].
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: u64,
    pub(super) until: u64,
}

impl Stretch {
    pub(super) fn new(from: Option<&Moment>, until: Option<&Moment>, scenario: &Scenario) -> Self {
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        Stretch {
            from: from.map_or(0, instant),
            until: until.map_or(u64::MAX, instant),
        }
    }

    pub(super) fn has(self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }
}
