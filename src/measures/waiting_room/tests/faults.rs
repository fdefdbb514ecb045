//! What real rooms get wrong.

use crate::measures::testing::{crowd, is_binomial, read, stream, under};
use crate::measures::waiting_room::RoomSummary;

use super::room;

#[test]
fn buckets_in_order_of_arrival_wait_for_people_who_have_long_left() {
    // All take tickets at eight and leave at once; their leases of a minute are over when the room opens.
    let with = |stalls| {
        let policy = room(&format!(
            "lease = \"1 min\"\nclaim = \"1 min\"\ncap = 1\nopens = \"2020-04-01 09:00\"\nleaves-after = \"1 ms\"\n\
             pathologies = {{ stalls = {stalls} }}"
        ));
        RoomSummary::of(&under(&read(&crowd(500, 1, &policy)), "p", 0)).unwrap()
    };
    assert_eq!(with(false).called, 0, "whoever has left is passed over");
    assert_eq!(with(true).called, 500);
    let stalled = with(true);
    assert_eq!(stalled.lapsed, 500);
    // A place a minute: the k-th is called k minutes after nine, and the mean wait is an hour and (500 - 1)/2 minutes. Nobody who is
    // called waits, so that the room tells of the places it lost alone.
    assert!(
        (stalled.mean_inside - 500.0 / (72.0 * 60.0)).abs() < 1e-6,
        "{stalled:?}"
    );
}

#[test]
fn a_room_that_never_frees_lapsed_places_calls_nobody_in_the_end() {
    let policy = room(
        "lease = \"2 min\"\nclaim = \"1 min\"\ncap = 20\nno-show = 0.2\npathologies = { keeps-lapsed = true }",
    );
    let model = read(&crowd(2_000, 1, &policy));
    // Each call that is not answered loses a place for good: until all 20 are lost, a negative binomial number of people come.
    let runs = 200;
    let claimed: Vec<f64> = (0..runs)
        .map(|r| RoomSummary::of(&under(&model, "p", r)).unwrap().claimed as f64)
        .collect();
    let mean = claimed.iter().sum::<f64>() / runs as f64;
    let (lost, q) = (20.0, 0.2);
    let exact = lost * (1.0 - q) / q;
    let error = (lost * (1.0 - q) / (q * q) / runs as f64).sqrt();
    // Those who walk in while there is room cannot fail to come: 20 at first.
    let walked = 20.0;
    assert!(
        (mean - walked - exact).abs() < 4.0 * error,
        "{mean} for {}",
        exact + walked
    );
}

#[test]
fn clients_without_cookies_take_their_share_of_the_calls() {
    let policy = room(
        "lease = \"1 h\"\nclaim = \"1 h\"\ncap = 1_000_000\nrelease = \"6 per second\"\n\
         pathologies = { cookieless = \"5 per second\" }",
    );
    let result = under(&read(&stream(10.0, 100_000, &policy)), "p", 0);
    let room = RoomSummary::of(&result).unwrap();
    // Ten people and five clients a second take tickets, six a second are called, in the order they came.
    assert!((43_190..=43_201).contains(&room.called), "{room:?}");
    // Up to a second after the call they come.
    is_binomial(room.claimed + 2, room.called, 2.0 / 3.0);
}

#[test]
fn a_room_that_sees_places_late_overshoots_by_what_it_calls_meanwhile() {
    let called = |propagation: &str| {
        let policy = room(&format!(
            "lease = \"1 h\"\nclaim = \"1 h\"\ncap = 100\nrelease = \"10 per second\"\n{propagation}"
        ));
        let slow = crowd(5_000, 1, &policy).replace("\"1 s\" }", "\"100 h\" }");
        RoomSummary::of(&under(&read(&slow), "p", 0)).unwrap().called
    };
    assert_eq!(called(""), 100);
    // The hundredth is called 9.9 s after the first, and seen two minutes later: ten a second until then, the first at no time.
    assert_eq!(called("pathologies = { propagation = \"2 min\" }"), 1_299);
}
