//! A waiting room that begins in the middle of a run: before that it is not there, and from then on it holds whoever has not been let in.

use crate::measures::run;
use crate::measures::waiting_room::RoomSummary;
use clickday_engine::model::Model;
use clickday_engine::model::units::Duration;
use clickday_engine::sim::result::{MeasureFigures, Outcome};
use clickday_engine::sim::{RunOptions, RunResult};

use super::room;
use crate::measures::testing::{crowd, read, stream, under};

const SECOND: u64 = 1_000_000;
const HOUR: u64 = 3_600 * SECOND;

/// The run until an instant \[µs\].
fn until(model: &Model, policy: &str, until_us: u64) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        until_us: Some(until_us),
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap()
}

/// Customers who try again, with a flood and bots among them, before a portal that is too small for them, under a room with `instants` and
/// everything a room can have.
fn rush(instants: &str) -> Model {
    let everything = "lease = \"1 min\"\nclaim = \"1 min\"\ncap = 40\nrelease = \"6 per second\"\nno-show = 0.1\nstay = \"2 min\"\n\
                      leaves-after = \"10 min\"\ntickets-per-person = 1.5\n\
                      adaptive = { page-time = \"4 s\", errors = 0.05, increase = \"0.5 per second\", decrease = 0.7, every = \"20 s\", \
                      least = \"1 per second\" }\npathologies = { stalls = true, cookieless = \"1 per second\" }";
    let attacks = "[attack.flood.flood]\nrequest = \"page\"\n\
                   pulse = [{ from = \"2020-04-01 00:30\", until = \"2020-04-01 02:00\", rate = \"2 per second\" }]\n\
                   [attack.bots.queue-bots]\n\
                   pulse = [{ from = \"2020-04-01 00:30\", until = \"2020-04-01 02:00\", rate = \"3 per second\" }]\n";
    let policy = format!("{}{attacks}", room(&format!("{instants}{everything}")));
    let text = stream(4.0, 60, &policy)
        .replace(
            "[people.role.customer]",
            "[people.role.customer]\nretry = 0.8\nretry-after = { exponential = \"10 s\" }\ncome-back = 0.5\n\
             come-back-after = { exponential = \"5 min\" }\nsession-lost = 0.1\n\
             patience = { law = { exponential = \"8 s\" } }",
        )
        .replace(
            "page = [{ name = \"form\", request = \"page\" }]",
            "page = [{ name = \"login\", request = \"page\", think = { exponential = \"9 s\" } }, \
             { name = \"form\", request = \"page\", think = { exponential = \"20 s\" } }, { name = \"end\", request = \"page\" }]",
        );
    read(&text)
}

const AT_ONE: &str = "from = \"2020-04-01 01:00\"\n";

/// Would fail if a timer, a draw, a ticket or a place of the room reached anything before it begins.
#[test]
fn until_it_begins_the_run_is_the_one_without_it() {
    for instants in [
        AT_ONE,
        "from = \"2020-04-01 01:00\"\nopens = \"2020-04-01 01:10\"\n",
    ] {
        let model = rush(instants);
        for end in [HOUR / 2 + 1, HOUR] {
            let (mut with, without) = (until(&model, "p", end), until(&model, "open", end));
            assert_eq!(RoomSummary::of(&with), Some(RoomSummary::default()));
            with.measures = MeasureFigures::default();
            with.policy.clone_from(&without.policy);
            assert_eq!(with, without);
            assert_eq!(format!("{with:?}"), format!("{without:?}"), "to the bit");
        }
    }
    // A minute later it is not.
    let model = rush(AT_ONE);
    let with = until(&model, "p", HOUR + 60 * SECOND);
    assert!(RoomSummary::of(&with).unwrap().tickets > 100);
    assert_ne!(with.attempts, until(&model, "open", HOUR + 60 * SECOND).attempts);
}

#[test]
fn a_room_that_begins_with_the_run_stands_all_the_time() {
    let result = |instants| under(&rush(instants), "p", 0);
    let always = result("");
    for start in ["from = \"2020-04-01 00:00\"\n", "from = \"2020-03-31 12:00\"\n"] {
        assert_eq!(result(start), always, "{start}");
    }
    // It opens when it begins.
    let both = "from = \"2020-04-01 01:00\"\nopens = \"2020-04-01 01:00\"\n";
    assert_eq!(result(both), result(AT_ONE));
}

/// The same inputs give the same numbers, and a run that is cut is the beginning of the whole.
#[test]
fn it_is_the_same_room_every_time() {
    let model = rush(AT_ONE);
    let whole = under(&model, "p", 0);
    assert_eq!(under(&model, "p", 0), whole);
    assert_ne!(under(&model, "p", 1).attempts, whole.attempts);
    let cut = until(&model, "p", 4 * HOUR / 3).series;
    let bins = cut.state.len();
    assert_eq!(cut.counts, whole.series.counts[..bins * cut.groups.len()]);
    assert_eq!(cut.state[..], whole.series.state[..bins]);
    let people = whole.submitted + whole.given_up + whole.still_trying + whole.never_came;
    assert_eq!(whole.eligible, people, "nobody is lost on the way");
}

#[test]
fn attackers_pass_until_it_begins_and_not_after() {
    let model = rush(AT_ONE);
    let (before, whole) = (until(&model, "p", HOUR), under(&model, "p", 0));
    let of = |result: &RunResult, name: &str| {
        let found = result.attacks.iter().find(|(attack, _)| attack == name);
        found.unwrap().1
    };
    let ([flood, floods], [bots, all_bots]) = (
        [&before, &whole].map(|r| of(r, "flood")),
        [&before, &whole].map(|r| of(r, "bots")),
    );
    assert!(flood.let_through > 3_000);
    assert_eq!(flood.let_through, flood.requests.total);
    assert_eq!(floods.let_through, flood.let_through);
    assert_eq!(
        floods.requests.of(Outcome::Shed),
        floods.requests.total - flood.requests.total
    );
    // There is nothing to take for a bot while the room is not there.
    assert_eq!(bots.requests.of(Outcome::Closed), bots.requests.total);
    assert_eq!(all_bots.requests.of(Outcome::Closed), bots.requests.total);
    assert_eq!(
        all_bots.requests.of(Outcome::Served),
        all_bots.requests.total - bots.requests.total
    );
}

/// A thousand people who come at eight for ten pages of 45 s each, and a room that begins four minutes later: they are all at their
/// sixth page, are given it after four minutes and a half, and ask for the seventh. Second by second until `end`.
fn thousand(end: &str, more: &str) -> Model {
    let policy = format!(
        "[[policy.p.measure]]\n[policy.p.measure.waiting-room]\nfrom = \"2020-04-01 08:04\"\npoll = \"1 us\"\nidle = \"10 s\"\n\
         lease = \"1 h\"\nclaim = \"1 h\"\n{more}"
    );
    let text = crowd(1_000, 10, &policy)
        .replace("{ fixed = \"1 s\" }", "{ fixed = \"45 s\" }")
        .replace(
            "end = \"2020-04-04 00:00\"",
            &format!("end = \"2020-04-01 {end}\", bin = \"1 s\""),
        );
    read(&text)
}

/// Seconds of the run at which the thousand ask for the seventh page, and what the four pages that are left take them.
const ASK: usize = 8 * 3_600 + 270;
const LEFT: usize = 4 * 45;

#[test]
fn from_then_on_it_calls_at_the_release_rate_and_nobody_loses_a_page() {
    let model = thousand("09:00", "cap = 1_000_000\nrelease = \"10 per second\"\n");
    let result = under(&model, "p", 0);
    assert_eq!(
        (result.submitted, result.attempts.total),
        (1_000, 10_000),
        "no page is done twice"
    );
    let counts = &result.series.counts;
    let submitted = |second: usize| counts[second].submitted;
    // One walks in at once, the others follow at ten a second, and are through three minutes later.
    let first = ASK + LEFT;
    assert_eq!((0..first).map(submitted).sum::<u32>(), 0);
    assert_eq!(submitted(first), 1 + 9);
    for second in first + 1..first + 100 {
        assert_eq!(submitted(second), 10, "{second}");
    }
    // The k-th of the 999 who wait does so for k tenths of a second. Means are over the nine hours of the run, those before included.
    let waited = 0.1 * 999.0 * 1_000.0 / 2.0;
    let room = RoomSummary::of(&result).unwrap();
    assert_eq!(
        (room.tickets, room.called, room.claimed, room.most_waiting),
        (1_000, 1_000, 1_000, 999)
    );
    assert!(
        (room.mean_wait_s.unwrap() - waited / 1_000.0).abs() < 1e-9,
        "{room:?}"
    );
    assert!((room.mean_waiting - waited / 32_400.0).abs() < 1e-9, "{room:?}");
    let inside = (1_000 * LEFT) as f64 / 32_400.0;
    assert!((room.mean_inside - inside).abs() < 1e-9, "{room:?}");
}

#[test]
fn from_then_on_no_more_are_inside_than_the_cap() {
    let result = under(&thousand("10:00", "cap = 30\n"), "p", 0);
    assert_eq!((result.submitted, result.attempts.total), (1_000, 10_000));
    let inside = |second: usize| result.series.state[second].inside;
    // Until then all thousand are on the portal, and none of them has a place.
    assert!((0..ASK).all(|second| inside(second) == 0.0));
    assert!((result.series.state[ASK - 1].in_tier[0] - 1_000.0).abs() < 1e-9);
    // Thirty at a time have three minutes each: 33 times thirty, and ten.
    let full = ASK..ASK + 33 * LEFT;
    assert!(full.clone().all(|second| (inside(second) - 30.0).abs() < 1e-9));
    assert!((full.end..full.end + LEFT).all(|second| (inside(second) - 10.0).abs() < 1e-9));
    assert!((full.end + LEFT..result.series.state.len()).all(|second| inside(second) == 0.0));
}

#[test]
fn a_session_that_is_idle_for_too_long_is_lost_in_the_queue_like_anywhere() {
    let run = |idle: u64| {
        let mut model = thousand("09:00", "cap = 1_000_000\nrelease = \"10 per second\"\n");
        model.journey.session_idle = Some(Duration::from_micros(idle * SECOND));
        under(&model, "p", 0)
    };
    // The k-th waits for k tenths of a second: with fifty seconds the 501st and those after it have six pages to do again.
    let lost = (999 - 500) * 6;
    for (idle, again) in [(100, 0), (50, lost)] {
        let result = run(idle);
        assert_eq!(
            (result.submitted, result.attempts.total),
            (1_000, 10_000 + again),
            "{idle}"
        );
    }
}
