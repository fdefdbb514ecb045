//! Everything from abroad is blocked.

use super::GeoBlock as Spec;
use crate::scenario::{Kinds, Scenario};
use crate::sim::door::{Admission, Around, Audit, Figures, Intruder, Measure, Tally, Verdict, Visitor};
use crate::sim::random::OwnPurpose;
use crate::sim::result::Outcome;

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
    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict {
        if !self.on.has(around.now) {
            return Verdict::Admit;
        }
        let person = &around.people[visitor.person as usize];
        let abroad = self.kinds.is_group(person.kind) && {
            let draws = around.chance.own(person.key(around.salts), ABROAD, 0);
            draws.lower(0) < self.abroad
        };
        if self.tally.person(visitor, around, abroad) {
            Verdict::Answered(Outcome::Blocked)
        } else {
            Verdict::Admit
        }
    }

    fn ask_intruder(&mut self, intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        if !self.on.has(around.now) {
            return None;
        }
        let abroad = intruder.draws(around.chance).upper(1) < intruder.abroad;
        self.tally.attack(abroad).then_some(Outcome::Blocked)
    }
}

impl Audit for GeoBlock {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
