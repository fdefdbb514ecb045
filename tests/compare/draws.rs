//! A comparison over draws of what nobody knows.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use assert_cmd::prelude::*;

use super::{Desk, EXPERIMENT};

/// What nobody knows of the busy day: how many come, which a record tells, and how many try again.
const DRAWS: &str = r#"
[draws]
sample = "sample.csv"
scale = 0.5
larger-scale = 1

[[draws.prior]]
name = "people who try again"
path = "people.role.citizen.retry"
from = 0.3
to = 0.8
source = "assumed"
"#;

/// The desk, with draws in the experiment: `change` changes their table.
fn desk(change: impl Fn(&str) -> String) -> Desk {
    let desk = Desk::new();
    let mut sample = "people.group.all.arrivals.poisson\n".to_owned();
    for row in 0..40 {
        writeln!(sample, "{} per second", 0.4 + f64::from(row) / 100.0).unwrap();
    }
    fs::write(desk.path("sample.csv"), sample).unwrap();
    let text = format!("{EXPERIMENT}{}", change(DRAWS));
    fs::write(desk.path("lunch.toml"), text).unwrap();
    desk
}

fn as_it_is(draws: &str) -> String {
    draws.to_owned()
}

#[test]
fn the_table_shows_what_is_not_known_and_the_details_show_chance() {
    let desk = desk(as_it_is);
    let brief = desk.read(&["--quick", "--out", "brief"]);
    let chance = |text: &str| text.lines().any(|line| line.starts_with("    95 % interval"));
    // A sentence may be broken anywhere.
    let in_one_line = brief.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "24 draws, 95 % range",
        "What nobody knows (24 draws)",
        "Drawn from the sample that agrees with the record: 1 value.",
        "people who try again (people.role.citizen.retry): 0.3 to 0.8; assumed",
        " of 24 draws, so, with 95 % confidence, in at least ",
    ] {
        assert!(in_one_line.contains(said), "{said:?} in\n{brief}");
    }
    assert!(!chance(&brief), "{brief}");
    assert!(chance(&desk.read(&["--quick", "--out", "whole", "--details"])));

    let rows = fs::read_to_string(desk.path("brief/draws.csv")).unwrap();
    // Two policies, 24 draws at the small scale and 8 at the larger one.
    assert_eq!(rows.lines().count(), 1 + 2 * (24 + 8));
    let header = rows.lines().next().unwrap();
    let drawn = "people.group.all.arrivals.poisson,people.role.citizen.retry";
    assert!(header.ends_with(drawn), "{header}");
    let summary = fs::read(desk.path("brief/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["draws"]["draws"], 24);
    assert_eq!(summary["draws"]["distinct"], 24);
    assert_eq!(
        fs::read(desk.path("brief/draws.csv")).unwrap(),
        fs::read(desk.path("whole/draws.csv")).unwrap()
    );
    for kept in [".brief.draws", ".brief.runs"] {
        assert!(!desk.path(kept).exists(), "{kept} is left");
    }
}

#[test]
fn results_over_draws_are_made_again() {
    let desk = desk(as_it_is);
    desk.read(&["--quick", "--out", "kept"]);
    // Everything is made from what the folder keeps.
    for name in ["sample.csv", "lunch.toml", "day.toml"] {
        fs::remove_file(desk.path(name)).unwrap();
    }
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.current_dir(desk.0.path()).args(["reproduce", "kept"]);
    command.assert().success();
}

#[test]
fn what_is_set_is_not_drawn() {
    let desk = desk(as_it_is);
    let text = desk.read(&[
        "--quick",
        "--out",
        "set",
        "--set",
        "people.role.citizen.retry=0.5",
    ]);
    assert!(!text.contains("people who try again"), "{text}");
    let header = fs::read_to_string(desk.path("set/draws.csv")).unwrap();
    assert!(
        header
            .lines()
            .next()
            .unwrap()
            .ends_with(",people.group.all.arrivals.poisson")
    );
}

#[test]
fn draws_that_cannot_be_are_told_where_they_are_written() {
    let refusal = |change: &dyn Fn(&str) -> String| desk(change).refusal(&["--quick"]);
    let retry = "people.role.citizen.retry";
    let chosen = refusal(&|draws: &str| draws.replace(retry, "policy.lunch-break.measure.closure.until"));
    assert!(
        chosen.contains("the operator chooses policy.lunch-break.measure.closure.until")
            && chosen.contains("lunch.toml"),
        "{chosen}"
    );
    let misspelt = refusal(&|draws: &str| draws.replace(retry, "people.role.citizen.retri"));
    assert!(
        misspelt.contains("retri") && misspelt.contains("lunch.toml"),
        "{misspelt}"
    );
    let too_much = refusal(&|draws: &str| draws.replace("to = 0.8", "to = 1.8"));
    assert!(too_much.contains("lunch.toml"), "{too_much}");
    let missing = refusal(&|draws: &str| draws.replace("sample.csv", "simple.csv"));
    assert!(missing.contains("simple.csv"), "{missing}");
    let few = refusal(&|draws: &str| draws.replace("larger-scale", "number = 5\nlarger-scale"));
    assert!(few.contains("5 draws are too few"), "{few}");
}

#[test]
fn check_reads_every_row_that_is_drawn() {
    let desk = desk(as_it_is);
    let sample = fs::read_to_string(desk.path("sample.csv")).unwrap();
    let wrong = sample.replace("per second", "per fortnight");
    fs::write(desk.path("sample.csv"), wrong).unwrap();
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.current_dir(desk.0.path()).args(["check", "lunch.toml"]);
    let output = command.assert().failure();
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(told.contains("sample.csv:"), "{told}");
}
