//! `clickday compare`, as a user meets it: a table, a results folder, and nothing lost or overwritten.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "compare/draws.rs"]
mod draws;
#[cfg(unix)]
#[path = "common/signal.rs"]
mod signal;

use assert_cmd::prelude::*;

/// A portal that is too small for a busy day, under two policies.
const MODEL: &str = r#"
version = 1
title = "A busy day"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 12:00", bin = "10 min" }
policy = { open-to-all = {}, lunch-break = { measure = [
    { closure = { from = "2020-04-01 10:00", until = "2020-04-01 11:00" } },
] } }

[people]
group.all = { role = "citizen", arrivals = { poisson = "2 per second" } }
role.citizen = { patience = { law = { exponential = "30 s" } }, retry = 0.6, retry-after = { exponential = "10 s" } }

[portal]
request.page = { work = { web = { exponential = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 3
backlog = { length = 40 }

[[journey.page]]
name = "form"
request = "page"
think = { exponential = "10 s" }

[[journey.page]]
name = "send"
request = "page"

[[record]]
at = "2020-04-01 10:00"
applications = 5000
source = "the porter"
"#;

/// Two quick stages, one of them at full scale.
const EXPERIMENT: &str = r#"
version = 1
title = "Is a lunch break wise?"
model = "day.toml"
policies = ["open-to-all", "lunch-break"]
seed = 7

[[stage]]
name = "quick"
scale = 0.5
replications = 6

[[stage]]
name = "full"
scale = 1
replications = 1
"#;

/// A folder with the model and the experiment.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::write(desk.path("day.toml"), MODEL).unwrap();
        fs::write(desk.path("lunch.toml"), EXPERIMENT).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn compare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command
            .current_dir(self.0.path())
            .args(["compare", "lunch.toml"])
            .args(arguments);
        command
    }

    /// Standard output of a comparison that succeeds.
    fn read(&self, arguments: &[&str]) -> String {
        let output = self.compare(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    }

    /// Standard error of a comparison that is refused.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.compare(arguments).assert().code(2);
        String::from_utf8(output.get_output().stderr.clone()).unwrap()
    }

    fn manifest(&self, folder: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(folder).join("manifest.json")).unwrap()).unwrap()
    }
}

#[test]
fn a_goal_that_is_missed_leaves_exit_code_3_and_the_results() {
    let desk = Desk::new();
    let goal = |require: &str| {
        let goal = format!("[[goal]]\nrequire = '{require}'\n\n[[stage]]\nname = \"quick\"");
        let text = EXPERIMENT.replace("[[stage]]\nname = \"quick\"", &goal);
        fs::write(desk.path("lunch.toml"), text).unwrap();
    };
    goal("collapsed <= \"4 h\"");
    desk.read(&["--quick", "--out", "met"]);
    goal("submitted by deadline >= \"100 %\"");
    let output = desk.compare(&["--quick", "--out", "missed"]).assert().code(3);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("goals missed:\n  submitted by deadline >= \"100 %\" under open-to-all: in 0 of 6"),
        "{told}"
    );
    assert_eq!(desk.manifest("missed")["finished"][0], "quick");
}

#[test]
fn a_stage_goes_on_until_its_policies_are_known_well_enough() {
    let desk = Desk::new();
    let until = |until: &str| {
        let text = EXPERIMENT.replace("replications = 6", &format!("replications = 6\n{until}"));
        fs::write(desk.path("lunch.toml"), text).unwrap();
    };
    until("until = { half-width = \"0.1 %\", at-most = 14 }");
    desk.read(&["--quick", "--out", "grown"]);
    fs::write(
        desk.path("lunch.toml"),
        EXPERIMENT.replace("replications = 6", "replications = 14"),
    )
    .unwrap();
    desk.read(&["--quick", "--out", "at-once"]);
    let (grown, at_once) = (bytes(&desk.path("grown")), bytes(&desk.path("at-once")));
    for table in ["runs.csv", "series.csv", "waits.csv"] {
        assert!(
            grown[Path::new(table)] == at_once[Path::new(table)],
            "{table} differs"
        );
    }
    until("until = { half-width = \"50 %\", at-most = 14 }");
    desk.read(&["--quick", "--out", "enough"]);
    assert!(bytes(&desk.path("enough"))[Path::new("runs.csv")].len() < grown[Path::new("runs.csv")].len());
}

/// Every file below a folder, by its path, with its bytes.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = PathBuf::from(path.file_name().unwrap());
            files.extend(
                bytes(&path)
                    .into_iter()
                    .map(|(below, bytes)| (name.join(below), bytes)),
            );
        } else {
            files.insert(PathBuf::from(path.file_name().unwrap()), fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn the_results_are_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    let folders: Vec<BTreeMap<PathBuf, Vec<u8>>> = ["1", "2", "16"]
        .into_iter()
        .map(|threads| {
            desk.read(&["--quiet", "--threads", threads, "--out", threads]);
            let mut files = bytes(&desk.path(threads));
            files
                .remove(Path::new("timings.csv"))
                .expect("what the machine took is told");
            files
        })
        .collect();
    assert!(folders[0].len() >= 8, "{:?}", folders[0].keys());
    for other in &folders[1..] {
        assert_eq!(
            folders[0].keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &folders[0] {
            assert!(bytes == &other[name], "{} differs", name.display());
        }
    }
}

#[test]
fn a_reader_gets_a_preliminary_table_then_the_final_one_and_the_place_of_the_results() {
    let desk = Desk::new();
    let text = desk.read(&[]);
    let (preliminary, last) = text.split_once("\n\n\n").unwrap();
    let (input, preliminary) = preliminary.split_once("\n\n").unwrap();
    assert!(
        input.starts_with("Input: ") && input.ends_with("(from disk)"),
        "{input}"
    );
    assert!(preliminary.starts_with("PRELIMINARY"));
    for table in [preliminary, last] {
        assert!(table.contains("Is a lunch break wise?"));
        assert!(table.contains("Submitted by 1 Apr 12:00"));
        assert!(table.contains("6 launches at 1:2"));
    }
    assert!(last.contains("1 launch at 1:1 and 6 launches at 1:2"));
    assert!(
        last.contains("the porter"),
        "the public record stands beside the simulation"
    );
    assert!(last.contains("Results: results/lunch\n"));
    assert!(!text.contains('\x1b'), "no colours where there is no terminal");
    let short = desk.read(&["--quiet"]);
    assert!(last.starts_with(&short));
}

#[test]
fn the_manifest_says_what_is_needed_to_make_every_byte_again() {
    let desk = Desk::new();
    desk.read(&["--quiet", "--quick", "--set", "portal.tier.web.slots=4"]);
    let manifest = desk.manifest("results/lunch");
    assert_eq!(manifest["identity"]["seed"], 7);
    assert_eq!(manifest["identity"]["overrides"][0], "portal.tier.web.slots=4");
    let inputs = manifest["identity"]["inputs"].as_array().unwrap();
    assert_eq!(
        inputs
            .iter()
            .map(|i| i["name"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["lunch.toml", "day.toml"]
    );
    assert_eq!(
        manifest["finished"].as_array().unwrap().len(),
        1,
        "--quick leaves full scale out"
    );
    assert_eq!(manifest["planned"].as_array().unwrap().len(), 2);
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("results/lunch/summary.json")).unwrap()).unwrap();
    let submitted = &summary["stages"][0]["policies"][0]["metrics"]["submitted_by_deadline_people"];
    assert_eq!(submitted["replications"], 6);
    assert!(submitted["interval"]["low"].as_f64().unwrap() < submitted["value"].as_f64().unwrap());
}

#[test]
fn a_what_if_is_marked_in_its_table_its_charts_and_its_summary() {
    let desk = Desk::new();
    let set = "portal.tier.web.slots=4";
    let text = desk.read(&["--quiet", "--set", set]);
    let said = format!("WHAT-IF, not the model of the files. Changed: {set}.");
    assert_eq!(text.lines().nth(1), Some(said.as_str()), "{text}");
    let folder = desk.path("results/lunch");
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["what_if"][0], set);
    for name in bytes(&folder)
        .into_keys()
        .filter(|name| name.starts_with("charts"))
    {
        let name = name.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name == "charts.json" || name.starts_with("what-if-"), "{name}");
    }
    let plain = desk.read(&["--quiet", "--out", "plain"]);
    assert!(!plain.contains("WHAT-IF"), "{plain}");
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("plain/summary.json")).unwrap()).unwrap();
    assert!(summary.get("what_if").is_none());

    // A deadline in the file of the experiment is no part of the model either.
    let text = EXPERIMENT.replace("seed = 7", "seed = 7\ndeadline = \"2020-04-01 11:00\"");
    fs::write(desk.path("lunch.toml"), text).unwrap();
    let told = desk.read(&["--quiet", "--quick", "--out", "deadline"]);
    assert!(told.contains("Changed: calendar.deadline="), "{told}");
    assert!(
        told.contains("QUICK LOOK: no launch here is at full scale"),
        "{told}"
    );
}

#[test]
fn results_of_another_experiment_are_not_overwritten() {
    let desk = Desk::new();
    desk.read(&["--quiet", "--quick"]);
    let before = bytes(&desk.path("results/lunch"));
    let refusal = desk.refusal(&["--quick", "--set", "portal.tier.web.slots=4"]);
    assert!(
        refusal.contains("another experiment")
            && refusal.contains("--out DIR")
            && refusal.contains("--force")
    );
    assert!(bytes(&desk.path("results/lunch")) == before);
    desk.read(&[
        "--quiet",
        "--quick",
        "--set",
        "portal.tier.web.slots=4",
        "--force",
    ]);
    assert!(bytes(&desk.path("results/lunch")) != before);
}

#[test]
fn a_folder_holds_the_charts_of_its_last_stage_and_no_others() {
    let desk = Desk::new();
    let half = "[[stage]]\nname = \"half\"\nscale = 0.75\nreplications = 2\n\n[[stage]]\nname = \"full\"";
    let three = EXPERIMENT.replace("[[stage]]\nname = \"full\"", half);
    for (text, out) in [(EXPERIMENT, "two"), (&three, "three")] {
        fs::write(desk.path("lunch.toml"), text).unwrap();
        for arguments in [&["--quick"][..], &[], &[]] {
            desk.read(&[&["--quiet", "--out", out][..], arguments].concat());
        }
        let manifest = desk.manifest(out);
        let files = manifest["files"].as_array().unwrap().iter();
        let mut listed: Vec<PathBuf> = files.map(|file| file["name"].as_str().unwrap().into()).collect();
        listed.push("manifest.json".into());
        listed.sort();
        let there: Vec<PathBuf> = bytes(&desk.path(out)).into_keys().collect();
        assert_eq!(there, listed, "{out}");
        let is_of_a_part = |name: &PathBuf| name.to_string_lossy().contains("/at-");
        assert!(!there.iter().any(is_of_a_part), "{there:?}");
    }
}

#[test]
fn finished_results_are_not_replaced_by_a_part_of_them() {
    let desk = Desk::new();
    desk.read(&["--quiet"]);
    let before = bytes(&desk.path("results/lunch"));
    let text = desk.read(&["--quick"]);
    assert!(text.contains("holds these already"), "{text}");
    assert!(bytes(&desk.path("results/lunch")) == before);
}

#[test]
fn what_cannot_be_used_leaves_exit_code_2_and_nothing_written() {
    let desk = Desk::new();
    let refusal = desk.refusal(&["--set", "portal.tier.web.slots=many"]);
    assert!(refusal.contains("many"), "{refusal}");
    fs::write(
        desk.path("lunch.toml"),
        EXPERIMENT.replace("lunch-break", "siesta"),
    )
    .unwrap();
    let refusal = desk.refusal(&[]);
    assert!(
        refusal.contains("siesta") && refusal.contains("lunch.toml"),
        "{refusal}"
    );
    fs::write(desk.path("lunch.toml"), EXPERIMENT.replace("seed", "sede")).unwrap();
    desk.refusal(&[]);
    assert_eq!(
        fs::read_dir(desk.0.path()).unwrap().count(),
        2,
        "only the model and the experiment are there"
    );
}

#[test]
fn a_killed_comparison_keeps_the_stage_that_was_finished() {
    let desk = Desk::new();
    // A full stage that takes far longer than the test waits.
    let long = EXPERIMENT.replace("replications = 1\n", "replications = 90_000\n");
    fs::write(desk.path("lunch.toml"), long).unwrap();
    let mut child = desk
        .compare(&["--threads", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !desk.path("results/lunch/manifest.json").exists() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the first stage was never written"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let manifest = desk.manifest("results/lunch");
    assert_eq!(manifest["finished"], serde_json::json!(["quick"]));
    for file in manifest["files"].as_array().unwrap() {
        assert!(
            desk.path("results/lunch")
                .join(file["name"].as_str().unwrap())
                .is_file()
        );
    }
}

/// Earlier revisions wrote timings without a hash.
#[test]
fn results_with_timings_of_an_earlier_revision_are_read_and_made_again() {
    let desk = Desk::new();
    let arguments = ["--quick", "--quiet", "--out", "older"];
    desk.read(&arguments);
    let path = desk.path("older/timings.csv");
    let text = fs::read_to_string(&path).unwrap();
    let without = |line: &str| format!("{}\n", line.rsplit_once(',').unwrap().0);
    let older: String = text.lines().map(without).collect();
    fs::write(&path, &older).unwrap();
    clickday::Results::open(&desk.path("older")).unwrap();
    let reproduce = || {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command.current_dir(desk.0.path()).args(["reproduce", "older"]);
        command.assert()
    };
    reproduce().success();
    // What every machine repeats is compared still.
    fs::write(&path, older.replacen("lunch-break", "siesta", 1)).unwrap();
    reproduce().failure();
    fs::write(&path, &older).unwrap();
    desk.read(&arguments);
    assert!(fs::read_to_string(&path).unwrap().contains("sha256"));
}

/// Runs of a stage that is not asked for now are in no results: they stay where they are kept.
#[test]
fn kept_runs_of_a_later_stage_stay() {
    let desk = Desk::new();
    let long = EXPERIMENT.replace("replications = 1\n", "replications = 90_000\n");
    fs::write(desk.path("lunch.toml"), long).unwrap();
    let arguments = ["--threads", "1", "--out", "e"];
    let mut child = desk
        .compare(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let rows = || -> Vec<PathBuf> {
        let rows = fs::read_dir(desk.path(".e.runs/rows")).into_iter().flatten();
        let rows = rows.map(|row| row.unwrap().path());
        rows.filter(|row| row.extension().is_some_and(|ending| ending == "row"))
            .collect()
    };
    // Two policies, six launches of each in the first stage.
    let of_quick = 12;
    let started = Instant::now();
    while rows().len() < of_quick + 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "no run was kept");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = rows().len();
    desk.read(&["--quick", "--out", "e"]);
    assert_eq!(rows().len(), before - of_quick);
}

/// What cannot be removed at the end hides no goal that was missed.
#[cfg(unix)]
#[test]
fn a_missed_goal_comes_before_what_cannot_be_removed() {
    let desk = Desk::new();
    let goal = "[[goal]]\nrequire = 'submitted by deadline >= \"100 %\"'\n\n[[stage]]\nname = \"quick\"";
    let text = EXPERIMENT.replace("[[stage]]\nname = \"quick\"", goal);
    fs::write(desk.path("lunch.toml"), text).unwrap();
    // A folder, where a file that was half written would be removed.
    fs::create_dir_all(desk.path(".e.runs/rows/.abcDE1.partial")).unwrap();
    let output = desk.compare(&["--quick", "--out", "e"]).assert().code(3);
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(told.contains("goals missed"), "{told}");
}

#[test]
fn a_table_is_printed_though_nobody_reads_the_notes() {
    let desk = Desk::new();
    let mut child = desk
        .compare(&["--quick"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("Results: results/lunch"), "{told}");
    assert!(desk.path("results/lunch/manifest.json").exists());
}

#[cfg(unix)]
#[test]
fn a_signal_stops_a_comparison_and_the_same_command_goes_on() {
    let desk = Desk::new();
    let long = EXPERIMENT.replace("replications = 1\n", "replications = 60\n");
    fs::write(desk.path("lunch.toml"), long).unwrap();
    let files = |folder: &str| {
        let mut files = bytes(&desk.path(folder));
        files.remove(Path::new("timings.csv"));
        files
    };
    desk.read(&["--out", "whole", "--quiet"]);
    assert!(!desk.path(".whole.runs").exists(), "everything is in the results");
    let whole = files("whole");
    let kept = || fs::read_dir(desk.path(".stopped.runs/rows")).map_or(0, Iterator::count);
    let mut before = 0;
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let child = desk
            .compare(&["--out", "stopped", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Once in the first stage, once in the second.
        let enough = before + 5;
        let output = signal::stop(child, signal, || kept() >= enough);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        let left = format!("interrupted, with {} runs left;", 12 + 120 - kept());
        assert!(told.contains(&left), "{left} {told}");
        assert!(told.contains("the same command goes on from there"), "{told}");
        assert!(kept() >= enough && kept() < 132, "{}", kept());
        before = kept().max(12);
    }
    desk.read(&["--out", "stopped", "--quiet"]);
    assert_eq!(
        files("stopped").keys().collect::<Vec<_>>(),
        whole.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in files("stopped") {
        assert!(bytes == whole[&name], "{} differs", name.display());
    }
    assert!(!desk.path(".stopped.runs").exists());
}

/// Whatever is flipped in a run that was kept, the run is made again, and the results are the same.
#[cfg(unix)]
#[test]
fn kept_runs_of_a_comparison_that_do_not_fit_are_named_and_made_again() {
    let desk = Desk::new();
    desk.read(&["--out", "whole", "--quiet"]);
    let long = |replications: &str| {
        let long = EXPERIMENT.replace("replications = 1\n", &format!("replications = {replications}\n"));
        fs::write(desk.path("lunch.toml"), long).unwrap();
    };
    long("90");
    let rows = || -> Vec<PathBuf> {
        let files = fs::read_dir(desk.path(".flipped.runs/rows"))
            .into_iter()
            .flatten();
        files.map(|file| file.unwrap().path()).collect()
    };
    let stopped = |more: usize| {
        let enough = rows().len() + more;
        let child = desk
            .compare(&["--out", "flipped", "--threads", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = signal::stop(child, "TERM", || rows().len() >= enough);
        String::from_utf8(output.stderr).unwrap()
    };
    stopped(3);
    let row = rows()
        .into_iter()
        .find(|row| row.extension().is_some_and(|e| e == "row"))
        .unwrap();
    let intact = fs::read(&row).unwrap();
    let mut flipped = intact.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    fs::write(&row, flipped).unwrap();
    let told = stopped(1);
    let name = row.file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        told.contains(&name) && told.contains("is left out, and its run made again"),
        "{told}"
    );
    // Whether its run was made again before the stop is chance.
    fs::write(&row, intact).unwrap();
    // Of another experiment, every row is.
    long("1");
    let of_another = rows().len();
    let output = desk
        .compare(&["--out", "flipped", "--force", "--quiet"])
        .assert()
        .success();
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert_eq!(
        told.matches("it is of another experiment: lunch.toml").count(),
        of_another,
        "{told}"
    );
    assert_eq!(
        fs::read(desk.path("flipped/runs.csv")).unwrap(),
        fs::read(desk.path("whole/runs.csv")).unwrap()
    );
}

#[test]
fn a_line_for_each_stage_tells_how_far_it_is_where_there_is_no_terminal() {
    let desk = Desk::new();
    let output = desk.compare(&[]).assert().success();
    let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("quick, 50 % of full scale: 12 runs in"));
}

#[test]
fn a_model_without_policies_is_open_to_all() {
    let folder = tempfile::tempdir().unwrap();
    let policies = MODEL.find("policy = {").unwrap()..MODEL.find("[people]").unwrap();
    let mut model = MODEL.to_owned();
    model.replace_range(policies, "");
    fs::write(folder.path().join("day.toml"), model).unwrap();
    let experiment = EXPERIMENT.replace(
        r#"policies = ["open-to-all", "lunch-break"]"#,
        r#"policies = ["open"]"#,
    );
    fs::write(folder.path().join("lunch.toml"), experiment).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_clickday"))
        .args(["compare", "lunch.toml", "--out", "results"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let waits = fs::read_to_string(folder.path().join("results/waits.csv")).unwrap();
    assert!(waits.lines().count() > 1);
}
