//! Checks the rules of operators.

use crate::figures::count;
use crate::model::Policy;
use crate::model::checker::{Checker, at};
use crate::model::civil::CivilClock;
use crate::model::measure::Measure;
use crate::model::operator::Rule;
use crate::model::reading::Path;
use crate::model::units::Duration;

/// The rules of a policy are few: assumed.
const MOST_RULES: usize = 100;

/// The looks of a window that a rule keeps, at most: a megabyte of them. Assumed.
const MOST_LOOKS_KEPT: u64 = 10_000;

/// Looks of the rules of a policy in a run, at most: some seconds of one core. Assumed.
const MOST_LOOKS: u64 = 20_000_000;

pub(super) fn check(cx: &mut Checker<'_>) {
    for (name, policy) in &cx.model.policy {
        let path = at(["policy"]).then(name).then("operator");
        if cx.at_most(policy.operator.len(), MOST_RULES, "rules", &path) {
            let mut looks = 0;
            for (i, rule) in policy.operator.iter().enumerate() {
                check_rule(cx, policy, rule, &path.then(i.to_string()), &mut looks);
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

/// A rule keeps the looks of its window, and looks until the end of the run. `so_far` are the looks
/// of the rules before it.
fn check_looks(cx: &mut Checker<'_>, (over, every): (Duration, Duration), so_far: &mut u64, path: &Path) {
    let kept = over.as_micros() / every.as_micros().max(1);
    let horizon = cx.clock.map_or(0, CivilClock::horizon_us);
    let looks = horizon / every.as_micros().max(1);
    let told = |number: u64| count(number as f64);
    let before = *so_far;
    *so_far = so_far.saturating_add(looks);
    let (wrong, right) = if kept > MOST_LOOKS_KEPT {
        (
            format!("looks every {every} over {over} are {} looks to keep", told(kept)),
            format!(
                "a window may hold {} looks at most: look less often, or over a shorter time",
                told(MOST_LOOKS_KEPT)
            ),
        )
    } else if *so_far > MOST_LOOKS && before <= MOST_LOOKS {
        let with_others = if before > 0 {
            format!(", and with the rules before it there are {} looks", told(*so_far))
        } else {
            String::new()
        };
        (
            format!(
                "a look every {every} comes {} times in this run{with_others}",
                told(looks)
            ),
            format!(
                "the rules of a policy may look {} times at most: look less often",
                told(MOST_LOOKS)
            ),
        )
    } else {
        return;
    };
    cx.complain(path, wrong, right);
}

fn check_rule(cx: &mut Checker<'_>, policy: &Policy, rule: &Rule, path: &Path, looks: &mut u64) {
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
        let positive = cx.positive(over, &path.then("when")) && cx.positive(every, &path.then("when"));
        if positive && every > over {
            let right = format!("look at least every \"{over}\"");
            cx.complain(
                &path.then("when"),
                "what happens between two looks is not seen",
                right,
            );
        }
        if positive {
            check_looks(cx, (over, every), looks, &path.then("when"));
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
