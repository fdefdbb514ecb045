//! The acts of the operator by the clock, as bars of a strip. Acts by trigger are known only after
//! a run.

use crate::measures::strip::{Bar, Kind, between, clock_time, whole};
use crate::messages::charts::{ChartText, OperatorAct};
use clickday_engine::model::Policy;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::operator::Rule;

/// A bar for each closure and each tier made larger at a known instant, and a note for each rule
/// that waits for a trigger.
pub(super) fn bars(policy: &Policy, clock: &CivilClock, say: &dyn ChartText) -> Vec<Bar> {
    let mut bars = Vec::new();
    for rule in &policy.operator {
        let Some(at) = acts_at(rule, clock) else {
            bars.extend(waits_for_trigger(rule, clock, say));
            continue;
        };
        let (_, end) = whole(clock);
        if rule.close {
            let reopens = policy.operator.iter().filter(|other| other.reopen);
            let reopens = reopens
                .filter_map(|other| acts_at(other, clock))
                .filter(|other| *other > at);
            let until = reopens.fold(end, f64::min);
            let labels = say.closed_bar(&clock_time(at, clock), &clock_time(until, clock));
            bars.push(Bar::new(Kind::Closed, (at, until), &labels));
        }
        for (tier, factor) in &rule.capacity {
            bars.push(Bar::new(
                Kind::Noted,
                (at, end),
                &say.larger_bar(tier, factor.get()),
            ));
        }
    }
    bars
}

fn acts_at(rule: &Rule, clock: &CivilClock) -> Option<f64> {
    let at = between(rule.at.as_ref(), None, clock).0;
    rule.at.as_ref().map(|_| at + rule.after.as_secs_f64())
}

fn waits_for_trigger(rule: &Rule, clock: &CivilClock, say: &dyn ChartText) -> Option<Bar> {
    let act = match (rule.close, rule.capacity.is_empty()) {
        (true, _) => OperatorAct::Close,
        (false, false) => OperatorAct::Enlarge,
        (false, true) => return None,
    };
    Some(Bar::new(Kind::Noted, whole(clock), &[say.trigger_bar(act)]))
}
