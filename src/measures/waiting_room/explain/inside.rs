//! Who is inside: the cap beside what the portal bears, and how fast people come in.

use crate::measures::waiting_room::words::{Cap, Entry, Limit, Verdict, words};
use crate::measures::waiting_room::{RoomSummary, WaitingRoom};
use crate::statement::{Expected, Statement, Topic, Typical, Unit};
use clickday_engine::theory::waiting_room::{Release, response_time};

const TOPIC: Topic = Topic::WaitingRoom;
pub(super) const LITTLE: &str =
    "Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), chapters 6 and 7";

pub(super) fn statements(room: &WaitingRoom, launch: &dyn Expected) -> Vec<Statement> {
    let Some((typical, capacity)) = launch.typical().and_then(|t| Some((t, t.capacity?))) else {
        return Vec::new();
    };
    let mut said = Vec::from_iter(begins(room, launch));
    said.extend(launch.bears(room.notice_s()).map(|most| cap(room, launch, most)));
    said.extend(page_time(room, launch, &typical, capacity));
    said.extend(entry(room, launch, &typical, capacity));
    said
}

/// When a room begins that does not stand all the time.
fn begins(room: &WaitingRoom, launch: &dyn Expected) -> Option<Statement> {
    let from = Some(room.begins_s(launch)).filter(|from| *from > 0.0)?;
    let say = words(launch.language());
    let civil = launch.clock().format(((from / 60.0).round() * 60e6) as u64);
    let said = Statement::worded("room_begins", TOPIC, (from, Unit::Moment), say.begins(&civil));
    Some(said.source("by definition"))
}

fn cap(room: &WaitingRoom, launch: &dyn Expected, bears: f64) -> Statement {
    let cap = room.cap.get() as f64;
    let ratio = cap / bears;
    let words = words(launch.language()).cap(Cap {
        most_inside: cap,
        bears,
        half_operators: launch.bears_with_operators(room.notice_s()),
        verdict: if ratio <= 0.85 {
            Verdict::KeepsUp
        } else if ratio < 1.0 {
            Verdict::Close
        } else if room.release.is_some() {
            Verdict::Paced
        } else {
            Verdict::Beyond
        },
    });
    Statement::worded("cap_over_saturation", TOPIC, (ratio, Unit::Share), words).source(LITTLE)
}

/// Time a place is held for one application of people who go themselves: noticing the call, the session \[s\].
fn present_s(room: &WaitingRoom, typical: &Typical) -> f64 {
    room.notice_s() + typical.think_s + typical.service_s
}

fn page_time(
    room: &WaitingRoom,
    launch: &dyn Expected,
    typical: &Typical,
    capacity: f64,
) -> Option<Statement> {
    let pages = typical.pages;
    let service = typical.service_s;
    let think = present_s(room, typical) - service;
    let cap = room.cap.get() as f64;
    let at_cap = response_time(cap, capacity * pages, think / pages, service / pages).ok()?;
    let words = words(launch.language()).page_time_at_cap(at_cap);
    let said = Statement::worded("page_time_at_cap", TOPIC, (at_cap, Unit::Seconds), words).source(LITTLE);
    // A run's figure of the whole time is not put beside one of a room that begins later.
    Some(if room.always_stands(launch) {
        said.simulated_by(|o| o.run.page_s.mean)
    } else {
        said
    })
}

/// How fast people are let in while others wait, and how many are then inside.
fn entry(room: &WaitingRoom, launch: &dyn Expected, typical: &Typical, capacity: f64) -> Vec<Statement> {
    let present = present_s(room, typical);
    let by_places = room.cap.get() as f64 / (present + room.no_show_s());
    let release = room
        .release
        .and_then(|r| Release::new(r.per_s(), room.no_show.get()).ok());
    let by_release = release.map_or(f64::INFINITY, |r| r.served_rate());
    let rate = by_places.min(by_release).min(capacity);
    let limit = if rate >= capacity {
        Limit::Portal
    } else if by_release <= by_places {
        Limit::Calls
    } else {
        Limit::Places
    };
    let say = words(launch.language());
    let always = room.always_stands(launch);
    // A launch has busy and quiet hours, which a mean would mix.
    let busy = typical.steady_rate.is_some_and(|arrivals| arrivals > rate);
    let words = say.entry_rate(Entry {
        rate,
        limit,
        no_show: room.no_show.get(),
        claim_s: room.claim.as_secs_f64(),
        begins_later: !always,
    });
    let value = (rate, Unit::PerSecond("applications"));
    let entry = Statement::worded("entry_rate", TOPIC, value, words).source(LITTLE);
    let mut said = vec![if always && busy {
        entry.simulated_by(|o| Some(o.of_launch(o.run.submitted) / o.seconds))
    } else {
        entry
    }];
    if let (Some(release), true, true) = (release, busy, by_release <= by_places) {
        let inside = release.mean_inside(present) + release.mean_unclaimed(room.claim.as_secs_f64());
        let value = (inside, Unit::Count("people"));
        let taken = Statement::worded("mean_inside", TOPIC, value, say.places_taken(inside)).source(LITTLE);
        said.push(if always {
            taken.simulated_by(|o| Some(RoomSummary::of(o.run)?.mean_inside / o.run.scale))
        } else {
            taken
        });
    }
    said
}
