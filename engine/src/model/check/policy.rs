//! Checks what each policy sets, and its measures one by one.

use crate::model::checker::{Checker, at};
use crate::model::kinds::MeasureSet;
use crate::model::policy::Policy;
use crate::model::reading::Path;

pub(super) fn check(cx: &mut Checker<'_>, measures: MeasureSet) {
    for (name, policy) in &cx.model.policy {
        let path = at(["policy"]).then(name).then("set");
        for (i, assignment) in policy.set.iter().enumerate() {
            check_assignment(cx, assignment, &path.then(i.to_string()));
        }
        let path = at(["policy"]).then(name).then("measure");
        for (i, measure) in policy.measure.iter().enumerate() {
            if let Some(checks) = measures.checks(measure) {
                checks.check(cx, &path.then(i.to_string()).then(measure.kind()));
            }
        }
        one_of_a_kind(cx, policy, &path);
    }
}

/// A policy has but one measure of some kinds.
fn one_of_a_kind(cx: &mut Checker<'_>, policy: &Policy, list: &Path) {
    let mut extra = None;
    for (i, measure) in policy.measure.iter().enumerate() {
        let mut before = policy.measure[..i].iter();
        if let Some(name) = measure.form().is_the_only()
            && before.any(|other| other.kind() == measure.kind())
        {
            extra = Some((i, name));
        }
    }
    if let Some((i, name)) = extra {
        let wrong = format!("this policy has more than one {name}");
        let right = "keep one of them, or make two policies";
        cx.complain(&list.then(i.to_string()), wrong, right);
    }
}

/// What a policy may change: who comes and what they find, not the calendar that policies are
/// compared on, nor the policies.
const CHANGEABLE: [&str; 4] = ["people", "journey", "portal", "attack"];

fn check_assignment(cx: &mut Checker<'_>, assignment: &str, path: &Path) {
    let key = assignment.split(['.', '=']).next().unwrap_or_default().trim();
    if !CHANGEABLE.contains(&key) {
        let wrong = format!("a policy cannot set `{key}`");
        let right = "it sets something of people, journey, portal or attack, as path=value";
        cx.complain(path, wrong, right);
    }
}
