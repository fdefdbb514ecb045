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
    let mut names = NAMES.map(str::to_owned).to_vec();
    names.push("x".repeat(260));
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
    let expected: BTreeSet<&str> = names.iter().map(String::as_str).collect();
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

/// A name that begins as a formula does, colours what follows, turns its direction, clears the
/// screen, and breaks the line.
const ACTING: &str = "=\u{1b}[31mqueue\u{202e}\u{9b}2J\n24/7";

/// Half an hour in which everything that has a name is called `name`: policy, group, channel, tier,
/// attack, page, request, role, level of skill and source.
fn all_called(name: &str) -> String {
    r#"
version = 1
title = NAME
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 08:30", bin = "10 min", time-zone = "Europe/Rome" }

[policy.NAME]
title = NAME
measure = [{ closure = { from = "2020-04-01 08:20", until = "2020-04-01 08:25" } }]

[people.group.NAME]
role = NAME
size = 300
demand = NAME
through-office = { office = NAME, share = "50 %" }

[[people.demand.NAME.part]]
even = { weight = 1, from = "2020-04-01 08:00", until = "2020-04-01 08:15" }

[people.role.NAME]
patience = { law = { exponential = "30 s" } }
retry = 0.6
retry-after = { exponential = "10 s" }

[people.office.NAME]
role = NAME
operators = 3
hours = "08:00-18:00"
files-per-login = 10

[people.skill.NAME]
weight = 1

[portal.request.NAME]
work.NAME = { exponential = "1 s" }

[[portal.tier]]
name = NAME
slots = 3
backlog = { length = 40 }

[[journey.page]]
name = NAME
request = NAME
think = { exponential = "10 s" }

[attack.NAME.flood]
request = NAME
patience = { fixed = "20 s" }
pulse = [{ from = "2020-04-01 08:10", until = "2020-04-01 08:12", rate = "5 per second" }]

[[record]]
at = "2020-04-01 08:20"
applications = 100
source = NAME
"#
    .replace("NAME", &quoted(name))
}

/// An experiment of that model. `more` stands before its stage.
fn experiment_called(name: &str, more: &str) -> String {
    format!(
        "version = 1\ntitle = {0}\nmodel = \"named.toml\"\npolicies = [{0}]\nseed = 1\n{more}\n\
         [[stage]]\nname = {0}\nscale = 1\nreplications = 2\n",
        quoted(name)
    )
}

/// A calibration of that model.
fn calibration_called(name: &str) -> String {
    r#"
version = 1
title = NAME
model = "named.toml"
policy = NAME
seed = 3
scale = 1
known-until = "2020-04-01 08:25"

[[parameter]]
name = NAME
path = "journey.page.0.think.exponential"
from = "5 s"
to = "15 s"
source = NAME

[[observation]]
at = "2020-04-01 08:25"
applications = 200
tolerance = "50 %"
source = NAME

[effort]
wave = 20
repeats = 3
population = 10
runs = 60
rows = 5
"#
    .replace("NAME", &quoted(name))
}

/// Whether a character acts on a terminal, or turns what follows it.
fn acts(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A folder with a model, a comparison, a sweep and a calibration in which everything has one name.
fn desk_called(name: &str) -> Desk {
    let desk = Desk::new("");
    let write = |file: &str, text: String| fs::write(desk.path(file), text).unwrap();
    let design =
        "outcomes = [\"submitted_people\"]\n[[factor]]\npath = \"portal.tier.0.slots\"\nvalues = [2, 3]";
    write("named.toml", all_called(name));
    write("compared.toml", experiment_called(name, ""));
    write("swept.toml", experiment_called(name, design));
    write("fit.toml", calibration_called(name));
    desk
}

#[test]
fn no_command_lets_a_name_act_on_the_terminal() {
    let desk = desk_called(ACTING);
    let run = |command: &[&str]| {
        let output = desk.clickday(command).output().unwrap();
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        let told = told.concat();
        assert!(!told.contains(acts), "{command:?}: {told:?}");
        (output.status.code(), told)
    };
    for command in [
        &["check", "named.toml", "compared.toml", "swept.toml", "fit.toml"][..],
        &["explain", "named.toml", "--policy", ACTING],
        &[
            "explain",
            "named.toml",
            "--policy",
            ACTING,
            "--check",
            "--scale",
            "1",
        ],
        &["run", "named.toml", "--policy", ACTING],
        &["compare", "compared.toml"],
        &["sweep", "swept.toml", "--dry-run"],
        &["sweep", "swept.toml", "--out", ACTING],
        &["plan", "swept.toml", "--shards", "1", "--out", "planned"],
        &["shard", "planned", "--index", "0"],
        &["gather", "planned"],
        &["calibrate", "fit.toml", "--out", "fit"],
        &["reproduce", ACTING],
        &["man", "--out", "man\u{202e}"],
    ] {
        let (code, told) = run(command);
        assert_eq!(code, Some(0), "{command:?}: {told}");
    }
    // Files that are not there, names that lead nowhere, and words that mean nothing.
    for command in [
        &["check", ACTING][..],
        &["run", ACTING],
        &["run", "named.toml", "--policy", "\u{1b}[31mnobody"],
        &["run", "named.toml", "--policy", ACTING, "--set", "\u{202e}=1"],
        &[
            "run",
            "named.toml",
            "--policy",
            ACTING,
            "--set",
            "portal.tier.0.slots=\u{9b}2J",
        ],
        &["run", "named.toml", "--policy", ACTING, "--scale", "\u{9b}2J"],
        &["run", "named.toml", "--policy", ACTING, "--metric", "\u{202e}"],
        &["compare", "compared.toml", "--out", "named.toml/\u{9b}2J"],
        &["sweep", ACTING],
        &["calibrate", ACTING],
        &["validate", "fit.toml", "--posterior", ACTING],
        &["claims", ACTING],
        &["plan", ACTING, "--shards", "1", "--out", "other"],
        &["shard", ACTING, "--index", "0"],
        &["gather", ACTING],
        &["reproduce", "\u{1b}[31mnowhere"],
        &["new", "policy", ACTING],
        &["\u{9b}2J"],
    ] {
        let (code, told) = run(command);
        assert_eq!(code, Some(2), "{command:?}: {told}");
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever everything is called: each file of the results is read back, and none is elsewhere.
    #[test]
    fn results_of_any_name_can_be_read_and_nothing_is_written_elsewhere(
        name in "[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]{1,8}|[=+@./: -]{1,6}|[a-z]{200,300}",
    ) {
        let desk = desk_called(&name);
        let before = files(&desk.path("."));
        let output = desk.clickday(&["compare", "compared.toml", "--out", "there"]).output().unwrap();
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        prop_assert!(output.status.success(), "{}", told[1]);
        prop_assert!(!told.concat().contains(acts), "{told:?}");
        let is_there = |file: &PathBuf| file.starts_with(desk.path("./there"));
        let (there, elsewhere): (Vec<_>, Vec<_>) = files(&desk.path(".")).into_iter().partition(is_there);
        prop_assert_eq!(elsewhere, before);
        let results = Results::open(&desk.path("there")).unwrap();
        for (table, column) in [("runs", "policy"), ("groups", "group"), ("tiers", "tier")] {
            let table = results.table(table).unwrap();
            prop_assert!(texts(&table, column).contains(name.as_str()), "{column}");
        }
        for file in there {
            let bytes = fs::read(&file).unwrap();
            let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            let is_read = match ending.as_str() {
                "json" => serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
                "svg" => is_xml(std::str::from_utf8(&bytes).unwrap()),
                "png" => bytes.starts_with(b"\x89PNG"),
                "parquet" => bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"),
                "csv" => {
                    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
                    reader.records().all(|record| record.is_ok())
                }
                // What was read, under its hash.
                _ => !bytes.is_empty(),
            };
            prop_assert!(is_read, "{}", file.display());
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
