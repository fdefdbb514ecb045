//! Names are data: whatever a policy, a group or a title is called, the results are written, every
//! file opens, and nothing is written elsewhere.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/desk.rs"]
mod desk;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::prelude::*;
use clickday::experiment::Results;
use clickday::experiment::results::{Table, Values, tables};
use clickday::experiment::{Stage, StageRuns};
use clickday::measures::{self, load};
use clickday::model::Document;
use clickday::names::from_cell;
use clickday::sim::RunOptions;
use desk::Desk;
use proptest::prelude::*;

/// Names that went wrong once, or could.
const NAMES: [&str; 9] = [
    "queue 24/7",
    "../../x",
    "=1+1",
    "Queue",
    "queue",
    "a\nb",
    "a:b?*<>|",
    "\u{1b}[31mred\u{202e}\u{0}&amp;\u{ffff}",
    "nul",
];

/// A text as TOML writes it: as JSON does, but for one character.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

/// A small launch under policies of these names, which groups and the tier share.
fn model(names: &[String]) -> String {
    let first = quoted(&names[0]);
    let policies = names
        .iter()
        .map(|name| format!("[policy.{0}]\ntitle = {0}\n", quoted(name)));
    let policies: String = policies.collect();
    format!(
        r#"
version = 1
title = {first}
calendar = {{ start = "2020-04-01 08:00", end = "2020-04-01 08:30", bin = "10 min", time-zone = "Europe/Rome" }}

[people]
group.{first} = {{ role = "citizen", arrivals = {{ poisson = "1 per second" }} }}
role.citizen = {{ patience = {{ law = {{ exponential = "30 s" }} }}, retry = 0.6, retry-after = {{ exponential = "10 s" }} }}

[portal]
request.page = {{ work = {{ web = {{ exponential = "1 s" }} }} }}

[[portal.tier]]
name = "web"
slots = 3
backlog = {{ length = 40 }}

[[journey.page]]
name = "form"
request = "page"

{policies}"#
    )
}

fn experiment(names: &[String]) -> String {
    let policies: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!(
        "version = 1\ntitle = {}\nmodel = \"named.toml\"\npolicies = [{}]\nseed = 1\n\
         [[stage]]\nname = \"q\"\nscale = 1\nreplications = 2\n",
        quoted(&names[0]),
        policies.join(", ")
    )
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether XML 1.0 has every character, and every `&` begins an entity.
fn is_xml(text: &str) -> bool {
    let is_of_xml = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let entities = ["amp;", "lt;", "gt;", "quot;", "apos;"];
    let mut after = text.split('&').skip(1);
    text.chars().all(is_of_xml) && after.all(|rest| entities.iter().any(|entity| rest.starts_with(entity)))
}

fn texts<'a>(table: &'a Table<'_>, column: &str) -> BTreeSet<&'a str> {
    let column = table.columns.iter().find(|c| c.name == column).unwrap();
    match &column.values {
        Values::Text(values) => values.iter().copied().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whatever_policies_are_called_their_results_are_written_and_can_be_read() {
    let desk = Desk::new("");
    let names = NAMES.map(str::to_owned);
    fs::write(desk.path("named.toml"), model(&names)).unwrap();
    fs::write(desk.path("which.toml"), experiment(&names)).unwrap();
    let before = files(&desk.path("."));
    let output = desk
        .clickday(&["compare", "which.toml", "--out", "results/named"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{0}']), "{told:?}");
    assert!(told.contains("\\u{1b}"), "{told}");

    let folder = desk.path("results/named");
    let outside: Vec<PathBuf> = files(&desk.path("."));
    let outside = outside
        .into_iter()
        .filter(|file| !file.starts_with(desk.path("./results/named")));
    assert_eq!(
        outside.collect::<Vec<_>>(),
        before,
        "nothing is written elsewhere"
    );

    let results = Results::open(&folder).unwrap();
    let expected: BTreeSet<&str> = NAMES.into_iter().collect();
    assert_eq!(texts(&results.table("runs").unwrap(), "policy"), expected);
    assert_eq!(
        texts(&results.table("groups").unwrap(), "group"),
        BTreeSet::from([NAMES[0]])
    );
    let runs = fs::read_to_string(folder.join("runs.csv")).unwrap();
    assert!(runs.contains(",'=1+1,"), "a formula: {runs}");

    let charts = fs::read(folder.join("charts/charts.json")).unwrap();
    let charts: Vec<serde_json::Value> = serde_json::from_slice(&charts).unwrap();
    let policies = charts.iter().filter_map(|chart| chart["policy"].as_str());
    assert_eq!(policies.collect::<BTreeSet<_>>(), expected);
    let mut seen = BTreeSet::new();
    for chart in &charts {
        let file = |key: &str| folder.join("charts").join(chart[key].as_str().unwrap());
        let svg = fs::read_to_string(file("svg")).unwrap();
        assert!(is_xml(&svg), "{svg}");
        assert!(fs::read(file("png")).unwrap().starts_with(b"\x89PNG"));
        assert!(file("data").is_file());
        assert!(
            seen.insert(file("svg").to_string_lossy().to_lowercase()),
            "{chart}"
        );
    }
}

#[test]
fn a_name_of_results_may_be_as_long_as_the_system_takes() {
    let desk = Desk::new("");
    let names = ["open".to_owned(), "shut".to_owned()];
    fs::write(desk.path("named.toml"), model(&names)).unwrap();
    fs::write(desk.path("which.toml"), experiment(&names)).unwrap();
    let long = "r".repeat(250);
    let compare = |out: &str| desk.clickday(&["compare", "which.toml", "--quiet", "--out", out]);
    compare(&long).assert().success();
    assert!(desk.path(&long).join("manifest.json").is_file());
    let told = compare(&"r".repeat(300)).assert().code(2);
    assert!(told.get_output().stdout.is_empty(), "nothing was run");
}

/// A run under each policy of a model in memory.
fn runs_under(names: &[String]) -> (clickday::Model, StageRuns) {
    let document = Document::of_text("named.toml", &model(names));
    let model = load::read(document, &[]).unwrap();
    let run = |name: &String| {
        let options = RunOptions {
            policy: name.clone(),
            seed: 1,
            ..RunOptions::default()
        };
        measures::run(&model, &options, &mut |_| {}).unwrap()
    };
    let runs = names.iter().map(run).collect();
    let stage = Stage {
        name: names[0].clone(),
        scale: 1.0,
        replications: 1,
    };
    let failed = Vec::new();
    (model, StageRuns { stage, runs, failed })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_comes_back_from_every_table(
        names in prop::collection::btree_set("\\PC{1,8}|['=+@\t\n\u{1b}a-]{1,5}|[a-z./]{1,300}", 2..4),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let (_, stage) = runs_under(&names);
        for table in tables(&[stage], &[]) {
            for format in clickday::experiment::results::formats() {
                let mut bytes = Vec::new();
                format.write(&table, &mut bytes).unwrap();
                if format.extension() == "csv" {
                    let mut reader = csv::Reader::from_reader(bytes.as_slice());
                    let policy = reader.headers().unwrap().iter().position(|name| name == "policy");
                    for record in reader.records() {
                        let record = record.unwrap();
                        let cell = from_cell(record.get(policy.unwrap()).unwrap()).to_owned();
                        prop_assert!(names.contains(&cell), "{cell:?} of {names:?}");
                    }
                } else {
                    prop_assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
                }
            }
        }
    }
}

#[cfg(feature = "report")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn charts_of_any_name_are_xml_and_have_files_of_their_own(
        names in prop::collection::btree_set("[\\PC\\x00-\\x1f]{1,8}|[aA/]{1,2}", 2..3),
    ) {
        use clickday::Language;
        use clickday::report::charts::write_all;

        let names: Vec<String> = names.into_iter().collect();
        let (model, stage) = runs_under(&names);
        let runs: Vec<_> = stage.runs.iter().collect();
        let folder = tempfile::tempdir().unwrap();
        let charts = folder.path().join("a/charts");
        fs::create_dir_all(&charts).unwrap();
        let written = write_all(&charts, &model, &runs, Language::English).unwrap();
        prop_assert_eq!(files(folder.path()).len(), written.len());
        for file in &written {
            prop_assert_eq!(file.parent(), Some(charts.as_path()));
            if file.extension().is_some_and(|ending| ending == "svg") {
                prop_assert!(is_xml(&fs::read_to_string(file).unwrap()), "{}", file.display());
            }
        }
    }
}
