//! A room that begins in the middle of a run: until then it is not there.

use super::{ADAPT, NOBODY, OPENS};
use crate::measures::{AT_WORK, load};
use crate::model::Document;
use crate::sim::RunOptions;
use crate::sim::door::{Verdict, Visitor};
use crate::sim::engine::Engine;
use crate::sim::event::{Event, Token};
use crate::measures::waiting_room::RoomSummary;
use crate::sim::result::Outcome;

/// When the room begins \[µs\], and its line.
const FROM: u64 = 3_600_000_000;
const FROM_LINE: &str = "from = \"2020-04-01 01:00\"";
const ADAPTIVE: &str = "release = \"10 per second\"\nadaptive = { page-time = \"1 s\", errors = 0.05, increase = \"1 per second\", \
                        decrease = 0.5, every = \"1 min\", least = \"1 per second\" }";

/// A run that has not begun: three people, and a room with one place.
fn engine(more: &str) -> Engine {
    let text = format!(
        r#"
version = 1
title = "Three people"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-01 03:00" }}
[people.group.crowd]
size = 3
role = "citizen"
demand = "late"
[[people.demand.late.part]]
burst = {{ weight = 1, at = "2020-04-01 02:00" }}
[people.role.citizen]
[journey]
page = [{{ name = "form", request = "page" }}, {{ name = "end", request = "page" }}]
[[portal.tier]]
name = "web"
slots = 10
[portal.request.page]
work.web = {{ fixed = "1 s" }}
[[policy.p.measure]]
[policy.p.measure.waiting-room]
cap = 1
poll = "20 s"
lease = "1 min"
claim = "1 min"
idle = "1 min"
{more}
"#
    );
    let model = load::read(Document::of_text("model.toml", &text), &[]).unwrap();
    let options = RunOptions {
        policy: "p".to_owned(),
        ..RunOptions::default()
    };
    Engine::new(&model, AT_WORK, &options).unwrap()
}

/// What the door says to a person who asks for the second page.
fn asks(engine: &mut Engine, person: u32, now: u64) -> Verdict {
    engine.now = now;
    let visitor = Visitor {
        person,
        role: 0,
        page: 1,
    };
    engine.at_door(|door, around| door.ask(visitor, around))
}

/// The figures of the room at an instant.
fn room(engine: &Engine, now: u64) -> Option<RoomSummary> {
    RoomSummary::among(&engine.door.figures(now).named)
}

#[test]
fn before_it_begins_everyone_passes_without_ticket_or_place() {
    let mut engine = engine(FROM_LINE);
    for (person, now) in [(0, 0), (1, FROM / 2), (2, FROM - 1), (0, FROM - 1)] {
        assert!(engine.door.is_wide_open(now), "nobody needs to be asked at {now}");
        assert_eq!(asks(&mut engine, person, now), Verdict::Admit);
        assert!(!engine.population.people[person as usize].is_admitted());
        // Whoever has no place frees none.
        engine.at_door(|door, around| door.pauses(person, u64::MAX, around));
        engine.at_door(|door, around| door.done(person, around));
    }
    assert_eq!(room(&engine, FROM), Some(RoomSummary::default()));
    assert_eq!(engine.door.areas(FROM), Some((0, 0)));
    assert!(engine.door.breaches(&engine.population.people).is_empty());
}

#[test]
fn from_then_on_the_first_has_the_place_and_the_next_waits() {
    let mut engine = engine(FROM_LINE);
    assert_eq!(asks(&mut engine, 0, FROM - 1), Verdict::Admit);
    assert!(!engine.door.is_wide_open(FROM), "from now on all are asked");
    assert_eq!(asks(&mut engine, 1, FROM), Verdict::Admit);
    assert_eq!(
        asks(&mut engine, 0, FROM),
        Verdict::Kept,
        "to have passed before is no ticket"
    );
    assert_eq!(
        engine.population.people[0].page, 0,
        "whoever queues keeps their page"
    );
    assert!(!engine.door.is_wide_open(u64::MAX - 1), "it does not rest again");
    let counts = room(&engine, FROM).unwrap();
    assert_eq!((counts.tickets, counts.called, counts.claimed), (2, 1, 1));
    // The place goes on to whoever waits.
    engine.at_door(|door, around| door.done(1, around));
    assert_eq!(room(&engine, FROM).unwrap().called, 2);
}

#[test]
fn until_it_opens_the_room_only_gives_tickets() {
    let mut engine = engine(&format!("{FROM_LINE}\nopens = \"2020-04-01 02:00\""));
    assert_eq!(asks(&mut engine, 0, FROM - 1), Verdict::Admit);
    assert_eq!(asks(&mut engine, 0, FROM), Verdict::Kept);
    assert_eq!(asks(&mut engine, 1, 2 * FROM - 1), Verdict::Kept);
    let token = Token {
        subject: NOBODY,
        about: OPENS,
    };
    engine.now = 2 * FROM;
    assert!(engine.at_door(|door, around| door.timer(0, token, around)));
    assert_eq!(room(&engine, 2 * FROM).unwrap().called, 1);
}

/// Instants of the timers that the room sets before anything happens.
fn timers(more: &str) -> Vec<u64> {
    let mut engine = engine(more);
    let mut found = Vec::new();
    while let Some((instant, key)) = engine.agenda.take_before(u64::MAX, &()) {
        if matches!(Event::of(key), Event::Timer { .. }) {
            found.push(instant);
        }
    }
    found
}

#[test]
fn no_timer_of_the_room_runs_before_it_begins() {
    let wrong = "pathologies = { cookieless = \"10 per second\" }";
    let always = timers(&format!("{ADAPTIVE}\n{wrong}"));
    assert!(always.iter().any(|at| *at < FROM), "{always:?}");
    let later = timers(&format!("{FROM_LINE}\n{ADAPTIVE}\n{wrong}"));
    assert_eq!(
        later.len(),
        3,
        "it opens, adapts, and a client without a cookie comes: {later:?}"
    );
    assert!(later.iter().all(|at| *at >= FROM), "{later:?}");
    // The client comes as long after the room begins as it would after the start.
    assert!(later.contains(&(FROM + always[0])), "{later:?} and {always:?}");
}

#[test]
fn a_release_rate_does_not_fall_by_what_failed_before_the_room_began() {
    for (before, falls) in [(true, false), (false, true)] {
        let mut engine = engine(&format!("{FROM_LINE}\n{ADAPTIVE}"));
        let token = |about| Token {
            subject: NOBODY,
            about,
        };
        if before {
            engine.door.ended(Outcome::Refused, 0);
        }
        engine.now = FROM;
        engine.at_door(|door, around| door.timer(0, token(OPENS), around));
        if !before {
            engine.door.ended(Outcome::Refused, 0);
        }
        let changed = engine.at_door(|door, around| door.timer(0, token(ADAPT), around));
        assert_eq!(changed, falls);
    }
}
