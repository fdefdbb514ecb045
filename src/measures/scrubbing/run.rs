//! Scrubbing: what looks like an attack is dropped, after it was noticed and the traffic led there. The attackers' requests are thinned,
//! and so, a little, are the people's; whatever comes through comes later.

use super::Scrubbing as Spec;
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::{
    Actuator, Admission, AdmissionContext, AdmissionDecision, AttackRequest, Audit, Figures, Measure, Tally,
    Visitor,
};
use clickday_engine::sim::random::OwnPurpose;
use clickday_engine::sim::result::Outcome;

use crate::measures::stretch::Stretch;

/// Whether a person's request is dropped: the upper half of lane 1, beside what a challenge draws. The index counts attempts.
const DROPPED: OwnPurpose = OwnPurpose::numbered(43);

/// A cleaning centre at work.
pub(crate) struct Scrubbing {
    on: Stretch,
    efficacy: f64,
    false_positives: f64,
    latency: u64,
    /// From being called for until it works \[µs\].
    delay: u64,
    tally: Tally,
}

impl Scrubbing {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let mut on = Stretch::new(spec.from.as_ref(), spec.until.as_ref(), scenario);
        let delay = spec
            .detection
            .as_micros()
            .saturating_add(spec.activation.as_micros());
        on.from = on.from.saturating_add(delay);
        Scrubbing {
            on,
            efficacy: spec.efficacy.get(),
            false_positives: spec.false_positives.get(),
            latency: spec.latency.as_micros(),
            delay,
            tally: Tally::new("scrubbing", scenario),
        }
    }
}

impl Measure for Scrubbing {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn actuator(&mut self) -> Option<&mut dyn Actuator> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for Scrubbing {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if !self.on.has(context.now) {
            return AdmissionDecision::Admit;
        }
        let person = &context.people[visitor.person as usize];
        // The attempt that is about to be made.
        let attempt = u64::from(person.attempts) + 1;
        let draws = context.chance.own(person.key(context.salts), DROPPED, attempt);
        if self
            .tally
            .person(visitor, context, draws.upper(1) < self.false_positives)
        {
            AdmissionDecision::Refused(Outcome::Blocked)
        } else {
            AdmissionDecision::Delayed { by: self.latency }
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
        let dropped = request.draws(context.chance).uniform(2) < self.efficacy;
        self.tally.attack(dropped).then_some(Outcome::Blocked)
    }
}

impl Actuator for Scrubbing {
    fn switched(&mut self, on: bool, context: &mut AdmissionContext) {
        if on {
            self.on.from = self.on.from.max(context.now.saturating_add(self.delay));
        }
    }
}

impl Audit for Scrubbing {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
