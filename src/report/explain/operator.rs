//! What the operator's rules can do, and how quickly.

use super::launch::Launch;
use crate::model::operator::Rule;
use crate::statement::words::{number, time};
use crate::statement::{Statement, Topic, Unit};

const LAW: &str = "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapter 6";

/// What the operator's rules can make of the bottleneck.
pub(super) fn added(launch: &Launch) -> Option<Statement> {
    let stream = launch.typical()?;
    let (tier, capacity) = launch.bottleneck(&stream.application)?;
    let name = &launch.stations[tier].name;
    let rules = launch.model.policy.get(launch.policy)?.operator.iter();
    let factors = rules.filter_map(|rule| rule.capacity.get(name)).map(|f| f.get());
    let factor = factors.reduce(f64::max)?;
    let sentence = format!(
        "The operator can make {name} {} times as large: it then completes {} applications a second.",
        number(factor),
        number(factor * capacity)
    );
    Some(
        Statement::new(
            "capacity_added",
            Topic::Measures,
            "Capacity when the operator has added to it",
            (factor * capacity, Unit::PerSecond("applications")),
            sentence,
        )
        .formula("capacity of the bottleneck times its factor", LAW)
        .assuming("no tier behind it becomes the bottleneck; the lines above are for its size at the start")
        .not_simulated("whether and when it is added is the run's to tell"),
    )
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
    Some(
        Statement::new(
            "operator_reacts",
            Topic::Attack,
            "Longest time until the operator acts",
            (slowest, Unit::Seconds),
            format!(
                "{watching} of the operator's rules wait for something to be measured. Once a mean over the window is above its threshold, what follows is done within {}.",
                time(slowest)
            ),
        )
        .formula("time between two looks, and the delay of the rule", "counting")
        .assuming("what is measured stays above the threshold until somebody looks")
        .not_simulated("a run gives the instants at which rules acted"),
    )
}
