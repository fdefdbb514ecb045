//! Closed to everyone: before the opening, after the end, or for a while in between.

use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, AttackRequest, Measure, Visitor,
};
use clickday_engine::sim::result::Outcome;

/// Closed during `[from, until)` stretches \[µs\].
pub(super) struct Closed {
    stretches: Vec<(u64, u64)>,
    announced: bool,
}

impl Closed {
    /// Closed during these stretches; whether people know when they end.
    pub(super) fn during(stretches: Vec<(u64, u64)>, announced: bool) -> Self {
        Closed { stretches, announced }
    }

    fn stretch_at(&self, now: u64) -> Option<(u64, u64)> {
        self.stretches
            .iter()
            .copied()
            .find(|(from, until)| (*from..*until).contains(&now))
    }
}

impl Measure for Closed {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }
}

impl Admission for Closed {
    fn ask(&mut self, _visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        match self.stretch_at(context.now) {
            None => AdmissionDecision::Admit,
            Some((_, until)) => AdmissionDecision::Closed {
                reopens: self.announced.then_some(until),
            },
        }
    }

    fn hours(&self) -> Vec<(u64, u64)> {
        self.stretches.clone()
    }

    fn ask_attack_request(
        &mut self,
        _request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        self.stretch_at(context.now).map(|_| Outcome::Closed)
    }
}
