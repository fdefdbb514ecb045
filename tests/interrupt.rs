//! SIGINT and SIGTERM mean the same to every command that makes runs: it stops in the midst of a run,
//! and leaves with 130 or 143. Handlers are seen in `/proc`, so these tests are for Linux.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/signal.rs"]
mod signal;

use std::fs;
use std::process::Stdio;

use assert_cmd::prelude::*;
use desk::{Desk, SLOTS};

/// The numbers of the signals that stop a command.
const SIGNALS: [(&str, u32); 2] = [("INT", 2), ("TERM", 15)];

/// How many come: in a short model an hour's few, in a long one so many that a run takes days.
const FEW: &str = "1 per second";
const MANY: &str = "1000 per second";

const CALIBRATION: &str = r#"
version = 1
title = "How many come?"
model = "hour.toml"
policy = "open-to-all"
seed = 11
scale = 1
known-until = "2020-04-01 08:50"

[[parameter]]
name = "how many come"
path = "people.group.all.arrivals.poisson"
from = "500 per second"
to = "1000 per second"
source = "assumed"

[[observation]]
at = "2020-04-01 08:50"
applications = 3_000_000
tolerance = "10 %"
source = "made up"

[validation]
posterior = "sample.csv"

[[validation.prediction]]
at = "2020-04-01 08:55"
applications = 3_300_000
source = "made up"
"#;

const SAMPLE: &str = "people.group.all.arrivals.poisson\n1000 per second\n";

const CLAIMS: &str = r#"
version = 1
title = "What was said of an hour"
model = "hour.toml"
policy = "open-to-all"
seed = 7
scale = 1
draws = 3

[[parameter]]
path = "portal.tier.web.slots"
from = 3
to = 5
source = "assumed"

[[claim]]
id = "many"
said = "Ten thousand applied within the hour."
means = "10,000 applications by 09:00"
who = "the porter"
at = "noon"
source = "heard"
says = { quantity.count = { by = "2020-04-01 09:00" }, value = 10_000 }
"#;

/// A month in which so many come each second.
fn month(rate: &str) -> Desk {
    let desk = Desk::new(&format!("{SLOTS}values = [1]"));
    let hour = fs::read_to_string(desk.path("hour.toml")).unwrap();
    let long = hour.replace(
        "end = \"2020-04-01 09:00\", bin = \"10 min\"",
        "end = \"2020-05-01 09:00\", bin = \"1 d\"",
    );
    assert_ne!(long, hour);
    fs::write(desk.path("hour.toml"), long.replace(FEW, rate)).unwrap();
    desk
}

/// Stops the command as soon as it listens to signals, by each of them.
fn is_stopped(desk: &Desk, command: &[&str]) {
    for (signal, number) in SIGNALS {
        let child = desk
            .clickday(command)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let output = signal::stop(child, signal, || catches(&status, number));
        let told = String::from_utf8(output.stderr).unwrap();
        let code = 128 + i32::try_from(number).unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{command:?}, SIG{signal}: {told}"
        );
        assert!(told.contains("interrupted, with "), "{command:?}: {told}");
    }
}

/// Whether a process has a handler for a signal.
fn catches(status: &str, signal: u32) -> bool {
    let status = fs::read_to_string(status).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.unwrap_or(0) >> (signal - 1) & 1 == 1
}

#[test]
fn one_run_is_stopped_in_its_midst() {
    let desk = month(MANY);
    is_stopped(&desk, &["run", "hour.toml", "--policy", "open-to-all"]);
    is_stopped(&desk, &["run", "hour.toml", "--policy", "open-to-all", "--json"]);
    is_stopped(
        &desk,
        &[
            "explain",
            "hour.toml",
            "--policy",
            "open-to-all",
            "--check",
            "--scale",
            "1",
        ],
    );
}

#[test]
fn many_runs_are_stopped_in_their_midst() {
    let desk = month(MANY);
    is_stopped(&desk, &["sweep", "slots.toml", "--out", "swept", "--quiet"]);
    is_stopped(&desk, &["sweep", "slots.toml", "--dry-run"]);
    let compared = fs::read_to_string(desk.path("slots.toml")).unwrap();
    let without = compared.replace(&format!("{SLOTS}values = [1]"), "");
    let without = without.replace("outcomes = [\"submitted_people\", \"failure_share\"]\n", "");
    fs::write(desk.path("compared.toml"), without).unwrap();
    is_stopped(
        &desk,
        &["compare", "compared.toml", "--out", "compared", "--quiet"],
    );
}

/// What a sweep has in its folder stays, also when it has told nobody yet how long it will take.
#[test]
fn a_sweep_that_is_stopped_before_its_first_run_goes_on() {
    let desk = month(MANY);
    let child = desk
        .clickday(&["sweep", "slots.toml", "--out", "swept"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let output = signal::stop(child, "INT", || {
        catches(&status, 2) && desk.path("swept/manifest.json").exists()
    });
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("the same command goes on from there"), "{told}");
}

#[test]
fn a_shard_is_stopped_in_its_midst() {
    let desk = month(MANY);
    let plan = ["plan", "slots.toml", "--shards", "1", "--out", "planned"];
    desk.clickday(&plan).assert().success();
    is_stopped(&desk, &["shard", "planned/manifest.json", "--index", "0"]);
}

#[test]
fn a_calibration_and_its_validation_are_stopped_in_their_midst() {
    let desk = month(MANY);
    fs::write(desk.path("fit.toml"), CALIBRATION).unwrap();
    fs::write(desk.path("sample.csv"), SAMPLE).unwrap();
    is_stopped(&desk, &["calibrate", "fit.toml", "--out", "fit"]);
    is_stopped(&desk, &["validate", "fit.toml"]);
}

#[test]
fn claims_are_stopped_in_their_midst() {
    let desk = month(MANY);
    fs::write(desk.path("claims.toml"), CLAIMS).unwrap();
    is_stopped(&desk, &["claims", "claims.toml"]);
}

/// The results are of a model that is quick enough to be made first; there are enough runs for the
/// signal to come before the last.
#[test]
fn a_reproduction_is_stopped_before_its_end() {
    let desk = month(FEW);
    let of_a_week = fs::read_to_string(desk.path("hour.toml")).unwrap();
    fs::write(
        desk.path("hour.toml"),
        of_a_week.replace("2020-05-01", "2020-04-02"),
    )
    .unwrap();
    desk.read(&["--out", "made"]);
    is_stopped(&desk, &["reproduce", "made", "--threads", "1"]);
}

/// Nobody writes to its standard input, and nobody closes it: that is no file, and is not waited for.
#[test]
fn a_reproduction_waits_for_no_pipe() {
    let desk = month(FEW);
    let mut child = desk
        .clickday(&["reproduce", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let held = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(held);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("/dev/stdin: it is a pipe or a device, not a file"),
        "{told}"
    );
}
