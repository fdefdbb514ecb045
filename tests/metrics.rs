//! One entry of the catalogue is in everything that is made from it: the 99.9th percentile of page
//! times by group and by tier.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::process::Command;

use assert_cmd::prelude::*;
use clickday::measures::{load, run};
use clickday::metrics::{Dimension, quantity};
use clickday::model::units::Percentile;
use clickday::model::{Document, Model};
use clickday::sim::{RunOptions, RunResult};
use serde_json::Value;

/// Two groups, and two tiers that are too small for the hour.
const BUSY: &str = r#"
version = 1
title = "A busy hour"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "10 min", time-zone = "UTC" }
policy = { open = {} }

[people]
group.one = { role = "citizen", arrivals = { poisson = "1 per second" } }
group.other = { role = "citizen", arrivals = { poisson = "20 per minute" } }
role.citizen = { patience = { law = { exponential = "30 s" } }, retry = 0.6, retry-after = { exponential = "10 s" } }

[portal]
request.page = { work = { web = { exponential = "1 s" }, database = { exponential = "0.5 s" } } }

[[portal.tier]]
name = "web"
slots = 6
backlog = { length = 40 }

[[portal.tier]]
name = "database"
slots = 3
backlog = { length = 10 }

[[journey.page]]
name = "form"
request = "page"
think = { exponential = "10 s" }

[[journey.page]]
name = "send"
request = "page"
"#;

const EXPERIMENT: &str = r#"
version = 1
title = "Slow pages"
model = "busy.toml"
policies = ["open"]
seed = 3
[[goal]]
require = 'p99.9 page_s of group one < "1 s"'
probability = "1 %"
[[goal]]
require = 'p99.9 page of tier database < "1 h"'
"#;

const STAGE: &str = "[[stage]]\nname = \"all\"\nscale = 1\nreplications = 3\n";

const NAMES: [&str; 2] = ["page_p99.9_s of group one", "page_p99.9_s of tier database"];

fn folder(experiment: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("busy.toml"), BUSY).unwrap();
    fs::write(folder.path().join("slow.toml"), experiment).unwrap();
    folder
}

fn clickday(folder: &tempfile::TempDir, arguments: &[&str], code: i32) -> String {
    let mut command = Command::cargo_bin("clickday").unwrap();
    let output = command.current_dir(folder.path()).args(arguments).assert();
    let output = output.code(code);
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

fn json(folder: &tempfile::TempDir, file: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.path().join(file)).unwrap()).unwrap()
}

/// A column of a CSV file, and the column by which its rows are told apart.
fn column(folder: &tempfile::TempDir, file: &str, by: &str, name: &str) -> Vec<(String, f64)> {
    let text = fs::read_to_string(folder.path().join(file)).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|column| column == name).unwrap();
    let (by, name) = (at(by), at(name));
    reader
        .records()
        .map(Result::unwrap)
        .map(|row| (row[by].to_owned(), row[name].parse().unwrap()))
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn compare_has_it_in_tables_summary_goals_and_text() {
    let folder = folder(&format!("{EXPERIMENT}{STAGE}"));
    // Exit code 3: the first goal is missed.
    let text = clickday(&folder, &["compare", "slow.toml", "--out", "out", "--quiet"], 3);
    let stage = &json(&folder, "out/summary.json")["stages"][0];
    for (name, file, by, part) in [
        (NAMES[0], "out/groups.csv", "group", "one"),
        (NAMES[1], "out/tiers.csv", "tier", "database"),
    ] {
        let all = column(&folder, file, by, "page_p99.9_s");
        let of_part = all.iter().filter(|(who, _)| who == part).map(|(_, value)| *value);
        let told = stage["policies"][0]["metrics"][name]["value"].as_f64().unwrap();
        assert!((median(of_part.collect()) - told).abs() < 1e-9, "{name}");
    }
    let met: Vec<&Value> = stage["goals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|goal| &goal["met"])
        .collect();
    assert_eq!(met, [false, true]);
    for label in ["Page p99.9 of group one", "Page p99.9 of tier database"] {
        assert!(text.contains(label), "{label} in\n{text}");
    }
}

#[test]
fn one_run_has_it_where_somebody_asks() {
    let folder = folder(EXPERIMENT);
    let asked = ["--metric", "p99.9 page of group one", "--metric", "submitted"];
    let with = |more: &[&str]| clickday(&folder, &[&["run", "busy.toml"], more].concat(), 0);
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (mut plain, mut more) = (
        json(&with(&["--json"])),
        json(&with(&[&asked[..], &["--json"]].concat())),
    );
    let metrics = more.as_object_mut().unwrap().remove("metrics").unwrap();
    let run = one_run(BUSY);
    for name in [NAMES[0], "submitted_people"] {
        let value = quantity(name).unwrap().of(&run);
        assert_eq!(metrics[name].as_f64(), Some(value), "{name}");
    }
    // Beside it, the object is as without.
    for object in [&mut plain, &mut more] {
        let object = object.as_object_mut().unwrap();
        object.retain(|key, _| !["wall_s", "peak_rss_mib"].contains(&key.as_str()));
    }
    assert_eq!(more, plain);
    let text = with(&asked);
    assert!(text.contains("page p99.9 of group one: "), "{text}");
    assert!(text.contains("submitted: "), "{text}");
    for wrong in ["p99.9 page of group two", "pages", "page"] {
        clickday(&folder, &["run", "busy.toml", "--metric", wrong], 2);
    }
}

/// `run --json` keeps names of its own; its counts are those of the catalogue.
#[test]
fn the_json_object_of_a_run_and_the_catalogue_count_the_same() {
    let run = one_run(BUSY);
    let json = serde_json::to_value(&run).unwrap();
    let groups = json["by_group"].as_object().unwrap();
    let mut counted = 0;
    for metric in clickday::metrics::catalogue() {
        if !metric.has(Dimension::Run) || !metric.unit.is_extensive() {
            continue;
        }
        let value = |name: &str| quantity(name).unwrap().of(&run) as u64;
        let told = |object: &Value| {
            let attempts = &object["attempts"];
            let found = object.get(metric.column).or_else(|| attempts.get(metric.column));
            found.and_then(Value::as_u64)
        };
        if let Some(told) = told(&json) {
            assert_eq!(value(metric.id), told, "{}", metric.id);
            counted += 1;
        }
        for (name, group) in groups.iter().filter(|_| metric.has(Dimension::Group)) {
            if let Some(told) = told(group) {
                assert_eq!(
                    value(&format!("{} of group {name}", metric.id)),
                    told,
                    "{}",
                    metric.id
                );
                counted += 1;
            }
        }
    }
    assert!(counted > 30, "{counted}");
}

#[test]
fn a_sweep_has_it_as_an_outcome_and_a_goal() {
    let outcomes = "outcomes = [\"p99.9 page of group one\", \"page_p99.9_s of tier database\"]\n";
    let factor = "[[factor]]\npath = \"portal.tier.database.slots\"\nvalues = [3, 30]\n";
    let experiment = EXPERIMENT.replacen("[[goal]]", &format!("{outcomes}[[goal]]"), 1);
    let folder = folder(&format!("{experiment}{factor}{STAGE}"));
    clickday(&folder, &["sweep", "slow.toml", "--out", "out", "--quiet"], 3);
    let summary = json(&folder, "out/summary.json");
    for name in NAMES {
        let slots = column(&folder, "out/runs.csv", "portal.tier.database.slots", name);
        let at = |slots_there: &str| {
            let these = slots.iter().filter(|(slots, _)| slots == slots_there);
            median(these.map(|(_, value)| *value).collect())
        };
        assert!(at("30") < at("3"), "{name}");
        let told = summary["points"][0]["outcomes"][name]["value"].as_f64().unwrap();
        assert!((told - at("3")).abs() < 1e-9, "{name}");
    }
    assert_eq!(summary["goals"].as_array().unwrap().len(), 2);
}

#[test]
fn sensitivities_and_thresholds_are_of_it() {
    let factor = "[[factor]]\npath = \"portal.tier.database.slots\"\nfrom = 1\nto = 40\n";
    let morris =
        "outcomes = [\"p99.9 page of tier database\"]\n[design.morris]\ntrajectories = 3\nlevels = 4\n";
    let head = EXPERIMENT.split("[[goal]]").next().unwrap();
    let stage = STAGE.replace("= 3", "= 2");
    let folder_of = |design: &str| folder(&format!("{head}{design}{factor}{stage}"));
    let first = folder_of(morris);
    clickday(&first, &["sweep", "slow.toml", "--out", "out", "--quiet"], 0);
    let sensitivity = &json(&first, "out/summary.json")["sensitivities"][0];
    assert_eq!(sensitivity["outcome"], NAMES[1]);
    assert!(sensitivity["morris"][0]["mu_star"].as_f64().unwrap() > 0.0);

    let bisection = "[design.bisection]\nalong = \"portal.tier.database.slots\"\ntolerance = \"20 %\"\n\
        event = 'p99.9 page of tier database < \"6 s\"'\n";
    let second = folder_of(bisection);
    clickday(&second, &["sweep", "slow.toml", "--out", "out", "--quiet"], 0);
    let found = &json(&second, "out/summary.json")["thresholds"][0];
    assert!(
        found["threshold"].as_f64().is_some() && found["happens_above"].as_bool() == Some(true),
        "{found}"
    );
}

fn model(text: &str) -> Model {
    load::read(Document::of_text("busy.toml", text), &[]).unwrap()
}

fn one_run(text: &str) -> RunResult {
    run(&model(text), &RunOptions::default(), &mut |_| {}).unwrap()
}

#[test]
fn every_page_is_counted_in_its_group_and_in_each_tier_that_served_it() {
    let run = one_run(BUSY);
    let all = &run.times.pages;
    let of_groups = run.by_group.iter().map(|(_, group)| group.pages.served());
    assert!(all.served() > 1_000);
    assert_eq!(of_groups.sum::<u64>(), all.served());
    for (name, group) in &run.by_group {
        let served = group.attempts.by_outcome[0];
        assert_eq!(group.pages.served(), served, "{name}");
    }
    for (name, tier) in &run.tiers {
        let served = tier.goodput_per_s * 3_600.0;
        assert!((tier.pages.served() as f64 - served).abs() < 1e-6, "{name}");
    }
    // Everybody passes the outer tier, whose time is that of the page.
    assert_eq!(run.tiers[0].1.pages, *all);
    let p = Percentile::new(99.9).unwrap();
    let slowest = run
        .by_group
        .iter()
        .filter_map(|(_, group)| group.pages.percentile(p));
    let slowest = slowest.fold(0.0, f64::max);
    assert!(all.percentile(p).unwrap() <= slowest * (1.0 + 1.0 / 1024.0));
    let json = serde_json::to_value(&run).unwrap();
    assert!(
        json["by_group"]["one"].get("pages").is_none(),
        "run --json is as it was"
    );
}

#[test]
fn a_page_of_known_work_takes_that_long_in_each_tier() {
    let text = BUSY
        .replace("{ exponential = \"1 s\" }", "{ fixed = \"1 s\" }")
        .replace("{ exponential = \"0.5 s\" }", "{ fixed = \"500 ms\" }")
        .replace("slots = 6", "slots = 1_000")
        .replace("slots = 3", "slots = 1_000");
    let run = one_run(&text);
    for (asked, seconds) in [
        ("p99.9 page", 1.5),
        ("p99.9 page of group other", 1.5),
        ("p0.1 page of tier web", 1.5),
        ("p99.9 page of tier database", 0.5),
        ("page mean of tier database", 0.5),
    ] {
        let value = quantity(asked).unwrap().of(&run);
        assert!((value - seconds).abs() < 1e-9, "{asked}: {value}");
    }
}

#[test]
fn the_page_of_metrics_has_it() {
    let page = fs::read_to_string("docs/metrics.md").unwrap();
    let row = page
        .lines()
        .find(|line| line.starts_with("| `page_s` |"))
        .unwrap();
    assert!(row.contains("run, group, tier"), "{row}");
    assert_eq!(page, clickday::metrics::page());
}
