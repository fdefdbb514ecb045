//! The acts of the operator by the clock, as bars of a strip. Acts by trigger are known only after
//! a run.

use crate::measures::strip::{Bar, Kind, between, clock_time, whole};
use crate::model::Policy;
use crate::model::civil::CivilClock;
use crate::model::operator::Rule;

/// A bar for each closure and each tier made larger at a known instant, and a note for each rule
/// that waits for a trigger.
pub(super) fn bars(policy: &Policy, clock: &CivilClock) -> Vec<Bar> {
    let mut bars = Vec::new();
    for rule in &policy.operator {
        let Some(at) = acts_at(rule, clock) else {
            bars.extend(waits_for_trigger(rule, clock));
            continue;
        };
        let (_, end) = whole(clock);
        if rule.close {
            let reopens = policy.operator.iter().filter(|other| other.reopen);
            let reopens = reopens
                .filter_map(|other| acts_at(other, clock))
                .filter(|other| *other > at);
            let until = reopens.fold(end, f64::min);
            let hours = format!("closed {}–{}", clock_time(at, clock), clock_time(until, clock));
            bars.push(Bar::new(Kind::Closed, (at, until), &[hours.as_str(), "closed"]));
        }
        for (tier, factor) in &rule.capacity {
            let labels = [
                format!("{tier} {factor} times as large"),
                format!("{tier} × {factor}"),
            ];
            bars.push(Bar::new(Kind::Noted, (at, end), &labels));
        }
    }
    bars
}

fn acts_at(rule: &Rule, clock: &CivilClock) -> Option<f64> {
    let at = between(rule.at.as_ref(), None, clock).0;
    rule.at.as_ref().map(|_| at + rule.after.as_secs_f64())
}

fn waits_for_trigger(rule: &Rule, clock: &CivilClock) -> Option<Bar> {
    let what = match (rule.close, rule.capacity.is_empty()) {
        (true, _) => "closes when it looks bad",
        (false, false) => "grows when it looks bad",
        (false, true) => return None,
    };
    Some(Bar::new(Kind::Noted, whole(clock), &[what]))
}
