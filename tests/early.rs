//! What keeps a command from its end is found before its first run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;

use assert_cmd::prelude::*;
#[cfg(target_os = "linux")]
use clickday::ensemble::store::{rehearse, require_room};
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
