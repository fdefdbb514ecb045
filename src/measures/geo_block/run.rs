//! Everything from abroad is blocked.

use super::GeoBlock as Spec;
use clickday_engine::scenario::{Kinds, Scenario};
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, AttackRequest, Audit, Figures, Measure, Tally, Visitor,
};
use clickday_engine::sim::random::OwnPurpose;
use clickday_engine::sim::result::Outcome;

use crate::measures::stretch::Stretch;

/// Whether a person is abroad: the lower half of lane 0, beside what a limit of addresses draws.
const ABROAD: OwnPurpose = OwnPurpose::numbered(42);

/// A block at work.
pub(crate) struct GeoBlock {
    on: Stretch,
    /// Share of people who are abroad; an office never is.
    abroad: f64,
    kinds: Kinds,
    tally: Tally,
}

impl GeoBlock {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        GeoBlock {
            on: Stretch::new(spec.from.as_ref(), spec.until.as_ref(), scenario),
            abroad: scenario.network.abroad.get(),
            kinds: scenario.kinds(),
            tally: Tally::new("geo-block", scenario),
        }
    }
}

impl Measure for GeoBlock {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for GeoBlock {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if !self.on.has(context.now) {
            return AdmissionDecision::Admit;
        }
        let person = &context.people[visitor.person as usize];
        let abroad = self.kinds.is_group(person.kind) && {
            let draws = context.chance.own(person.key(context.salts), ABROAD, 0);
            draws.lower(0) < self.abroad
        };
        if self.tally.person(visitor, context, abroad) {
            AdmissionDecision::Refused(Outcome::Blocked)
        } else {
            AdmissionDecision::Admit
        }
    }

    fn ask_attack_request(
        &mut self,
        request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        if !self.on.has(context.now) {
            return None;
        }
        let abroad = request.draws(context.chance).upper(1) < request.abroad;
        self.tally.attack(abroad).then_some(Outcome::Blocked)
    }
}

impl Audit for GeoBlock {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
