//! What the operator's rules can do, and how quickly.

use super::launch::Launch;
use crate::messages::policy::AddedCapacity;
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::model::operator::Rule;

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";

/// What the operator's rules can make of the bottleneck.
pub(super) fn added(launch: &Launch) -> Option<Statement> {
    let stream = launch.typical()?;
    let (tier, capacity) = launch.bottleneck(&stream.application)?;
    let name = &launch.stations[tier].name;
    let rules = launch.model.policy.get(launch.policy)?.operator.iter();
    let factors = rules.filter_map(|rule| rule.capacity.get(name)).map(|f| f.get());
    let factor = factors.reduce(f64::max)?;
    let added = AddedCapacity {
        tier: name,
        factor,
        capacity: factor * capacity,
    };
    let words = launch.language.policy().capacity_added(added);
    let value = (added.capacity, Unit::PerSecond("applications"));
    Some(Statement::worded("capacity_added", Topic::Measures, value, words).source(LAW))
}

/// Rules that wait for something to be measured: how long after it is so the operator acts.
pub(super) fn reacts(launch: &Launch) -> Option<Statement> {
    let rules = &launch.model.policy.get(launch.policy)?.operator;
    let delay = |rule: &Rule| {
        let (_, every) = rule.when.as_ref()?.window();
        Some(every.as_secs_f64() + rule.after.as_secs_f64())
    };
    let slowest = rules.iter().filter_map(delay).reduce(f64::max)?;
    let watching = rules.iter().filter(|rule| rule.when.is_some()).count();
    let words = launch.language.policy().operator_reacts(watching as u64, slowest);
    let value = (slowest, Unit::Seconds);
    Some(Statement::worded("operator_reacts", Topic::Attack, value, words).source("counting"))
}
