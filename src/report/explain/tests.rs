//! Each line against numbers worked out by hand from the model's text.

use std::path::Path;

use super::testing::{assert_silent, assert_told, of_model, told};
use super::*;
use crate::measures::load::load;
use crate::report::table::Styling;

// Values of models/inps-2020-04-01 that are fitted, or follow from those that are: theory is worked
// out by hand from them.

const CORES: f64 = 135.0;
const RETRY: f64 = 0.841;
const SESSION_LOST: f64 = 0.221;
const OWN_HAND: f64 = 1.0 - 0.474;
/// Of the eligible, those who filed by 15 April.
const APPLY: f64 = 0.82;
/// Weights of the midnight rush and of the first day.
const RUSH: f64 = 13.0;
const FIRST_DAY: f64 = 39.6;
/// Requests a second.
const FLOOD: f64 = 35.0;
/// Places of the waiting room.
const CAP: f64 = 5_500.0;

fn inps(policy: &str) -> Explanation {
    told("inps-2020-04-01", policy, &[])
}

#[test]
fn inps_asks_six_seconds_of_web_work_an_application() {
    let e = inps("open-to-all");
    // Four light pages of 0.25 s, six forms of 0.5 s, two heavy ones of 1 s; cores that thrash a
    // little.
    assert_told(
        &e,
        "work_per_application",
        4.0 * 0.25 + 6.0 * 0.5 + 2.0 * 1.0,
        1e-12,
    );
    let per_s = CORES / (1.0 + (CORES / 20_000.0).powi(2)) / 6.0;
    assert_told(&e, "capacity", per_s, 1e-12);
    assert_told(&e, "page_capacity", 12.0 * per_s, 1e-12);
    assert_told(&e, "page_time", (6.0 + 8.0 * 0.25) / 12.0, 1e-12);
    // Think times 205 s, people of low skill take 1.8 and of high skill 0.8 times as long: 1.15 on
    // average.
    assert_told(&e, "application_time", 205.0 * 1.15 + 8.0, 1e-12);
}

/// Of those who go themselves, the share that comes within the run of the INPS launch.
fn own_within() -> f64 {
    // Some come in the rush (after 72 h all but exp(−86)), the others by the days'
    // weights. On 31 March only two hours lie within the run.
    let hours = [
        3.0, 2.1, 2.0, 1.9, 1.9, 1.9, 2.1, 2.8, 7.5, 9.0, 8.0, 6.8, 5.8, 5.0, 4.8, 5.0, 5.0, 4.8, 4.4, 4.2,
        4.2, 4.4, 4.2, 3.6,
    ];
    let day: f64 = hours.iter().sum();
    let later = 3.0 + 2.0 + 4.0 + 3.0 + 3.0 + 2.0 + 1.5 + 0.5 + 0.5 + 0.5 + 1.0 + 1.0;
    let within = 4.2 + 3.6 + (FIRST_DAY + 12.0 + 8.0) * day;
    let (rush, everyday) = (RUSH / (RUSH + 92.0), 92.0 / (RUSH + 92.0));
    rush + everyday * within / (within + later * day)
}

#[test]
fn inps_counts_those_who_come_by_the_profile() {
    let e = inps("open-to-all");
    let own = own_within();
    // Of five million 82 % apply by 15 April, some by themselves. Files: 30 in a hundred on the
    // first morning, 70 by weights of which 45 of 92 lie within the run.
    let filed = 0.30 + 0.70 * (16.0 + 15.0 + 14.0) / 92.0;
    let applicants = 5e6 * APPLY;
    let people = applicants * (OWN_HAND * own + (1.0 - OWN_HAND) * filed);
    assert_told(&e, "people_coming", people, 1e-6);
    // The load of all of them: 6 s of work each for those who go themselves; of 30 files of an
    // office one takes 6 s, 29 take 3.75 s.
    let file = (6.0 + 29.0 * 3.75) / 30.0;
    let work = applicants * (OWN_HAND * own * 6.0 + (1.0 - OWN_HAND) * filed * file);
    let cores = CORES / (1.0 + (CORES / 20_000.0).powi(2));
    assert_told(&e, "mean_load", work / (74.0 * 3_600.0) / cores, 1e-6);
}

#[test]
fn inps_is_overloaded_from_the_first_minute() {
    let e = inps("open-to-all");
    // The rush alone brings one in eight of some 2.2 million people with a mean delay of 50 min:
    // seven in ten of them in the first hour after midnight, 50 a second.
    assert_told(&e, "first_overload", 2.0 * 3_600.0, 1e-12);
    // So many requests a second of 0.15 s each.
    let cores = CORES / (1.0 + (CORES / 20_000.0).powi(2));
    assert_told(&e, "flood_load", FLOOD * 0.15 / cores, 1e-12);
    // 6,840 operators of accountants, the first of three kinds of offices; a file takes 0.6 of the
    // think times (all of them once in thirty), the portal's work, and 200 s at the desk.
    let think = 0.6 * (205.0 + 29.0 * 140.0) / 30.0;
    let service = (8.0 + 29.0 * (3.75 + 1.5)) / 30.0;
    assert_told(&e, "office_rate", 6_840.0 / (think + service + 200.0), 1e-9);
}

#[test]
fn the_cliff_of_the_waiting_room_is_littles_law() {
    let e = inps("queue-with-tickets");
    // Ten seconds to notice the call, 235.75 s to read and type, 8 s of work.
    let per_s = CORES / (1.0 + (CORES / 20_000.0).powi(2)) / 6.0;
    let cliff = per_s * (10.0 + 205.0 * 1.15 + 8.0);
    assert_told(&e, "saturation_point", cliff, 1e-9);
    assert_told(&e, "advised_cap", 0.75 * cliff, 1e-9);
    assert_told(&e, "cap_over_saturation", CAP / cliff, 1e-9);
    // With operators in half of the places, each of whom needs 3.825 s of work for a file, and is done with it after reading, typing,
    // the portal's work and 200 s at the desk: what the file of the policy calls three quarters.
    let own_s = 10.0 + 205.0 * 1.15 + 8.0;
    let file_s = (0.6 * (205.0 + 29.0 * 140.0) + 8.0 + 29.0 * 5.25) / 30.0 + 200.0;
    let work = 0.5 * 6.0 / own_s + 0.5 * 3.825 / file_s;
    let half = 6.0 * per_s / work;
    assert!((0.74..0.76).contains(&(CAP / half)), "{half}");
    let bears = format!(
        "can bear {} people",
        clickday_engine::figures::count(half.floor())
    );
    for id in ["saturation_point", "cap_over_saturation"] {
        let sentence = &e.find(id).unwrap().sentence;
        assert!(sentence.contains(&bears), "{bears}: {sentence}");
    }
    // A place is also held five minutes for each who does not come, one in nineteen of those who
    // do.
    let place = 10.0 + 205.0 * 1.15 + 8.0 + 300.0 / 19.0;
    assert_told(&e, "entry_rate", CAP / place, 1e-9);
    let physics = told("physics/waiting-room-cliff.toml", "room", &[]);
    // The header of the file: 740 people, 2.5 s to notice, 55.5 s in all.
    assert_told(&physics, "saturation_point", 740.0, 1e-3);
}

#[test]
fn beyond_the_cliff_a_page_takes_cap_over_capacity_less_thinking() {
    let set = ["policy.room.measure.0.waiting-room.cap=900"];
    let e = told("physics/waiting-room-cliff.toml", "room", &set);
    let capacity = 40.0 / (1.0 + (40.0_f64 / 2_000.0).powi(2)) / 0.5;
    assert_told(&e, "page_time_at_cap", 900.0 / capacity - 52.5 / 6.0, 1e-9);
    let cap = e.find("cap_over_saturation").unwrap();
    assert!(cap.sentence.contains("beyond the limit"), "{}", cap.sentence);
}

#[test]
fn no_shows_hold_places() {
    // The header of the file: 1.6 a second come in, 48 at work, 16 on the way in, 48 places for
    // people who do not come.
    let e = told("textbook/waiting-room-no-shows.toml", "two-a-second", &[]);
    assert_told(&e, "entry_rate", 1.6, 1e-12);
    assert_told(&e, "mean_inside", 112.0, 1e-12);
    // Three come and two are called a second: one a second more waits, 86,400 after a day, each
    // asking every 20 s.
    assert_told(&e, "most_waiting", 86_400.0, 2e-3);
    assert_told(&e, "polls", 86_400.0_f64.powi(2) / 2.0 / 20.0, 3e-3);
    assert_silent(&e, "collapse_threshold", "Nobody who fails tries again");
}

#[test]
fn a_lottery_is_waited_for_half_of_its_length() {
    // Ten thousand at once, ten called a second.
    let e = told("textbook/waiting-room-lottery.toml", "by-lot", &[]);
    assert_told(&e, "mean_wait", 500.0, 3e-3);
    assert_told(&e, "most_waiting", 10_000.0, 3e-3);
    assert_told(&e, "polling_peak", 10_000.0 / 0.010, 3e-3);
}

/// The waiting room of `physics/waiting-room-cliff.toml`, begun at an instant.
const CLIFF_FROM: &str = "policy.room.measure.0.waiting-room.from";

#[test]
fn a_room_that_begins_later_calls_those_who_are_left() {
    let from = |time: &str| {
        let set = format!("{CLIFF_FROM}=2020-01-01 {time}");
        told("physics/waiting-room-cliff.toml", "room", &[&set])
    };
    let always = told("physics/waiting-room-cliff.toml", "room", &[]);
    let lines = |e: &Explanation| -> Vec<(String, Option<f64>, String)> {
        let statements = e.statements.iter();
        statements
            .map(|s| (s.label.clone(), s.value, s.sentence.clone()))
            .collect()
    };
    assert_eq!(
        lines(&from("00:00")),
        lines(&always),
        "from the start it is as without"
    );
    // Thirty thousand come within five minutes; for twenty minutes all pass, and 13.3 a second are
    // through.
    let e = from("00:20");
    assert_told(&e, "room_begins", 1_200.0, 1e-12);
    let per_s = 40.0 / (1.0 + (40.0_f64 / 2_000.0).powi(2)) / 3.0;
    assert_told(&e, "most_waiting", 30_000.0 - 1_200.0 * per_s, 1e-2);
    // From then on 660 places, each for the 55.5 s of the header: fewer a second than the portal
    // could do.
    let after = 1_500.0 * 660.0 / 55.5;
    assert_told(&e, "served", (1_200.0 * per_s + after).min(30_000.0), 1e-2);
}

#[test]
fn a_mean_over_all_of_a_run_is_not_put_beside_a_room_of_a_part_of_it() {
    let beside = |from: &str| {
        let set = [
            "people.group.applicants.size=2_000".to_owned(),
            "calendar.end=\"2020-01-01 00:20\"".to_owned(),
            format!("{CLIFF_FROM}=2020-01-01 {from}"),
        ];
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/physics/waiting-room-cliff.toml");
        let model = load(&path, &set).unwrap();
        let options = RunOptions {
            policy: "room".to_owned(),
            ..RunOptions::default()
        };
        let run = run_small(&model, &options, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
        let mut e = of_model(&model, "room", run.scale);
        e.check(&run);
        matches!(
            e.find("page_time_at_cap").unwrap().simulated,
            Some(Simulated::Value { .. })
        )
    };
    assert!(beside("00:00"));
    assert!(!beside("00:05"));
}

#[test]
fn a_room_does_not_protect_before_it_begins() {
    let room =
        |key: &str, time: &str| format!("policy.queue-with-tickets.measure.0.waiting-room.{key}=2020-{time}");
    let [from, opens] = ["from", "opens"].map(|key| room(key, "04-03 12:00"));
    let later = told("inps-2020-04-01", "queue-with-tickets", &[&from, &opens]);
    let (always, never) = (inps("queue-with-tickets"), inps("open-to-all"));
    let [of_always, of_never, of_later] =
        [&always, &never, &later].map(|e| e.find("collapse_from").unwrap().value.unwrap());
    assert!(of_always < 0.0, "never: the cap is below the cliff");
    assert!(of_never > 0.0);
    assert_told(&later, "collapse_from", of_never, 1e-12);
    assert!(of_later > 0.0);
    let sooner = [room("from", "03-31 23:00"), room("opens", "04-01 06:00")];
    let sooner = told("inps-2020-04-01", "queue-with-tickets", &[&sooner[0], &sooner[1]]);
    let words = &sooner.find("collapse_from").unwrap().sentence;
    assert!(words.contains("before the room begins"), "{words}");
    let [away, not_away] = [&always, &later].map(|e| &e.find("flood_load").unwrap().sentence);
    let words = "The waiting room turns them away.";
    assert!(
        away.contains(words) && !not_away.contains(words),
        "{away} {not_away}"
    );
}

#[test]
fn reloads_collapse_and_recover_at_the_folds() {
    // The header of the file; the reference's c = 20, μ = 1, τ = 6, p = 0.9 with 240 waiting.
    let e = told("physics/reloads.toml", "open", &[]);
    assert_told(&e, "collapse_threshold", 18.77, 2e-3);
    assert_told(&e, "recovery_threshold", 2.13, 5e-3);
    assert_told(&e, "full_delay", 260.0 / 20.0, 1e-12);
    // Patience of 6 s, exponential work of 1 s.
    assert_told(&e, "page_success", 1.0 - (-6.0_f64).exp(), 1e-4);
    // The flood begins ten minutes in; the day has steps of 3.6 s.
    assert_told(&e, "collapse_from", 600.0, 4.0 / 600.0);
    for calm in [
        "portal.tier.0.backlog.order=\"lifo\"",
        "people.role.visitor.retry=0",
    ] {
        assert_silent(
            &told("physics/reloads.toml", "open", &[calm]),
            "collapse_threshold",
            "",
        );
    }
}

#[test]
fn twelve_pages_recover_only_far_below_what_one_would() {
    let e = inps("open-to-all");
    let per_s = CORES / (1.0 + (CORES / 20_000.0).powi(2)) / 6.0;
    // Collapse as soon as attempts exceed the capacity; a page takes 4,000 requests over what a
    // full processor does.
    assert_told(&e, "collapse_threshold", per_s, 1e-2);
    let full = CORES / (1.0 + 0.01) / 0.5;
    assert_told(&e, "full_delay", 4_000.0 / full, 1e-9);
    // Recovery by a search of its own: h(Λ) = G η/12 + (Λ − G)(1 − p)(1 − b) on a fine grid, with η
    // summed term by term.
    let p = RETRY * (0.25 * 0.95 + 0.75);
    let awaited = 1.0 - {
        // Lognormal patience, median 40 s, σ 0.6, below the full delay: by the midpoint rule on the
        // density.
        let (steps, to) = (200_000, 4_000.0 / full);
        let d = to / f64::from(steps);
        (0..steps)
            .map(|i| (f64::from(i) + 0.5) * d)
            .map(|t: f64| {
                let z = (t / 40.0).ln() / 0.6;
                (-0.5 * z * z).exp() / (t * 0.6 * (2.0 * std::f64::consts::PI).sqrt()) * d
            })
            .sum::<f64>()
    };
    let lowest = (0..20_000)
        .map(|i| 12.0 * per_s * (1.0 + f64::from(i) * 1e-3))
        .map(|attempts| {
            let served = (full - 0.02 * attempts) / 0.98;
            let goodput = served.clamp(0.0, full) * awaited;
            let a = goodput / attempts;
            let x = a / (a + (1.0 - a) * (1.0 - p * (1.0 - SESSION_LOST)));
            let sums: f64 = (1..=12).map(|k| x.powi(k)).sum();
            goodput * x.powi(12) / sums + (attempts - goodput) * (1.0 - p) * 0.02
        })
        .fold(f64::INFINITY, f64::min);
    assert_told(&e, "recovery_threshold", lowest, 1e-3);
    assert!(lowest < 0.12 * per_s, "{lowest}");
}

#[test]
fn sessions_waste_what_the_header_of_the_file_says() {
    let e = told("physics/sessions.toml", "open", &[]);
    assert_told(&e, "page_success", 0.253, 1e-3);
    assert_told(&e, "session_efficiency", 0.072_4, 5e-3);
    assert_told(&e, "session_efficiency_half", 0.426_712_6, 1e-6);
}

#[test]
fn textbook_queues_are_known_by_their_figures() {
    // The headers of the files.
    for (file, id, value, relative) in [
        ("mm1", "mean_sojourn", 5.0, 1e-9),
        ("mmc", "p_wait", 0.409_180_150_8, 1e-9),
        ("mmc", "mean_backlog_wait", 0.204_590_075_4, 1e-9),
        ("mmck", "p_refused", 0.168_637_244_6, 1e-9),
        ("mmck", "mean_in_tier", 25.285_667_4, 1e-8),
        ("mg1", "mean_backlog_wait", 5.833_33, 1e-5),
        ("mg1-ps", "mean_sojourn", 5.0, 1e-9),
        ("mgcc", "p_refused", 0.121_661_064_3, 1e-9),
        ("erlang-a", "p_wait", 0.176_867_61, 1e-7),
        ("erlang-a", "p_abandoned", 0.005_686_08, 1e-6),
        ("retrial", "mean_orbit", 16.672_097_95, 1e-8),
        ("retrial-impatient", "throughput", 9.455_355, 1e-6),
        ("machine-repair", "throughput", 9.242_995_47, 1e-8),
        ("machine-repair", "mean_sojourn", 0.819_003_46, 1e-7),
        ("metastable", "time_to_collapse", 1.98e8, 1e-2),
        ("metastable-full", "time_to_recovery", 1.83e9, 1e-2),
        ("metastable", "two_states_from", 8.038_6, 1e-5),
        ("metastable", "two_states_until", 15.681, 1e-4),
        ("metastable", "throughput", 12.0, 1e-6),
    ] {
        assert_told(
            &told(&format!("textbook/{file}.toml"), "open", &[]),
            id,
            value,
            relative,
        );
    }
}

#[test]
fn a_queue_without_a_steady_state_grows() {
    let set = ["people.group.customers.arrivals.poisson=\"1.5 per second\""];
    let e = told("textbook/mm1.toml", "open", &set);
    assert_silent(&e, "station", "by 0.500 requests per second");
    // 1.5 come and 1 is served a second, for four days.
    assert_told(&e, "most_unserved", 0.5 * 345_600.0, 1e-3);
    assert_told(&e, "served", 345_600.0, 1e-3);
}

#[test]
fn what_does_not_apply_is_listed_once_at_the_end() {
    let e = told("textbook/mm1.toml", "open", &[]);
    let text = page(&e, Styling::default());
    let (values, rest) = text.split_once("Not applicable").unwrap();
    assert!(!values.contains('–'), "{values}");
    assert!(values.contains("Utilisation") && !values.contains("Applications of several pages"));
    let (labels, _) = rest.split_once("Symbols").unwrap();
    let labels = labels.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(labels.contains("Time to empty after the door closes"), "{labels}");
    assert!(!labels.contains("This policy never closes the door"), "{labels}");
}

#[test]
fn a_line_that_grows_is_said_in_its_place() {
    let set = ["people.group.customers.arrivals.poisson=\"1.5 per second\""];
    let text = page(&told("textbook/mm1.toml", "open", &set), Styling::default());
    let (values, _) = text.split_once("Not applicable").unwrap();
    assert!(values.contains("the backlog grows without end"), "{values}");
}

#[test]
fn a_closed_door_empties_the_portal_first() {
    // 4,000 requests of 0.5 s, thrashing a little: all but the last, for whom there are cores
    // enough, at full speed.
    let e = inps("as-it-happened");
    let rate = CORES / 1.01 / 0.5;
    let last: f64 = (1..=CORES as u32).map(|k| CORES / f64::from(k) / rate).sum();
    assert_told(&e, "empty_after_closing", (4_000.0 - CORES) / rate + last, 1e-6);
    assert_silent(
        &inps("open-to-all"),
        "empty_after_closing",
        "never closes the door",
    );
}

#[test]
fn a_burst_is_worked_off_at_the_capacity() {
    // Thirty thousand within five minutes, 13.3 applications a second: the last is done after 37
    // minutes and a half, less those at work; all but one in a hundred 22.5 s earlier.
    let e = told("physics/waiting-room-cliff.toml", "open", &[]);
    let per_s = 40.0 / (1.0 + (40.0_f64 / 2_000.0).powi(2)) / 3.0;
    let at_work = per_s * 53.0;
    assert_told(&e, "most_unserved", 30_000.0 - 300.0 * per_s - at_work, 2e-2);
    assert_told(&e, "cleared_at", (30_000.0 - 300.0 - at_work) / per_s, 2e-2);
}

#[test]
fn a_run_beside_it_adds_the_line_that_needs_one() {
    let set = [
        "people.group.applicants.size=2_000",
        "calendar.end=\"2020-01-01 00:20\"",
    ];
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/physics/waiting-room-cliff.toml");
    let model = load(&path, &set).unwrap();
    let options = RunOptions {
        policy: "room".to_owned(),
        ..RunOptions::default()
    };
    let run = run_small(&model, &options, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    let mut e = of_model(&model, "room", run.scale);
    assert!(e.find("session_efficiency_as_simulated").is_none());
    e.check(&run);
    let line = e.find("session_efficiency_as_simulated").unwrap();
    // A quiet day: nearly all of the work is useful, in the formula and in the run.
    assert!(line.value.unwrap() > 0.99);
    let Some(Simulated::Value { value, .. }) = line.simulated else {
        panic!("{line:?}");
    };
    assert!(value > 0.99);
    assert!(e.statements.is_sorted_by_key(|s| s.topic), "parts stay together");
}

#[test]
fn a_helpline_is_lines_operators_and_patience() {
    let e = told("textbook/helpline.toml", "open", &[]);
    assert_told(&e, "call_load", 1.2, 1e-12);
    // M/M/10/14+M at 12 calls a second, by hand: births 12, deaths min(n, 10) + (n - 10)+ / 2.
    let mut p = vec![1.0_f64];
    for n in 1..=14_u32 {
        let death = f64::from(n.min(10)) + 0.5 * f64::from(n.saturating_sub(10));
        p.push(p[n as usize - 1] * 12.0 / death);
    }
    let total: f64 = p.iter().sum();
    assert_told(&e, "calls_busy", p[14] / total, 1e-9);
    let in_line: f64 = (11..=14).map(|n| (n - 10) as f64 * p[n] / total).sum();
    assert_told(&e, "calls_abandoned", 0.5 * in_line / 12.0, 1e-9);
}

#[test]
fn a_gateway_falls_behind_by_what_comes_too_much() {
    // 1.6 a second for the whole day, and one a second is sent: at the end 0.6 x 86,400 s of
    // sending are left.
    let set = ["people.group.applicants.arrivals.poisson=\"1.6 per second\""];
    let e = told("textbook/gateway.toml", "open", &set);
    assert_told(&e, "credential_requests", 5_760.0, 1e-9);
    assert_told(&e, "gateway_wait", 0.6 * 86_400.0, 1e-9);
}

#[test]
fn a_challenge_and_a_border_cost_their_share_of_people() {
    let set = [
        "network.abroad=0.02",
        "policy.open-to-all.measure=[{challenge={people-pass=0.97,takes=\"2 s\",clearance=\"30 min\"}},{geo-block={}}]",
    ];
    let e = told("inps-2020-04-01", "open-to-all", &set);
    assert_told(&e, "fail_the_challenge", 0.03, 1e-12);
    let people = e.find("people_coming").unwrap().value.unwrap();
    assert_told(&e, "people_abroad", 0.02 * people, 1e-9);
}

#[test]
fn an_operator_acts_a_look_and_a_delay_later() {
    // Looks every ten minutes, and closes half an hour later.
    assert_told(&inps("closed-by-trigger"), "operator_reacts", 2_400.0, 1e-12);
    assert!(inps("open-to-all").find("operator_reacts").is_none());
}

#[test]
fn who_gets_in_otherwise_is_counted() {
    let e = inps("open-to-all");
    let people = 5e6 * APPLY * OWN_HAND * own_within();
    // Of those who go themselves 30 % hold nothing, 12 % of the others log in with SPID, and 2 %
    // also want the second product.
    assert_told(&e, "by_identity_provider", 0.7 * 0.12 * people, 1e-6);
    assert_told(&e, "second_product_wanted", 0.02 * people, 1e-6);
    let none = told(
        "inps-2020-04-01",
        "open-to-all",
        &["people.credentials.whole-one-wanted=0"],
    );
    assert!(none.find("half_not_enough").is_none());
}
