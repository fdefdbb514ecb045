//! Numbers of the command line that nobody means: each is refused with exit code 2, or serves; no command panics, hangs or takes the
//! memory of the machine.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::time::Duration;

use desk::{Desk, SLOTS};

/// Zero, less, more than any machine has, more than the types hold, and no numbers.
const VALUES: [&str; 12] = [
    "0",
    "-1",
    "0.5",
    "65536",
    "1000000000",
    "18446744073709551615",
    "18446744073709551616",
    "1e309",
    "nan",
    "inf",
    "0x10",
    "",
];

/// Every option of the program that is a number, in a command that would take it. Where every number that can be meant would make
/// hundreds of runs, there is no file.
const COMMANDS: [&[&str]; 23] = [
    &["run", "hour.toml", "--policy", "open-to-all", "--seed"],
    &["run", "hour.toml", "--policy", "open-to-all", "--most-events"],
    &["run", "hour.toml", "--policy", "open-to-all", "--replication"],
    &["run", "hour.toml", "--policy", "open-to-all", "--scale"],
    &["explain", "hour.toml", "--policy", "open-to-all", "--scale"],
    &[
        "explain",
        "hour.toml",
        "--policy",
        "open-to-all",
        "--check",
        "--seed",
    ],
    &["sweep", "slots.toml", "--dry-run", "--threads"],
    &["sweep", "slots.toml", "--dry-run", "--memory"],
    &["plan", "slots.toml", "--out", "plan", "--shards"],
    &["shard", "made/manifest.json", "--index"],
    &["shard", "nowhere", "--index", "0", "--threads"],
    &["shard", "nowhere", "--index", "0", "--memory"],
    &["compare", "slots.toml", "--threads"],
    &["compare", "slots.toml", "--memory"],
    &["claims", "--threads", "1", "--draws"],
    &["claims", "nowhere", "--threads"],
    &["claims", "nowhere", "--memory"],
    &["calibrate", "nowhere", "--threads"],
    &["calibrate", "nowhere", "--memory"],
    &["validate", "nowhere", "--threads"],
    &["validate", "nowhere", "--memory"],
    &["reproduce", "nowhere", "--threads"],
    &["reproduce", "nowhere", "--memory"],
];

/// What numbers are called in the help of a command.
const NUMBERS: [&str; 4] = ["<N>", "<I>", "<SIZE>", "<SHARE>"];

/// What an option takes that is no number.
const OTHERS: [&str; 8] = [
    "<DIR>",
    "<FILE>",
    "<NAME|FILE>",
    "<NAME>",
    "<TIME>",
    "<PATH=VALUE>",
    "<MODEL>",
    "<SHELL>",
];

/// An option that is added is tried, or is said to be no number.
#[test]
fn every_option_that_is_a_number_is_tried() {
    let desk = Desk::new(&format!("{SLOTS}values = [2, 3]"));
    let help = |command: &str| {
        let output = desk.clickday(&[command, "--help"]).output().unwrap();
        assert!(output.status.success(), "{command}");
        String::from_utf8(output.stdout).unwrap()
    };
    let commands = [
        "calibrate",
        "check",
        "claims",
        "compare",
        "completions",
        "explain",
        "gather",
        "man",
        "models",
        "new",
        "plan",
        "reproduce",
        "run",
        "schema",
        "shard",
        "sweep",
        "validate",
    ];
    for command in commands {
        for line in help(command).lines() {
            let mut words = line.split_whitespace().skip_while(|word| !word.starts_with("--"));
            let is_option = line.trim_start().starts_with('-');
            let (Some(option), Some(value)) = (words.next(), words.next()) else {
                continue;
            };
            if !is_option || !value.starts_with('<') {
                continue;
            }
            if NUMBERS.contains(&value) {
                let is_tried = COMMANDS
                    .iter()
                    .any(|tried| tried[0] == command && tried.last() == Some(&option));
                assert!(is_tried, "{command} {option} {value}");
            } else {
                assert!(OTHERS.contains(&value), "{command} {option} {value}");
            }
        }
    }
}

#[test]
fn a_number_that_nobody_means_is_refused_or_serves() {
    let desk = Desk::new(&format!("{SLOTS}values = [2, 3]"));
    desk.clickday(&["plan", "slots.toml", "--shards", "2", "--out", "made"])
        .status()
        .unwrap();
    for command in COMMANDS {
        for value in VALUES {
            // Draws within the limit would take hours.
            if command[0] == "claims" && value == "65536" {
                continue;
            }
            let mut arguments = command.to_vec();
            arguments.push(value);
            let output = assert_cmd::Command::from_std(desk.clickday(&arguments))
                .timeout(Duration::from_secs(60))
                .output()
                .unwrap();
            let words = String::from_utf8_lossy(&output.stderr);
            let code = output.status.code();
            assert!(
                code == Some(0) || code == Some(2),
                "{arguments:?}: {code:?}\n{words}"
            );
            assert!(!words.contains("panicked"), "{arguments:?}\n{words}");
            if code == Some(2) {
                assert!(!words.trim().is_empty(), "{arguments:?}: refused without a word");
            }
        }
    }
}

/// What the review of robustness found: these were accepted, or ended in a panic.
#[test]
fn numbers_beyond_any_machine_are_refused_before_the_work() {
    let desk = Desk::new(&format!("{SLOTS}values = [2, 3]"));
    for (arguments, words) in [
        (
            &["sweep", "slots.toml", "--threads", "65536"][..],
            "from 1 to 1024",
        ),
        (&["sweep", "slots.toml", "--memory", "0"], "at least 1MiB"),
        (
            &["plan", "slots.toml", "--out", "p", "--shards", "1000000"],
            "from 1 to 100000",
        ),
        (
            &[
                "plan",
                "slots.toml",
                "--out",
                "p",
                "--shards",
                "18446744073709551615",
            ],
            "from 1 to 100000",
        ),
        (&["claims", "--draws", "1000000000"], "from 1 to 100000"),
    ] {
        let output = desk.clickday(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{told}");
        assert!(told.contains(words), "{arguments:?}\n{told}");
    }
    assert!(!desk.path("p").exists(), "nothing is written");
}
