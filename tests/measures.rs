//! Each way of letting people in, held against what it must change: an exact law, or a limit.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use clickday::measures::load;
use clickday::measures::run;
use clickday::measures::waiting_room::RoomSummary;
use clickday::model::{Document, Model};
use clickday::sim::result::Outcome;
use clickday::sim::{RunOptions, RunResult};
use clickday::theory::session::Session;

#[path = "measures/room_from.rs"]
mod room_from;

/// A day and a half for `people` who all want to apply at eight, on a portal without limits; `pages` pages, nobody tries twice.
fn crowd(people: u64, pages: usize, policy: &str) -> String {
    let page = |i: usize| format!("{{ name = \"p{i}\", request = \"page\" }}");
    let pages: Vec<String> = (0..pages).map(page).collect();
    format!(
        r#"
version = 1
title = "A crowd"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-04 00:00", time-zone = "Europe/Rome" }}
[people.group.crowd]
size = {people}
role = "citizen"
demand = "at-eight"
[[people.demand.at-eight.part]]
burst = {{ weight = 1, at = "2020-04-01 08:00" }}
[people.role.citizen]
at-closed-door = {{ complies = 0.8 }}
[journey]
page = [{}]
[[portal.tier]]
name = "web"
slots = 1_000_000
[portal.request.page]
work.web = {{ fixed = "1 s" }}
[policy.open]
[policy.p]
{policy}
"#,
        pages.join(", ")
    )
}

fn read(text: &str) -> Model {
    load::read(Document::of_text("model.toml", text), &[]).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn under(model: &Model, policy: &str, replication: u64) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        replication,
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap()
}

/// Of `n`, a share `p` on average, independently: `found` is not surprising.
#[track_caller]
fn is_binomial(found: u64, n: u64, p: f64) {
    let n = n as f64;
    let z = (found as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
    assert!(z.abs() < 4.0, "{found} of {n}, expected {}: z = {z}", n * p);
}

fn submitted_by(result: &RunResult, time: &str) -> u64 {
    let found = result.submitted_by.iter().find(|c| c.time.starts_with(time));
    found.map_or(0, |c| c.count)
}

const BY_MONTH: &str = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "birth-month"
window = [{ classes = [1, 4], days = "Wed" }, { classes = [5, 8], days = "Thu" }, { classes = [9, 12], days = "Fri" }]
"#;

#[test]
fn each_class_comes_on_its_day_and_who_does_not_know_is_turned_away() {
    let people = 100_000;
    let result = under(&read(&crowd(people, 1, BY_MONTH)), "p", 0);
    // Days in four years: January to April 481, May to August 492, September to December 488, of 1,461. 80 % wait for their day.
    let (first, second) = (481.0 / 1461.0, 492.0 / 1461.0);
    let by = |time| submitted_by(&result, time);
    assert_eq!(by("2020-04-01 08:00"), 0);
    assert_eq!(
        by("2020-04-01 09:00"),
        by("2020-04-02 00:00"),
        "one day a class, and all of it came at eight"
    );
    is_binomial(by("2020-04-01 09:00"), people, first);
    is_binomial(
        by("2020-04-02 01:00") - by("2020-04-01 09:00"),
        people,
        0.8 * second,
    );
    assert_eq!(by("2020-04-02 01:00"), by("2020-04-03 00:00"));
    is_binomial(result.attempts.of(Outcome::Closed), people, 0.2 * (1.0 - first));
    assert_eq!(
        result.given_up,
        result.attempts.of(Outcome::Closed),
        "they do not try twice"
    );
}

#[test]
fn on_free_days_every_class_may_come() {
    let free = BY_MONTH.replace("key = ", "free = \"Wed\"\nkey = ");
    let result = under(&read(&crowd(5_000, 1, &free)), "p", 0);
    assert_eq!(
        (result.submitted, result.attempts.of(Outcome::Closed)),
        (5_000, 0)
    );
}

#[test]
fn tax_codes_sort_alike_into_twenty_six() {
    let policy = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "tax-code"
window = [{ classes = [1, 1], days = "Wed" }, { classes = [2, 26], days = "Thu" }]
"#;
    let result = under(&read(&crowd(100_000, 1, policy)), "p", 0);
    is_binomial(submitted_by(&result, "2020-04-01 09:00"), 100_000, 1.0 / 26.0);
}

fn appointments(no_show: f64, overbooking: f64) -> String {
    format!(
        r#"
[[policy.p.measure]]
[policy.p.measure.appointments]
booking = "page"
from = "2020-04-01 09:00"
slot = "10 min"
capacity = 60
overbooking = {overbooking}
no-show = {no_show}
grace = "10 min"
"#
    )
}

#[test]
fn appointments_are_kept_at_the_rate_booked_times_those_who_come() {
    let people = 5_000;
    let result = under(&read(&crowd(people, 1, &appointments(0.2, 1.25))), "p", 0);
    let figures = result.measures.of("appointments").unwrap();
    let count = |name| figures.count(name);
    assert_eq!((count("booked"), count("without_place")), (people, 0));
    assert_eq!(count("kept") + count("missed"), people);
    is_binomial(result.submitted, people, 0.8);
    // 75 bookings for 60 places a slot: over three hours 18 · 75 are booked and 18 · 60 come, on average; the last second's are
    // still at it.
    is_binomial(submitted_by(&result, "2020-04-01 12:00"), 18 * 75, 0.8);
    // The booking page, and the one page of the application.
    assert_eq!(result.attempts.of(Outcome::Served), people + result.submitted);
    assert_eq!(
        result.given_up,
        count("missed"),
        "who does not come, does not come back"
    );
}

#[test]
fn without_no_shows_every_slot_is_as_full_as_it_may_be() {
    let result = under(&read(&crowd(5_000, 1, &appointments(0.0, 1.0))), "p", 0);
    assert_eq!(result.submitted, 5_000);
    // Everybody comes within the slot: one is 60 people.
    for (time, most) in [("2020-04-01 10:00", 360), ("2020-04-01 15:00", 36 * 60)] {
        let by = submitted_by(&result, time);
        assert!(most - 2 <= by && by <= most, "{by} of {most}");
    }
    // At the screen they wait for the booking page and for the page of the application, and nobody sits there in between.
    let screen_s = result.page_s.mean.unwrap() * result.attempts.of(Outcome::Served) as f64;
    let attended_s = result.equity.unwrap().all.attended_h * 3_600.0;
    // Times away are kept in 32 bits: to a hundredth of a second over a day.
    assert!(
        (attended_s - screen_s).abs() < 0.01 * 5_000.0,
        "{attended_s} at the screen, {screen_s} for pages"
    );
}

fn shedding(by: &str, share: f64) -> String {
    format!("[[policy.p.measure]]\nshedding = {{ by = \"{by}\", share = {share} }}\n")
}

#[test]
fn shedding_requests_destroys_sessions_and_shedding_sessions_does_not() {
    let (people, pages, share) = (100_000, 12, 0.3);
    let by_request = under(&read(&crowd(people, pages, &shedding("request", share))), "p", 0);
    let theory = Session::new(pages, 1.0 - share, 0.0, 0.0).unwrap();
    is_binomial(by_request.submitted, people, theory.completion());
    let useful = |r: &RunResult| (12 * r.submitted) as f64 / r.attempts.of(Outcome::Served) as f64;
    // The efficiency is a ratio of means: its relative error is mostly that of the completed, one over their square root.
    let (found, exact) = (useful(&by_request), theory.efficiency());
    let error = exact / (people as f64 * theory.completion()).sqrt();
    assert!((found - exact).abs() < 4.0 * error, "{found} instead of {exact}");
    let by_session = under(&read(&crowd(people, pages, &shedding("session", share))), "p", 0);
    is_binomial(by_session.submitted, people, 1.0 - share);
    assert_eq!(
        by_session.attempts.of(Outcome::Served),
        12 * by_session.submitted,
        "no work is lost"
    );
    assert_eq!(by_session.attempts.of(Outcome::Shed), by_session.given_up);
}

#[test]
fn a_limit_on_requests_in_flight_is_never_passed() {
    let limit = "[[policy.p.measure]]\nshedding = { by = \"request\", in-flight = 700 }\n";
    let result = under(&read(&crowd(5_000, 1, limit)), "p", 0);
    // All come at once: the first 700 are let in.
    assert_eq!(
        (result.submitted, result.attempts.of(Outcome::Shed)),
        (700, 4_300)
    );
}

/// Customers at so many a second, over two hours, before a web tier of ten cores.
fn stream(rate: f64, slots: u64, policy: &str) -> String {
    format!(
        r#"
version = 1
title = "A stream"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-01 02:00" }}
[people.group.customers]
role = "customer"
arrivals = {{ poisson = "{rate} per second" }}
[people.role.customer]
[journey]
page = [{{ name = "form", request = "page" }}]
[[portal.tier]]
name = "web"
slots = {slots}
cores = 10
[portal.request.page]
work.web = {{ fixed = "1 s" }}
[policy.open]
[policy.p]
{policy}
"#
    )
}

const GROWING: &str = "[[policy.p.measure]]\nautoscaling = { tier = \"web\", step = 0.2, every = \"10 min\", above = 0.7, \
                       over = \"3 min\", most = 3.0 }\n";

#[test]
fn a_busy_tier_grows_by_a_fifth_at_known_instants_up_to_three_times() {
    let result = under(&read(&stream(40.0, 50, GROWING)), "p", 0);
    // Looked at every three minutes; ten minutes after a step, that is at the fourth look.
    let exact: Vec<(f64, f64)> = [1.2, 1.44, 1.728, 2.073_6, 2.488_32, 2.985_984, 3.0]
        .iter()
        .enumerate()
        .map(|(i, factor)| (180.0 + 720.0 * i as f64, *factor))
        .collect();
    assert_eq!(result.measures.scaling.len(), exact.len());
    for (step, (at, factor)) in result.measures.scaling.iter().zip(&exact) {
        assert!(
            (step.at_s - at).abs() < 1e-9 && (step.factor - factor).abs() < 1e-9,
            "{step:?}"
        );
    }
    // It had work all the time but for the first instants, and did no more than it could.
    let web = &result.tiers[0].1;
    assert!((0.9995..=1.0).contains(&web.utilisation), "{}", web.utilisation);
    let mut capacity = 0.0;
    let ends = exact.iter().skip(1).map(|(at, _)| *at).chain([7_200.0]);
    for ((at, factor), end) in exact.iter().zip(ends) {
        capacity += 10.0 * factor * (end - at);
    }
    let done = web.served as f64 + 0.5 * 150.0;
    assert!(
        (done / (capacity + 1_800.0) - 1.0).abs() < 2e-3,
        "{done} of {capacity}"
    );
}

#[test]
fn a_tier_that_is_not_busy_does_not_grow() {
    // Offered load 0.5: over three minutes twelve looks at a Poisson number with mean 5, of which min(n, 10) / 10 are busy.
    let result = under(&read(&stream(5.0, 50, GROWING)), "p", 0);
    assert!(result.measures.scaling.is_empty());
}

#[test]
fn an_operator_adds_capacity_at_an_instant_or_when_pages_are_slow() {
    let rule = |when: &str, factor: f64| {
        format!("[[policy.p.operator]]\nname = \"more\"\n{when}\ncapacity = {{ web = {factor} }}\n")
    };
    // 40 a second for ten cores and a second each; twice as many after an hour, and what asks for less changes nothing.
    let at_one = "at = \"2020-04-01 01:00\"";
    let policy = rule(at_one, 2.0) + &rule("at = \"2020-04-01 01:30\"", 1.5);
    let result = under(&read(&stream(40.0, 50, &policy)), "p", 0);
    let acts = result.operator.unwrap().acts;
    assert_eq!(acts.len(), 2);
    assert_eq!(
        (acts[0].at.as_str(), acts[0].capacity.as_slice()),
        ("2020-04-01 01:00", [("web".to_owned(), 2.0)].as_slice())
    );
    assert!(acts[1].capacity.is_empty(), "it is as large already");
    // All work is done but that of those who are inside, half of it on average; it had nothing to do for the first quarter of a second.
    let done = result.tiers[0].1.served as f64 + 0.5 * 100.0;
    let capacity = 10.0 * 3_600.0 + 20.0 * 3_600.0;
    assert!((done / capacity - 1.0).abs() < 1e-3, "{done} of {capacity}");

    // A full tier serves a page in five seconds. The operator looks after ten minutes, and it takes ten more.
    let slow = "when = { page-time = { above = \"3 s\", over = \"10 min\" } }\nafter = \"10 min\"";
    let result = under(&read(&stream(40.0, 50, &rule(slow, 3.0))), "p", 0);
    let acts = result.operator.unwrap().acts;
    assert_eq!(acts[0].at, "2020-04-01 00:20");
    let done = result.tiers[0].1.served as f64 + 0.5 * 150.0;
    let capacity = 10.0 * 1_200.0 + 30.0 * 6_000.0;
    assert!((done / capacity - 1.0).abs() < 1e-3, "{done} of {capacity}");

    // One that makes nothing larger is the same run.
    let alone = under(&read(&stream(40.0, 50, &rule(at_one, 1.0))), "p", 0);
    let none = under(&read(&stream(40.0, 50, "")), "p", 0);
    assert_eq!((alone.tiers, alone.attempts), (none.tiers, none.attempts));
}

/// A waiting room with more in its table.
fn room(more: &str) -> String {
    format!(
        "[[policy.p.measure]]\n[policy.p.measure.waiting-room]\npoll = \"1 s\"\nidle = \"10 s\"\n{more}\n"
    )
}

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

/// People and a flood are both served: what people got is the tier's goodput, what the flood got is not, and neither is lost.
#[test]
fn answers_to_a_flood_are_not_goodput() {
    let attack = |rate: u32| {
        format!(
            "[attack.flood.flood]\nrequest = \"page\"\n\
             pulse = [{{ from = \"2020-04-01 00:00\", until = \"2020-04-01 02:00\", rate = \"{rate} per second\" }}]\n"
        )
    };
    for rate in [0, 2, 40] {
        let result = under(&read(&stream(5.0, 50, &attack(rate))), "p", 0);
        let (seconds, tier) = (7_200.0, &result.tiers[0].1);
        let people = result.attempts.of(Outcome::Served) as f64;
        let flood = result.attacks[0].1.requests.of(Outcome::Served) as f64;
        assert!(
            people > 0.0 && (flood > 0.0) == (rate > 0),
            "{people} and {flood}"
        );
        assert!((tier.goodput_per_s - people / seconds).abs() < 1e-9, "{tier:?}");
        assert!(
            (tier.attack_answers_per_s - flood / seconds).abs() < 1e-9,
            "{tier:?}"
        );
        assert!(
            (people + flood - tier.served as f64).abs() < 1e-9,
            "nobody has left: {tier:?}"
        );
    }
}

#[test]
fn one_light_page_is_all_that_asynchronous_submission_asks() {
    let set = "set = ['journey.page=[{ name = \"form\", request = \"page\" }]']";
    let model = read(&crowd(1_000, 12, set));
    let (before, after) = (under(&model, "open", 0), under(&model, "p", 0));
    assert_eq!((before.submitted, before.attempts.total), (1_000, 12_000));
    assert_eq!((after.submitted, after.attempts.total), (1_000, 1_000));
}

/// The same but for the name of the policy.
#[track_caller]
fn is_open_to_all(model: &Model) {
    let open = under(model, "open", 0);
    let off = RunResult {
        policy: open.policy.clone(),
        ..under(model, "p", 0)
    };
    assert_eq!(off, open);
}

#[test]
fn a_measure_that_is_off_changes_nothing() {
    let every_day = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "tax-code"
window = [{ classes = [1, 26] }]
"#;
    for policy in [
        every_day,
        &shedding("request", 0.0),
        &shedding("session", 0.0),
        "set = []",
    ] {
        is_open_to_all(&read(&crowd(2_000, 3, policy)));
    }
    for off in [
        GROWING.replace("most = 3.0", "most = 1.0"),
        GROWING.replace("step = 0.2", "step = 0.0"),
    ] {
        let model = read(&stream(40.0, 50, &off));
        let (open, mut off) = (under(&model, "open", 0), under(&model, "p", 0));
        off.policy.clone_from(&open.policy);
        off.measures = open.measures.clone();
        off.events = open.events;
        assert_eq!(off, open);
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

#[test]
fn what_a_policy_sets_holds_under_that_policy_alone_and_is_checked() {
    let model = read(&crowd(1_000, 1, "set = [\"people.group.crowd.size=300\"]"));
    assert_eq!(
        (under(&model, "open", 0).eligible, under(&model, "p", 0).eligible),
        (1_000, 300)
    );
    for (set, wrong) in [
        ("calendar.end=2020-04-09 00:00", "a policy cannot set `calendar`"),
        ("people.group.crowd.sise=300", "sise"),
        ("people.group.crowd.size=many", "many"),
    ] {
        let text = crowd(10, 1, &format!("set = [\"{set}\"]"));
        let problems = load::read(Document::of_text("model.toml", &text), &[]).unwrap_err();
        assert!(
            problems.into_iter().any(|p| p.wrong.contains(wrong)),
            "{set} has to be refused for `{wrong}`"
        );
    }
}

/// Every file of `models/policies` can be used with the INPS model, is named like its policy, and is compared in the experiment.
/// Compared under the names that the model has for them (`tests/shipped_policies.rs` holds the files to the model's).
const COPIES: [&str; 3] = ["open", "role-windows", "waiting-room"];

#[test]
fn every_shipped_policy_can_be_used_and_is_compared() {
    let spec = |file: &str| clickday::experiment::spec::load(file.as_ref()).unwrap();
    let experiments = ["policies", "asynchronous"].map(|name| spec(&format!("experiments/{name}.toml")));
    let models = experiments.each_ref().map(|e| e.model(&[]).unwrap().model);
    let mut files = 0;
    for file in std::fs::read_dir("models/policies").unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if COPIES.contains(&name.as_str()) {
            continue;
        }
        let mut all = experiments.iter().zip(&models);
        let compared = all.find(|(e, _)| e.experiment.policies.contains(&name));
        let (experiment, model) = compared.unwrap_or_else(|| panic!("{name} is not compared"));
        assert!(model.policy.contains_key(&name), "{name} is called otherwise");
        let scenario = clickday::scenario::Scenario::new(model, &name, 1.0, None).unwrap();
        let said = clickday::report::explain::explain(&scenario, 1.0).unwrap();
        assert!(!said.statements.is_empty());
        let options = RunOptions {
            policy: name.clone(),
            scale: experiment.experiment.stage[0].scale.get(),
            until_us: Some(1),
            ..RunOptions::default()
        };
        if let Err(refused) = run(model, &options, &mut |_| {}) {
            panic!("{name}: {refused}");
        }
        files += 1;
    }
    let own = load::load("models/inps-2020-04-01".as_ref(), &[]).unwrap();
    let all: usize = models
        .iter()
        .map(|model| model.policy.len() - own.policy.len())
        .sum();
    assert_eq!(all, files);
}
