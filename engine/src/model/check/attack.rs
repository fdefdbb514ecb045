//! Checks attacks.

use super::law::{self, Of};
use crate::model::attack::{Attack, Pulse};
use crate::model::checker::{Checker, grouped};
use crate::model::reading::Path;
use crate::model::units::Moment;

/// Requests of an attack are counted in 32 bits.
const MOST_ATTACK_REQUESTS: f64 = 4e9;
/// Each address of an attack has a bucket in memory; the largest botnets on record have some
/// millions.
const MOST_ADDRESSES: usize = 10_000_000;

pub(super) fn check(cx: &mut Checker<'_>, attack: &Attack, path: &Path) {
    if let Some(request) = attack.request() {
        let known = cx.model.portal.request.keys();
        cx.known(request, "request", known, &path.then("request"));
    }
    law::check_optional(cx, attack.patience(), Of::PositiveTime, &path.then("patience"));
    if let Attack::SlowConnections(slow) = attack {
        cx.positive(slow.header_timeout, &path.then("header-timeout"));
    }
    if let Some(addresses) = attack.origin().addresses {
        let path = path.then("origin").then("addresses");
        cx.at_least(addresses.get() as f64, 1.0, &path);
        let addresses = usize::try_from(addresses.get()).unwrap_or(usize::MAX);
        cx.at_most(addresses, MOST_ADDRESSES, "addresses", &path);
    }
    check_pulses(cx, attack.pulses(), path);
}

fn check_pulses(cx: &mut Checker<'_>, pulses: &[Pulse], path: &Path) {
    if let Some(clock) = cx.clock {
        let start = |m: &Moment| clock.micros(m).max(0).cast_unsigned().min(clock.horizon_us());
        let expected = |pulse: &Pulse| {
            let length_us = start(&pulse.until).saturating_sub(start(&pulse.from));
            pulse.rate.per_s() * length_us as f64 / 1e6
        };
        let total: f64 = pulses.iter().map(expected).sum();
        if total > MOST_ATTACK_REQUESTS {
            cx.complain(
                &path.then("pulse"),
                format!("{} requests of one attack are too many", grouped(total.round())),
                format!(
                    "at most {} are possible: lower the rates, or shorten the pulses",
                    grouped(MOST_ATTACK_REQUESTS)
                ),
            );
        }
    }
    for (i, pulse) in pulses.iter().enumerate() {
        let path = path.then("pulse").then(i.to_string());
        if cx.in_order(&pulse.from, &pulse.until, &path.then("until")) {
            cx.before_end(&pulse.from, &path.then("from"));
            cx.not_before_start(&pulse.until, &path.then("until"));
        }
    }
}
