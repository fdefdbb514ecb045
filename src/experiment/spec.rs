//! The experiment file: which policies of which model are compared, how often, and at which scales.
//!
//! ```toml
//! version = 1
//! title = "How to open the door"
//! model = "../models/inps-2020-04-01"      # beside this file
//! policies = ["as-it-happened", "queue-with-tickets"]
//! seed = 2020
//!
//! [[stage]]                                # stages are run one after the other, and never pooled
//! name = "quick"
//! scale = 0.02
//! replications = 20
//! ```

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::schedule::Stage;
use super::spans::Text;
use crate::model::units::{Count, Moment, Share};
use crate::model::{Model, Problem, Problems};

/// The version of the experiment format this build reads.
pub const FORMAT_VERSION: u32 = 1;

/// Which policies of which model are compared, how often, and at which scales.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Experiment {
    /// Version of the file format: 1.
    pub version: u32,
    /// What the experiment asks, as the title of tables and charts.
    pub title: String,
    /// What it asks, for a reader.
    #[serde(default)]
    pub description: String,
    /// The model: a file or folder, by its path from this file.
    pub model: String,
    /// The policies to compare, in the order of the table.
    pub policies: Vec<String>,
    /// The policy the others, and the public record, are compared with; absent: the first.
    #[serde(default)]
    pub baseline: Option<String>,
    /// Master seed: replication `n` has the same people, with the same intents and patience, under every policy.
    pub seed: u64,
    /// "By the deadline" in tables means by this instant; absent: the model's own deadline.
    #[serde(default)]
    pub deadline: Option<Moment>,
    /// Confidence of every interval.
    #[serde(default = "nineteen_in_twenty")]
    #[schemars(with = "Option<Share>")]
    pub confidence: Confidence,
    /// Which percentiles of the waiting time the table shows: some of 50, 90, 99.
    #[serde(default = "half_and_nine_in_ten")]
    pub percentiles: Vec<u8>,
    /// The stages, run one after the other.
    pub stage: Vec<StageSpec>,
}

/// A stage: every policy, so many times, at one scale.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StageSpec {
    /// Its name, in tables and files.
    pub name: String,
    /// Share of full scale: people, slots, cores, rates, operators and caps shrink together.
    pub scale: Share,
    /// How many launches of each policy are simulated.
    pub replications: Count,
}

/// A confidence, as a share below the whole.
pub type Confidence = Share;

fn nineteen_in_twenty() -> Confidence {
    "95 %".parse().unwrap_or_default()
}

fn half_and_nine_in_ten() -> Vec<u8> {
    vec![50, 90]
}

/// The percentiles of the waiting time that a run reports.
const PERCENTILES: [u8; 3] = [50, 90, 99];

/// An experiment as it was read, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The experiment.
    pub experiment: Experiment,
    /// Its file.
    pub path: PathBuf,
    text: Text,
}

/// Reads an experiment file.
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let right = "name an experiment file, such as experiments/rollout.toml";
        Problem::with_file(&shown, format!("cannot be read: {error}"), right)
    })?;
    let text = Text::new(&shown, &text);
    let experiment: Experiment = text.parse()?;
    let problems: Problems = complaints(&experiment)
        .into_iter()
        .map(|(place, wrong, right)| text.problem(&place, wrong, right))
        .collect();
    problems.or(Loaded {
        experiment,
        path: path.to_owned(),
        text,
    })
}

impl Loaded {
    /// The model's path, from where the program runs.
    pub fn model_path(&self) -> PathBuf {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join(&self.experiment.model)
    }

    /// What the experiment changes in the model, as `path=value`.
    pub fn overrides(&self) -> Vec<String> {
        let deadline = self.experiment.deadline.iter();
        deadline
            .map(|deadline| format!("calendar.deadline=\"{deadline}\""))
            .collect()
    }

    /// Checks that the model has every policy that is asked for.
    ///
    /// # Errors
    /// Each policy it has not.
    pub fn check(&self, model: &Model) -> Result<(), Problems> {
        let known: Vec<&str> = model.policy.keys().map(String::as_str).collect();
        let dangling = self.experiment.policies.iter().enumerate();
        let problems: Problems = dangling
            .filter(|(_, policy)| !model.policy.contains_key(*policy))
            .map(|(index, policy)| {
                let wrong = format!("the model has no policy \"{policy}\"");
                let right = format!("it has {}", known.join(", "));
                self.text
                    .problem(&["policies".to_owned(), index.to_string()], wrong, right)
            })
            .collect();
        problems.or(())
    }
}

impl Experiment {
    /// The policy the others are compared with.
    pub fn baseline(&self) -> &str {
        self.baseline
            .as_deref()
            .or(self.policies.first().map(String::as_str))
            .unwrap_or_default()
    }

    /// The stages.
    pub fn stages(&self) -> Vec<Stage> {
        let stage = |spec: &StageSpec| Stage {
            name: spec.name.clone(),
            scale: spec.scale.get(),
            replications: spec.replications.get(),
        };
        self.stage.iter().map(stage).collect()
    }
}

/// A place in the file, what is wrong there, and what would be right.
type Complaint = (Vec<String>, String, String);

fn complaints(experiment: &Experiment) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |place: &[&str], wrong: String, right: &str| {
        found.push((
            place.iter().map(|&key| key.to_owned()).collect(),
            wrong,
            right.to_owned(),
        ));
    };
    if experiment.version != FORMAT_VERSION {
        let wrong = format!("this build reads experiments of version {FORMAT_VERSION} only");
        complain(&["version"], wrong, "write version = 1");
    }
    if experiment.policies.is_empty() {
        complain(
            &["policies"],
            "there is nothing to compare".to_owned(),
            "name at least one policy",
        );
    }
    for index in repeated(&experiment.policies) {
        let wrong = format!("\"{}\" is there twice", experiment.policies[index]);
        complain(&["policies", &index.to_string()], wrong, "name each policy once");
    }
    if !experiment
        .policies
        .iter()
        .any(|policy| policy == experiment.baseline())
    {
        let wrong = format!("\"{}\" is not among the policies", experiment.baseline());
        complain(&["baseline"], wrong, "name one of the policies of this file");
    }
    if !(0.5..1.0).contains(&experiment.confidence.get()) {
        let wrong = format!("{} is no confidence for an interval", experiment.confidence);
        complain(
            &["confidence"],
            wrong,
            "write a share from 50 % to below 100 %, such as \"95 %\"",
        );
    }
    for (index, percentile) in experiment.percentiles.iter().enumerate() {
        if !PERCENTILES.contains(percentile) {
            let wrong = format!("a run does not report the percentile {percentile}");
            complain(
                &["percentiles", &index.to_string()],
                wrong,
                "choose from 50, 90 and 99",
            );
        }
    }
    stage_complaints(experiment, &mut complain);
    found
}

fn stage_complaints(experiment: &Experiment, complain: &mut impl FnMut(&[&str], String, &str)) {
    if experiment.stage.is_empty() {
        complain(
            &["stage"],
            "there is no stage".to_owned(),
            "write at least one [[stage]]",
        );
    }
    for (index, stage) in experiment.stage.iter().enumerate() {
        let index = &index.to_string();
        if stage.scale.get() <= 0.0 {
            complain(
                &["stage", index, "scale"],
                "nobody is left at scale 0".to_owned(),
                "write 0.02, or 1",
            );
        }
        if !(1..=100_000).contains(&stage.replications.get()) {
            let wrong = format!("{} launches cannot be simulated", stage.replications);
            complain(
                &["stage", index, "replications"],
                wrong,
                "write a number from 1 to 100,000",
            );
        }
    }
    let names: Vec<String> = experiment.stage.iter().map(|stage| stage.name.clone()).collect();
    for index in repeated(&names) {
        let wrong = format!("another stage is called \"{}\"", names[index]);
        complain(
            &["stage", &index.to_string(), "name"],
            wrong,
            "give each stage a name of its own",
        );
    }
}

/// Indices of names that stand earlier in the list already.
fn repeated(names: &[String]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    (0..names.len())
        .filter(|&index| !seen.insert(&names[index]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"version = 1
title = "How to open the door"
model = "../models/day"
policies = ["open", "queue"]
seed = 2020

[[stage]]
name = "quick"
scale = "2 %"
replications = 20
"#;

    fn read(text: &str) -> Result<Loaded, Problems> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rollout.toml");
        std::fs::write(&path, text).unwrap();
        load(&path)
    }

    /// Line and column, what is wrong and what would be right, of each problem.
    fn problems(from: &str, to: &str) -> Vec<((usize, usize), String, String)> {
        assert!(GOOD.contains(from));
        let problems = read(&GOOD.replace(from, to)).unwrap_err();
        problems
            .iter()
            .map(|p| (p.line_and_column().unwrap(), p.wrong.clone(), p.right.clone()))
            .collect()
    }

    #[test]
    fn what_is_not_said_is_what_most_people_want() {
        let loaded = read(GOOD).unwrap();
        assert_eq!(loaded.experiment.baseline(), "open");
        assert_eq!(loaded.experiment.percentiles, [50, 90]);
        assert!((loaded.experiment.confidence.get() - 0.95).abs() < 1e-12);
        let stage = &loaded.experiment.stages()[0];
        assert_eq!(
            (stage.scale.to_bits(), stage.replications),
            (0.02_f64.to_bits(), 20)
        );
        assert!(loaded.model_path().ends_with("../models/day"));
        assert_eq!(loaded.overrides(), Vec::<String>::new());
    }

    #[test]
    fn a_deadline_is_an_override_of_the_models() {
        let loaded = read(&GOOD.replace("seed", "deadline = \"2020-04-02 24:00\"\nseed")).unwrap();
        assert_eq!(loaded.overrides(), [r#"calendar.deadline="2020-04-03 00:00""#]);
    }

    #[test]
    fn a_problem_points_at_what_is_wrong_and_says_what_would_be_right() {
        let (place, wrong, right) = problems("scale = \"2 %\"", "scale = 20").remove(0);
        assert_eq!(place, (9, 9));
        assert_eq!(wrong, "20 is more than the whole");
        assert_eq!(right, "write 0.2 or \"20 %\"");
        assert_eq!(problems("seed", "sede")[0].0, (5, 1));
        assert_eq!(problems("version = 1", "version = 2")[0].0, (1, 11));
        assert_eq!(problems("\"queue\"", "\"open\"")[0].0, (4, 21));
        assert_eq!(problems("seed", "baseline = \"none\"\nseed")[0].0, (5, 12));
        assert_eq!(problems("seed", "percentiles = [50, 75]\nseed")[0].0, (5, 20));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let found = problems(
            "replications = 20",
            "replications = 0\n\n[[stage]]\nname = \"quick\"\nscale = 0\nreplications = 1",
        );
        let places: Vec<(usize, usize)> = found.iter().map(|(place, ..)| *place).collect();
        assert_eq!(places, [(10, 16), (14, 9), (13, 8)]);
    }
}
