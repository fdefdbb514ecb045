//! Bots in the queue.

use std::path::Path;

use crate::measures::testing::{is_binomial, read, stream, under};
use crate::measures::waiting_room::RoomSummary;
use crate::report::explain::testing::{assert_told, of_model};
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Outcome;

use super::room;

/// A room that calls six a second, and bots who take five tickets a second.
fn bots(before: &str, more: &str, holds: &str) -> RunResult {
    let policy = format!(
        "{before}{}\n[attack.bots.queue-bots]\n{holds}origin = {{ passes-challenge = 0.4 }}\n\
         pulse = [{{ from = \"2020-04-01 00:00\", until = \"2020-04-01 02:00\", rate = \"5 per second\" }}]\n",
        room(&format!("lease = \"1 h\"\n{more}"))
    );
    under(&read(&stream(10.0, 100_000, &policy)), "p", 0)
}

#[test]
fn bots_in_the_queue_take_their_share_of_the_calls_and_a_challenge_thins_them() {
    let open = "claim = \"1 h\"\ncap = 1_000_000\nrelease = \"6 per second\"";
    let result = bots("", open, "");
    let room = RoomSummary::of(&result).unwrap();
    assert!((43_190..=43_201).contains(&room.called), "{room:?}");
    is_binomial(room.called_in_vain, room.called, 5.0 / 15.0);
    // Up to a second after the call people come; the first came in without waiting.
    let people = room.called - room.called_in_vain;
    assert!((people - 8..=people).contains(&room.claimed), "{room:?}");
    let attack = result.attacks[0].1.requests;
    assert_eq!(attack.of(Outcome::Served), attack.total);

    // Two fifths of them pass a challenge that people pass without a thought.
    let challenge =
        "[[policy.p.measure]]\nchallenge = { people-pass = 1.0, takes = \"0 s\", clearance = \"3 h\" }\n";
    let behind = bots(challenge, open, "");
    let room = RoomSummary::of(&behind).unwrap();
    is_binomial(room.called_in_vain, room.called, 2.0 / 12.0);
    is_binomial(
        behind.attacks[0].1.requests.of(Outcome::Blocked),
        behind.attacks[0].1.requests.total,
        0.6,
    );
}

#[test]
fn places_that_bots_keep_are_lost_to_people() {
    // Each call goes to a person, who needs 1 s and up to 1 s to notice, or to a bot, who keeps the place for 60 s, two to one: the calls
    // of a place are a renewal process, by t there are t/μ + (1 + σ²/μ²)/2 with variance t σ²/μ³ (Cox, Renewal Theory, section 4).
    let (places, t) = (55.0, 7_200.0);
    let mean: f64 = 2.0 / 3.0 * 1.5 + 1.0 / 3.0 * 60.0;
    let square = 2.0 / 3.0 * (1.5 * 1.5 + 1.0 / 12.0) + 1.0 / 3.0 * 3_600.0;
    let variance = square - mean * mean;
    let calls = places * (t / mean + 0.5 * (1.0 + variance / (mean * mean)));
    let error = (places * t * variance / mean.powi(3)).sqrt();
    let result = bots("", "claim = \"1 h\"\ncap = 55", "holds = \"60 s\"\n");
    let room = RoomSummary::of(&result).unwrap();
    is_binomial(room.called_in_vain, room.called, 1.0 / 3.0);
    let z = (room.called as f64 - calls) / error;
    assert!(z.abs() < 4.0, "{} for {calls}: {z}", room.called);
    assert_eq!(room.lapsed, 0);
    // Who does not come at all keeps the place for the time to claim it.
    let never = RoomSummary::of(&bots("", "claim = \"60 s\"\ncap = 55", "")).unwrap();
    assert_eq!(
        (never.called, never.called_in_vain),
        (room.called, room.called_in_vain)
    );
    assert!(never.lapsed > 0);
}

#[test]
fn bots_that_find_no_waiting_room_change_nothing() {
    let with = |rate: &str| {
        let attack = format!(
            "[attack.bots.queue-bots]\npulse = [{{ from = \"2020-04-01 00:00\", until = \"2020-04-01 02:00\", rate = \"{rate}\" }}]\n"
        );
        let mut result = under(&read(&stream(5.0, 50, &attack)), "open", 0);
        let requests = std::mem::take(&mut result.attacks)[0].1.requests;
        assert_eq!(requests.of(Outcome::Closed), requests.total);
        (result.submitted, result.attempts, result.wait_s, result.page_s)
    };
    assert_eq!(with("0 per second"), with("5 per second"));
}

#[test]
fn bots_find_nothing_to_take_before_the_room_begins() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/physics/waiting-room-cliff.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let bots = "[attack.bots.queue-bots]\n\
                pulse = [{ from = \"2020-01-01 00:00\", until = \"2020-01-01 00:10\", rate = \"5 per second\" }]\n";
    for (time, rate) in [("00:00", 5.0), ("00:09", 5.0), ("00:10", 0.0)] {
        let from = format!("cap = 660\nfrom = \"2020-01-01 {time}\"");
        let text = format!("{}\n{bots}", text.replace("cap = 660", &from));
        let model =
            crate::measures::load::read(clickday_engine::model::Document::of_text("bots.toml", &text), &[])
                .unwrap();
        let e = of_model(&model, "room", 1.0);
        // Each holds its place until the call lapses, after five minutes.
        assert_told(&e, "bot_places", rate * 300.0, 1e-12);
    }
}
