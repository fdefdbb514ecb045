//! A room that begins in the middle of a run: until then it is not there.

use super::{ADAPT, NOBODY, OPENS};
use crate::measures::load;
use crate::measures::set::AT_WORK;
use crate::measures::waiting_room::RoomSummary;
use clickday_engine::model::Document;
use clickday_engine::scenario::{PageIndex, RoleIndex, Scenario};
use clickday_engine::sim::door::{AdmissionDecision, Door, Visitor, open_door};
use clickday_engine::sim::event::{Event, Token};
use clickday_engine::sim::ledger::Ledger;
use clickday_engine::sim::random::Chance;
use clickday_engine::sim::result::Outcome;
use clickday_engine::sim::world::World;

/// When the room begins \[µs\], and its line.
const FROM: u64 = 3_600_000_000;
const FROM_LINE: &str = "from = \"2020-04-01 01:00\"";
const ADAPTIVE: &str = "release = \"10 per second\"\nadaptive = { page-time = \"1 s\", errors = 0.05, increase = \"1 per second\", \
                        decrease = 0.5, every = \"1 min\", least = \"1 per second\" }";

/// A run that has not begun: three people, and a room with one place at the door.
struct Run {
    world: World,
    door: Door,
}

impl Run {
    /// What the door says to a person who asks for the second page.
    fn asks(&mut self, person: u32, now: u64) -> AdmissionDecision {
        self.world.go_to(now);
        let visitor = Visitor {
            person,
            role: RoleIndex::FIRST,
            page: PageIndex::from(1),
        };
        self.door.ask(visitor, &mut self.world.admission_context())
    }

    /// The room hears that a timer has run out.
    fn timer(&mut self, about: u32) -> bool {
        let token = Token {
            subject: NOBODY,
            about,
        };
        self.door.timer(0, token, &mut self.world.admission_context())
    }

    /// The figures of the room at an instant.
    fn room(&self, now: u64) -> Option<RoomSummary> {
        RoomSummary::among(&self.door.figures(now).named)
    }
}

fn run(more: &str) -> Run {
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
    let scenario = Scenario::new(&model, "p", 1.0, None).unwrap();
    let mut ledger = Ledger::new(&scenario, 0);
    let mut world = World::new(scenario, Chance::new(1, 0), Vec::new(), 0.0, &mut ledger).unwrap();
    let scenario = world.scenario();
    let mut door = open_door(&scenario.policy, AT_WORK, Vec::new(), scenario).unwrap();
    door.begin(&mut world.admission_context());
    Run { world, door }
}

#[test]
fn before_it_begins_everyone_passes_without_ticket_or_place() {
    let mut run = run(FROM_LINE);
    for (person, now) in [(0, 0), (1, FROM / 2), (2, FROM - 1), (0, FROM - 1)] {
        assert!(run.door.is_wide_open(now), "nobody needs to be asked at {now}");
        assert_eq!(run.asks(person, now), AdmissionDecision::Admit);
        assert!(!run.world.person(person).is_admitted());
        // Whoever has no place frees none.
        run.door
            .pauses(person, u64::MAX, &mut run.world.admission_context());
        run.door.done(person, &mut run.world.admission_context());
    }
    assert_eq!(run.room(FROM), Some(RoomSummary::default()));
    assert_eq!(run.door.areas(FROM), Some((0, 0)));
    assert!(run.door.breaches(run.world.population().people()).is_empty());
}

#[test]
fn from_then_on_the_first_has_the_place_and_the_next_waits() {
    let mut run = run(FROM_LINE);
    assert_eq!(run.asks(0, FROM - 1), AdmissionDecision::Admit);
    assert!(!run.door.is_wide_open(FROM), "from now on all are asked");
    assert_eq!(run.asks(1, FROM), AdmissionDecision::Admit);
    assert_eq!(
        run.asks(0, FROM),
        AdmissionDecision::Held,
        "to have passed before is no ticket"
    );
    assert_eq!(
        run.world.person(0).page,
        PageIndex::FIRST,
        "whoever queues keeps their page"
    );
    assert!(!run.door.is_wide_open(u64::MAX - 1), "it does not rest again");
    let counts = run.room(FROM).unwrap();
    assert_eq!((counts.tickets, counts.called, counts.claimed), (2, 1, 1));
    // The place goes on to whoever waits.
    run.door.done(1, &mut run.world.admission_context());
    assert_eq!(run.room(FROM).unwrap().called, 2);
}

#[test]
fn until_it_opens_the_room_only_gives_tickets() {
    let mut run = run(&format!("{FROM_LINE}\nopens = \"2020-04-01 02:00\""));
    assert_eq!(run.asks(0, FROM - 1), AdmissionDecision::Admit);
    assert_eq!(run.asks(0, FROM), AdmissionDecision::Held);
    assert_eq!(run.asks(1, 2 * FROM - 1), AdmissionDecision::Held);
    run.world.go_to(2 * FROM);
    assert!(run.timer(OPENS));
    assert_eq!(run.room(2 * FROM).unwrap().called, 1);
}

/// Instants of the timers that the room sets before anything happens.
fn timers(more: &str) -> Vec<u64> {
    let mut run = run(more);
    let mut found = Vec::new();
    while let Some(event) = run.world.next_event(u64::MAX, |_| ()) {
        if matches!(event, Event::Timer { .. }) {
            found.push(run.world.now());
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
        let mut run = run(&format!("{FROM_LINE}\n{ADAPTIVE}"));
        if before {
            run.door.ended(Outcome::Refused, 0);
        }
        run.world.go_to(FROM);
        run.timer(OPENS);
        if !before {
            run.door.ended(Outcome::Refused, 0);
        }
        let changed = run.timer(ADAPT);
        assert_eq!(changed, falls);
    }
}
