//! The installed program, far from any clone: what ships is found by path and by name, a file on the
//! disk wins, and everything says which was used.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// What is said of files that ship.
const SHIPPED: &str = concat!("(shipped with clickday ", env!("CARGO_PKG_VERSION"), ")");

/// An empty folder, and the program in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command.env("NO_COLOR", "1").current_dir(self.0.path());
        command.args(line.split_whitespace()).output().unwrap()
    }

    /// What a command that succeeds prints.
    fn said(&self, line: &str) -> String {
        let output = self.run(line);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "clickday {line}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that is refused says.
    fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(2), "clickday {line}");
        assert!(output.stdout.is_empty(), "clickday {line}");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A file of the clone.
fn clone(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// An experiment of a shipped queue that is simulated in no time.
const SMALL: &str = r#"
version = 1
title = "Is a break wise?"
model = "../models/textbook/windows.toml"
policies = ["open", "shut-for-a-while"]
seed = 7

[[stage]]
name = "full"
scale = 1
replications = 2
"#;

/// The inputs that a manifest lists, and those of them that shipped.
fn inputs(manifest: &Path) -> (Value, Value) {
    let manifest: Value = serde_json::from_slice(&fs::read(manifest).unwrap()).unwrap();
    (
        manifest["identity"]["inputs"].clone(),
        manifest["shipped"].clone(),
    )
}

#[test]
fn the_shipped_experiment_is_known_without_an_argument() {
    let desk = Desk::new();
    // A goal of the test is the header, not the minute that the launches take.
    let refused = desk.refused("compare --set portal.tier.web.slots=none");
    assert!(refused.contains("portal.tier.web.slots"), "{refused}");
    assert!(!refused.contains("no such file"), "{refused}");
}

#[test]
fn an_experiment_on_the_disk_wins_and_its_model_may_ship() {
    let desk = Desk::new();
    desk.write("experiments/rollout.toml", SMALL);
    let said = desk.said("compare");
    let model = "models/textbook/windows.toml";
    let expected = format!("Input: experiments/rollout.toml (from disk); {model} {SHIPPED}");
    assert_eq!(first_line(&said), expected);
    let (listed, shipped) = inputs(&desk.path("results/rollout/manifest.json"));
    assert_eq!(shipped, serde_json::json!([format!("../{model}")]));

    // The same bytes from the disk are the same experiment, and its results stay.
    desk.write(model, clone(model));
    let said = desk.said("compare");
    let expected = format!("Input: experiments/rollout.toml, {model} (from disk)");
    assert_eq!(first_line(&said), expected);
    let (from_disk, shipped) = inputs(&desk.path("results/rollout/manifest.json"));
    assert_eq!(from_disk, listed, "hashes do not depend on where bytes were read");
    assert_eq!(shipped, Value::Null);

    let told = desk.said("reproduce results/rollout");
    assert!(told.contains("the same to the last byte"), "{told}");
}

#[test]
fn a_model_runs_by_name() {
    let desk = Desk::new();
    let said = desk.said("run mm1");
    assert_eq!(
        first_line(&said),
        format!("Input: models/textbook/mm1.toml {SHIPPED}")
    );
    let by_path = desk.said("run models/textbook/mm1.toml");
    let without_speed = |text: &str| text.lines().take(10).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_speed(&said), without_speed(&by_path));
}

#[test]
fn a_file_on_the_disk_wins() {
    let desk = Desk::new();
    let text = clone("models/textbook/mm1.toml").replace("title = \"M/M/1\"", "title = \"Mine\"");
    desk.write("models/textbook/mm1.toml", text);
    let said = desk.said("run models/textbook/mm1.toml");
    assert_eq!(first_line(&said), "Input: models/textbook/mm1.toml (from disk)");
    assert!(
        said.lines().nth(1).unwrap().starts_with("Mine, policy open"),
        "{said}"
    );
    // The short name is that of what ships.
    let said = desk.said("run mm1");
    assert!(first_line(&said).ends_with(SHIPPED), "{said}");
}

#[test]
fn a_shipped_policy_goes_by_its_name() {
    let desk = Desk::new();
    let run = |policy: &str| {
        let until = "--until 2020-04-01T00:10 --scale 0.05 --json";
        let said = desk.said(&format!("run inps-2020-04-01 --policy {policy} {until}"));
        let mut value: Value = serde_json::from_str(&said).unwrap();
        for measured in ["wall_s", "peak_rss_mib"] {
            value.as_object_mut().unwrap().remove(measured);
        }
        value
    };
    assert_eq!(run("lottery"), run("models/policies/lottery.toml"));
}

#[test]
fn a_model_is_explained_by_name() {
    let said = Desk::new().said("explain inps-2020-04-01 --policy queue-with-tickets");
    assert_eq!(
        first_line(&said),
        format!("Input: models/inps-2020-04-01 {SHIPPED}")
    );
    assert!(said.contains("waiting room"), "{said}");
}

#[test]
fn what_ships_passes_check() {
    let desk = Desk::new();
    let said = desk.said(
        "check rollout rollout-over-draws calibration claims policies inps-2020-04-01 erlang-a lottery",
    );
    for line in [
        "experiments/rollout.toml, shipped: ok (experiment)",
        "experiments/rollout-over-draws.toml, shipped: ok (experiment)",
        "experiments/calibration.toml, shipped: ok (calibration)",
        "experiments/claims.toml, shipped: ok (claims)",
        "models/inps-2020-04-01, shipped: ok (model, times of Europe/Rome)",
        "models/policies/lottery.toml, shipped: ok (policy)",
    ] {
        assert!(said.lines().any(|said| said == line), "{line}\n{said}");
    }
}

#[test]
fn a_sweep_over_a_shipped_sample_is_planned() {
    let said = Desk::new().said("sweep rollout-posterior --dry-run");
    assert_eq!(
        first_line(&said),
        format!("Input: experiments/rollout-posterior.toml, models/inps-2020-04-01 {SHIPPED}")
    );
    assert!(said.contains("192 runs"), "{said}");
}

#[test]
fn what_ships_is_listed_and_every_name_of_it_is_known() {
    let desk = Desk::new();
    let items: Value = serde_json::from_str(&desk.said("models --json")).unwrap();
    let items = items.as_array().unwrap();
    assert!(items.len() > 60, "{}", items.len());
    let said = desk.said("models");
    let names: Vec<&str> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
    for name in &names {
        assert!(said.contains(name), "{name}");
    }
    for heading in ["LAUNCHES", "POLICIES", "EXPERIMENTS", "TEXTBOOK QUEUES"] {
        assert!(said.contains(heading), "{heading}");
    }
    for policy in ["as-it-happened", "closed-by-trigger"] {
        assert!(said.contains(policy), "{policy}");
    }
    let unique = names.iter().filter(|name| **name != "waiting-room");
    desk.said(&format!(
        "check {}",
        unique.copied().collect::<Vec<_>>().join(" ")
    ));
}

#[test]
fn a_name_that_is_not_there_is_told_with_those_that_are_near() {
    let desk = Desk::new();
    for (line, meant) in [
        ("run inps-2020-04-10", "did you mean `inps-2020-04-01`?"),
        ("compare rolout", "did you mean `rollout`?"),
        (
            "compare experiments/rolout.toml",
            "did you mean `experiments/rollout.toml`?",
        ),
        (
            "explain nothing-of-the-kind",
            "`clickday models` lists what ships",
        ),
    ] {
        let refused = desk.refused(line);
        assert!(refused.contains("there is no such file"), "{refused}");
        assert!(refused.contains(meant), "{refused}");
        assert!(refused.ends_with("1 problem\n"), "{refused}");
    }
    let refused = desk.refused("check waiting-room");
    assert!(refused.contains("name one of them by its path"), "{refused}");
}

/// What `clickday new` can write, with a name of something to copy.
const STARTS: [(&str, &str); 8] = [
    ("model mine", "mine.toml"),
    ("policy mine", "mine.toml"),
    ("experiment mine", "mine.toml"),
    ("model mine --from inps-2020-04-01", "mine"),
    ("model mine --from erlang-a", "mine.toml"),
    ("policy mine --from waiting-room", "mine.toml"),
    ("experiment mine --from rollout-posterior", "mine.toml"),
    ("experiment mine --from policies", "mine.toml"),
];

#[test]
fn what_new_writes_passes_check() {
    for (asked, written) in STARTS {
        let desk = Desk::new();
        let said = desk.said(&format!("new {asked}"));
        assert!(said.starts_with(&format!("Wrote {written}\n")), "{said}");
        let steps: Vec<&str> = said
            .lines()
            .filter_map(|line| line.strip_prefix("  clickday "))
            .collect();
        assert!(steps.len() >= 2, "{said}");
        for step in steps.iter().filter(|step| step.starts_with("explain")) {
            desk.said(step);
        }
        let checked = desk.said(&format!("check {written}"));
        assert!(checked.starts_with(&format!("{written}: ok (")), "{checked}");
    }
}

#[test]
fn a_new_policy_has_the_name_that_it_is_given() {
    let desk = Desk::new();
    desk.said("new policy mine --from waiting-room");
    let said = desk.said("check mine.toml --model inps-2020-04-01");
    assert_eq!(said, "mine.toml: ok (policy)\n");
    let text = fs::read_to_string(desk.path("mine.toml")).unwrap();
    assert!(text.contains("[policy.mine.measure.waiting-room]"), "{text}");
    assert!(text.contains("--policy mine.toml"), "{text}");
    assert!(!text.contains("policy.waiting-room"), "{text}");
}

#[test]
fn a_new_model_runs() {
    let desk = Desk::new();
    desk.said("new model mine");
    let run = |policy: &str| {
        desk.said(&format!(
            "run mine.toml --policy {policy} --until 2026-01-12T10:00"
        ))
    };
    assert!(run("nothing").contains("The portal collapsed"));
    assert!(run("waiting-room").contains("The portal did not collapse"));
}

#[test]
fn new_writes_over_nothing_and_says_what_to_do() {
    let desk = Desk::new();
    desk.write("mine.toml", "kept");
    desk.write("mine/kept.toml", "");
    for line in ["new policy mine", "new model mine --from inps-2020-04-01"] {
        let refused = desk.refused(line);
        assert!(
            refused.contains("already exists; nothing was changed. Choose another name"),
            "{refused}"
        );
    }
    assert_eq!(fs::read_to_string(desk.path("mine.toml")).unwrap(), "kept");
    let refused = desk.refused("new model ../mine");
    assert!(
        refused.contains("use only letters from a to z, digits, - and _"),
        "{refused}"
    );
    let refused = desk.refused("new policy other --from lotery");
    assert!(refused.contains("did you mean `lottery`?"), "{refused}");
    assert!(!desk.path("other.toml").exists());
}

#[test]
fn shells_complete_and_the_manual_is_printed() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.said(&format!("completions {shell}"));
        assert!(script.contains("reproduce"), "{shell}");
    }
    assert!(desk.said("man").contains(".TH clickday"));
    desk.said("man --out pages/man1");
    for page in ["clickday.1", "clickday-compare.1"] {
        assert!(desk.path("pages/man1").join(page).exists(), "{page}");
    }
}

#[test]
fn the_help_groups_the_commands() {
    let desk = Desk::new();
    for line in ["--help", "-h", "help"] {
        let help = desk.said(line);
        let places: Vec<Option<usize>> = [
            "\nDaily:",
            "\nExperiments:",
            "\nClusters:",
            "\nFiles:",
            "\nOptions:",
        ]
        .iter()
        .map(|heading| help.find(heading))
        .collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{line}:\n{help}"
        );
    }
    assert!(desk.said("run --help").contains("Examples:\n  clickday run"));
}
