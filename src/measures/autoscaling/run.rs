//! Autoscaling: a tier that is busy for long enough gets more slots and cores, step by step.
//!
//! A monitor looks how many of the cores are at work, at instants evenly spread over the time it averages. (A processor that thrashes
//! is busy, however little it gets done.) Nothing is taken away again: a launch lasts days, and who pays looks at the bill later.

use super::Autoscaling as Spec;
use clickday_engine::scenario::{MICROS, Scenario, TierIndex};
use clickday_engine::sim::door::{Actuator, AdmissionContext, Audit, Figures, Measure};
use clickday_engine::sim::event::Token;
use clickday_engine::sim::result::ScalingStep;

/// Looks in the time that is averaged over. Assumed: monitors look every 10 to 60 seconds.
const LOOKS: u32 = 12;

/// Autoscaling at work.
pub(crate) struct Autoscaling {
    tier: TierIndex,
    name: String,
    step: f64,
    every: u64,
    above: f64,
    between_looks: u64,
    most: f64,
    /// Capacity now, as a multiple of the model's.
    factor: f64,
    last_step: Option<u64>,
    looks: u32,
    busy: f64,
    steps: Vec<ScalingStep>,
}

impl Autoscaling {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let found = scenario.tiers.position(|tier| tier.name == spec.tier);
        Autoscaling {
            tier: found.unwrap_or(TierIndex::FIRST),
            name: spec.tier.clone(),
            step: spec.step.get(),
            every: spec.every.as_micros(),
            above: spec.above.get(),
            between_looks: (spec.over.as_micros() / u64::from(LOOKS)).max(1),
            most: spec.most.get(),
            factor: 1.0,
            last_step: None,
            looks: 0,
            busy: 0.0,
            steps: Vec::new(),
        }
    }

    fn look_later(&self, context: &mut AdmissionContext) {
        let token = Token { subject: 0, about: 0 };
        context.set_timer(context.now.saturating_add(self.between_looks), token);
    }

    fn may_step(&self, now: u64) -> bool {
        self.factor < self.most && self.last_step.is_none_or(|last| now - last >= self.every)
    }
}

impl Measure for Autoscaling {
    fn actuator(&mut self) -> Option<&mut dyn Actuator> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Actuator for Autoscaling {
    fn begin(&mut self, context: &mut AdmissionContext) {
        // A step of 0 is off.
        if self.step > 0.0 {
            self.look_later(context);
        }
    }

    fn timer(&mut self, _token: Token, context: &mut AdmissionContext) -> bool {
        if self.factor >= self.most {
            return false;
        }
        self.look_later(context);
        self.busy += context.portal.busy_share(self.tier);
        self.looks += 1;
        if self.looks < LOOKS {
            return false;
        }
        let mean = self.busy / f64::from(LOOKS);
        (self.busy, self.looks) = (0.0, 0);
        let steps = mean > self.above && self.may_step(context.now);
        if steps {
            self.factor = (self.factor * (1.0 + self.step)).min(self.most);
            self.last_step = Some(context.now);
            self.steps.push(ScalingStep {
                tier: self.name.clone(),
                at_s: context.now as f64 / MICROS,
                factor: self.factor,
            });
            context
                .portal
                .scale_tier(self.tier, self.factor, context.now, context.agenda);
        }
        steps
    }
}

impl Audit for Autoscaling {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.named.scaling.extend(self.steps.iter().cloned());
    }
}
