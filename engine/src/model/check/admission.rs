//! Checks that a policy lets everybody in at some time: a door that never opens is a slip, not a
//! policy.
//!
//! For each role that comes, the times at which each measure lets it pass are cut out of the run,
//! one measure after the other, until the measures are through or nothing is left.

use crate::model::CivilClock;
use crate::model::checker::{Checker, at};
use crate::model::civil::common;
use crate::model::kinds::MeasureSet;
use crate::model::measure::Measure;

pub(super) fn check(cx: &mut Checker<'_>, measures: MeasureSet) {
    let Some(clock) = cx.clock else {
        return;
    };
    let why = |cx: &Checker<'_>, measure, role| measures.checks(measure)?.jumped_over(cx, role);
    let roles = roles_that_come(cx);
    for (name, policy) in &cx.model.policy {
        let shut: Vec<(&str, usize)> = roles
            .iter()
            .filter_map(|role| shut_by(clock, &policy.measure, role).map(|measure| (*role, measure)))
            .collect();
        let path = |measure: usize| {
            at(["policy"])
                .then(name)
                .then("measure")
                .then(measure.to_string())
        };
        if let (true, Some((_, measure))) = (shut.len() == roles.len(), shut.iter().max_by_key(|(_, m)| *m)) {
            let wrong = format!("the policy `{name}` never lets anybody in");
            let right = why(cx, &policy.measure[*measure], None).unwrap_or_else(|| {
                "from this measure on, no time of the run is left: leave some open".to_owned()
            });
            cx.complain(&path(*measure), wrong, right);
            continue;
        }
        for (role, measure) in shut {
            let wrong = format!("the policy `{name}` never lets the role `{role}` in");
            let right = why(cx, &policy.measure[measure], Some(role)).unwrap_or_else(|| {
                format!("from this measure on, no time of the run is left for `{role}`: give it a window")
            });
            cx.complain(&path(measure), wrong, right);
        }
    }
}

/// The roles of people who come, and of the offices they send.
fn roles_that_come<'a>(cx: &Checker<'a>) -> Vec<&'a str> {
    let people = &cx.model.people;
    let mut roles = Vec::new();
    for group in people.group.values().filter(|group| group.apply.get() > 0.0) {
        let through = group
            .through_office
            .as_ref()
            .filter(|through| through.share.get() > 0.0);
        if through.is_none_or(|through| through.share.get() < 1.0) {
            roles.push(group.role.as_str());
        }
        roles.extend(
            through
                .and_then(|through| people.office.get(&through.office))
                .map(|o| o.role.as_str()),
        );
    }
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// When the measures of a policy let a role pass: disjoint intervals `[from, until)` \[µs\],
/// sorted.
pub fn open_times(clock: &CivilClock, measures: &[Measure], role: &str) -> Vec<(u64, u64)> {
    let whole = vec![(0, clock.horizon_us())];
    measures.iter().fold(whole, |left, measure| {
        common(&left, &measure.form().open_times(clock, role))
    })
}

/// The measure from which on no time is left for `role`.
fn shut_by(clock: &CivilClock, measures: &[Measure], role: &str) -> Option<usize> {
    let mut left = vec![(0, clock.horizon_us())];
    measures.iter().position(|measure| {
        left = common(&left, &measure.form().open_times(clock, role));
        left.is_empty()
    })
}
