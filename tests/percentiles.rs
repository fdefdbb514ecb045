//! Percentiles: one number wherever it is read, at any percentile that is asked for.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::process::Command;

use assert_cmd::prelude::*;
use clickday::experiment::goals::Goal;
use clickday::experiment::results::{self, Contents, Identity, LAYOUT_VERSION, Manifest};
use clickday::experiment::study::{Row, Task};
use clickday::experiment::summary::{Summary, SummaryRequest};
use clickday::experiment::{Stage, StageRuns};
use clickday::measures::load;
use clickday::measures::run;
use clickday::metrics::catalogue::{PAGE, WAIT};
use clickday::metrics::{Quantity, quantity};
use clickday::model::units::Percentile;
use clickday::model::{Document, Model};
use clickday::report::table::{Styling, report};
use clickday::sim::{RunOptions, RunResult};
use proptest::prelude::*;

/// Everybody waits 53 min 20 s, whatever the percentile.
const EQUAL_WAITS: &str = r#"
version = 1
title = "Everybody waits 53 min 20 s"
[calendar]
start = "2020-01-01 00:00"
end = "2020-01-02 00:00"
time-zone = "UTC"
[people.group.c]
role = "c"
size = 1_000
demand = "d"
[[people.demand.d.part]]
even = { weight = 1, from = "2020-01-01 00:00", until = "2020-01-01 12:00" }
[people.role.c]
[[journey.page]]
name = "p"
request = "p"
[[portal.tier]]
name = "w"
slots = 100_000
[portal.request.p]
work.w = { fixed = "3200 s" }
[policy.open]
title = "Open"
"#;

const EXPERIMENT: &str = r#"
version = 1
title = "Percentiles of a wait that is always 53 min 20 s"
model = "everybody-waits-53-minutes.toml"
policies = ["open"]
seed = 1
percentiles = [50, 75, 90, 95, 99]
[[goal]]
require = 'p95 wait < "1 h"'
[[goal]]
require = 'p99 wait < "1 h"'
[[stage]]
name = "full"
scale = 1
replications = 3
"#;

/// A portal that is too small for a busy hour: some are never served.
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
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn clickday(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("clickday").unwrap();
    let output = command
        .current_dir(folder.path())
        .args(arguments)
        .assert()
        .code(0);
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

fn json(folder: &tempfile::TempDir, file: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(folder.path().join(file)).unwrap()).unwrap()
}

/// The columns of a CSV file whose rows are few.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut lines = text.lines();
    let at = lines.next().unwrap().split(',').position(|column| column == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    lines
        .map(|line| line.split(',').nth(at).unwrap().to_owned())
        .collect()
}

#[test]
fn where_everybody_waits_as_long_every_percentile_is_that_time_and_every_goal_is_met() {
    let folder = folder(&[
        ("everybody-waits-53-minutes.toml", EQUAL_WAITS),
        ("percentiles.toml", EXPERIMENT),
    ]);
    // Exit code 0: both goals are met.
    let text = clickday(&folder, &["compare", "percentiles.toml", "--out", "out"]);
    let percentiles = [75, 90, 95, 99].map(|percentile| format!("{percentile}th percentile of wait"));
    for label in std::iter::once("Median wait").chain(percentiles.iter().map(String::as_str)) {
        let line = text.lines().find(|line| line.starts_with(label));
        let value = line.map(|line| line.trim_end().rsplit("  ").next().unwrap().trim());
        assert_eq!(value, Some("53.3 min"), "{label} in\n{text}");
    }
    let summary = json(&folder, "out/summary.json");
    let stage = &summary["stages"][0];
    let runs = fs::read_to_string(folder.path().join("out/runs.csv")).unwrap();
    for name in [
        "wait_p50_s",
        "wait_p75_s",
        "wait_p90_s",
        "wait_p95_s",
        "wait_p99_s",
    ] {
        assert_eq!(stage["policies"][0]["metrics"][name]["value"], 3200.0, "{name}");
        assert_eq!(column(&runs, name), ["3200", "3200", "3200"], "{name}");
    }
    for goal in [0, 1] {
        assert_eq!(stage["goals"][goal]["met"], true);
        assert_eq!(stage["goals"][goal]["passed"], 3);
    }
}

#[test]
fn a_sweep_keeps_the_percentiles_it_names() {
    let factor = "outcomes = [\"p99.9 page\"]\n[[factor]]\npath = \"portal.tier.0.slots\"\nvalues = [100_000, 200_000]\n\n";
    let experiment = EXPERIMENT
        .replace("percentiles = [50, 75, 90, 95, 99]\n", factor)
        .replace("p95 wait", "p97.5 submitted wait");
    let folder = folder(&[
        ("everybody-waits-53-minutes.toml", EQUAL_WAITS),
        ("percentiles.toml", &experiment),
    ]);
    clickday(&folder, &["sweep", "percentiles.toml", "--out", "out", "--quiet"]);
    let summary = json(&folder, "out/summary.json");
    assert_eq!(summary["points"][1]["outcomes"]["page_p99.9_s"]["value"], 3200.0);
    assert_eq!(summary["goals"][0]["met"], true);
    let runs = fs::read_to_string(folder.path().join("out/runs.csv")).unwrap();
    for name in ["page_p99.9_s", "submitted_wait_p97.5_s"] {
        assert_eq!(column(&runs, name), vec!["3200"; 6], "{name}");
    }
}

fn busy() -> Model {
    load::read(Document::of_text("busy.toml", BUSY), &[]).unwrap()
}

fn busy_hour(model: &Model, seed: u64) -> RunResult {
    let options = RunOptions {
        seed,
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap()
}

/// What a table says of a time \[s\], and half a step of its last digit.
fn told(text: &str) -> (f64, f64) {
    let words: Vec<&str> = text.split(' ').collect();
    let number = |at: usize| words[at].parse::<f64>().unwrap();
    match (words.len(), words[1]) {
        (2, "s") => (number(0), 0.05),
        (2, "min") => (60.0 * number(0), 3.0),
        _ => panic!("{text}"),
    }
}

fn percentiles() -> impl Strategy<Value = Vec<Percentile>> {
    let parts = prop_oneof![(1..=100_u32).prop_map(|whole| whole * 10_000), 1..=1_000_000_u32];
    proptest::collection::btree_set(parts, 1..8).prop_map(|all| {
        all.into_iter()
            .map(|parts| Percentile::new(f64::from(parts) / 1e4).unwrap())
            .collect()
    })
}

fn write_results(
    run: &RunResult,
    metrics: &[Quantity],
    stages: &[StageRuns],
    summary: &Summary,
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = Manifest {
        format: LAYOUT_VERSION,
        title: String::new(),
        identity: Identity::new(Vec::new(), Vec::new(), run.seed),
        shipped: Vec::new(),
        policies: vec![run.policy.clone()],
        baseline: run.policy.clone(),
        planned: Vec::new(),
        finished: Vec::new(),
        failed: Vec::new(),
        platform: None,
        files: Vec::new(),
    };
    let contents = Contents {
        manifest: &manifest,
        sources: &[],
        stages,
        draws: None,
        metrics,
        summary,
    };
    results::write(contents, folder.path(), &|_| Ok(())).unwrap();
    folder
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn table_summary_goals_rows_and_json_say_the_same_of_a_percentile(seed in 0..1_000_000_u64, list in percentiles()) {
        let model = busy();
        let run = busy_hour(&model, seed);
        let asked = list.iter().map(|p| Quantity::at(&WAIT, *p));
        let pages = list.iter().map(|p| Quantity::at(&PAGE, *p));
        let metrics = clickday::metrics::summary(asked.chain(pages));
        let stage = Stage { name: "all".to_owned(), scale: 1.0, replications: 1 };
        let stages = [StageRuns { stage, runs: vec![run.clone()], failed: Vec::new() }];
        let policies = [("open".to_owned(), String::new())];
        let asked = SummaryRequest {
            title: "Busy",
            policies: &policies,
            baseline: "open",
            confidence: 0.95,
            metrics: &metrics,
            goals: &[],
        };
        let summary = Summary::of(asked, &stages, Vec::new());
        let folder = write_results(&run, &metrics, &stages, &summary);
        let csv = fs::read_to_string(folder.path().join("runs.csv")).unwrap();
        let written = json(&folder, "summary.json");
        let table = report(&summary, &list, Styling::default());
        let is_wait = |line: &&str| ["Median wait", "Longest wait"].iter().any(|label| line.starts_with(label))
            || line.contains(" percentile of wait");
        let lines: Vec<&str> = table.lines().filter(is_wait).collect();
        prop_assert_eq!(lines.len(), list.len());
        let task = Task { settings: Vec::new(), policy: "open".to_owned(), replication: 0 };
        let row = Row::of(task, &run, &metrics);
        let one = serde_json::to_value(&run).unwrap();

        for time in ["wait", "page"] {
            let mut last = 0.0;
            for (p, line) in list.iter().zip(&lines) {
                let name = format!("{time}_p{p}_s");
                let value = quantity(&name).unwrap().of(&run);
                prop_assert!(value >= last, "{name}: {value} after {last}");
                last = value;
                let finite = Some(value).filter(|value| value.is_finite());
                // Where it is kept.
                prop_assert_eq!(row.value(&name), Some(value));
                prop_assert_eq!(column(&csv, &name), [finite.map_or(String::new(), |value| value.to_string())]);
                let estimate = &written["stages"][0]["policies"][0]["metrics"][&name];
                prop_assert_eq!(estimate["value"].as_f64(), finite);
                if ["50", "90", "99"].contains(&p.to_string().as_str()) {
                    prop_assert_eq!(one[format!("{time}_s")][format!("p{p}")].as_f64(), finite, "{}", name);
                }
                // What is decided by it.
                if let Some(value) = finite {
                    let us = (value * 1e6).round();
                    let goal = |sign: &str, us: f64| Goal::read(&format!("p{p} {time} {sign} \"{us} us\"")).unwrap().is_met(&run);
                    prop_assert!(goal("<=", us) && !goal("<", us) && goal("<", us + 1.0));
                } else {
                    let goal = format!("p{p} {time} < \"100 days\"");
                    prop_assert!(!Goal::read(&goal).unwrap().is_met(&run));
                }
                // What is told.
                if time == "wait" {
                    let text = line.trim_end().rsplit("  ").next().unwrap().trim();
                    match finite {
                        None => prop_assert_eq!(text, "not by the end"),
                        Some(value) => {
                            let (seconds, half) = told(text);
                            prop_assert!((seconds - value).abs() <= half * 1.000_001, "{text} for {value}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn groups_and_the_whole_agree(seed in 0..1_000_000_u64, list in percentiles()) {
        let run = busy_hour(&busy(), seed);
        let [(_, one), (_, other)] = &run.by_group[..] else { panic!("two groups") };
        prop_assert_eq!(one.waits.people() + other.waits.people(), run.tried);
        prop_assert_eq!(run.times.waits.people(), run.tried);
        prop_assert_eq!(run.times.waits.served(), run.submitted);
        for p in list {
            let [all, one, other] = [&run.times.waits, &one.waits, &other.waits]
                .map(|waits| waits.percentile(p).unwrap_or(f64::INFINITY));
            // Each is known to a thousandth.
            let most = one.max(other) * (1.0 + 1.0 / 1024.0);
            prop_assert!(one.min(other) <= all && all <= most, "{p}: {one} and {other}, {all} in all");
        }
    }
}
