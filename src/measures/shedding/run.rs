//! Shedding: some are turned away at once so that the others are served.
//!
//! Turning away requests wherever they stand loses the work already done for their applications; turning away only those that begin
//! one ([`crate::theory::session`]) loses none. Whether one is turned away is drawn for each attempt.

use super::{Shedding as Spec, SheddingBy};
use clickday_engine::scenario::{PageIndex, Scenario, scaled};
use clickday_engine::sim::door::{Admission, AdmissionContext, AdmissionDecision, Measure, Visitor};
use clickday_engine::sim::random::OwnPurpose;
use clickday_engine::sim::result::Outcome;

/// Whether a request is shed; the index counts the person's attempts.
const SHED: OwnPurpose = OwnPurpose::numbered(53);

/// Shedding at work.
pub(crate) struct Shedding {
    by: SheddingBy,
    share: f64,
    /// Requests in the portal from which on all are shed.
    in_flight: u64,
}

impl Shedding {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        Shedding {
            by: spec.by,
            share: spec.share.get(),
            in_flight: spec
                .in_flight
                .map_or(u64::MAX, |n| scaled(n.get(), scenario.scale)),
        }
    }
}

impl Measure for Shedding {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }
}

impl Admission for Shedding {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if self.by == SheddingBy::Session && visitor.page > PageIndex::FIRST {
            return AdmissionDecision::Admit;
        }
        let person = &context.people[visitor.person as usize];
        let sheds = context.portal.inside() >= self.in_flight
            || self.share > 0.0 && {
                let attempt = u64::from(person.attempts) + 1;
                let draws = context.chance.own(person.key(context.salts), SHED, attempt);
                draws.uniform(0) < self.share
            };
        if sheds {
            AdmissionDecision::Refused(Outcome::Shed)
        } else {
            AdmissionDecision::Admit
        }
    }
}
