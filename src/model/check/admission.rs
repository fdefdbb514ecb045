//! Checks that a policy lets everybody in at some time: a door that never opens is a slip, not a policy.
//!
//! For each role that comes, the times at which each measure lets it pass are cut out of the run, one measure after
//! the other, until the measures are through or nothing is left.

use super::{Checker, at};
use crate::model::CivilClock;
use crate::model::civil::{Intervals, disjoint};
use crate::model::policy::{Measure, RoleWindow, RoleWindows, WaitingRoom};
use crate::model::units::Moment;

pub(super) fn check(cx: &mut Checker<'_>) {
    let Some(clock) = cx.clock else {
        return;
    };
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

/// That the clocks jump over the windows of `role`, or of any role, where they do.
fn why(cx: &Checker<'_>, measure: &Measure, role: Option<&str>) -> Option<String> {
    let Measure::RoleWindows(windows) = measure else {
        return None;
    };
    let own = |window: &&RoleWindow| role.is_none_or(|role| window.role == role);
    windows
        .window
        .iter()
        .filter(own)
        .find_map(|window| cx.jumped_over(window.hours, window.days))
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

/// When the measures of a policy let a role pass: disjoint intervals `[from, until)` \[µs\], sorted.
pub(crate) fn open_times(clock: &CivilClock, measures: &[Measure], role: &str) -> Vec<(u64, u64)> {
    let whole = vec![(0, clock.horizon_us())];
    measures.iter().fold(whole, |left, measure| {
        common(&left, &admits(clock, measure, role))
    })
}

/// The measure from which on no time is left for `role`.
fn shut_by(clock: &CivilClock, measures: &[Measure], role: &str) -> Option<usize> {
    let mut left = vec![(0, clock.horizon_us())];
    measures.iter().position(|measure| {
        left = common(&left, &admits(clock, measure, role));
        left.is_empty()
    })
}

/// When a measure lets a role pass.
fn admits(clock: &CivilClock, measure: &Measure, role: &str) -> Intervals {
    let span = |from: Option<&Moment>, until: Option<&Moment>| span(clock, from, until);
    match measure {
        Measure::Open(open) => span(open.from.as_ref(), open.until.as_ref()),
        Measure::Closure(closure) => {
            let mut outside = span(None, Some(&closure.from));
            outside.extend(span(Some(&closure.until), None));
            outside
        }
        Measure::RoleWindows(windows) => during_windows(clock, windows, role),
        Measure::WaitingRoom(room) => around_room(clock, room),
        // They answer or block some requests, and keep nobody out for good.
        Measure::EmergencyCache(_)
        | Measure::AddressLimit(_)
        | Measure::Challenge(_)
        | Measure::GeoBlock(_)
        | Measure::Scrubbing(_)
        | Measure::Lockout(_)
        // And these sort people, not roles.
        | Measure::KeyWindows(_)
        | Measure::Appointments(_)
        | Measure::Shedding(_)
        | Measure::Autoscaling(_) => span(None, None),
    }
}

/// Before a room begins everyone passes, and once it calls those called do.
fn around_room(clock: &CivilClock, room: &WaitingRoom) -> Intervals {
    let mut times = span(clock, room.first_call(), None);
    if let Some(from) = &room.from {
        times.extend(span(clock, None, Some(from)));
    }
    disjoint(times)
}

fn during_windows(clock: &CivilClock, windows: &RoleWindows, role: &str) -> Intervals {
    let held = span(clock, windows.from.as_ref(), windows.until.as_ref());
    let mut times: Intervals = Vec::new();
    if let Some(from) = &windows.from {
        times.extend(span(clock, None, Some(from)));
    }
    if let Some(until) = &windows.until {
        times.extend(span(clock, Some(until), None));
    }
    for window in windows.window.iter().filter(|window| window.role == role) {
        times.extend(common(&held, &clock.intervals(&window.hours, &window.days)));
    }
    disjoint(times)
}

/// The part of the run between two moments; the whole of it where they are absent.
fn span(clock: &CivilClock, from: Option<&Moment>, until: Option<&Moment>) -> Intervals {
    let clip = |moment: &Moment| {
        u64::try_from(clock.micros(moment))
            .unwrap_or(0)
            .min(clock.horizon_us())
    };
    let (from, until) = (from.map_or(0, clip), until.map_or(clock.horizon_us(), clip));
    if from < until {
        vec![(from, until)]
    } else {
        Vec::new()
    }
}

/// The times in both of two lists. One pass over both: a run of years with hours for each day has thousands of intervals.
fn common(a: &[(u64, u64)], b: &[(u64, u64)]) -> Intervals {
    let mut both = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (from, until) = (x.0.max(y.0), x.1.min(y.1));
        if from < until {
            both.push((from, until));
        }
        if x.1 < y.1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}
