//! What keeps a command from its end is found before its first run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;

use assert_cmd::prelude::*;
#[cfg(target_os = "linux")]
use clickday::ensemble::store::{rehearse, require_room};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::{calibration, store};
use desk::{Desk, SLOTS};

/// Standard error of a command that is refused.
fn refused(desk: &Desk, arguments: &[&str]) -> String {
    let output = desk.clickday(arguments).assert().code(2);
    String::from_utf8(output.get_output().stderr.clone()).unwrap()
}

#[test]
fn check_finds_a_table_of_points_that_is_missing_or_garbage() {
    let desk = Desk::new("[design.table]\nfile = \"points.csv\"\n");
    let told = refused(&desk, &["check", "slots.toml"]);
    assert!(
        told.contains("points.csv cannot be read: there is no such file"),
        "{told}"
    );
    assert!(told.contains("slots.toml:"), "the place is shown: {told}");
    for (table, said) in [
        ("portal.tier.web.slots\n", "there is no row below the header"),
        ("portal.tier.web.slots\nmany\n", "many"),
        ("portal.tier.web.slits\n3\n", "slits"),
        ("a,b\n1\n", "row 1 has 1 value for 2 columns"),
    ] {
        fs::write(desk.path("points.csv"), table).unwrap();
        let told = refused(&desk, &["check", "slots.toml"]);
        assert!(told.contains(said), "{told}");
    }
    fs::write(desk.path("points.csv"), "portal.tier.web.slots\n3\n4\n").unwrap();
    desk.clickday(&["check", "slots.toml"]).assert().success();
}

#[test]
fn a_value_that_no_model_has_is_found_by_check_as_by_sweep() {
    let desk = Desk::new(&format!("{SLOTS}values = [3, \"many\"]"));
    let told = refused(&desk, &["check", "slots.toml"]);
    assert!(told.contains("many"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_found_before_the_first_run() {
    let desk = Desk::new(&format!("{SLOTS}values = [3]"));
    let plan = ["plan", "slots.toml", "--shards", "1", "--out", "plan"];
    desk.clickday(&plan).assert().success();
    // A file in the place of a folder refuses everybody, the superuser too.
    fs::remove_dir_all(desk.path("plan/parts")).unwrap();
    fs::write(desk.path("plan/parts"), "").unwrap();
    let output = desk
        .clickday(&["shard", "plan", "--index", "0"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("plan/parts"), "{told}");
    fs::write(desk.path("taken"), "").unwrap();
    let told = refused(&desk, &["sweep", "slots.toml", "--out", "taken/results"]);
    assert!(told.contains("taken/results"), "{told}");
    assert!(!told.contains("launches of each"), "nothing was begun: {told}");
}

/// The desk with a comparison, a sweep and a calibration of its model.
fn desk_of_all() -> Desk {
    let desk = Desk::new(&format!("{SLOTS}values = [3]"));
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let compared = experiment
        .replace(&format!("{SLOTS}values = [3]"), "")
        .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "");
    fs::write(desk.path("compared.toml"), compared).unwrap();
    fs::write(desk.path("fit.toml"), CALIBRATION).unwrap();
    desk
}

const CALIBRATION: &str = r#"
version = 1
title = "What an hour tells"
model = "hour.toml"
policy = "open-to-all"
seed = 3
scale = 1
known-until = "2020-04-01 08:40"

[[parameter]]
name = "who tries again"
path = "people.role.citizen.retry"
from = 0.1
to = 0.9
source = "assumed"

[[observation]]
at = "2020-04-01 08:40"
applications = 900
tolerance = "20 %"
source = "made up"

[validation]
posterior = "sample.csv"

[[validation.prediction]]
at = "2020-04-01 08:50"
applications = 1_000
source = "made up"

[effort]
wave = 20
repeats = 3
population = 10
runs = 60
rows = 5
"#;

/// A file in the place of a folder refuses everybody, the superuser too.
#[cfg(unix)]
#[test]
fn every_command_that_writes_finds_a_place_that_it_cannot_write_to() {
    let desk = desk_of_all();
    fs::write(desk.path("taken"), "").unwrap();
    let there = || fs::read_dir(desk.path("")).unwrap().count();
    let before = there();
    for command in [
        &["compare", "compared.toml"][..],
        &["sweep", "slots.toml"],
        &["calibrate", "fit.toml"],
        &["plan", "slots.toml", "--shards", "2"],
    ] {
        for out in ["taken", "taken/results"] {
            let told = refused(&desk, &[command, &["--out", out]].concat());
            assert!(told.contains(out), "{command:?}: {told}");
            assert!(!told.contains("launches of each"), "nothing was begun: {told}");
            assert_eq!(there(), before, "{command:?}: nothing was made");
        }
    }
    // What is made again goes to the folder of the system for such files.
    desk.clickday(&["sweep", "slots.toml", "--out", "made"])
        .assert()
        .success();
    let mut reproduce = desk.clickday(&["reproduce", "made"]);
    let output = reproduce.env("TMPDIR", desk.path("taken")).assert().code(2);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(told.contains("taken") && told.contains("TMPDIR"), "{told}");
}

/// The folders are made by the library, so that no run is there.
#[test]
fn a_file_in_the_place_of_a_table_is_found_before_the_first_run() {
    let desk = desk_of_all();
    let prepared = Prepared::read(&desk.path("slots.toml"), &[]).unwrap();
    drop(store::Store::open(&desk.path("swept"), &prepared).unwrap());
    fs::write(desk.path("swept/runs.csv"), "mine").unwrap();
    let told = refused(&desk, &["sweep", "slots.toml", "--out", "swept"]);
    assert!(
        told.contains("swept/runs.csv is not as clickday wrote it"),
        "{told}"
    );
    assert_eq!(fs::read_dir(desk.path("swept/rows")).unwrap().count(), 0);

    let loaded = calibration::spec::load(&desk.path("fit.toml")).unwrap();
    let model = loaded.model(&[]).unwrap();
    drop(calibration::store::Store::open(&desk.path("fitted"), &loaded, model).unwrap());
    fs::create_dir(desk.path("fitted/posterior.csv")).unwrap();
    let told = refused(&desk, &["calibrate", "fit.toml", "--out", "fitted"]);
    assert!(
        told.contains("fitted/posterior.csv is not as clickday wrote it"),
        "{told}"
    );
    assert_eq!(fs::read_dir(desk.path("fitted/rows")).unwrap().count(), 0);
}

/// A sample that is missing is told by the command that draws from it, and one that is wrong by `check` too.
#[test]
fn a_sample_that_is_missing_or_wrong_is_found_before_the_first_run() {
    let desk = desk_of_all();
    let validate = ["validate", "fit.toml"];
    let told = refused(&desk, &validate);
    assert!(told.contains("sample.csv"), "{told}");
    let other = refused(&desk, &["validate", "fit.toml", "--posterior", "nowhere.csv"]);
    assert!(other.contains("there is no file nowhere.csv"), "{other}");
    for (sample, said) in [
        ("people.role.citizen.retry\n", "there is no row below the header"),
        ("people.role.citizen.retry\noften\n", "often"),
        ("people.role.citizen.retires\n0.5\n", "retires"),
    ] {
        fs::write(desk.path("sample.csv"), sample).unwrap();
        for command in [validate, ["check", "fit.toml"]] {
            let told = refused(&desk, &command);
            assert!(told.contains(said), "{command:?}, {sample}: {told}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_is_foreseen() {
    let folder = tempfile::tempdir().unwrap();
    // The folder may still have to be made.
    let place = folder.path().join("results/new");
    require_room(&place, 1).unwrap();
    let told = require_room(&place, u64::MAX).unwrap_err().to_string();
    assert!(told.starts_with("there is no room for the results in "), "{told}");
    assert!(!place.exists());
    rehearse(&place).unwrap();
    assert_eq!(fs::read_dir(&place).unwrap().count(), 0, "nothing is left");
    fs::write(place.join("file"), "").unwrap();
    let told = rehearse(&place.join("file")).unwrap_err().to_string();
    assert!(told.contains("cannot be used"), "{told}");
}

/// A policy of another year, which is open from the start: `run` says so, and so does whatever reads an experiment.
#[test]
fn a_policy_of_another_year_is_told_by_every_command_that_reads_it() {
    let desk = Desk::new(&format!("{SLOTS}values = [3]"));
    let old = "version = 1\n[[policy.old.measure]]\nopen = { from = \"2019-04-01 07:00\" }\n";
    fs::write(desk.path("old.toml"), old).unwrap();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let experiment = experiment
        .replace("seed = 7", "seed = 7\npolicy-files = [\"old.toml\"]")
        .replace("\"lunch-break\"]", "\"old\"]");
    fs::write(desk.path("slots.toml"), &experiment).unwrap();
    let without = experiment.replace(&format!("{SLOTS}values = [3]"), "");
    let without = without.replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "");
    fs::write(desk.path("compared.toml"), without).unwrap();
    for command in [
        &["run", "hour.toml", "--policy", "old.toml"][..],
        &["explain", "hour.toml", "--policy", "old.toml"],
        &["check", "old.toml", "--model", "hour.toml"],
        &["check", "slots.toml"],
        &["check", "compared.toml"],
        &["sweep", "slots.toml", "--dry-run"],
        &["plan", "slots.toml", "--shards", "2", "--out", "plan"],
        &["compare", "compared.toml", "--out", "compared"],
    ] {
        let output = desk.clickday(command).assert().success();
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        let note =
            "note: policy old: `from` is 2019-04-01 07:00, before this model starts (2020-04-01 08:00)";
        assert_eq!(told.matches(note).count(), 1, "{command:?}: {told}");
    }
}

/// Whatever says when something happens: a time that the clocks jump over is the instant of the change, and is told.
#[test]
fn a_time_that_does_not_exist_is_told() {
    let desk = Desk::new("");
    let hour = fs::read_to_string(desk.path("hour.toml")).unwrap();
    let night = hour
        .replace("2020-04-01 08:00", "2020-03-29 01:00")
        .replace("2020-04-01 09:00", "2020-03-29 05:00")
        .replace("2020-04-01 08:20", "2020-03-29 02:30")
        .replace("2020-04-01 08:40", "2020-03-29 03:30")
        .replace(
            "bin = \"10 min\"",
            "bin = \"10 min\", time-zone = \"Europe/Rome\"",
        );
    fs::write(desk.path("night.toml"), night).unwrap();
    let place =
        "note: policy.lunch-break.measure.0.closure.from: 2020-03-29 02:30 does not exist in Europe/Rome";
    let run = ["run", "night.toml", "--policy", "open-to-all"];
    for (command, note) in [
        (&["check", "night.toml"][..], place),
        (&run, place),
        (
            &[&run[..], &["--until", "2020-03-29 02:10"]].concat(),
            "note: --until: 2020-03-29 02:10 does not exist in Europe/Rome, where the clocks go forward; 2020-03-29 03:00 is used",
        ),
    ] {
        let output = desk.clickday(command).assert().success();
        let told = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(told.contains(note), "{command:?}: {told}");
    }
}
