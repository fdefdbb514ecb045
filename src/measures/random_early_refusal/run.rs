//! Random early refusal at work.

use super::RandomEarlyRefusal as Spec;
use crate::measures::definition::Definition;
use clickday_engine::scenario::{PageIndex, Scenario, TierIndex, scaled};
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, Audit, Figures, Measure, Visitor,
};
use clickday_engine::sim::random::OwnPurpose;
use clickday_engine::sim::result::Outcome;

/// Random early refusal at work.
pub(super) struct RandomEarlyRefusal {
    tier: TierIndex,
    above: u64,
    probability: f64,
    /// Whether a new session is refused; the index counts the person's attempts.
    refused_by_chance: OwnPurpose,
    /// New sessions that came while the backlog was long.
    came: u64,
    /// Of them, those that were refused.
    refused: u64,
}

impl RandomEarlyRefusal {
    pub(super) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let tier = scenario.tiers.position(|tier| tier.name == spec.tier);
        RandomEarlyRefusal {
            tier: tier.unwrap_or(TierIndex::FIRST),
            above: match spec.above.get() {
                0 => 0,
                above => scaled(above, scenario.scale),
            },
            probability: spec.probability.get(),
            refused_by_chance: OwnPurpose::named(Spec::ID),
            came: 0,
            refused: 0,
        }
    }
}

impl Measure for RandomEarlyRefusal {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for RandomEarlyRefusal {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if visitor.page > PageIndex::FIRST || context.portal.waiting(self.tier) <= self.above {
            return AdmissionDecision::Admit;
        }
        // The attempt that is about to be made.
        let attempt = u64::from(context.people[visitor.person as usize].attempts) + 1;
        let key = context.key_of(visitor.person);
        let draws = context.chance.own(key, self.refused_by_chance, attempt);
        self.came += 1;
        if draws.uniform(0) < self.probability {
            self.refused += 1;
            return AdmissionDecision::Refused(Outcome::Shed);
        }
        AdmissionDecision::Admit
    }
}

impl Audit for RandomEarlyRefusal {
    fn report(&self, _end: u64, figures: &mut Figures) {
        let counts = [("came_above", self.came), ("refused", self.refused)];
        figures.named.add(Spec::ID, &counts);
    }
}
