//! A challenge: solved once, then remembered for a while.

use super::Challenge as Spec;
use crate::scenario::Scenario;
use crate::sim::door::{Admission, Around, Audit, Figures, Intruder, Measure, Tally, Verdict, Visitor};
use crate::sim::random::OwnPurpose;
use crate::sim::result::Outcome;

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
    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict {
        let now = around.now;
        if !self.on.has(now) {
            return Verdict::Admit;
        }
        let index = visitor.person as usize;
        let person = &around.people[index];
        let key = person.key(around.salts);
        if self.cleared.get(index).is_some_and(|c| c.0 == key && now < c.1) {
            return Verdict::Admit;
        }
        // The attempt that is about to be made.
        let attempt = u64::from(person.attempts) + 1;
        let draws = around.chance.own(key, PASSES, attempt);
        if self
            .tally
            .person(visitor, around, draws.upper(0) >= self.people_pass)
        {
            return Verdict::Answered(Outcome::Blocked);
        }
        if index >= self.cleared.len() {
            self.cleared.resize(index + 1, (0, 0));
        }
        self.cleared[index] = (key, now.saturating_add(self.takes).saturating_add(self.clearance));
        Verdict::Delayed { by: self.takes }
    }

    fn ask_intruder(&mut self, intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        if !self.on.has(around.now) {
            return None;
        }
        let passes = intruder.draws(around.chance).lower(1) < intruder.passes_challenge;
        self.tally.attack(!passes).then_some(Outcome::Blocked)
    }
}

impl Audit for Challenge {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
