//! `clickday check` and `clickday schema`, as a user meets them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use assert_cmd::Command;

fn clickday(args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.env("NO_COLOR", "1").args(args).output().unwrap()
}

/// What is said of a file of `tests/models/wrong`.
fn said(name: &str) -> String {
    let output = clickday(&["check", &format!("tests/models/wrong/{name}.toml")]);
    assert_eq!(output.status.code(), Some(2), "bad input leaves exit code 2");
    assert!(output.stdout.is_empty(), "problems are no result");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn good_files_are_good() {
    let output = clickday(&["check", "tests/models/queue.toml", "tests/models/launch"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        out,
        "tests/models/queue.toml: ok (model, times of UTC)\ntests/models/launch: ok (model, times of Europe/Rome)\n"
    );
}

#[test]
fn an_unknown_key_is_underlined_and_the_right_one_named() {
    insta::assert_snapshot!(said("unknown-key"));
}

#[test]
fn a_bad_unit_is_told_how_people_write_it() {
    insta::assert_snapshot!(said("bad-unit"));
}

#[test]
fn a_name_that_leads_nowhere_is_told_where_it_could() {
    insta::assert_snapshot!(said("dangling-name"));
}

#[test]
fn a_policy_that_never_admits_is_told_by_which_measure() {
    insta::assert_snapshot!(said("never-admits"));
}

#[test]
fn several_problems_are_told_at_once() {
    insta::assert_snapshot!(said("several"));
}

#[test]
fn what_is_not_toml_is_told_where() {
    insta::assert_snapshot!(said("not-toml"));
}

#[test]
fn every_file_is_checked_even_after_a_bad_one() {
    let output = clickday(&[
        "check",
        "tests/models/wrong/bad-unit.toml",
        "tests/models/queue.toml",
        "nowhere.toml",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "tests/models/queue.toml: ok (model, times of UTC)\n"
    );
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.contains("is not a rate") && err.contains("there is no such file") && err.contains("2 problems")
    );
}

#[test]
fn the_schema_beside_the_models_is_current() {
    let output = clickday(&["schema", "model"]);
    assert_eq!(output.status.code(), Some(0));
    let now = String::from_utf8(output.stdout).unwrap();
    let beside = std::fs::read_to_string("models/model.schema.json").unwrap_or_default();
    assert!(
        now == beside,
        "run: cargo run -- schema model > models/model.schema.json"
    );
}

#[test]
fn the_page_of_measures_is_current() {
    let beside = std::fs::read_to_string("docs/measures.md").unwrap_or_default();
    assert!(beside == clickday::measures::page(), "run: cargo xtask measures");
}

#[test]
fn the_schema_accepts_and_describes_each_unit() {
    let schema = clickday::measures::schema();
    for unit in [
        "Duration",
        "Moment",
        "DailyHours",
        "Weekdays",
        "Rate",
        "Share",
        "Factor",
        "Count",
        "Quantity",
    ] {
        assert!(schema["$defs"][unit]["description"].is_string(), "{unit}");
        assert!(schema["$defs"][unit]["examples"].is_array(), "{unit}");
    }
}
