//! The operator at work: looks at what is measured, and acts by rules.
//!
//! Nothing is counted for it while the portal runs: what it looks at are differences of the books between two looks.

mod watch;

use std::collections::VecDeque;

use typed_index_collections::{TiVec, ti_vec};

use crate::model::Policy;
use crate::model::operator::{Rule, Trigger};
use crate::scenario::{MICROS, RuleIndex, Scenario, TierIndex};

use super::door::Door;
use super::event::{Duty, Event};
use super::ledger::Ledger;
use super::result::{ActSummary, OperatorSummary};
use super::world::World;

use watch::{Counts, Watch};

/// The most acts of a run: rules that act more often undo each other. Each takes some hundred bytes.
/// Assumed.
const MOST_ACTS: u64 = 100_000;

/// An operator.
pub(crate) struct Operator {
    rules: TiVec<RuleIndex, RuleState>,
    watch: Watch,
    /// How large each tier is, as a multiple of the model's.
    sizes: TiVec<TierIndex, f64>,
    summary: OperatorSummary,
    /// How often a rule that looks had something to do.
    calls: u64,
}

/// A rule, and how things stand with it.
struct RuleState {
    rule: Rule,
    /// When it holds anyway \[µs\].
    at: Option<u64>,
    threshold: f64,
    over: u64,
    every: u64,
    looks: VecDeque<Counts>,
    was_above: bool,
}

impl Operator {
    /// The operator of a policy, if it has any rules.
    pub(crate) fn new(policy: &Policy, scenario: &Scenario) -> Option<Box<Self>> {
        let rules: TiVec<RuleIndex, RuleState> = policy
            .operator
            .iter()
            .map(|r| RuleState::new(r, scenario))
            .collect();
        (!rules.is_empty()).then(|| {
            Box::new(Operator {
                rules,
                watch: Watch::default(),
                sizes: ti_vec![1.0; scenario.tiers.len()],
                summary: OperatorSummary::default(),
                calls: 0,
            })
        })
    }

    /// The tiers a rule makes larger, and how large.
    fn larger(&mut self, rule: &Rule, scenario: &Scenario) -> Vec<(TierIndex, f64)> {
        let mut larger = Vec::new();
        for (tier, size) in self.sizes.iter_mut_enumerated() {
            let wanted = rule.capacity.get(&scenario.tiers[tier].name);
            if let Some(factor) = wanted.map(|f| f.get()).filter(|factor| factor > size) {
                *size = factor;
                larger.push((tier, factor));
            }
        }
        larger
    }

    /// How often the rules had something to do, if that is more than a run may hold: each act is
    /// written down.
    pub(crate) fn too_many_acts(&self) -> Option<u64> {
        (self.calls > MOST_ACTS).then_some(self.calls)
    }

    pub(crate) fn summary(&self) -> OperatorSummary {
        self.summary.clone()
    }
}

impl RuleState {
    fn new(rule: &Rule, scenario: &Scenario) -> Self {
        let (over, every) = rule.when.as_ref().map_or((0, 0), |trigger| {
            let (over, every) = trigger.window();
            (over.as_micros(), every.as_micros())
        });
        RuleState {
            at: rule
                .at
                .as_ref()
                .map(|m| scenario.clock.micros(m).max(0).cast_unsigned()),
            threshold: rule.when.as_ref().map_or(f64::INFINITY, |t| match t {
                Trigger::Requests(a) => a.above.per_s() * scenario.scale,
                Trigger::PageTime(a) => a.above.as_micros() as f64,
                Trigger::Errors(a) => a.above.get(),
                Trigger::InFlight(a) => a.above.get() as f64 * scenario.scale,
                Trigger::Reports(a) => a.above.get() as f64,
            }),
            over,
            every,
            looks: VecDeque::from([Counts::default()]),
            was_above: false,
            rule: rule.clone(),
        }
    }

    /// How long the operator takes to act by it \[µs\].
    fn after(&self) -> u64 {
        self.rule.after.as_micros()
    }

    /// Looks: whether the threshold has just been passed, and whether people alone would have passed it.
    fn look(&mut self, now: Counts) -> Option<bool> {
        // The window reaches back to the last look that is as old as it.
        while self
            .looks
            .get(1)
            .is_some_and(|look| look.at + self.over <= now.at)
        {
            self.looks.pop_front();
        }
        let past = self.looks.front().copied().unwrap_or_default();
        self.looks.push_back(now);
        let trigger = self.rule.when.as_ref()?;
        if past.at + self.over > now.at && !matches!(trigger, Trigger::InFlight(_)) {
            return None;
        }
        let (all, people) = now.since(&past, trigger);
        let above = all > self.threshold;
        let passed = above && !self.was_above;
        self.was_above = above;
        passed.then_some(people > self.threshold)
    }
}

impl Counts {
    /// What a trigger measures between an earlier look and this one: all together, and of people alone.
    fn since(&self, past: &Counts, trigger: &Trigger) -> (f64, f64) {
        let seconds = (self.at - past.at) as f64 / MICROS;
        let share = |part: u64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                part as f64 / whole as f64
            }
        };
        match trigger {
            Trigger::Requests(_) => {
                let people = (self.attempts - past.attempts) as f64;
                let attack = (self.attack - past.attack) as f64;
                ((people + attack) / seconds, people / seconds)
            }
            Trigger::PageTime(_) => {
                let pages = self.pages - past.pages;
                let time = (self.page_us - past.page_us) as f64 / pages.max(1) as f64;
                (time, time)
            }
            Trigger::Errors(_) => {
                let errors = share(self.failed - past.failed, self.ended - past.ended);
                (errors, errors)
            }
            Trigger::InFlight(_) => (self.inside as f64, self.inside as f64),
            Trigger::Reports(_) => {
                let reports = (self.reports - past.reports) as f64;
                (reports, reports)
            }
        }
    }
}

/// What happens.
impl Operator {
    /// The operator begins to look.
    pub(crate) fn begin(&self, world: &mut World) {
        for (rule, rule_state) in self.rules.iter_enumerated() {
            match rule_state.at {
                Some(at) => call(at.saturating_add(rule_state.after()), rule, Duty::Act, world),
                None => call(rule_state.every, rule, Duty::Look, world),
            }
        }
    }

    /// The operator looks, or acts. False if nothing was done.
    pub(crate) fn operate(
        &mut self,
        rule: RuleIndex,
        duty: Duty,
        world: &mut World,
        door: &mut Door,
        ledger: &Ledger,
    ) -> bool {
        match duty {
            Duty::Look => self.look(rule, world, door, ledger),
            Duty::Act => {
                self.follow(rule, world, door);
                true
            }
        }
    }

    /// Looks at what a rule watches. False if it holds no more than before.
    fn look(&mut self, rule: RuleIndex, world: &mut World, door: &Door, ledger: &Ledger) -> bool {
        let inside = world.portal().inside();
        let counts = self.watch.look(world.now(), ledger, inside, door.reports());
        let rule_state = &mut self.rules[rule];
        let passed = rule_state.look(counts);
        if let Some(people_alone) = passed {
            if rule_state.rule.alarm {
                let at = world.scenario().clock.format(world.now());
                let alarms = &mut self.summary;
                if people_alone {
                    alarms.false_alarms += 1;
                } else {
                    alarms.true_alarms += 1;
                }
                alarms.first_alarm.get_or_insert(at);
            }
            let at = world.now().saturating_add(rule_state.after());
            self.calls += 1;
            call(at, rule, Duty::Act, world);
        }
        let at = world.now().saturating_add(rule_state.every);
        call(at, rule, Duty::Look, world);
        passed.is_some()
    }

    /// Does what a rule says.
    fn follow(&mut self, rule: RuleIndex, world: &mut World, door: &mut Door) {
        let scenario = world.scenario();
        let rule = self.rules[rule].rule.clone();
        let larger = self.larger(&rule, scenario);
        let size = |(tier, factor): &(TierIndex, f64)| (scenario.tiers[*tier].name.clone(), *factor);
        self.summary.acts.push(ActSummary {
            at: scenario.clock.format(world.now()),
            rule: rule.name.clone(),
            capacity: larger.iter().map(size).collect(),
        });
        for (tier, factor) in larger {
            world.scale_tier(tier, factor);
        }
        if rule.close || rule.reopen {
            door.shut(rule.close);
        }
        let mut around = world.admission_context();
        rule.stop
            .iter()
            .for_each(|kind| door.switch(kind, false, &mut around));
        rule.start
            .iter()
            .for_each(|kind| door.switch(kind, true, &mut around));
        if rule.purge {
            door.purge(&mut around);
        }
    }
}

/// Calls the operator to look or to act.
fn call(at: u64, rule: RuleIndex, duty: Duty, world: &mut World) {
    world.put(at, Event::Operator { rule, duty });
}
