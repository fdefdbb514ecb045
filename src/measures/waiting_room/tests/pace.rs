//! How fast a room calls.

use crate::measures::load;
use crate::measures::testing::{crowd, read, stream, under};
use crate::measures::waiting_room::RoomSummary;
use clickday_engine::model::Document;

use super::room;

#[test]
fn a_release_rate_that_adapts_finds_a_capacity_nobody_told_it() {
    let policy = room(
        "lease = \"1 h\"\nclaim = \"1 h\"\ncap = 1_000_000\n\
         adaptive = { page-time = \"1.5 s\", errors = 0.05, increase = \"0.2 per second\", decrease = 0.7, every = \"20 s\", least = \"1 per second\" }",
    );
    let result = under(&read(&stream(40.0, 100_000, &policy)), "p", 0);
    // A sawtooth from 7 to 10 a second, 8.5 on average; it starts from 1, and overshoots by what an interval hides.
    let rate = result.submitted as f64 / 7_200.0;
    assert!((7.0..=10.0).contains(&rate), "{rate}");
    assert!(result.page_s.p50.unwrap() < 1.5, "{:?}", result.page_s);
    // A fixed rate above the capacity drowns the same portal.
    let fixed = room("lease = \"1 h\"\nclaim = \"1 h\"\ncap = 1_000_000\nrelease = \"12 per second\"");
    let drowned = under(&read(&stream(40.0, 100_000, &fixed)), "p", 0);
    assert!(drowned.page_s.p50.unwrap() > 60.0, "{:?}", drowned.page_s);
}

/// Of people who come at once after a pause, the first `burst` are called at once, and each other one a gap later than the one before.
#[test]
fn a_crowd_is_called_at_the_pace_of_the_room_after_its_burst() {
    for (people, burst, per_minute) in [
        (3_u64, 1_u64, 1.0),
        (3, 2, 1.0),
        (40, 7, 90.0),
        (1_000, 1, 770.0),
        (5, 9, 1.0),
    ] {
        let policy = room(&format!(
            "lease = \"1 h\"\nclaim = \"1 h\"\ncap = 1_000_000\nrelease = \"{per_minute} per minute\"\nburst = {burst}"
        ));
        let result = under(&read(&crowd(people, 1, &policy)), "p", 0);
        let gap = 60.0 / per_minute;
        let waits = (1..=people).map(|k| k.saturating_sub(burst) as f64 * gap);
        let (exact, room) = (waits.sum::<f64>(), RoomSummary::of(&result).unwrap());
        assert_eq!(room.called, people);
        // A call comes in a whole microsecond, up to one after it is allowed.
        let late = room.mean_wait_s.unwrap() - exact / people as f64;
        assert!(
            (-1e-9..=1e-6).contains(&late),
            "{people} people, {burst} at once: {room:?}"
        );
    }
}

#[test]
fn a_burst_without_a_release_rate_is_refused() {
    let text = |more: &str| {
        let policy = room(&format!("lease = \"1 h\"\nclaim = \"1 h\"\ncap = 10\n{more}"));
        crowd(10, 1, &policy)
    };
    let adaptive = "burst = 2\nadaptive = { page-time = \"1 s\", errors = 0.05, increase = \"1 per second\", decrease = 0.5, \
                    every = \"1 min\", least = \"1 per second\" }";
    for more in ["burst = 1", "burst = 2\nrelease = \"1 per second\"", adaptive] {
        read(&text(more));
    }
    for (more, wrong) in [
        ("burst = 2", "as fast as places come free"),
        ("burst = 0\nrelease = \"1 per second\"", "0"),
    ] {
        let problems = load::read(Document::of_text("model.toml", &text(more)), &[]).unwrap_err();
        assert!(problems.into_iter().any(|p| p.wrong.contains(wrong)), "{more}");
    }
}

#[test]
fn a_release_rate_that_may_not_change_is_a_fixed_one_and_a_room_without_faults_is_a_room() {
    let plain = "lease = \"1 h\"\nclaim = \"1 h\"\ncap = 1_000_000\nrelease = \"6 per second\"\n";
    let still = "adaptive = { page-time = \"1 s\", errors = 1.0, increase = \"0 per second\", decrease = 1.0, every = \"1 min\", \
                 least = \"1 per hour\" }\n";
    let faults = "pathologies = { stalls = false, keeps-lapsed = false, cookieless = \"0 per second\" }\n";
    let result = |more: &str| {
        under(
            &read(&stream(10.0, 1_000, &room(&format!("{plain}{more}")))),
            "p",
            0,
        )
    };
    let fixed = result("");
    assert_eq!(result(still), fixed);
    assert_eq!(result(faults), fixed);
}
