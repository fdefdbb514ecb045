//! Checks the contact centre.

use super::law::{self, Of};
use super::people::check_arrivals;
use crate::model::checker::{Checker, at};

/// Calls in line are numbered in 32 bits; a line of a hundred million is none.
const MOST_TRUNKS: u64 = 100_000_000;

pub(super) fn check(cx: &mut Checker<'_>) {
    let Some(helpline) = &cx.model.people.helpline else {
        return;
    };
    let path = at(["people", "helpline"]);
    cx.at_least(helpline.operators.get() as f64, 1.0, &path.then("operators"));
    for (number, key) in [
        (Some(helpline.operators), "operators"),
        (helpline.trunks, "trunks"),
    ] {
        if number.is_some_and(|n| n.get() > MOST_TRUNKS) {
            cx.complain(
                &path.then(key),
                format!("so many {key} are impossible"),
                format!("at most {MOST_TRUNKS} are possible"),
            );
        }
    }
    if helpline
        .trunks
        .is_some_and(|trunks| trunks.get() < helpline.operators.get())
    {
        cx.complain(
            &path.then("trunks"),
            "every operator at work needs a line, and there are fewer lines than operators",
            format!("write at least {}, or fewer operators", helpline.operators.get()),
        );
    }
    law::check(cx, &helpline.handling, Of::PositiveTime, &path.then("handling"));
    let patience = helpline.patience.as_ref();
    law::check_optional(cx, patience, Of::PositiveTime, &path.then("patience"));
    for (share, law, keys) in [
        (
            helpline.redial,
            &helpline.redial_after,
            ["redial", "redial-after"],
        ),
        (
            helpline.reconnect,
            &helpline.reconnect_after,
            ["reconnect", "reconnect-after"],
        ),
    ] {
        law::check_optional(cx, law.as_ref(), Of::PositiveTime, &path.then(keys[1]));
        if share.get() > 0.0 && law.is_none() {
            cx.complain(
                &path.then(keys[0]),
                "callers call again, and nothing says how much later",
                format!("write `{}`, for example {{ exponential = \"15 min\" }}", keys[1]),
            );
        }
    }
    check_arrivals(cx, helpline.everyday.as_ref(), &path.then("everyday"));
}
