//! A comparison over draws of what nobody knows.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

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

#[cfg(target_os = "linux")]
#[test]
fn draws_that_fit_into_no_memory_leave_nothing() {
    let desk = desk(as_it_is);
    let names = || {
        let files = fs::read_dir(desk.path("")).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    let refusal = desk.refusal(&["--quick", "--out", "m", "--memory", "1MiB"]);
    assert!(refusal.contains("MiB of memory"), "{refusal}");
    assert_eq!(names(), before);
    // Rows of another experiment stay.
    let mut command = desk.compare(&["--threads", "1", "--out", "m"]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let rows = || {
        let rows = fs::read_dir(desk.path(".m.draws/rows")).into_iter().flatten();
        rows.filter(|row| {
            let path = row.as_ref().unwrap().path();
            path.extension().is_some_and(|ending| ending == "row")
        })
        .count()
    };
    while rows() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = rows();
    assert!(kept >= 2, "the draws were made before they could be stopped");
    let seed = fs::read_to_string(desk.path("lunch.toml")).unwrap();
    fs::write(desk.path("lunch.toml"), seed.replace("seed = 7", "seed = 8")).unwrap();
    desk.refusal(&["--quick", "--out", "m", "--memory", "1MiB"]);
    assert_eq!(rows(), kept);
}

#[test]
fn draws_are_read_back_with_their_types() {
    use clickday::Results;
    use clickday::experiment::results::Values;

    let desk = desk(as_it_is);
    desk.read(&["--quick", "--out", "kept"]);
    let results = Results::open(&desk.path("kept")).unwrap();
    let table = results.table("draws").unwrap();
    assert_eq!(table.rows(), 2 * (24 + 8));
    let values = |name: &str| {
        let column = table.columns.iter().find(|column| column.name == name);
        &column.unwrap().values
    };
    assert!(matches!(values("draw"), Values::Count(_)));
    assert!(matches!(
        values("submitted_by_deadline_people"),
        Values::Number(_)
    ));
    let Values::Text(drawn) = values("people.group.all.arrivals.poisson") else {
        panic!("it is a text");
    };
    assert!(
        drawn.iter().all(|drawn| drawn.ends_with(" per second")),
        "{drawn:?}"
    );
    assert_eq!(results.tables().count(), 8);

    desk.read(&["--quick", "--out", "again"]);
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.current_dir(desk.0.path()).args(["diff", "kept", "again"]);
    let output = command.assert().success();
    let told = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("Those are not compared here."), "{told}");
}
