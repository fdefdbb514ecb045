//! `clickday sweep`, as a user meets it: a table, rows that are there for good, and nothing run twice.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

#[path = "common/desk.rs"]
mod desk;
#[cfg(unix)]
#[path = "common/signal.rs"]
mod signal;

use assert_cmd::prelude::*;
use desk::{Desk, SLOTS};
#[cfg(unix)]
use signal::stop;

#[test]
fn a_grid_is_summed_up_point_by_point() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 3]"));
    let told = desk.read(&["--dry-run"]);
    let runs = "How many slots?: grid, 2 points, 2 policies, 4 launches of each: 16 runs at scale 1: about ";
    let (input, told) = told.split_once("\n\n").unwrap();
    assert_eq!(input, "Input: slots.toml, hour.toml (from disk)");
    assert!(told.starts_with(runs), "{told}");
    assert!(told.contains(" MiB on the disk"), "{told}");
    assert!(
        desk.read(&["--dry-run", "--memory", "1MiB"])
            .contains("one at a time"),
        "two runs at full scale do not fit"
    );
    assert!(!desk.path("results").exists(), "nothing was run");
    let mut compare = std::process::Command::cargo_bin("clickday").unwrap();
    let refusal = compare
        .current_dir(desk.path(""))
        .args(["compare", "slots.toml"])
        .assert()
        .code(2);
    let told = String::from_utf8(refusal.get_output().stderr.clone()).unwrap();
    assert!(told.contains("run it with `clickday sweep`"), "{told}");

    desk.read(&["--out", "grid", "--quiet"]);
    let summary = desk.summary("grid");
    let submitted = |point: usize| {
        summary["points"][point]["outcomes"]["submitted_people"]["value"]
            .as_f64()
            .unwrap()
    };
    assert!(
        submitted(2) > 2.0 * submitted(0),
        "three slots serve more than one: {summary}"
    );
    assert_eq!(summary["differences"].as_array().unwrap().len(), 2);
    assert!(summary["differences"][0]["adjusted_p_value"].as_f64().unwrap() <= 1.0);
    let table = fs::read_to_string(desk.path("grid").join("runs.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 16);
    assert!(
        table.starts_with("point,portal.tier.web.slots,scale,policy,replication,status,events,collapsed,"),
        "{table}"
    );
}

#[test]
fn a_sweep_that_was_interrupted_goes_on_where_it_was() {
    let factor = format!(
        "{SLOTS}from = 1\nto = 9\n\n[design.bisection]\nalong = \"portal.tier.web.slots\"\n\
                          tolerance = \"10 %\"\nevent = 'failure < \"20 %\"'"
    );
    let desk = Desk::new(&factor);
    desk.read(&["--out", "whole", "--threads", "2"]);
    desk.read(&["--out", "again", "--threads", "1"]);
    assert_eq!(
        desk.tables("whole"),
        desk.tables("again"),
        "on any number of threads"
    );

    // Two rows of three are lost, and one was half written.
    let rows = desk.path("again").join("rows");
    let mut before = BTreeMap::new();
    for (index, entry) in fs::read_dir(&rows).unwrap().enumerate() {
        let path = entry.unwrap().path();
        if index % 3 == 0 {
            before.insert(path.clone(), fs::metadata(&path).unwrap().modified().unwrap());
        } else {
            fs::remove_file(path).unwrap();
        }
    }
    fs::write(rows.join(".half.partial"), "{").unwrap();
    desk.read(&["--out", "again"]);
    assert_eq!(desk.tables("whole"), desk.tables("again"));
    for (path, modified) in before {
        assert_eq!(
            fs::metadata(&path).unwrap().modified().unwrap(),
            modified,
            "no run is repeated"
        );
    }
    let threshold = &desk.summary("whole")["thresholds"][0];
    let (at, happens_above) = (
        threshold["threshold"].as_f64().unwrap(),
        threshold["happens_above"].as_bool().unwrap(),
    );
    assert!((1.0..9.0).contains(&at) && happens_above, "{threshold}");
}

#[test]
fn sensitivities_name_what_matters() {
    let factors = format!(
        "{SLOTS}from = 1\nto = 3\n\n[[factor]]\npath = \"people.role.citizen.retry\"\nfrom = 0.58\n\
         to = 0.6\n\nDESIGN"
    );
    let desk = Desk::new(&factors.replace("DESIGN", "[design.morris]\ntrajectories = 4"));
    let told = desk.read(&["--out", "morris"]);
    assert!(told.contains("submitted_people, policy open-to-all"), "{told}");
    let effects = &desk.summary("morris")["sensitivities"][0]["morris"];
    assert!(
        effects[0]["mu_star"].as_f64().unwrap() > 5.0 * effects[1]["mu_star"].as_f64().unwrap(),
        "{effects}"
    );

    desk.ask(&factors.replace("DESIGN", "[design.saltelli]\nbase-points = 16"));
    desk.read(&["--out", "saltelli", "--quiet"]);
    let shares = &desk.summary("saltelli")["sensitivities"][0]["sobol"];
    assert!(shares[0]["total"]["value"].as_f64().unwrap() > 0.5, "{shares}");
}

#[test]
fn a_table_is_a_design_too() {
    let desk = Desk::new("[design.table]\nfile = \"points.csv\"");
    fs::write(
        desk.path("points.csv"),
        "portal.tier.web.slots,people.role.citizen.retry\n2,0.5\n4,80 %\n",
    )
    .unwrap();
    desk.read(&["--out", "table"]);
    assert_eq!(desk.summary("table")["points"][2]["settings"][1], "80 %");

    fs::write(desk.path("points.csv"), "portal.tier.web.slots\nmany\n").unwrap();
    let told = desk.refusal(&["--out", "other"]);
    assert!(told.contains("many") && !desk.path("other").exists(), "{told}");
    assert!(desk.refusal(&["--out", "table"]).contains("many"));
}

#[test]
fn what_cannot_be_used_leaves_exit_code_2_and_nothing_written() {
    let desk = Desk::new(&format!("{SLOTS}from = 1\nto = 3"));
    assert!(
        desk.refusal(&[])
            .contains("portal.tier.web.slots has a range, and grid takes values")
    );
    desk.ask("[[factor]]\npath = \"portal.tier.web.slits\"\nvalues = [1]");
    assert!(desk.refusal(&[]).contains("slits"));
    desk.ask(&format!("{SLOTS}values = [1, 0]"));
    assert!(desk.refusal(&[]).contains("slots"));
    assert!(!desk.path("results").exists());

    desk.ask(&format!("{SLOTS}values = [1]"));
    desk.read(&["--quiet", "--out", "one"]);
    desk.ask(&format!("{SLOTS}values = [2]"));
    assert!(
        desk.refusal(&["--out", "one"])
            .contains("one holds another sweep")
    );
    fs::create_dir(desk.path("mine")).unwrap();
    fs::write(desk.path("mine").join("letter.txt"), "Dear").unwrap();
    assert!(
        desk.refusal(&["--out", "mine"])
            .contains("is not the folder of a sweep")
    );
}

#[test]
fn a_goal_that_is_missed_leaves_exit_code_3() {
    let goal = "\n\n[[goal]]\nrequire = 'failure < \"0 %\"'\n";
    let desk = Desk::new(&format!("{SLOTS}values = [1]{goal}"));
    let output = desk.sweep(&["--out", "missed"]).assert().code(3);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("goals missed:\n  failure < \"0 %\" under open-to-all: in 0 of 4 launches"),
        "{told}"
    );
}

#[test]
fn killed_at_fifty_moments_it_ends_with_the_same_bytes() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3, 4, 5, 6]"));
    desk.read(&["--out", "whole"]);
    let mut kept = 0;
    for kill in 0..50 {
        let mut child = desk
            .sweep(&["--out", "killed", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread without a pattern: multiples of the golden ratio.
        let share = (f64::from(kill) * 0.618_034).fract();
        std::thread::sleep(Duration::from_secs_f64(0.15 * share));
        child.kill().unwrap();
        child.wait().unwrap();
        let rows = fs::read_dir(desk.path("killed/rows")).map_or(0, |files| {
            let names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
            names.filter(|name| !name.starts_with('.')).count()
        });
        assert!(rows >= kept, "what has ended is never lost");
        kept = rows;
    }
    desk.read(&["--out", "killed"]);
    assert_eq!(desk.tables("killed"), desk.tables("whole"));
}

#[cfg(unix)]
#[test]
fn a_signal_stops_a_sweep_and_the_same_command_goes_on() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3, 4, 5, 6]"));
        desk.read(&["--out", "whole"]);
        let child = desk
            .sweep(&["--out", "stopped", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let rows = || rows(&desk.path("stopped/rows")).len();
        let output = stop(child, signal, || rows() > 0);
        let told = String::from_utf8(output.stderr).unwrap();
        // Forty-eight runs take longer than the signal does.
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains("the same command goes on from there"), "{told}");
        let kept = rows();
        assert!(kept > 0 && kept < 48, "{kept} rows");
        let left = format!("interrupted, with {} runs left;", 48 - kept);
        assert!(told.contains(&left), "{left} {told}");
        desk.read(&["--out", "stopped"]);
        assert_eq!(desk.tables("stopped"), desk.tables("whole"));
    }
}

/// The files of rows in a folder.
fn rows(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut rows: Vec<PathBuf> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "row"))
        .collect();
    rows.sort();
    rows
}

/// A few bits of each row, spread over all its lines, are flipped one at a time.
#[test]
fn a_flipped_bit_of_a_row_is_named_and_its_run_made_again() {
    let desk = Desk::new(&format!("{SLOTS}values = [2]"));
    desk.read(&["--out", "one"]);
    let before = desk.tables("one");
    for (number, row) in rows(&desk.path("one/rows")).iter().enumerate() {
        let whole = fs::read(row).unwrap();
        for share in [0.05, 0.5, 0.95] {
            let mut flipped = whole.clone();
            flipped[(share * whole.len() as f64) as usize] ^= 1 << number;
            fs::write(row, flipped).unwrap();
            let output = desk.sweep(&["--out", "one", "--quiet"]).assert().success();
            let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
            let name = row.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                told.contains(&name) && told.contains("is left out, and its run made again"),
                "{told}"
            );
            assert_eq!(desk.tables("one"), before);
            assert_eq!(fs::read(row).unwrap(), whole);
        }
    }
}

#[test]
fn rows_of_another_sweep_and_of_an_older_version_are_not_taken_over() {
    let desk = Desk::new(&format!("{SLOTS}values = [2]"));
    desk.read(&["--out", "one"]);
    let model = fs::read_to_string(desk.path("hour.toml")).unwrap();
    fs::write(
        desk.path("hour.toml"),
        model.replace("exponential = \"1 s\"", "exponential = \"2 s\""),
    )
    .unwrap();
    desk.read(&["--out", "other"]);
    let before = desk.tables("other");
    assert!(before != desk.tables("one"));
    for row in rows(&desk.path("one/rows")) {
        fs::copy(&row, desk.path("other/rows").join(row.file_name().unwrap())).unwrap();
    }
    fs::write(desk.path("other/rows/0123.json"), "{}").unwrap();
    let output = desk.sweep(&["--out", "other", "--quiet"]).assert().success();
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let of_another = "it is of another experiment: hour.toml is not the same";
    assert_eq!(told.matches(of_another).count(), 8, "{told}");
    assert!(told.contains("0123.json is left out"), "{told}");
    assert!(desk.tables("other") == before);
}

#[test]
fn two_processes_do_not_work_in_one_folder() {
    let desk = Desk::new(&format!("{SLOTS}values = [2, 4]"));
    desk.read(&["--out", "one"]);
    let lock = fs::File::options()
        .write(true)
        .open(desk.path("one/lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let told = desk.refusal(&["--out", "one"]);
    assert!(told.contains("another process works on one"), "{told}");
    drop(lock);
    desk.read(&["--out", "one"]);
}

/// A limit on the size of files stands for a full disk: the small file that is tried first can be written, and a row cannot.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_what_was_kept_is_kept() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2]"));
    desk.read(&["--out", "whole"]);
    desk.read(&["--out", "full"]);
    for row in fs::read_dir(desk.path("full/rows")).unwrap().skip(5) {
        fs::remove_file(row.unwrap().path()).unwrap();
    }
    let sweep = desk.sweep(&["--out", "full", "--quiet"]);
    let mut command = std::process::Command::new("sh");
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    command
        .current_dir(desk.path(""))
        .args(["-c", limited])
        .arg(sweep.get_program())
        .args(sweep.get_args());
    let output = command.assert().code(1);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(told.contains("cannot use full/"), "{told}");
    assert!(
        told.contains("the space left, and run the same command again"),
        "{told}"
    );
    let rows = fs::read_dir(desk.path("full/rows")).unwrap();
    let kept = rows.filter(|row| {
        let name = row.as_ref().unwrap().file_name();
        !name.to_string_lossy().starts_with('.')
    });
    assert_eq!(kept.count(), 5, "and nothing half written");
    desk.read(&["--out", "full"]);
    assert_eq!(desk.tables("full"), desk.tables("whole"));
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_before_anything_runs() {
    let desk = Desk::new(&format!("{SLOTS}values = [1]"));
    // Nobody, whatever their rights, makes a folder below a file.
    let output = desk.sweep(&["--out", "hour.toml/results"]).assert().code(2);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("the folder hour.toml/results cannot be used"),
        "{told}"
    );
    assert!(told.contains("choose another folder with --out DIR"), "{told}");
}

#[test]
fn a_row_that_was_damaged_is_named_and_the_others_stay() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2]"));
    desk.read(&["--out", "one"]);
    let before = desk.tables("one");
    let all = rows(&desk.path("one/rows"));
    let modified = |row: &PathBuf| fs::metadata(row).unwrap().modified().unwrap();
    let (row, others) = all.split_last().unwrap();
    let then: Vec<_> = others.iter().map(modified).collect();
    let whole = fs::read(row).unwrap();
    fs::write(row, &whole[..whole.len() / 2]).unwrap();
    let output = desk.sweep(&["--out", "one"]).assert().success();
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let name = row.file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        told.contains(&name) && told.contains("is left out, and its run made again"),
        "{told}"
    );
    assert_eq!(desk.tables("one"), before);
    assert_eq!(fs::read(row).unwrap(), whole);
    assert_eq!(others.iter().map(modified).collect::<Vec<_>>(), then);
    fs::remove_file(row).unwrap();
    desk.read(&["--out", "one"]);
    assert_eq!(desk.tables("one"), before);
}
