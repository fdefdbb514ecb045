//! The same inputs give the same numbers, and a person is the same person under every policy.
//!
//! Chance is keyed by who and what for, never drawn "next" (see `clickday::sim::random`). Three things follow, each a part
//! of this file: threads and order do not matter; two policies are compared on the same people, with the same intent, patience
//! and typing speed; and a mechanism that is in the model but does nothing leaves every number as it was.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use clickday::measures::load;
use clickday::measures::run;
use clickday::model::{Document, Model};
use clickday::sim::RunOptions;
use clickday::sim::result::{Outcome, RunResult};
use rayon::prelude::*;
use serde_json::Value;

fn read(text: &str, set: &[&str]) -> Model {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    load::read(Document::of_text("model.toml", text), &set)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn simulate(model: &Model, options: &RunOptions) -> RunResult {
    run(model, options, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn under(policy: &str) -> RunOptions {
    RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        ..RunOptions::default()
    }
}

/// Everything a run reports, as text.
fn report(result: &RunResult) -> String {
    // `Debug` writes floats so that they read back as the same, and covers what JSON leaves out.
    let json = serde_json::to_string(result).unwrap();
    format!("{json}\n{:?}\n{:?}", result.series, result.waits)
}

fn launch() -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/launch");
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Would fail if a run read a clock, shared anything with another run, or iterated in an order of addresses or hashes.
#[test]
fn threads_do_not_matter() {
    let model = launch();
    let jobs: Vec<RunOptions> = ["open-to-all", "queue", "windows"]
        .iter()
        .flat_map(|policy| {
            (0..2).map(|replication| RunOptions {
                replication,
                ..under(policy)
            })
        })
        .collect();
    let alone: Vec<String> = jobs.iter().map(|job| report(&simulate(&model, job))).collect();
    for threads in [1, 2, 16] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let together: Vec<String> = pool.install(|| {
            jobs.par_iter()
                .map(|job| report(&simulate(&model, job)))
                .collect()
        });
        assert!(alone == together, "{threads} threads make a difference");
    }
}

/// Would fail if either number did not reach the chance of a run.
#[test]
fn seeds_and_replications_are_different_days() {
    let model = launch();
    let days: BTreeSet<String> = [(1, 0), (2, 0), (1, 1), (0, 1)]
        .iter()
        .map(|(seed, replication)| {
            let mut result = simulate(
                &model,
                &RunOptions {
                    seed: *seed,
                    replication: *replication,
                    ..under("open-to-all")
                },
            );
            (result.seed, result.replication) = (0, 0);
            report(&result)
        })
        .collect();
    assert_eq!(days.len(), 4);
}

/// Would fail if the day's beginning depended on how long it goes on.
#[test]
fn a_shorter_run_is_the_beginning_of_a_longer_one() {
    let model = launch();
    for policy in ["open-to-all", "queue", "windows"] {
        let whole = simulate(&model, &under(policy));
        let half = RunOptions {
            until_us: Some(20 * 3_600_000_000),
            ..under(policy)
        };
        let half = simulate(&model, &half).series;
        let bins = half.state.len();
        assert_eq!(
            half.counts,
            whole.series.counts[..bins * half.groups.len()],
            "{policy}"
        );
        for (bin, state) in half.state.iter().enumerate() {
            assert_eq!(*state, whole.series.state[bin], "{policy}, bin {bin}");
        }
    }
}

// --- The same people under every policy. ------------------------------------------------------------------------------

/// Sixty people, each a group of their own so that each can be watched, who all want to apply at one o'clock. `server` is what a
/// request takes, and `role` how they behave.
fn sixty_people(server: &str, role: &str) -> String {
    let person =
        |i| format!("[people.group.person-{i:02}]\nrole = \"citizen\"\nsize = 1\ndemand = \"at-one\"\n");
    let people = (0..60).map(person).collect::<Vec<String>>().concat();
    format!(
        r#"
version = 1
title = "Sixty people"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-01 12:00", time-zone = "Europe/Rome", bin = "1 s" }}
{people}
[[people.demand.at-one.part]]
burst = {{ weight = 1, at = "2020-04-01 01:00" }}

[people.role.citizen]
{role}

[[journey.page]]
name = "login"
request = "page"
think = {{ lognormal = {{ median = "1 min", sigma = 1.0 }} }}
[[journey.page]]
name = "form"
request = "page"
think = {{ exponential = "5 min" }}
[[journey.page]]
name = "receipt"
request = "page"

[[portal.tier]]
name = "server"
slots = 1_000
cancel-on-disconnect = true

[portal.request.page]
work = {{ server = {{ fixed = "{server}" }} }}

# Others come and go meanwhile, and not at the same distance under every policy.
[attack.noise.flood]
request = "page"
patience = {{ exponential = "20 s" }}
pulse = [{{ from = "2020-04-01 01:20", until = "2020-04-01 02:10", rate = "1 per second" }}]

[[policy.open.measure]]
open = {{}}

[[policy.closed-till-two.measure]]
closure = {{ from = "2020-04-01 00:00", until = "2020-04-01 02:00", announced = true }}

[[policy.closed-without-a-word.measure]]
closure = {{ from = "2020-04-01 00:00", until = "2020-04-01 02:00" }}

[[policy.windows.measure]]
role-windows = {{ window = [{{ role = "citizen", hours = "02:00-12:00" }}] }}

[[policy.room.measure]]
[policy.room.measure.waiting-room]
opens = "2020-04-01 02:00"
cap = 1_000
poll = "1 us"
lease = "1 h"
claim = "1 h"
idle = "6 h"
"#
    )
}

/// Typing speed and think times: whoever has to come an hour later is through exactly an hour later, whether they waited for the
/// hour, queued for it, or reloaded until the door opened. Would fail if think times or pace were keyed by anything but the person
/// and the page: by the instant, the attempt, or a common sequence.
#[test]
fn a_person_types_at_the_same_speed_under_every_policy() {
    let role = "pace = { lognormal = { median = 1.0, sigma = 0.8 } }\nretry = 1\nretry-after = { fixed = \"10 min\" }";
    let model = read(&sixty_people("100 ms", role), &[]);
    let waits = |policy: &str| -> Vec<f64> {
        let result = simulate(&model, &under(policy));
        assert_eq!(result.submitted, 60, "{policy}");
        result
            .by_group
            .iter()
            .map(|(_, g)| g.wait_s.submitted_mean.unwrap())
            .collect()
    };
    let open = waits("open");
    let distinct: BTreeSet<u64> = open.iter().map(|w| w.to_bits()).collect();
    assert_eq!(distinct.len(), 60, "all differ from each other");
    for policy in ["closed-till-two", "closed-without-a-word", "windows", "room"] {
        for (person, (now, later)) in open.iter().zip(waits(policy)).enumerate() {
            assert!(
                (later - now - 3600.0).abs() < 1e-6,
                "person {person} under {policy}: {now} s, then {later} s"
            );
        }
    }
}

/// Patience: on a server that never answers, the same person gives up the first, second and third wait after the same time
/// under every policy. Would fail if patience were keyed by anything but the person and the number of the attempt.
#[test]
fn a_person_has_the_same_patience_under_every_policy() {
    let role = "patience = { law = { lognormal = { median = \"1 min\", sigma = 1.0 } } }\nretry = 1\nretry-after = { exponential = \"2 min\" }";
    let model = read(&sixty_people("5 h", role), &[]);
    // The seconds at which each person gives up a wait.
    let gives_up = |policy: &str, from: usize| -> Vec<Vec<usize>> {
        let series = simulate(&model, &under(policy)).series;
        (0..60)
            .map(|person| {
                let abandoned =
                    |bin: usize| series.counts[bin * 60 + person].outcomes[Outcome::Abandoned as usize];
                (from..from + 3 * 3600)
                    .filter(|bin| abandoned(*bin) > 0)
                    .map(|bin| bin - from)
                    .collect()
            })
            .collect()
    };
    let open = gives_up("open", 3600);
    let distinct: BTreeSet<&Vec<usize>> = open.iter().collect();
    assert_eq!(distinct.len(), 60, "all differ from each other");
    assert!(open.iter().all(|seconds| seconds.len() > 3));
    for policy in ["closed-till-two", "windows", "room"] {
        assert!(open == gives_up(policy, 2 * 3600), "{policy}");
    }
}

/// Intent: the same people want to apply in the same minutes. Would fail if intents were drawn from a sequence that a policy disturbs.
#[test]
fn people_first_want_to_apply_at_the_same_moment_under_every_policy() {
    let model = launch();
    let came = |policy: &str| -> Vec<u32> {
        let series = simulate(&model, &under(policy)).series;
        series.counts.iter().map(|bin| bin.came).collect()
    };
    let open = came("open-to-all");
    assert!(open.iter().filter(|n| **n > 0).count() > 100);
    assert_eq!(open, came("queue"));
    assert_eq!(open, came("windows"));
}

// --- What does nothing changes nothing. ---------------------------------------------------------------------------------

/// A day with a bit of everything.
const DAY: &str = r#"
version = 1
title = "A bit of everything"
calendar = { start = "2020-04-01 00:00", end = "2020-04-02 00:00", time-zone = "Europe/Rome" }

[people.group.artisans]
role = "citizen"
size = 1_500
demand = "day"
through-office = { office = "studio", share = 0.2 }
[people.group.passers-by]
role = "citizen"
arrivals = { poisson = "40 per hour" }

[[people.demand.day.part]]
rush = { weight = 1, at = "2020-04-01 09:00", after = { exponential = "1 h" } }
[[people.demand.day.part]]
even = { weight = 1, from = "2020-04-01 00:00", until = "2020-04-02 00:00" }

[people.role.citizen]
patience = { law = { weibull = { mean = "30 s", shape = 1.5 } } }
pace = { lognormal = { median = 1.0, sigma = 0.5 } }
retry = 0.8
retry-after = { exponential = "20 s" }
come-back = 0.7
come-back-after = { exponential = "2 h" }
session-lost = 0.2
[people.role.clerk]
retry = 1
retry-after = { exponential = "10 s" }

[people.office.studio]
role = "clerk"
operators = 4
hours = "08:00-18:00"
days = "Mon-Sun"
files-per-login = 5
between-files = { exponential = "2 min" }

[people.skill.high]
weight = 1
think = 0.7
[people.skill.low]
weight = 1
think = 1.5
retry = 0.9

[[journey.page]]
name = "login"
request = "page"
think = { exponential = "20 s" }
[[journey.page]]
name = "form"
request = "page"
think = { exponential = "1 min" }
[[journey.page]]
name = "receipt"
request = "page"

[[portal.tier]]
name = "web"
slots = 12
backlog = { length = 10, timeout = "20 s" }
[[portal.tier]]
name = "database"
slots = 5
cores = 2
penalty = { half-at = 8 }

[portal.request.page]
work.web = { exponential = "200 ms" }
work.database = { erlang = { mean = "4 s", stages = 2 } }

[policy.open]
"#;

const FLOOD: &str = r#"
[attack.flood.flood]
request = "page"
patience = { exponential = "10 s" }
pulse = [{ from = "2020-04-01 11:00", until = "2020-04-01 11:30", rate = "2 per second" }]
"#;

/// What a run reports, less what `names` are called: their rows in tables, their columns in the series, and the counts of `but`.
fn report_without(mut result: RunResult, names: &[&str], but: &[&str]) -> (Value, String) {
    let unused = |name: &String| names.contains(&name.as_str());
    let groups = result.series.groups.clone();
    let mut column = groups.iter().map(unused).cycle();
    result.series.counts.retain(|_| !column.next().unwrap());
    result.series.groups.retain(|name| !unused(name));
    let tiers = result.series.tiers.clone();
    for state in &mut result.series.state {
        let mut column = tiers.iter().map(unused);
        state.in_tier.retain(|_| !column.next().unwrap());
        if but.contains(&"waiting_room") {
            (state.waiting, state.inside) = (0.0, 0.0);
        }
    }
    result.series.tiers.retain(|name| !unused(name));
    result.waits.retain(|waits| !unused(&waits.group));
    let text = format!("{:?}\n{:?}", result.series, result.waits);
    let mut json = serde_json::to_value(&result).unwrap();
    let top = json.as_object_mut().unwrap();
    for key in but {
        top.remove(*key).unwrap();
    }
    for table in ["by_group", "tiers", "attacks"] {
        for name in names {
            top[table].as_object_mut().unwrap().remove(*name);
        }
    }
    (json, text)
}

/// Runs the day with and without something more written at its end, and something set.
#[track_caller]
fn assert_changes_nothing(day: &str, more: &str, set: &[&str], names: &[&str], but: &[&str]) {
    let before = simulate(&read(day, &[]), &under("open"));
    assert!(
        before.attempts.failed() > 100 && before.submitted > 1000,
        "a day on which much goes wrong"
    );
    let after = simulate(&read(&format!("{day}{more}"), set), &under("open"));
    let (before, after) = (
        report_without(before, names, but),
        report_without(after, names, but),
    );
    assert_eq!(before.0, after.0, "with {more}{set:?}");
    assert!(
        before.1 == after.1,
        "with {more}{set:?} the series or the waits differ"
    );
}

/// Names that come before and after all others: what is numbered in the order of names must not matter either.
const FIRST_AND_LAST: [&str; 2] = ["aaa", "zzz"];

#[test]
fn an_attack_that_sends_nothing_changes_nothing() {
    for name in FIRST_AND_LAST {
        let zero = format!(
            "[attack.{name}.flood]\nrequest = \"page\"\npulse = [{{ from = \"2020-04-01 09:00\", until = \"2020-04-01 12:00\", rate = \"0 per second\" }}]\n"
        );
        assert_changes_nothing(&format!("{DAY}{FLOOD}"), &zero, &[], &[name], &[]);
    }
}

#[test]
fn people_who_are_none_or_never_come_change_nothing() {
    for name in FIRST_AND_LAST {
        let group = |size: u32, apply: f64| {
            format!(
                "[people.group.{name}]\nrole = \"citizen\"\nsize = {size}\napply = {apply}\ndemand = \"day\"\n"
            )
        };
        let day = format!("{DAY}{FLOOD}");
        assert_changes_nothing(&day, &group(0, 1.0), &[], &[name], &[]);
        // They are entitled, and no more.
        assert_changes_nothing(&day, &group(70, 0.0), &[], &[name], &["eligible", "never_came"]);
        let stream = format!(
            "[people.group.{name}]\nrole = \"citizen\"\narrivals = {{ poisson = \"0 per second\" }}\n"
        );
        assert_changes_nothing(&day, &stream, &[], &[name], &[]);
    }
}

#[test]
fn names_that_nobody_uses_change_nothing() {
    let day = format!("{DAY}{FLOOD}");
    for name in FIRST_AND_LAST {
        for unused in [
            format!("[people.role.{name}]\nretry = 1\nretry-after = {{ exponential = \"1 s\" }}\n"),
            format!(
                "[people.office.{name}]\nrole = \"clerk\"\noperators = 7\nhours = \"08:00-18:00\"\nfiles-per-login = 1\n"
            ),
            format!("[[people.demand.{name}.part]]\nburst = {{ weight = 1, at = \"2020-04-01 09:00\" }}\n"),
            format!("[people.skill.{name}]\nweight = 0\nthink = 100\nretry = 0\n"),
            format!("[portal.request.{name}]\nwork.web = {{ exponential = \"1 h\" }}\n"),
            format!(
                "[[policy.{name}.measure]]\nclosure = {{ from = \"2020-04-01 01:00\", until = \"2020-04-01 23:00\" }}\n"
            ),
        ] {
            assert_changes_nothing(&day, &unused, &[], &[], &[]);
        }
    }
    // A tier that no request reaches.
    let tier = "\n[[portal.tier]]\nname = \"aaa\"\nslots = 1\n";
    assert_changes_nothing(&day, tier, &[], &["aaa"], &[]);
}

#[test]
fn measures_that_never_bite_change_nothing() {
    let day = format!("{DAY}{FLOOD}");
    for measure in [
        "open = { from = \"2020-04-01 00:00\" }",
        "role-windows = { window = [{ role = \"citizen\", hours = \"00:00-24:00\" }, { role = \"clerk\", hours = \"00:00-24:00\" }] }",
    ] {
        let more = format!("[[policy.open.measure]]\n{measure}\n");
        assert_changes_nothing(&day, &more, &[], &[], &[]);
    }
    // The room sheds attackers, so here there are none.
    for order in ["arrival", "lottery"] {
        let room = format!(
            "[[policy.open.measure]]\n[policy.open.measure.waiting-room]\norder = \"{order}\"\ncap = 1_000_000_000\npoll = \"20 s\"\n\
             lease = \"1 min\"\nclaim = \"1 min\"\nidle = \"7 days\"\nno-show = 0.5\ntickets-per-person = 2.5\nleaves-after = \"1 s\"\n"
        );
        assert_changes_nothing(DAY, &room, &[], &[], &["waiting_room"]);
    }
}

/// A closure of tomorrow, in a run that ends today.
#[test]
fn what_lies_beyond_the_end_of_the_run_changes_nothing() {
    let day = format!("{DAY}{FLOOD}").replace("end = \"2020-04-02 00:00\"", "end = \"2020-04-03 00:00\"");
    let today = RunOptions {
        until_us: Some(24 * 3_600_000_000),
        ..under("open")
    };
    let before = simulate(&read(&day, &[]), &today);
    for measure in [
        "closure = { from = \"2020-04-02 00:00\", until = \"2020-04-02 10:00\", announced = true }",
        "open = { until = \"2020-04-02 00:00\" }",
        "role-windows = { from = \"2020-04-02 00:00\", window = [{ role = \"citizen\", hours = \"10:00-11:00\" }, { role = \"clerk\", hours = \"10:00-11:00\" }] }",
    ] {
        let more = format!("[[policy.open.measure]]\n{measure}\n");
        let after = simulate(&read(&format!("{day}{more}"), &[]), &today);
        assert!(report(&before) == report(&after), "{measure}");
    }
}

/// How credentials are asked for, where everyone has one; and a helpline that nobody has a reason to call.
#[test]
fn credentials_and_a_helpline_that_nobody_needs_change_nothing() {
    let day = format!("{DAY}{FLOOD}");
    let credentials = "[people.credentials]\nlogin = \"login\"\npage = [{ name = \"ask\", request = \"page\" }]\noverdue-after = \"12 h\"\n\
                       gateway = { rate = \"1 per second\", loss = 0.5 }\nwhole-one-wanted = 1\npost = { exponential = \"1 h\" }\n\
                       identity-provider = { request = \"page\", fails = 0.9 }\n\
                       second-product = { page = [{ name = \"second\", request = \"page\" }] }\n";
    assert_changes_nothing(&day, credentials, &[], &[], &["credentials"]);
    let helpline = "[people.helpline]\noperators = 1\ntrunks = 1\nhandling = { exponential = \"5 min\" }\nredial = 1\n\
                    redial-after = { exponential = \"1 min\" }\neveryday = { poisson = \"0 per second\" }\n";
    assert_changes_nothing(&day, helpline, &[], &[], &["helpline"]);
    assert_changes_nothing(
        &day,
        &format!("{credentials}{helpline}"),
        &[],
        &[],
        &["credentials", "helpline"],
    );
}

#[test]
fn switches_in_their_off_position_change_nothing() {
    let day = format!("{DAY}{FLOOD}");
    for off in [
        "portal.tier.web.gateway-timeout=\"200 days\"",
        "portal.tier.database.backlog={ length = 0, order = \"lifo\", timeout = \"1 s\" }",
        "portal.tier.web.refusal-work=\"0 s\"",
        "people.role.clerk.patience={ law = { fixed = \"200 days\" } }",
        "people.role.clerk.pace={ fixed = 1.0 }",
        "people.role.citizen.retry-first=0.8",
        "people.role.citizen.retry-half-life=1e15",
        "people.role.citizen.reload-after={ exponential = \"1 s\" }",
        "people.role.citizen.at-closed-door={ complies = 0.3, returns-after = { exponential = \"1 h\" } }",
        "people.group.artisans.credential={ missing = 0, obtained-after = { exponential = \"1 day\" } }",
        "people.group.passers-by.credential={ missing = 0, obtained-after = { exponential = \"1 day\" } }",
        "journey.session-idle=\"200 days\"",
        "journey.restart-from=\"login\"",
    ] {
        assert_changes_nothing(&day, "", &[off], &[], &[]);
    }
}
