//! Slow connections: slots of the outermost tier taken by nobody, for as long as the server bears with them.

use crate::model::attack::SlowConnections;
use crate::scenario::{Scenario, scaled};
use crate::sim::integral::Integral;
use crate::sim::result::ConnectionSummary;

/// The connections of an attack.
pub(super) struct Slow {
    most: u64,
    timeout: u64,
    held: Integral,
    most_held: u64,
}

impl Slow {
    pub(super) fn new(spec: &SlowConnections, scenario: &Scenario) -> Self {
        let connections = spec.connections.get();
        Slow {
            most: if connections == 0 {
                0
            } else {
                scaled(connections, scenario.scale)
            },
            timeout: spec.header_timeout.as_micros(),
            held: Integral::default(),
            most_held: 0,
        }
    }

    pub(super) fn held(&self) -> u64 {
        self.held.value()
    }

    /// Whether as many are held as the attacker wants.
    pub(super) fn has_all(&self) -> bool {
        self.held.value() >= self.most
    }

    /// One more has a slot; until when \[µs\].
    pub(super) fn take(&mut self, now: u64) -> u64 {
        self.held.increase(now);
        self.most_held = self.most_held.max(self.held.value());
        now.saturating_add(self.timeout)
    }

    /// One is thrown out.
    pub(super) fn lose(&mut self, now: u64) {
        self.held.decrease(now);
    }

    pub(super) fn summary(&self, end: u64) -> ConnectionSummary {
        ConnectionSummary {
            mean_held: self.held.area(end) as f64 / end as f64,
            most_held: self.most_held,
        }
    }
}
