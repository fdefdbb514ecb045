//! Checks the measures of each policy, one by one.

use super::law::{self, Of};
use super::{Checker, at, defence, measures};
use crate::model::policy::{EmergencyCache, Measure, RoleWindows, WaitingRoom};
use crate::model::reading::Path;

/// More nodes than any delivery network has, and few enough for memory.
const MOST_NODES: usize = 1_000_000;
/// Most tickets a person holds. Assumed: more than the devices of a household.
const MOST_TICKETS: f64 = 100.0;

pub(super) fn check(cx: &mut Checker<'_>) {
    for (name, policy) in &cx.model.policy {
        let path = at(["policy"]).then(name).then("set");
        for (i, assignment) in policy.set.iter().enumerate() {
            check_assignment(cx, assignment, &path.then(i.to_string()));
        }
        let path = at(["policy"]).then(name).then("measure");
        for (i, measure) in policy.measure.iter().enumerate() {
            check_measure(cx, measure, &path.then(i.to_string()));
        }
        let is_room = |measure: &&Measure| matches!(measure, Measure::WaitingRoom(_));
        if policy.measure.iter().filter(is_room).count() > 1 {
            let last = policy
                .measure
                .iter()
                .rposition(|measure| is_room(&measure))
                .unwrap_or(0);
            let right = "keep one of them, or make two policies";
            cx.complain(
                &path.then(last.to_string()),
                "this policy has more than one waiting room",
                right,
            );
        }
    }
}

/// What a policy may change: who comes and what they find, not the calendar that policies are compared on, nor the policies.
const CHANGEABLE: [&str; 4] = ["people", "journey", "portal", "attack"];

fn check_assignment(cx: &mut Checker<'_>, assignment: &str, path: &Path) {
    let key = assignment.split(['.', '=']).next().unwrap_or_default().trim();
    if !CHANGEABLE.contains(&key) {
        let wrong = format!("a policy cannot set `{key}`");
        let right = "it sets something of people, journey, portal or attack, as path=value";
        cx.complain(path, wrong, right);
    }
}

fn check_measure(cx: &mut Checker<'_>, measure: &Measure, path: &Path) {
    match measure {
        Measure::Open(open) => {
            let path = path.then("open");
            if let Some(from) = &open.from {
                cx.before_end(from, &path.then("from"));
            }
            if let Some(until) = &open.until {
                let from = open.from.as_ref().unwrap_or(&cx.model.calendar.start);
                cx.in_order(from, until, &path.then("until"));
            }
        }
        Measure::Closure(closure) => {
            let path = path.then("closure");
            if cx.in_order(&closure.from, &closure.until, &path.then("until")) {
                cx.before_end(&closure.from, &path.then("from"));
                cx.not_before_start(&closure.until, &path.then("until"));
            }
        }
        Measure::RoleWindows(windows) => check_windows(cx, windows, &path.then("role-windows")),
        Measure::WaitingRoom(room) => check_room(cx, room, &path.then("waiting-room")),
        Measure::EmergencyCache(cache) => check_cache(cx, cache, &path.then("emergency-cache")),
        Measure::AddressLimit(_)
        | Measure::Challenge(_)
        | Measure::GeoBlock(_)
        | Measure::Scrubbing(_)
        | Measure::Lockout(_) => defence::check_measure(cx, measure, path),
        Measure::KeyWindows(windows) => measures::key_windows(cx, windows, &path.then("key-windows")),
        Measure::Appointments(booked) => measures::appointments(cx, booked, &path.then("appointments")),
        Measure::Shedding(shedding) => measures::shedding(cx, shedding, &path.then("shedding")),
        Measure::Autoscaling(scaling) => measures::autoscaling(cx, scaling, &path.then("autoscaling")),
    }
}

fn check_cache(cx: &mut Checker<'_>, cache: &EmergencyCache, path: &Path) {
    if cx.in_order(&cache.from, &cache.until, &path.then("until")) {
        cx.before_end(&cache.from, &path.then("from"));
        cx.not_before_start(&cache.until, &path.then("until"));
    }
    for (i, page) in cache.pages.iter().enumerate() {
        let path = path.then("pages").then(i.to_string());
        cx.known(page, "page", cx.model.journey.page.iter().map(|p| &p.name), &path);
    }
    cx.positive(cache.lifetime, &path.then("lifetime"));
    law::check_optional(
        cx,
        cache.reported_after.as_ref(),
        Of::Time,
        &path.then("reported-after"),
    );
    if let Some(longest) = cache.collapses {
        cx.positive(longest, &path.then("collapses"));
    }
    cx.at_least(cache.nodes.get() as f64, 1.0, &path.then("nodes"));
    let nodes = usize::try_from(cache.nodes.get()).unwrap_or(usize::MAX);
    cx.at_most(nodes, MOST_NODES, "nodes", &path.then("nodes"));
}

fn check_windows(cx: &mut Checker<'_>, windows: &RoleWindows, path: &Path) {
    if let Some(from) = &windows.from {
        cx.before_end(from, &path.then("from"));
    }
    if let Some(until) = &windows.until {
        let from = windows.from.as_ref().unwrap_or(&cx.model.calendar.start);
        cx.in_order(from, until, &path.then("until"));
    }
    for (i, window) in windows.window.iter().enumerate() {
        let path = path.then("window").then(i.to_string()).then("role");
        cx.known(&window.role, "role", cx.model.people.role.keys(), &path);
    }
}

fn check_room(cx: &mut Checker<'_>, room: &WaitingRoom, path: &Path) {
    cx.at_least(room.cap.get() as f64, 1.0, &path.then("cap"));
    if room.release.is_some_and(|release| release.per_s() <= 0.0) {
        let right = "write a rate above zero, or leave it out to call people as places come free";
        cx.complain(&path.then("release"), "nobody would ever be called", right);
    }
    check_instants(cx, room, path);
    for (duration, key) in [
        (Some(room.poll), "poll"),
        (Some(room.lease), "lease"),
        (Some(room.claim), "claim"),
        (Some(room.idle), "idle"),
        (room.stay, "stay"),
        (room.leaves_after, "leaves-after"),
    ] {
        if let Some(duration) = duration {
            cx.positive(duration, &path.then(key));
        }
    }
    measures::pace(cx, room, path);
    if room.lease < room.poll {
        let wrong = format!(
            "a place kept for {} is lost between two polls, {} apart",
            room.lease, room.poll
        );
        cx.complain(
            &path.then("lease"),
            wrong,
            format!("write at least \"{}\"", room.poll),
        );
    }
    cx.at_least(
        room.tickets_per_person.get(),
        1.0,
        &path.then("tickets-per-person"),
    );
    if room.tickets_per_person.get() > MOST_TICKETS {
        cx.complain(
            &path.then("tickets-per-person"),
            format!("nobody holds {} tickets", room.tickets_per_person),
            format!("write at most {MOST_TICKETS}"),
        );
    }
}

/// When a room begins, and when it calls the first.
fn check_instants(cx: &mut Checker<'_>, room: &WaitingRoom, path: &Path) {
    if let Some(from) = &room.from {
        cx.before_end(from, &path.then("from"));
    }
    let Some(opens) = &room.opens else { return };
    let path = path.then("opens");
    match &room.from {
        Some(from) if cx.is_before(opens, from) => cx.complain(
            &path,
            "tickets would be called before the room begins",
            format!("write {from} or later, or leave it out"),
        ),
        _ => cx.before_end(opens, &path),
    }
}
