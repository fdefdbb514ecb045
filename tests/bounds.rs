//! What nobody can simulate, or even read, is refused with a reason: numbers that would never end, sizes no memory holds, files
//! without end. Most cases were found by mutation, by fuzzing, or by asking what each number of a file could at most be.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;

use clickday::measures::{load, run, run_cancellable};
use clickday::model::{Document, Model, Problems};
use clickday::sim::{PROGRESS_EVENTS, RunOptions, SimError};

fn launch(set: &[&str]) -> Result<Model, Problems> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/launch");
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    load(&folder, &set)
}

/// The launch with `set` is refused, by a problem that says `wrong`.
#[track_caller]
fn refused(set: &[&str], wrong: &str) {
    let problems = launch(set).map(|_| ()).unwrap_err();
    let said = problems.iter().any(|problem| problem.wrong.contains(wrong));
    assert!(said, "{set:?}: {problems}");
}

#[test]
fn numbers_without_measure_are_refused_where_they_stand() {
    for (set, wrong) in [
        // As many tickets as the number says would be printed.
        (
            "policy.queue.measure.waiting-room.tickets-per-person=1e12",
            "nobody holds",
        ),
        // Gaps so short that the clock never moves on.
        (
            "attack.midnight.flood.pulse.0.rate=\"99999 billion per us\"",
            "more than any portal has seen",
        ),
        (
            "attack.midnight.flood.pulse.0.rate=\"4 billion per second\"",
            "requests of one attack are too many",
        ),
        // Means that leave floating point, and laws without one.
        (
            "portal.request.query.work.database={ hyperexponential = { mean = \"1 s\", cv = 1e9 } }",
            "cannot be sampled",
        ),
        (
            "people.role.citizen.patience.law={ weibull = { mean = \"30 s\", shape = 1e-9 } }",
            "cannot be sampled",
        ),
        (
            "journey.page.login.think={ fixed = \"99999999999999999999 d\" }",
            "is too long",
        ),
        ("portal.tier.database.cores=1e300", "is too large"),
        ("people.group.artisans.size=18446744073709551615", "is too large"),
        // Hours of every day of three centuries.
        ("calendar.end=\"2199-01-01 00:00\"", "more than ten years"),
        // No hour of the curve lies within the run: there was nothing to draw an intent from.
        (
            "people.demand.launch.part.1.diurnal.from=\"2019-01-01 00:00\"",
            "nobody comes at any hour of the run",
        ),
    ] {
        refused(&[set], wrong);
    }
    refused(
        &[
            "portal.tier.database.start-full-of=query",
            "portal.tier.database.slots=\"1 billion\"",
        ],
        "too many to begin with",
    );
}

#[test]
fn far_too_many_things_are_not_looked_at_one_by_one() {
    let mut text = String::from("version = 1\ntitle = \"Many\"\n");
    for i in 0..20_000 {
        writeln!(text, "[people.group.g{i}]\nrole = \"r{i}\"\nsize = 1").unwrap();
    }
    let problems = load::read(Document::of_text("many.toml", &text), &[])
        .map(|_| ())
        .unwrap_err();
    assert!(
        problems.iter().any(|p| p.wrong == "20,000 groups are too many"),
        "{problems}"
    );
}

#[test]
fn thousands_of_problems_are_told_as_a_few_hundred() {
    let unknown: String = (0..50_000).map(|i| format!("key-{i} = {i}\n")).collect();
    let problems = load::read(Document::of_text("unknown.toml", &unknown), &[])
        .map(|_| ())
        .unwrap_err();
    assert!((100..=201).contains(&problems.len()), "{}", problems.len());
    assert!(
        problems
            .iter()
            .last()
            .unwrap()
            .wrong
            .contains("more than 200 problems")
    );
    assert!(problems.to_string().len() < 200_000);
}

/// What was probably meant is found by comparing names letter by letter: for two of this length that would be a table of 80 GB.
#[test]
fn names_of_a_hundred_thousand_letters_are_compared_with_nothing() {
    let (one, other) = ("a".repeat(100_000), "b".repeat(100_000));
    let role = format!("people.role.{one}={{}}");
    let group = format!("people.group.artisans.role={other}");
    let problems = launch(&[&role, &group]).map(|_| ()).unwrap_err();
    assert!(
        problems.to_string().len() < 10_000,
        "a problem shows no more than anybody reads"
    );
}

#[test]
fn a_file_without_end_is_not_read_to_its_end() {
    let large = "# a comment\n".repeat(200_000);
    let problems = load::read(Document::of_text("large.toml", &large), &[])
        .map(|_| ())
        .unwrap_err();
    assert!(problems.to_string().contains("larger than 1 MiB"), "{problems}");
    #[cfg(unix)]
    {
        let problems = load(Path::new("/dev/zero"), &[]).map(|_| ()).unwrap_err();
        assert!(problems.to_string().contains("larger than 1 MiB"), "{problems}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told_so() {
    let problems = load::read(Document::of_bytes("model.toml", b"title = \"\xff\""), &[])
        .map(|_| ())
        .unwrap_err();
    assert_eq!(
        problems.to_string(),
        "model.toml: the file is not text; save it as UTF-8"
    );
}

/// Hours for every role on every day of ten years, in several measures one behind the other: their common times are found in one
/// pass over each.
#[test]
fn ten_years_of_windows_are_laid_over_each_other() {
    let hours = "{ role-windows = { window = [{ role = \"citizen\", hours = \"08:00-16:00\" }, { role = \"office\", hours = \
                 \"12:00-20:00\" }] } }";
    let measures = format!("policy.windows.measure=[{hours}, {hours}, {hours}, {hours}]");
    let model = launch(&[
        &measures,
        "calendar.end=\"2030-03-31 22:00\"",
        "calendar.bin=\"1 d\"",
    ]);
    assert!(model.is_ok(), "{}", model.map(|_| ()).unwrap_err());
}

/// A person who is refused and reloads for ever, all but certainly and within no time: the clock never moves on.
fn a_launch_at_a_standstill() -> Model {
    launch(&[
        "people.role.citizen.retry=0.99999999999999",
        "people.role.citizen.reload-at-once=1",
        "people.role.citizen.reload-after={ uniform = { from = \"0 s\", to = \"1 us\" } }",
        "portal.tier.web.slots=1",
        "portal.tier.web.backlog={ length = 0 }",
        "portal.request.query.work.web={ fixed = \"10 d\" }",
    ])
    .unwrap()
}

#[test]
fn a_run_that_would_not_end_is_broken_off_with_a_reason() {
    let model = a_launch_at_a_standstill();
    let options = RunOptions {
        policy: "open-to-all".to_owned(),
        most_events: Some(1_000_000),
        ..RunOptions::default()
    };
    match run(&model, &options, &mut |_| {}) {
        Err(refusal @ SimError::TooManyEvents { events, .. }) => {
            assert_eq!(events, 1_000_001);
            assert!(
                refusal
                    .to_string()
                    .contains("something happens again almost at once")
            );
        }
        other => panic!("{:?}", other.map(|r| r.events)),
    }
}

/// An hour of a person a second, with people of a role, before a portal that is full to the end.
fn a_full_portal(role: &str) -> Model {
    let text = format!(
        r#"
version = 1
title = "A full portal"
calendar = {{ start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "1 h" }}
policy.open-to-all = {{}}

[people]
group.all = {{ role = "citizen", arrivals = {{ poisson = "1 per second" }} }}
role.citizen = {{ {role} }}

[portal]
request.page = {{ work = {{ web = {{ fixed = "10 d" }} }} }}

[[portal.tier]]
name = "web"
slots = 1
backlog = {{ length = 0 }}

[[journey.page]]
name = "form"
request = "page"
"#
    );
    load::read(Document::of_text("full.toml", &text), &[]).unwrap_or_else(|p| panic!("{p}"))
}

/// The bounds that hold where nobody gives one, of people who try again almost at once.
#[test]
#[ignore = "takes minutes: cargo test --test bounds -- --ignored"]
fn a_run_that_hardly_moves_on_ends_by_itself() {
    for (role, stands_still) in [
        ("retry = 1, retry-after = { fixed = \"1 us\" }", false),
        (
            "retry = 1, reload-at-once = 0.999999, retry-after = { fixed = \"1 s\" }",
            false,
        ),
        ("retry = 0.99999999999999, reload-at-once = 1", true),
    ] {
        let options = RunOptions {
            policy: "open-to-all".to_owned(),
            ..RunOptions::default()
        };
        let ran = run(&a_full_portal(role), &options, &mut |_| {}).map(|_| ());
        match ran.unwrap_err() {
            refusal @ SimError::StandsStill { .. } => assert!(stands_still, "{role}: {refusal}"),
            refusal @ SimError::TooManyEvents { .. } => assert!(!stands_still, "{role}: {refusal}"),
            other => panic!("{role}: {other}"),
        }
    }
}

/// Also while the clock hardly moves on, whoever observes hears of the run and can stop it.
#[test]
fn a_run_at_a_standstill_can_be_stopped() {
    let mut model = a_launch_at_a_standstill();
    // No bin ends before the launch does.
    model.calendar.bin = "3 d".parse().unwrap();
    let options = RunOptions {
        policy: "open-to-all".to_owned(),
        ..RunOptions::default()
    };
    let mut heard = Vec::new();
    let stopped = run_cancellable(&model, &options, &mut |progress| {
        heard.push(progress.events);
        match heard.len() {
            1 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    });
    assert_eq!(stopped.map(|result| result.events), Err(SimError::Cancelled));
    let every = PROGRESS_EVENTS + 1;
    assert_eq!(heard, [every, 2 * every]);
}

/// A rule of the operator that looks every `every` at a window of `over`.
fn looking(over_ms: u64, every_ms: u64) -> Result<Model, Problems> {
    let when = format!(
        "policy.queue.operator=[{{ close = true, when = {{ page-time = {{ above = \"1 s\", over = \"{over_ms} ms\", every = \"{every_ms} ms\" }} }} }}]"
    );
    launch(&[&when])
}

/// A rule keeps the looks of its window, and looks until the end of the run: both are counted before it.
#[test]
fn a_rule_that_looks_too_often_is_refused_whatever_its_window() {
    let run_ms = {
        let model = launch(&[]).unwrap();
        clickday::model::civil::CivilClock::new(&model.calendar)
            .unwrap()
            .horizon_us()
            / 1_000
    };
    for every_ms in [1, 3, 10, 250, 10_000] {
        for over_ms in [
            every_ms,
            7 * every_ms,
            10_000 * every_ms,
            10_001 * every_ms,
            86_400_000,
        ] {
            if over_ms < every_ms {
                continue;
            }
            let bears = over_ms / every_ms <= 10_000 && run_ms / every_ms <= 20_000_000;
            let read = looking(over_ms, every_ms);
            assert_eq!(read.is_ok(), bears, "every {every_ms} ms over {over_ms} ms");
            if let Err(problems) = read {
                let said = problems.iter().all(|problem| problem.wrong.contains("look"));
                assert!(said, "{problems}");
            }
        }
    }
}

/// Many rules that each look seldom enough look too often together.
#[test]
fn the_looks_of_all_rules_of_a_policy_are_counted_together() {
    let rules = |number: usize| {
        let rule = "{ alarm = true, when = { errors = { above = \"50 %\", over = \"100 ms\", every = \"100 ms\" } } }";
        let rules = vec![rule; number].join(", ");
        launch(&[&format!("policy.queue.operator=[{rules}]")])
    };
    // Three days and two hours: 2,664,000 looks each.
    assert!(rules(7).is_ok());
    let problems = rules(20).map(|_| ()).unwrap_err();
    assert_eq!(problems.len(), 1, "it is said once: {problems}");
    let told = problems.to_string();
    assert!(told.contains("with the rules before it there are 21,"), "{told}");
}

/// An hour of a hundred requests a second, and a rule that raises an alarm at each of them.
fn alarms(every: &str) -> Result<clickday::sim::RunResult, SimError> {
    let text = format!(
        r#"
version = 1
title = "Alarms"
calendar = {{ start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "10 min" }}

[people]
group.all = {{ role = "citizen", arrivals = {{ poisson = "100 per second" }} }}
role.citizen = {{}}

[portal]
request.page = {{ work = {{ web = {{ fixed = "1 ms" }} }} }}

[[portal.tier]]
name = "web"
slots = 1000

[[journey.page]]
name = "form"
request = "page"

[[policy.watched.operator]]
when = {{ requests = {{ above = "0 per second", over = "{every}", every = "{every}" }} }}
alarm = true
"#
    );
    let model = load::read(Document::of_text("alarms.toml", &text), &[]).unwrap_or_else(|p| panic!("{p}"));
    let options = RunOptions {
        policy: "watched".to_owned(),
        ..RunOptions::default()
    };
    run(&model, &options, &mut |_| {})
}

/// Each act is written down: however often a rule looks, a run holds so many and no more.
#[test]
fn a_rule_that_acts_again_and_again_is_refused() {
    for (every, ends) in [("1 s", true), ("10 ms", true), ("1 ms", false)] {
        match alarms(every) {
            Ok(result) => {
                let acts = result.operator.unwrap().acts.len();
                assert!(ends && acts <= 100_000, "every {every}: {acts}");
            }
            Err(refusal @ SimError::TooManyActs { acts, .. }) => {
                assert!(!ends && acts > 100_000, "every {every}: {acts}");
                let told = refusal.to_string();
                assert!(told.contains("rules that undo each other"), "{told}");
            }
            Err(other) => panic!("every {every}: {other}"),
        }
    }
}
