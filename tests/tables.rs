//! A table of points that cannot be used is told where its author wrote it: by its file, its row and its column.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/fit.rs"]
mod fit;

use std::fs;

use assert_cmd::prelude::*;
use clickday::experiment::calibration::spec;
use clickday::experiment::inputs::Prepared;
use desk::{Desk, SLOTS};
use fit::calibration;

const TABLE: &str = "[design.table]\nfile = \"points.csv\"";

/// A desk whose experiment reads this table.
fn with_table(table: &str) -> Desk {
    let desk = Desk::new(TABLE);
    fs::write(desk.path("points.csv"), table).unwrap();
    desk
}

/// What is said of the experiment before anything runs; nothing where all is well.
fn told(desk: &Desk) -> String {
    let told = match Prepared::read(&desk.path("slots.toml"), &[]) {
        Err(error) => error.to_string(),
        Ok(prepared) => prepared
            .try_values()
            .err()
            .map_or_else(String::new, |problems| problems.to_string()),
    };
    told.replace(
        &format!("{}/", desk.path("").display().to_string().trim_end_matches('/')),
        "",
    )
}

#[test]
fn a_value_that_cannot_be_is_told_by_its_row_and_its_column() {
    let desk = with_table("people.role.citizen.retry,portal.tier.web.slots\n0.5,2\n80 %,many\nnan,3\n");
    let told = told(&desk);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert_eq!(
        lines[0],
        "points.csv:3:6: row 2, column portal.tier.web.slots: \"many\" is not a count; \
         write a whole number from 0 up, for example 1_000 or \"5 million\""
    );
    assert!(
        lines[1].starts_with("points.csv:4:1: row 3, column people.role.citizen.retry: "),
        "{told}"
    );
    for command in ["sweep", "check"] {
        let refused = desk.clickday(&[command, "slots.toml"]).assert().code(2);
        let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(
            said.contains("points.csv:3:6") && !said.contains("--set"),
            "{said}"
        );
    }
    assert!(!desk.path("results").exists());
}

#[test]
fn a_path_that_leads_nowhere_is_told_at_the_name_of_its_column() {
    let desk = with_table("weight,portal.tier.web.slits\n1,2\n1,3\n");
    let told = told(&desk);
    assert!(
        told.starts_with("points.csv:1:8: `slits` is not a key here"),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "once, and not for each row: {told}");
}

#[test]
fn a_row_that_is_drawn_keeps_its_number() {
    let desk = Desk::new("[design.posterior]\nfile = \"points.csv\"\npoints = 5");
    let table = "weight,people.role.citizen.retry\n0,0.1\n0,0.2\n1,1.5\n";
    fs::write(desk.path("points.csv"), table).unwrap();
    let told = told(&desk);
    assert!(
        told.starts_with("points.csv:4:3: row 3, column people.role.citizen.retry: "),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn a_value_of_a_factor_is_told_where_the_experiment_has_it() {
    for (factor, place, wrong) in [
        (
            format!("{SLOTS}values = [1, \"many\"]"),
            "values = [1, ",
            "\"many\" is not a count",
        ),
        (
            format!("{SLOTS}from = 0\nto = 9\n\n[design.morris]\ntrajectories = 2"),
            "from = ",
            "0 is too few",
        ),
        (
            "[[factor]]\npath = \"portal.tier.web.slits\"\nvalues = [1]".to_owned(),
            "path = ",
            "`slits` is not a key here",
        ),
    ] {
        let desk = Desk::new(&factor);
        let text = fs::read_to_string(desk.path("slots.toml")).unwrap();
        let (before, _) = text.split_once(place).unwrap();
        let line = before.matches('\n').count() + 1;
        let expected = format!("slots.toml:{line}:{}: {wrong}", place.len() + 1);
        let told = told(&desk);
        assert!(told.starts_with(&expected), "{expected}, not {told}");
    }
}

#[test]
fn a_value_of_a_calibration_is_told_where_its_file_has_it() {
    let desk = Desk::new(SLOTS);
    let calibration = calibration("open-to-all", "set = [\"portal.tier.web.slots=4\"]");
    let told = |from: &str, to: &str| {
        let path = desk.path("fit.toml");
        fs::write(&path, calibration.replace(from, to)).unwrap();
        let told = spec::load(&path).unwrap().try_values().err();
        let told = told.map_or_else(String::new, |problems| problems.to_string());
        told.replace(&path.display().to_string(), "fit.toml")
    };
    assert_eq!(told("", ""), "");
    for (from, to, place) in [
        ("to = 0.9", "to = 9", "fit.toml:14:6: "),
        (
            "citizen.retry",
            "citizen.retri",
            "fit.toml:12:8: `retri` is not a key here",
        ),
        ("slots=4", "slots=many", "fit.toml:8:8: \"many\" is not a count"),
    ] {
        let told = told(from, to);
        assert!(told.starts_with(place), "{to}: {told}");
    }
}

#[test]
fn a_table_of_another_program_is_told_what_is_wrong_with_it() {
    for (table, wrong) in [
        (
            "people.role.citizen.retry,people.role.citizen.retry\n0.5,0.6\n",
            "points.csv:1:27: `people.role.citizen.retry` is there twice",
        ),
        (
            "people.role.citizen.retry;portal.tier.web.slots\n0,5;6000\n0,9;8000\n",
            "points.csv:1:1: semicolons stand between the columns",
        ),
        (
            ",people.role.citizen.retry\n0,0.5\n1,0.9\n",
            "points.csv:1:1: the first column has no name: it may be the index of pandas",
        ),
    ] {
        let told = told(&with_table(table));
        assert!(told.starts_with(wrong), "{told}");
    }
}

/// A table without end, and one as large as a disk: by their names, and behind a link.
#[cfg(unix)]
#[test]
fn a_table_without_end_is_refused_by_every_command_that_reads_one() {
    let desk = Desk::new(TABLE);
    let (points, wrong) = (desk.path("points.csv"), "is too large for a table of points");
    std::os::unix::fs::symlink("/dev/zero", &points).unwrap();
    for command in [
        &["check", "slots.toml"][..],
        &["sweep", "slots.toml", "--dry-run"],
        &["plan", "slots.toml", "--shards", "2", "--out", "plan"],
    ] {
        let output = desk.clickday(command).assert().code(2);
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(told.contains(wrong), "{command:?}: {told}");
    }
    fs::remove_file(&points).unwrap();
    fs::File::create(&points).unwrap().set_len(1 << 34).unwrap();
    assert!(told(&desk).contains(wrong));
    desk.ask("[design.table]\nfile = \"/dev/zero\"");
    assert!(told(&desk).contains(wrong));
    assert!(!desk.path("plan").exists());
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_that_polars_wrote_is_a_design() {
    let desk = Desk::new("[design.table]\nfile = \"points.parquet\"");
    fs::copy("tests/tables/polars-zstd.parquet", desk.path("points.parquet")).unwrap();
    assert_eq!(told(&desk), "");
    desk.clickday(&["check", "slots.toml"]).assert().success();
}

#[test]
fn a_scale_that_is_too_small_is_told_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    let experiment = |scale: &str, further: &str| {
        let text = format!(
            "version = 1\ntitle = \"Small\"\nmodel = \"inps-2020-04-01\"\npolicies = [\"as-it-happened\"]\nseed = 1\n{further}\
             [[stage]]\nname = \"quick\"\nscale = {scale}\nreplications = 2\n"
        );
        fs::write(&file, text).unwrap();
        let mut command = std::process::Command::cargo_bin("clickday").unwrap();
        command.env("NO_COLOR", "1").arg("check").arg(&file);
        command.output().unwrap()
    };
    for further in [
        "",
        "[[factor]]\npath = \"people.role.citizen.retry\"\nvalues = [0.5]\n",
    ] {
        let refused = experiment("1e-6", further);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("is too small for"), "{said}");
        let least = said
            .split("write ")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next())
            .unwrap();
        assert!(least.parse::<f64>().unwrap() > 1e-6, "{said}");
        let accepted = experiment(least, further);
        assert!(
            accepted.status.success(),
            "{}",
            String::from_utf8_lossy(&accepted.stderr)
        );
    }
}
