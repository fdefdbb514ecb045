//! Checks the tiers, the requests, and the attacks on them.

use super::law::{self, Of};
use super::{Checker, at};
use crate::model::attack::{Attack, Flood, Pulse};
use crate::model::portal::{Backlog, Order, Penalty, Tier};
use crate::model::reading::Path;
use crate::model::units::Moment;

/// A tier that begins the run full makes so many requests at most, all at once. Assumed: fifty times the largest tier of the INPS
/// model.
const MOST_TO_BEGIN_WITH: u64 = 1_000_000;
/// Requests of an attack are counted in 32 bits.
const MOST_ATTACK_REQUESTS: f64 = 4e9;

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
        let Attack::Flood(flood) = attack;
        check_flood(cx, flood, &at(["attack"]).then(name).then("flood"));
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
        let wrong = format!("{slots} requests are too many to begin with");
        let right = format!("at most {MOST_TO_BEGIN_WITH} slots can begin full");
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

fn check_flood(cx: &mut Checker<'_>, flood: &Flood, path: &Path) {
    cx.known(
        &flood.request,
        "request",
        cx.model.portal.request.keys(),
        &path.then("request"),
    );
    law::check_optional(
        cx,
        flood.patience.as_ref(),
        Of::PositiveTime,
        &path.then("patience"),
    );
    if let Some(clock) = cx.clock {
        let start = |m: &Moment| clock.micros(m).max(0).cast_unsigned().min(clock.horizon_us());
        let expected = |pulse: &Pulse| {
            let length_us = start(&pulse.until).saturating_sub(start(&pulse.from));
            pulse.rate.per_s() * length_us as f64 / 1e6
        };
        let total: f64 = flood.pulse.iter().map(expected).sum();
        if total > MOST_ATTACK_REQUESTS {
            cx.complain(
                &path.then("pulse"),
                format!("{total:.0} requests of one attack are too many"),
                format!(
                    "at most {MOST_ATTACK_REQUESTS} are possible: lower the rates, or shorten the pulses"
                ),
            );
        }
    }
    for (i, pulse) in flood.pulse.iter().enumerate() {
        let path = path.then("pulse").then(i.to_string());
        if cx.in_order(&pulse.from, &pulse.until, &path.then("until")) {
            cx.before_end(&pulse.from, &path.then("from"));
            cx.not_before_start(&pulse.until, &path.then("until"));
        }
    }
}
