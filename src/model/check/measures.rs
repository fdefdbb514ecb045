//! Checks of the measures that sort, book, shed and grow.

use super::{Checker, Path};
use crate::model::policy::{Appointments, Autoscaling, KeyWindows, Shedding, WaitingRoom};
use crate::model::units::{DailyHours, Duration, Weekdays};

/// Shorter slots than this nobody can keep, and a run would be all booking.
const SHORTEST_SLOT: Duration = Duration::from_micros(60_000_000);
/// Controllers and monitors that decide more often than this are not people's, and a run would be all deciding.
const SHORTEST_INTERVAL: Duration = Duration::from_micros(1_000_000);
/// Bookings for a place, and sizes of a tier, beyond which a slip is likelier than a plan.
const MOST_TIMES: f64 = 1_000.0;

fn at_least(cx: &mut Checker<'_>, duration: Duration, least: Duration, path: &Path) {
    if duration < least {
        let wrong = format!("{duration} is too short");
        cx.complain(path, wrong, format!("write at least \"{least}\""));
    }
}

pub(super) fn times(cx: &mut Checker<'_>, factor: f64, least: f64, path: &Path) {
    if !(least..=MOST_TIMES).contains(&factor) {
        let wrong = format!("{factor} times is not possible");
        cx.complain(
            path,
            wrong,
            format!("write a number from {least} to {MOST_TIMES}"),
        );
    }
}

pub(super) fn key_windows(cx: &mut Checker<'_>, windows: &KeyWindows, path: &Path) {
    if let Some(from) = &windows.from {
        cx.before_end(from, &path.then("from"));
    }
    if let Some(until) = &windows.until {
        let from = windows.from.as_ref().unwrap_or(&cx.model.calendar.start);
        cx.in_order(from, until, &path.then("until"));
    }
    let classes = windows.key.classes();
    cx.at_most(
        windows.window.len(),
        classes as usize * 7,
        "windows",
        &path.then("window"),
    );
    for (i, window) in windows.window.iter().enumerate() {
        let [first, last] = window.classes;
        if first < 1 || first > last || last > classes {
            let path = path.then("window").then(i.to_string()).then("classes");
            let wrong = format!("[{first}, {last}] are not classes of this key");
            cx.complain(
                &path,
                wrong,
                format!("write the first and the last of 1 to {classes}"),
            );
        }
    }
    never_lets(cx, windows, path);
}

/// A class that never comes in while the rule holds to the end of the run is a slip.
fn never_lets(cx: &mut Checker<'_>, windows: &KeyWindows, path: &Path) {
    let Some(clock) = cx.clock.filter(|_| windows.until.is_none()) else {
        return;
    };
    let from = windows.from.as_ref().map_or(0, |m| clock.micros(m));
    let comes = |days: &Weekdays, hours: &DailyHours| {
        clock
            .intervals(hours, days)
            .iter()
            .any(|(_, until)| from < until.cast_signed())
    };
    if windows
        .free
        .as_ref()
        .is_some_and(|days| comes(days, &DailyHours::whole_day()))
    {
        return;
    }
    let shut = (1..=windows.key.classes()).find(|class| {
        let own = windows
            .window
            .iter()
            .filter(|w| (w.classes[0]..=w.classes[1]).contains(class));
        !own.into_iter().any(|w| comes(&w.days, &w.hours))
    });
    if let (Some(class), true) = (shut, from <= 0) {
        let wrong = format!("the class {class} is never let in");
        let own = windows.window.iter();
        let own = own.filter(|w| (w.classes[0]..=w.classes[1]).contains(&class));
        let right = own
            .into_iter()
            .find_map(|w| cx.jumped_over(w.hours, w.days))
            .unwrap_or_else(|| "give it a window, or a free day for all, within the run".to_owned());
        cx.complain(&path.then("window"), wrong, right);
    }
}

pub(super) fn appointments(cx: &mut Checker<'_>, booked: &Appointments, path: &Path) {
    cx.known(
        &booked.booking,
        "class of requests",
        cx.model.portal.request.keys(),
        &path.then("booking"),
    );
    if let Some(from) = &booked.from {
        cx.before_end(from, &path.then("from"));
    }
    at_least(cx, booked.slot, SHORTEST_SLOT, &path.then("slot"));
    cx.at_least(booked.capacity.get() as f64, 1.0, &path.then("capacity"));
    times(cx, booked.overbooking.get(), 0.001, &path.then("overbooking"));
    if cx
        .clock
        .is_some_and(|clock| clock.intervals(&booked.hours, &booked.days).is_empty())
    {
        let right = cx.jumped_over(booked.hours, booked.days);
        cx.complain(
            &path.then("days"),
            "there is no slot within the run",
            right.unwrap_or_else(|| "name a day of the run".to_owned()),
        );
    }
}

pub(super) fn shedding(cx: &mut Checker<'_>, shedding: &Shedding, path: &Path) {
    if shedding.share.get() >= 1.0 {
        let right = "write a share below 1, or close the door with a closure";
        cx.complain(&path.then("share"), "nobody would ever be served", right);
    }
    if let Some(limit) = shedding.in_flight {
        cx.at_least(limit.get() as f64, 1.0, &path.then("in-flight"));
    }
}

pub(super) fn autoscaling(cx: &mut Checker<'_>, scaling: &Autoscaling, path: &Path) {
    cx.known(
        &scaling.tier,
        "tier",
        cx.model.portal.tier.iter().map(|t| &t.name),
        &path.then("tier"),
    );
    cx.positive(scaling.every, &path.then("every"));
    at_least(cx, scaling.over, SHORTEST_INTERVAL, &path.then("over"));
    times(cx, scaling.most.get(), 1.0, &path.then("most"));
}

/// How a waiting room finds its pace, and what it gets wrong.
pub(super) fn pace(cx: &mut Checker<'_>, room: &WaitingRoom, path: &Path) {
    if let Some(adaptive) = &room.adaptive {
        let path = path.then("adaptive");
        cx.positive(adaptive.page_time, &path.then("page-time"));
        at_least(cx, adaptive.every, SHORTEST_INTERVAL, &path.then("every"));
        if adaptive.least.per_s() <= 0.0 {
            let right = "write a rate above zero, from which it can grow again";
            cx.complain(&path.then("least"), "nobody would ever be called again", right);
        }
    }
    if room.pathologies.propagation.is_some() && room.release.is_none() && room.adaptive.is_none() {
        let path = path.then("pathologies").then("propagation");
        let right = "add a release rate: what it calls meanwhile is what the room overshoots by";
        cx.complain(
            &path,
            "a room that sees places late would call everybody at once",
            right,
        );
    }
}
