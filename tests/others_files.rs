//! What clickday did not write, or somebody edited, is neither removed nor overwritten; and what it
//! writes can be read by others.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::fs;

use assert_cmd::prelude::*;
use desk::{Desk, SLOTS};

/// Standard error of a command that is refused.
fn refusal(desk: &Desk, command: &[&str]) -> String {
    let assert = desk.clickday(command).assert().code(2);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

fn two_runs() -> Desk {
    let desk = Desk::new(&format!("{SLOTS}values = [3]"));
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let two = experiment
        .replace("\"open-to-all\", \"lunch-break\"", "\"open-to-all\"")
        .replace("replications = 4", "replications = 2");
    assert_ne!(two, experiment);
    fs::write(desk.path("slots.toml"), two).unwrap();
    desk
}

/// The same runs as a comparison.
fn compared() -> Desk {
    let desk = two_runs();
    let experiment = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let compared = experiment
        .replace(&format!("{SLOTS}values = [3]"), "")
        .replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "");
    fs::write(desk.path("slots.toml"), compared).unwrap();
    desk
}

#[test]
fn a_comparison_that_is_made_again_leaves_what_others_put_there() {
    let desk = compared();
    let compare = ["compare", "slots.toml", "--out", "there", "--quiet"];
    desk.clickday(&compare).assert().success();
    let checkpoint = desk.path("there/.ipynb_checkpoints/mine-checkpoint.ipynb");
    fs::create_dir(checkpoint.parent().unwrap()).unwrap();
    fs::write(&checkpoint, "an evening's work").unwrap();
    fs::create_dir(desk.path("there/figures")).unwrap();
    desk.clickday(&compare).assert().success();
    assert_eq!(fs::read_to_string(&checkpoint).unwrap(), "an evening's work");
    assert!(desk.path("there/figures").is_dir());
    let hidden = fs::read_dir(desk.path("")).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0, "nothing is left beside the folder");
}

#[test]
fn a_table_that_was_edited_is_named_before_the_first_run() {
    let desk = compared();
    let compare = ["compare", "slots.toml", "--out", "there", "--quiet"];
    desk.clickday(&compare).assert().success();
    let table = desk.path("there/runs.csv");
    let whole = fs::read(&table).unwrap();
    fs::write(&table, "mine").unwrap();
    let told = refusal(&desk, &compare);
    assert!(
        told.contains("there holds `runs.csv`, which was changed after clickday wrote it")
            && told.contains("--force"),
        "{told}"
    );
    assert!(!desk.path(".there.runs").exists(), "nothing was run");
    assert_eq!(fs::read(&table).unwrap(), b"mine");
    let forced = [&compare[..], &["--force"]].concat();
    desk.clickday(&forced).assert().success();
    assert_eq!(fs::read(&table).unwrap(), whole);
}

#[test]
fn a_sweep_names_what_was_edited_and_writes_what_is_lost() {
    let desk = two_runs();
    desk.read(&["--out", "there", "--quiet"]);
    let tables = desk.tables("there");
    let again = ["sweep", "slots.toml", "--out", "there", "--quiet"];
    for name in ["runs.csv", "runs.parquet", "summary.json", "manifest.json"] {
        let path = desk.path("there").join(name);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, "mine").unwrap();
        let told = refusal(&desk, &again);
        assert!(
            told.contains(&format!("there/{name} is not as clickday wrote it")),
            "{told}"
        );
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        fs::write(&path, whole).unwrap();
    }
    fs::remove_file(desk.path("there/runs.csv")).unwrap();
    fs::remove_dir_all(desk.path("there/inputs")).unwrap();
    desk.clickday(&again).assert().success();
    assert!(desk.tables("there") == tables);
    desk.clickday(&["reproduce", "there"]).assert().success();
}

fn planned() -> Desk {
    let desk = two_runs();
    for command in [
        ["plan", "slots.toml", "--shards", "1", "--out", "there"].as_slice(),
        &["shard", "there", "--index", "0"],
    ] {
        desk.clickday(command).assert().success();
    }
    desk
}

#[test]
fn gather_writes_all_tables_or_none() {
    for name in ["runs.csv", "runs.parquet", "summary.json"] {
        let desk = planned();
        let there = || fs::read_dir(desk.path("there")).unwrap().count();
        // A folder is in the place of a table.
        fs::create_dir(desk.path("there").join(name)).unwrap();
        let before = there();
        desk.clickday(&["gather", "there"]).assert().code(1);
        assert_eq!(there(), before, "{name}");
        fs::remove_dir(desk.path("there").join(name)).unwrap();
        // Or a file of somebody else.
        fs::write(desk.path("there").join(name), "mine").unwrap();
        let told = refusal(&desk, &["gather", "there"]);
        assert!(told.contains(&format!("there/{name} is not as")), "{told}");
        assert_eq!(there(), before, "{name}");
        assert_eq!(fs::read(desk.path("there").join(name)).unwrap(), b"mine");
        fs::remove_file(desk.path("there").join(name)).unwrap();
        desk.clickday(&["gather", "there"]).assert().success();
        let tables = desk.tables("there");
        desk.clickday(&["gather", "there"]).assert().success();
        assert!(desk.tables("there") == tables);
    }
}

#[cfg(unix)]
#[test]
fn every_file_has_the_mode_that_the_umask_gives() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    fn modes(folder: &Path, found: &mut Vec<(String, u32)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                modes(&path, found);
            } else {
                let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
                found.push((path.display().to_string(), mode));
            }
        }
    }

    let desk = planned();
    desk.clickday(&["gather", "there"]).assert().success();
    desk.read(&["--out", "swept", "--quiet"]);
    let compared = compared();
    let compare = ["compare", "slots.toml", "--out", "compared", "--quiet"];
    compared.clickday(&compare).assert().success();
    let plain = fs::metadata(desk.path("slots.toml"))
        .unwrap()
        .permissions()
        .mode()
        & 0o777;
    for folder in [desk.path("there"), desk.path("swept"), compared.path("compared")] {
        let mut found = Vec::new();
        modes(&folder, &mut found);
        assert!(found.len() > 5);
        for (file, mode) in found {
            assert_eq!(format!("{mode:o}"), format!("{plain:o}"), "{file}");
        }
    }
}
