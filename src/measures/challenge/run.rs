//! A challenge: solved once, then remembered for a while.

use super::Challenge as Spec;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, AttackRequest, Audit, Figures, Measure, Tally, Visitor,
};
use clickday_engine::sim::random::OwnPurpose;
use clickday_engine::sim::result::Outcome;

use crate::measures::stretch::Stretch;

/// Whether a person passes: the upper half of lane 0. The index counts the person's attempts.
const PASSES: OwnPurpose = OwnPurpose::numbered(43);

/// A challenge at work.
pub(crate) struct Challenge {
    on: Stretch,
    people_pass: f64,
    takes: u64,
    clearance: u64,
    /// Whom each record was when they passed, by their key to chance, and until when they are not asked again \[µs\].
    cleared: Vec<(u64, u64)>,
    tally: Tally,
}

impl Challenge {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        Challenge {
            on: Stretch::new(spec.from.as_ref(), spec.until.as_ref(), scenario),
            people_pass: spec.people_pass.get(),
            takes: spec.takes.as_micros(),
            clearance: spec.clearance.as_micros(),
            cleared: Vec::new(),
            tally: Tally::new("challenge", scenario),
        }
    }
}

impl Measure for Challenge {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for Challenge {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        let now = context.now;
        if !self.on.has(now) {
            return AdmissionDecision::Admit;
        }
        let index = visitor.person as usize;
        let person = &context.people[index];
        let key = person.key(context.salts);
        if self.cleared.get(index).is_some_and(|c| c.0 == key && now < c.1) {
            return AdmissionDecision::Admit;
        }
        // The attempt that is about to be made.
        let attempt = u64::from(person.attempts) + 1;
        let draws = context.chance.own(key, PASSES, attempt);
        if self
            .tally
            .person(visitor, context, draws.upper(0) >= self.people_pass)
        {
            return AdmissionDecision::Refused(Outcome::Blocked);
        }
        if index >= self.cleared.len() {
            self.cleared.resize(index + 1, (0, 0));
        }
        self.cleared[index] = (key, now.saturating_add(self.takes).saturating_add(self.clearance));
        AdmissionDecision::Delayed { by: self.takes }
    }

    fn ask_attack_request(
        &mut self,
        request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        if !self.on.has(context.now) {
            return None;
        }
        let passes = request.draws(context.chance).lower(1) < request.passes_challenge;
        self.tally.attack(!passes).then_some(Outcome::Blocked)
    }
}

impl Audit for Challenge {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
