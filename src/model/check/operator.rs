//! Checks the rules of operators.

use crate::model::Policy;
use crate::model::checker::{Checker, at};
use crate::model::measure::Measure;
use crate::model::operator::Rule;
use crate::model::reading::Path;

/// The rules of a policy are few: assumed.
const MOST_RULES: usize = 100;

pub(super) fn check(cx: &mut Checker<'_>) {
    for (name, policy) in &cx.model.policy {
        let path = at(["policy"]).then(name).then("operator");
        if cx.at_most(policy.operator.len(), MOST_RULES, "rules", &path) {
            for (i, rule) in policy.operator.iter().enumerate() {
                check_rule(cx, policy, rule, &path.then(i.to_string()));
            }
        }
    }
}

/// Tiers only grow, and one that grows by itself is left alone.
fn check_capacity(cx: &mut Checker<'_>, policy: &Policy, rule: &Rule, path: &Path) {
    for (tier, factor) in &rule.capacity {
        let path = path.then(tier);
        cx.known(tier, "tier", cx.model.portal.tier.iter().map(|t| &t.name), &path);
        cx.times(factor.get(), 1.0, &path);
        let grows = |measure: &Measure| measure.form().grows() == Some(tier);
        if policy.measure.iter().any(grows) {
            let right = "leave it to one of the two: this rule, or `autoscaling`";
            cx.complain(&path, format!("the tier `{tier}` grows by itself"), right);
        }
    }
}

fn check_rule(cx: &mut Checker<'_>, policy: &Policy, rule: &Rule, path: &Path) {
    if rule.at.is_some() == rule.when.is_some() {
        let right = "write either `at` or `when`";
        cx.complain(path, "a rule needs an instant or a trigger, and not both", right);
    }
    if let Some(moment) = &rule.at {
        cx.before_end(moment, &path.then("at"));
        cx.not_before_start(moment, &path.then("at"));
    }
    if let Some(trigger) = &rule.when {
        let (over, every) = trigger.window();
        if cx.positive(over, &path.then("when")) && cx.positive(every, &path.then("when")) && every > over {
            let right = format!("look at least every \"{over}\"");
            cx.complain(
                &path.then("when"),
                "what happens between two looks is not seen",
                right,
            );
        }
    }
    let kinds: Vec<String> = policy
        .measure
        .iter()
        .filter_map(Measure::switchable)
        .map(str::to_owned)
        .collect();
    for (list, key) in [(&rule.start, "start"), (&rule.stop, "stop")] {
        for (i, kind) in list.iter().enumerate() {
            let path = path.then(key).then(i.to_string());
            cx.known(kind, "measure of this policy that can be switched", &kinds, &path);
        }
    }
    check_capacity(cx, policy, rule, &path.then("capacity"));
    if rule.close && rule.reopen {
        cx.complain(
            &path.then("reopen"),
            "this closes and reopens at once",
            "write two rules",
        );
    }
}
