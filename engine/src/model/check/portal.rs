//! Checks the tiers and the requests.

use super::attack;
use super::law::{self, Of};
use crate::model::checker::{Checker, at, grouped};
use crate::model::portal::{Backlog, Order, Penalty, Tier};
use crate::model::reading::Path;

/// A tier that begins the run full makes so many requests at most, all at once. Assumed: fifty
/// times the largest tier of the INPS model.
const MOST_TO_BEGIN_WITH: u64 = 1_000_000;

pub(super) fn check(cx: &mut Checker<'_>) {
    let portal = &cx.model.portal;
    let path = at(["portal", "tier"]);
    if portal.tier.is_empty() {
        cx.complain(
            &path,
            "a portal needs at least one tier",
            "add one, as [[portal.tier]]",
        );
    }
    cx.distinct(portal.tier.iter().map(|tier| &tier.name), "tier", &path);
    for (i, tier) in portal.tier.iter().enumerate() {
        let path = path.then(i.to_string());
        check_tier(cx, tier, &path);
        check_passing_on(cx, tier, i, &path);
    }
    for (name, request) in &portal.request {
        let path = at(["portal", "request"]).then(name).then("work");
        for (tier, work) in &request.work {
            let path = path.then(tier);
            cx.known(tier, "tier", portal.tier.iter().map(|tier| &tier.name), &path);
            law::check(cx, work, Of::Time, &path);
        }
    }
    for (name, attack) in &cx.model.attack {
        attack::check(cx, attack, &at(["attack"]).then(name).then(attack.kind()));
    }
}

fn check_tier(cx: &mut Checker<'_>, tier: &Tier, path: &Path) {
    cx.at_least(tier.slots.get() as f64, 1.0, &path.then("slots"));
    if tier.cores.is_some_and(|cores| cores.get() <= 0.0) {
        cx.complain(
            &path.then("cores"),
            "without cores no work is ever done",
            "write a number above zero",
        );
    }
    match &tier.penalty {
        Some(Penalty::HalfAt(n)) => cx.at_least(n.get() as f64, 1.0, &path.then("penalty").then("half-at")),
        Some(Penalty::Usl(_)) if tier.cores.is_some() => cx.complain(
            &path.then("cores"),
            "the universal scalability law takes the place of `cores`",
            "leave `cores` out, or use the penalty `half-at`",
        ),
        _ => {}
    }
    if let Some(timeout) = tier.gateway_timeout {
        cx.positive(timeout, &path.then("gateway-timeout"));
    }
    if let Some(backlog) = &tier.backlog {
        check_backlog(cx, backlog, &path.then("backlog"));
    }
}

fn check_backlog(cx: &mut Checker<'_>, backlog: &Backlog, path: &Path) {
    if let Some(timeout) = backlog.timeout {
        cx.positive(timeout, &path.then("timeout"));
    }
    match (backlog.order, backlog.oldest) {
        (Order::Slack, None) => cx.complain(
            path,
            "the order `slack` drops requests that are too old, and nothing says how old that is",
            "write `oldest`, for example \"10 s\"",
        ),
        (Order::Slack, Some(oldest)) => {
            cx.positive(oldest, &path.then("oldest"));
        }
        (_, Some(_)) => cx.complain(
            &path.then("oldest"),
            "`oldest` is only for the order `slack`",
            "write order = \"slack\", or leave `oldest` out; `timeout` bounds the wait in any order",
        ),
        _ => {}
    }
}

/// What a tier does with the tiers behind it.
fn check_passing_on(cx: &mut Checker<'_>, tier: &Tier, position: usize, path: &Path) {
    let portal = &cx.model.portal;
    if tier.gateway_timeout.is_some() && position + 1 == portal.tier.len() {
        cx.complain(
            &path.then("gateway-timeout"),
            format!("`{}` is the innermost tier: it waits for no other", tier.name),
            "give the timeout to a tier in front of it",
        );
    }
    let Some(name) = &tier.start_full_of else {
        return;
    };
    let slots = tier.slots.get();
    if slots > MOST_TO_BEGIN_WITH {
        let wrong = format!("{} requests are too many to begin with", grouped(slots as f64));
        let right = format!(
            "at most {} slots can begin full",
            grouped(MOST_TO_BEGIN_WITH as f64)
        );
        cx.complain(&path.then("slots"), wrong, right);
    }
    let path = path.then("start-full-of");
    cx.known(name, "request", portal.request.keys(), &path);
    if let Some(request) = portal.request.get(name) {
        let reaches = portal.tier[position..]
            .iter()
            .any(|tier| request.work.contains_key(&tier.name));
        if !reaches {
            let right = format!("give it work in portal.request.{name}.work");
            cx.complain(
                &path,
                format!("requests `{name}` do not reach the tier `{}`", tier.name),
                right,
            );
        }
    }
}
