//! `clickday diff`: two results folders held against each other.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use assert_cmd::prelude::*;
use clickday::experiment::diff::{Changed, Diff, DiffError, Finding, diff};

/// A portal that is too small for a busy hour, under two policies.
const MODEL: &str = r#"
version = 1
title = "A busy hour"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "10 min" }
policy = { open-to-all = {}, pause = { measure = [
    { closure = { from = "2020-04-01 08:20", until = "2020-04-01 08:40" } },
] } }

[people]
group.all = { role = "citizen", arrivals = { poisson = "2 per second" } }
role.citizen = { patience = { law = { exponential = "30 s" } }, retry = 0.6, retry-after = { exponential = "10 s" } }

[portal]
request.page = { work = { web = { exponential = "3 s" } } }

[[portal.tier]]
name = "web"
slots = 4
backlog = { length = 40 }

[[journey.page]]
name = "form"
request = "page"
think = { exponential = "10 s" }
"#;

const EXPERIMENT: &str = r#"
version = 1
title = "Is a pause wise?"
model = "hour.toml"
policies = ["open-to-all", "pause"]
seed = 7

[[stage]]
name = "quick"
scale = 0.5
replications = 6
"#;

/// A folder with the model, the experiment, and results: as the files have it, with a larger portal, and with another seed.
struct Desk(tempfile::TempDir);

/// The results that all tests read.
fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = Desk(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap());
        fs::write(desk.path("hour.toml"), MODEL).unwrap();
        fs::write(desk.path("pause.toml"), EXPERIMENT).unwrap();
        fs::write(
            desk.path("other-seed.toml"),
            EXPERIMENT.replace("seed = 7", "seed = 8"),
        )
        .unwrap();
        let renamed = EXPERIMENT.replace("name = \"quick\"", "name = \"other\"");
        fs::write(desk.path("other-stage.toml"), renamed).unwrap();
        desk.compare("pause.toml", "plain", &[]);
        desk.compare("pause.toml", "larger", &["--set", "portal.tier.web.slots=8"]);
        desk.compare("other-seed.toml", "other-seed", &[]);
        desk.compare("other-stage.toml", "other-stage", &[]);
        desk
    })
}

impl Desk {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn compare(&self, experiment: &str, out: &str, more: &[&str]) {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command
            .current_dir(self.0.path())
            .args(["compare", experiment, "--quiet", "--out", out])
            .args(more)
            .assert()
            .success();
    }

    fn diff(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command.current_dir(self.0.path()).arg("diff").args(arguments);
        command
    }

    /// Standard output of a diff that succeeds.
    fn read(&self, arguments: &[&str]) -> String {
        let output = self.diff(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    }

    /// Standard error of one that is refused.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.diff(arguments).assert().code(2);
        String::from_utf8(output.get_output().stderr.clone()).unwrap()
    }

    fn found(&self, a: &str, b: &str) -> Diff {
        diff(&self.path(a), &self.path(b)).unwrap()
    }
}

#[test]
fn a_folder_does_not_differ_from_itself_and_that_is_said() {
    let found = desk().found("plain", "plain");
    assert!(found.changes.is_empty(), "{:?}", found.changes);
    assert!(found.has_values && found.stages[0].is_paired);
    let mut contrasts = found.stages[0].policies.iter().flat_map(|policy| &policy.metrics);
    assert!(contrasts.all(|contrast| contrast.finding == Finding::Same));
    let text = desk().read(&["plain", "plain"]);
    assert!(text.contains("Nothing: both have the same files"), "{text}");
    assert!(
        text.contains("No difference: every launch has the same values"),
        "{text}"
    );
    assert!(!text.contains("matters"), "{text}");
}

#[test]
fn an_override_is_named_with_the_values_of_both() {
    let found = desk().found("plain", "larger");
    let [change] = found.changes.as_slice() else {
        panic!("{:?}", found.changes);
    };
    assert_eq!(
        (change.what, change.name.as_str()),
        (Changed::Value, "portal.tier.web.slots")
    );
    assert_eq!((change.a.as_deref(), change.b.as_deref()), (Some("4"), Some("8")));
    assert!(found.stages[0].is_paired, "the people are the same");
    let submitted = |diff: &Diff| {
        let metrics = &diff.stages[0].policies[0].metrics;
        let found = metrics
            .iter()
            .find(|contrast| contrast.metric == "submitted_by_deadline_people");
        found.unwrap().clone()
    };
    let more = submitted(&found);
    assert_eq!(more.finding, Finding::Matters, "{more:?}");
    assert!(
        more.difference.unwrap() > 0.0 && more.interval.unwrap().low.unwrap() > 0.0,
        "{more:?}"
    );
    let means = more.b.value.unwrap() - more.a.value.unwrap();
    assert!(
        (more.difference.unwrap() - means).abs() < 1e-6 * means,
        "{more:?}"
    );

    let text = desk().read(&["plain", "larger"]);
    let line = |label: &str| {
        text.lines()
            .find(|line| line.trim_start().starts_with(label))
            .unwrap()
    };
    let words: Vec<&str> = line("portal.tier.web.slots").split_whitespace().collect();
    assert_eq!(words, ["portal.tier.web.slots", "4", "8"]);
    assert!(
        line("B: larger").contains("what-if: --set portal.tier.web.slots=8"),
        "{text}"
    );
    let submitted = line("Submitted by 1 Apr 09:00");
    assert!(
        submitted.contains(" +") && submitted.trim_end().ends_with("matters"),
        "{submitted}"
    );
    assert!(
        text.contains("Stage quick: 6 launches at 1:2\nPaired: "),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn the_order_of_the_folders_gives_the_signs() {
    let (one, other) = (desk().found("plain", "larger"), desk().found("larger", "plain"));
    let all = |diff: &Diff| -> Vec<_> {
        let policies = diff.stages.iter().flat_map(|stage| &stage.policies);
        policies.flat_map(|policy| policy.metrics.clone()).collect()
    };
    let pairs = all(&one).into_iter().zip(all(&other));
    let mut differing = 0;
    for (there, back) in pairs {
        assert_eq!(there.metric, back.metric);
        assert_eq!(there.difference.map(|n| -n), back.difference, "{}", there.metric);
        let bounds = there
            .interval
            .map(|bounds| (bounds.high.map(|n| -n), bounds.low.map(|n| -n)));
        assert_eq!(
            bounds,
            back.interval.map(|bounds| (bounds.low, bounds.high)),
            "{}",
            there.metric
        );
        assert_eq!((there.finding, &there.a), (back.finding, &back.b));
        differing += u32::from(there.finding != Finding::Same);
    }
    assert!(differing > 5, "{differing}");
}

#[test]
fn with_another_seed_the_launches_are_not_paired() {
    let found = desk().found("plain", "other-seed");
    assert!(!found.stages[0].is_paired);
    let seed = found
        .changes
        .iter()
        .find(|change| change.what == Changed::Seed)
        .unwrap();
    assert_eq!((seed.a.as_deref(), seed.b.as_deref()), (Some("7"), Some("8")));
    assert!(found.changes.iter().all(|change| change.what != Changed::Value));
    let metrics = &found.stages[0].policies[0].metrics;
    let submitted = metrics
        .iter()
        .find(|contrast| contrast.metric == "submitted_by_deadline_people");
    let submitted = submitted.unwrap();
    let bounds = submitted.interval.unwrap();
    assert!(bounds.low.unwrap() < bounds.high.unwrap(), "{submitted:?}");
    assert!(desk().read(&["plain", "other-seed"]).contains("\nUnpaired: "));
}

#[test]
fn json_is_one_object_with_changes_and_differences() {
    let text = desk().read(&["plain", "larger", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["changes"][0]["name"], "portal.tier.web.slots");
    assert_eq!(found["changes"][0]["what"], "value");
    assert_eq!(found["stages"][0]["is_paired"], true);
    assert_eq!(found["b"]["overrides"][0], "portal.tier.web.slots=8");
    let metrics = found["stages"][0]["policies"][0]["metrics"].as_array().unwrap();
    assert!(metrics.iter().any(|metric| metric["finding"] == "matters"));
}

#[test]
fn the_values_are_those_of_the_summary() {
    let desk = desk();
    let found = desk.found("plain", "larger");
    for (folder, is_a) in [("plain", true), ("larger", false)] {
        let summary = fs::read(desk.path(folder).join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
        for (index, policy) in found.stages[0].policies.iter().enumerate() {
            let metrics = &summary["stages"][0]["policies"][index]["metrics"];
            for contrast in &policy.metrics {
                let ours = serde_json::to_value(if is_a { &contrast.a } else { &contrast.b }).unwrap();
                let theirs = &metrics[&contrast.metric];
                for key in ["kind", "reached", "replications"] {
                    assert_eq!(ours[key], theirs[key], "{} of {folder}, {key}", contrast.metric);
                }
                let close = match (ours["value"].as_f64(), theirs["value"].as_f64()) {
                    (Some(ours), Some(theirs)) => (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
                    (ours, theirs) => ours == theirs,
                };
                assert!(close, "{} of {folder}: {ours} and {theirs}", contrast.metric);
            }
        }
    }
}

#[test]
fn what_cannot_be_compared_is_refused_in_one_sentence() {
    let desk = desk();
    let told = |arguments: &[&str]| {
        let told = desk.refusal(arguments);
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        told
    };
    assert!(told(&["plain", "nowhere"]).contains("nowhere does not exist; name two folders"));
    fs::create_dir_all(desk.path("empty")).unwrap();
    assert!(told(&["empty", "plain"]).contains("empty has no manifest.json"));
    assert!(told(&["plain", "other-stage"]).contains("plain has quick, and other-stage has other"));
    let sweep = desk.path("swept");
    fs::create_dir_all(&sweep).unwrap();
    fs::write(sweep.join("manifest.json"), "{\"sweep\": 2}").unwrap();
    assert!(told(&["plain", "swept"]).contains("swept holds the results of `clickday sweep`; only those of"));
    let changed = |name: &str, from: &str, to: &str| {
        let (source, folder) = (desk.path("plain"), desk.path(name));
        copy(&source, &folder);
        let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
        assert!(manifest.contains(from));
        fs::write(folder.join("manifest.json"), manifest.replace(from, to)).unwrap();
        folder
    };
    changed("later", "\"format\": 2", "\"format\": 9");
    assert!(told(&["plain", "later"]).contains("expected format 2, found 9"));
    let lost = changed("lost", "\"format\": 2", "\"format\": 2");
    fs::remove_file(lost.join("groups.csv")).unwrap();
    assert!(told(&["lost", "plain"]).contains("groups.csv cannot be read"));
    assert!(matches!(diff(&lost, &lost), Err(DiffError::Unreadable(_))));
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}
