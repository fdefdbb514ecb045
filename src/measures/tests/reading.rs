//! Reading a model with the measures of this build: overrides, folders, and what is said of mistakes.

use std::path::Path;

use clickday_engine::model::{Document, Model, Problem, Problems};

use crate::measures::load;

/// The small launch that the tests share, with overrides.
fn launch(overrides: &[&str]) -> Result<Model, Problems> {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    load(Path::new("tests/models/launch"), &overrides)
}

fn said(assignment: &str) -> String {
    launch(&[assignment]).unwrap_err().to_string()
}

#[test]
fn an_override_addresses_things_by_name_kind_or_position() {
    let model = launch(&[
        "people.group.artisans.size=100",
        "portal.tier.web.slots = 5",
        "portal.tier.1.slots=6",
        "policy.queue.measure.waiting-room.cap=7",
        "policy.queue.measure.0.open.from=2020-04-01 01:00",
        "journey.page.login.think.fixed=5 s",
        "people.demand.launch.part.rush.weight=8",
    ])
    .unwrap();
    assert_eq!(model.people.group["artisans"].size.unwrap().get(), 100);
    assert_eq!(model.portal.tier[0].slots.get(), 5);
    assert_eq!(model.portal.tier[1].slots.get(), 6);
    assert!(format!("{:?}", model.policy["queue"]).contains("cap: Count(7)"));
    assert!(format!("{:?}", model.policy["queue"]).contains("2020-04-01T01:00"));
    assert!(format!("{:?}", model.journey.page[0].think).contains("Fixed(Time(5.0))"));
    assert!(format!("{:?}", model.people.demand["launch"]).contains("weight: Factor(8.0)"));
}

#[test]
fn an_override_may_say_what_the_file_leaves_out() {
    let model = launch(&[
        "portal.tier.database.backlog.length=9",
        "people.role.office.retry-after.fixed='5 s'",
    ]);
    let model = model.unwrap();
    assert_eq!(
        model.portal.tier[1]
            .backlog
            .as_ref()
            .unwrap()
            .length
            .unwrap()
            .get(),
        9
    );
    assert!(model.people.role["office"].retry_after.is_some());
}

#[test]
fn quotes_around_an_override_may_be_left_out() {
    for assignment in [
        "portal.tier.web.gateway-timeout=30 s",
        "portal.tier.web.gateway-timeout='30 s'",
    ] {
        let model = launch(&[assignment]).unwrap();
        assert_eq!(
            model.portal.tier[0].gateway_timeout.unwrap().as_micros(),
            30_000_000
        );
    }
}

#[test]
fn a_wrong_override_is_told_what_there_is() {
    for (assignment, wrong) in [
        (
            "people.group.artisan.size=1",
            "--set:1:14: there is no `artisan` in people.group; did you mean `artisans`? \
             The names there are `artisans` and `farm-workers`",
        ),
        (
            "portal.tier.wb.slots=1",
            "--set:1:13: there is no `wb` in portal.tier; did you mean `web`? The names there are `web` and `database`",
        ),
        (
            "portal.tier.7.slots=1",
            "--set:1:13: there is no `7` in portal.tier; the names there are `web` and `database`",
        ),
        (
            "title.x=1",
            "--set:1:7: `title` holds \"A small launch\", and nothing under it; set title itself",
        ),
        (
            "portal.tier.web.slots=lots",
            "--set:1:23: \"lots\" is not a count; write a whole number from 0 up, for example 1_000 or \"5 million\"",
        ),
        (
            "portal.tier.web.slots=0",
            "--set:1:23: 0 is too few; write at least 1",
        ),
        (
            "portal.tier",
            "--set:1:1: this override has no `=`; \
             write a path, `=` and a value, for example people.group.artisans.size=100",
        ),
        (
            "a b=1",
            "--set:1:1: `a b` is not a path; \
             write a path, `=` and a value, for example people.group.artisans.size=100",
        ),
    ] {
        assert_eq!(said(assignment), wrong);
    }
    assert!(said("people.group.artisans.sise=1").starts_with("--set:1:23: `sise` is not a key here"));
    assert!(said("portal.tier.web.slot=1").contains("did you mean"));
}

#[test]
fn what_a_policy_sets_is_told_where_it_says_so() {
    let set = "policy.queue.set=['portal.tier.web.slots=5', 'portal.tier.web.slots=many']";
    assert_eq!(
        said(set),
        "--set:1:46: \"many\" is not a count; write a whole number from 0 up, for example 1_000 or \"5 million\""
    );
}

/// Writes the files into a folder and reads it.
fn folder(files: &[(&str, &str)]) -> Problems {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    load(folder.path(), &[]).unwrap_err()
}

#[test]
fn a_table_may_stand_in_one_file_of_a_folder_only() {
    let problems = folder(&[
        ("a.toml", "version = 1\ntitle = \"x\""),
        ("b.toml", "version = 1\ntitle = \"y\"\n[policy.p]"),
        ("policies/p.toml", "[policy.p]\n[policy.q]"),
    ]);
    let said: Vec<&str> = problems.iter().map(|p| p.wrong.as_str()).collect();
    assert!(
        said.iter()
            .any(|wrong| wrong.starts_with("`title` is already in ") && wrong.ends_with("a.toml"))
    );
    assert!(
        said.iter()
            .any(|wrong| wrong.starts_with("`p` is already in ") && wrong.ends_with("b.toml"))
    );
    assert!(said.contains(&"`calendar` is missing"));
}

#[test]
fn where_a_file_cannot_be_read_nothing_is_said_to_be_missing() {
    let problems = folder(&[
        ("a.toml", "version = 1\ntitle = "),
        (
            "b.toml",
            "[journey]\npage = [{ name = \"x\", request = \"y\", think = 5 }]",
        ),
    ]);
    let said: Vec<&str> = problems.iter().map(|p| p.wrong.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("cannot read this as TOML"));
    assert_eq!(said[1], "5 does not say which kind of law it is");
}

#[test]
fn what_is_not_there_cannot_be_read() {
    let problems = load(Path::new("tests/models/nowhere.toml"), &[]).unwrap_err();
    assert_eq!(
        problems.to_string(),
        "tests/models/nowhere.toml: there is no such file or folder, and clickday has no model of this name; \
         name a file or folder; `clickday models` lists what ships"
    );
    assert!(
        folder(&[("notes.txt", "")])
            .to_string()
            .contains("the folder holds no TOML file")
    );
}

#[test]
fn a_thing_that_cannot_be_read_is_not_missed_where_it_is_named() {
    for assignment in ["portal.tier.web=3", "portal.tier=3", "people.role=1"] {
        let said = said(assignment);
        assert!(said.contains("expected a "), "{said}");
        assert!(!said.contains(" called `"), "{said}");
        assert!(!said.contains("``"), "{said}");
    }
}

#[test]
fn numbers_and_times_that_cannot_be_are_told_as_they_are_written() {
    for (assignment, wrong) in [
        (
            "portal.tier.web.cores=1e300",
            "1e300 is too large; write a number from 0 to 1e15",
        ),
        (
            "portal.tier.web.cores=-1",
            "-1 is too small; write a number from 0 to 1e15",
        ),
        (
            "people.group.artisans.size=-1",
            "-1 is too small; write a whole number from 0 up",
        ),
        (
            "journey.page.login.think.fixed=1e300 s",
            "\"1e300 s\" is too long; the longest duration is 285 years",
        ),
        (
            "calendar.end=9999-12-31 14:00",
            "\"9999-12-31 14:00\" is too late; the latest possible time is \"2200-12-31 24:00\"",
        ),
        (
            "calendar.end='2026-02-30 10:00'",
            "there is no 30 February in 2026; write a day that this month has",
        ),
        (
            "calendar.end='2026-13-01 10:00'",
            "there is no month 13; write year, month and day, for example \"2020-04-01 13:20\"",
        ),
        (
            "calendar.end='2020-04-02 25:00'",
            "no clock shows 25:00; write a time from 00:00 to 24:00",
        ),
        (
            "calendar.end='2020-04-02'",
            "\"2020-04-02\" has no time of day; write for example 00:00 behind the date",
        ),
        (
            "calendar.end='2020-04-02 14:00Z'",
            "\"Z\" is not needed: times are those of the calendar's time zone; \
             leave it out; only an hour that comes twice has an offset, as in \"2020-10-25 02:30+01:00\"",
        ),
        (
            "calendar.end=2020-04-02T14:00:00Z",
            "\"Z\" is not needed: times are those of the calendar's time zone",
        ),
        (
            "calendar.end='2020-04-02 14:00:30 +0200'",
            "\"+0200\" is not needed: times are those of the calendar's time zone",
        ),
        (
            "calendar.end='2020-04-02 14:00 CEST'",
            "\"CEST\" is not needed: times are those of the calendar's time zone",
        ),
        (
            "calendar.end='2020-04-02 14:00:75'",
            "no clock shows 14:00:75; write a time from 00:00:00 to 24:00",
        ),
        (
            "calendar.end='2020-04-02 14:00:30.1234567'",
            "a run counts no time shorter than a microsecond; write at most six digits behind the point",
        ),
        (
            "calendar.end=noon",
            "\"noon\" is not a date and time; write date and time, for example \"2020-04-01 13:20\"",
        ),
    ] {
        let told = said(assignment);
        assert!(told.contains(wrong), "{assignment}: {told}");
    }
}

#[test]
fn a_problem_is_told_once_however_often_its_file_is_read() {
    let problems = || load::read(Document::of_text("a.toml", "vorsion = 1\n"), &[]).unwrap_err();
    let (mut told, again) = (problems(), problems());
    let (number, first): (usize, Vec<Problem>) = (told.len(), again.iter().cloned().collect());
    // Also where one of the two was shown already.
    for problem in &told {
        assert!(miette::Diagnostic::source_code(problem).is_some() || problem.span.is_none());
    }
    told.extend_once(again);
    assert_eq!(told.len(), number);
    assert!(told.iter().eq(first.iter()));
}
