//! Hours of their own for each role. The hours are public: who knows them waits for their own.

use typed_index_collections::TiVec;

use super::RoleWindows as Spec;
use clickday_engine::scenario::{RoleIndex, Scenario};
use clickday_engine::sim::door::{Admission, AdmissionContext, AdmissionDecision, Measure, Visitor};

/// Windows of each role while the rule holds.
pub(crate) struct RoleWindows {
    from: u64,
    until: u64,
    /// For each role, its windows \[µs\], in order.
    windows: TiVec<RoleIndex, Vec<(u64, u64)>>,
}

impl RoleWindows {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        let windows = scenario
            .roles
            .iter()
            .map(|role| {
                let own = spec.window.iter().filter(|w| w.role == role.name);
                let mut all: Vec<_> = own
                    .flat_map(|w| scenario.clock.intervals(&w.hours, &w.days))
                    .collect();
                all.sort_unstable();
                all
            })
            .collect();
        RoleWindows {
            from: spec.from.as_ref().map_or(0, instant),
            until: spec.until.as_ref().map_or(u64::MAX, instant),
            windows,
        }
    }
}

impl Measure for RoleWindows {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }
}

impl Admission for RoleWindows {
    fn hours(&self) -> Vec<(u64, u64)> {
        vec![(self.from, self.until)]
    }

    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        let now = context.now;
        if now < self.from || now >= self.until {
            return AdmissionDecision::Admit;
        }
        match self.windows[visitor.role].iter().find(|(_, until)| now < *until) {
            Some((from, _)) if *from <= now => AdmissionDecision::Admit,
            Some((from, _)) => AdmissionDecision::Closed {
                reopens: Some((*from).min(self.until)),
            },
            None => AdmissionDecision::Closed {
                reopens: Some(self.until),
            },
        }
    }
}
