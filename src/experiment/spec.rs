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

use super::design::{self, Design};
use super::factor::FactorSpec;
use super::goals::{self, GoalSpec};
use super::precision::{self, PrecisionSpec};
use super::results::{Input, Source};
use super::schedule::Stage;
use super::sensitivity::Scale;
use crate::model::units::{Count, Moment, Share};
use crate::model::{self, Document, Model, Problems};

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
    /// Files with further policies for the model, by their paths from this file.
    #[serde(default)]
    pub policy_files: Vec<String>,
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
    /// Which percentiles of the waiting time the table shows: some of 50, 75, 90, 95, 99.
    #[serde(default = "half_and_nine_in_ten")]
    pub percentiles: Vec<u8>,
    /// The values of the model that `clickday sweep` varies, each by its path.
    #[serde(default)]
    pub factor: Vec<FactorSpec>,
    /// At which combinations of their values; absent: at all of them.
    #[serde(default)]
    pub design: Option<Design>,
    /// The measures that a sweep sums up; absent: the people who submit by the deadline.
    #[serde(default)]
    pub outcomes: Option<Vec<String>>,
    /// Whether a sensitivity analysis explains the value of an outcome or its rank.
    #[serde(default)]
    pub sensitivity_of: Scale,
    /// What a launch has to achieve. Where a policy misses one, the exit code is 3.
    #[serde(default)]
    pub goal: Vec<GoalSpec>,
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
    /// When that is enough; absent: at once. Else more are simulated until each policy is known this well.
    #[serde(default)]
    pub until: Option<PrecisionSpec>,
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
const PERCENTILES: [u8; 5] = [50, 75, 90, 95, 99];

/// An experiment as it was read, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The experiment.
    pub experiment: Experiment,
    path: PathBuf,
    document: Document,
}

/// A model as it was read for an experiment.
#[derive(Debug, Clone)]
pub struct LoadedModel {
    /// The model.
    pub model: Model,
    /// What was changed in it, as `path=value`.
    pub overrides: Vec<String>,
    /// The files of the experiment and of the model.
    pub sources: Vec<Source>,
}

/// Reads an experiment file.
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    read(Document::open(path), path)
}

/// Reads an experiment from a document already opened at `path`.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, path: &Path) -> Result<Loaded, Problems> {
    let experiment = document.read::<Experiment>();
    for (place, wrong, right) in experiment.iter().flat_map(complaints) {
        document.complain(place, wrong, right);
    }
    let experiment = document.clone().finish(experiment)?;
    Ok(Loaded {
        experiment,
        path: path.to_owned(),
        document,
    })
}

impl Loaded {
    /// Reads the model the experiment is about, with what the experiment changes in it and, after that, `set`
    /// (`path=value` each).
    ///
    /// # Errors
    /// Everything that is wrong with the model, and each policy of the experiment that it has not.
    pub fn model(&self, set: &[String]) -> Result<LoadedModel, Problems> {
        let asking = Asking {
            document: &self.document,
            path: &self.path,
            model: &self.experiment.model,
            policy_files: &self.experiment.policy_files,
        };
        let read = asking.model(self.own_overrides().chain(set.iter().cloned()).collect())?;
        self.check(&read.model)?;
        Ok(read)
    }

    /// What the experiment itself changes in the model, as `path=value`.
    pub fn own_overrides(&self) -> impl Iterator<Item = String> {
        let deadline = self.experiment.deadline.iter();
        deadline.map(|deadline| format!("calendar.deadline=\"{deadline}\""))
    }

    /// Where its file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the experiment's file.
    pub fn name(&self) -> String {
        self.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The name of its results: that of the file, without its ending.
    pub fn stem(&self) -> String {
        self.path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    fn check(&self, model: &Model) -> Result<(), Problems> {
        let known: Vec<String> = model.policy.keys().map(|name| format!("`{name}`")).collect();
        let right = format!("the model has {}", known.join(", "));
        let mut document = self.document.clone();
        for (index, policy) in self.experiment.policies.iter().enumerate() {
            if !model.policy.contains_key(policy) {
                let wrong = format!("there is no policy `{policy}`");
                document.complain(["policies", &index.to_string()], wrong, &right);
            }
        }
        document.finish(Some(()))
    }
}

/// A file that asks something of a model.
pub(super) struct Asking<'a> {
    /// The file.
    pub(super) document: &'a Document,
    /// Where it is.
    pub(super) path: &'a Path,
    /// The model, by its path from the file.
    pub(super) model: &'a str,
    /// Files with further policies, likewise.
    pub(super) policy_files: &'a [String],
}

impl Asking<'_> {
    /// Reads the model, with what is changed in it.
    pub(super) fn model(&self, overrides: Vec<String>) -> Result<LoadedModel, Problems> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let path = folder.join(self.model);
        let mut document = Document::open(&path);
        let own_name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mut sources = files_of(self.document, self.path, &own_name);
        sources.extend(files_of(&document, &path, self.model));
        for name in self.policy_files {
            let path = folder.join(name);
            sources.extend(files_of(&Document::open(&path), &path, name));
            document.add_policies(&path);
        }
        Ok(LoadedModel {
            model: model::load::read(document, &overrides)?,
            overrides,
            sources,
        })
    }
}

/// The files of the model at `path`, named as from `name`.
pub fn files_of_model(path: &Path, name: &str) -> Vec<Input> {
    let files = files_of(&Document::open(path), path, name);
    files.iter().map(Source::input).collect()
}

/// The files of a document read from `path`, with `name` in the place of that path: names that are the same wherever
/// the program is run.
fn files_of(document: &Document, path: &Path, name: &str) -> Vec<Source> {
    let named = |file: &str| {
        let below = Path::new(file).strip_prefix(path).unwrap_or(Path::new(""));
        let parts = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        std::iter::once(name.trim_end_matches('/').to_owned())
            .chain(parts)
            .collect::<Vec<_>>()
            .join("/")
    };
    document
        .files()
        .map(|(file, text)| Source {
            name: named(file),
            bytes: text.as_bytes().to_vec(),
        })
        .collect()
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
                "choose from 50, 75, 90, 95 and 99",
            );
        }
    }
    stage_complaints(experiment, &mut complain);
    found.extend(design::complaints(experiment));
    found.extend(goals::complaints(&experiment.goal, &experiment.policies));
    found.extend(precision::complaints(&experiment.stage));
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

    const PEOPLE: &str = r#"version = 1
title = "A day"
calendar = { start = "2020-04-01 00:00", end = "2020-04-02 00:00" }
policy = { open = {}, queue = {} }

[people]
role.citizen = {}
group.all = { role = "citizen", arrivals = { poisson = "1 per minute" } }
"#;

    const PORTAL: &str = r#"
[portal]
request.page = { work = { web = { fixed = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 2

[[journey.page]]
name = "form"
request = "page"
"#;

    fn read(text: &str) -> Result<Loaded, Problems> {
        super::read(Document::of_text("rollout.toml", text), Path::new("rollout.toml"))
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
        assert_eq!(
            (loaded.name().as_str(), loaded.stem().as_str()),
            ("rollout.toml", "rollout")
        );
    }

    #[test]
    fn a_model_is_read_with_what_the_experiment_changes_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("day");
        std::fs::create_dir(&model).unwrap();
        std::fs::write(model.join("people.toml"), PEOPLE).unwrap();
        std::fs::write(model.join("portal.toml"), PORTAL).unwrap();
        let path = folder.path().join("rollout.toml");
        let text = GOOD
            .replace("../models/day", "day/")
            .replace("seed", "deadline = \"2020-04-01 12:00\"\nseed");
        std::fs::write(&path, text).unwrap();

        let loaded = load(&path).unwrap();
        let read = loaded.model(&["portal.tier.web.slots=3".to_owned()]).unwrap();
        assert_eq!(
            read.model.calendar.deadline.map(|d| d.to_string()).as_deref(),
            Some("2020-04-01 12:00")
        );
        assert_eq!(read.model.portal.tier[0].slots.get(), 3);
        assert_eq!(
            read.overrides,
            [
                r#"calendar.deadline="2020-04-01 12:00""#,
                "portal.tier.web.slots=3"
            ]
        );
        let names: Vec<&str> = read.sources.iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["rollout.toml", "day/people.toml", "day/portal.toml"]);

        std::fs::write(
            &path,
            GOOD.replace("../models/day", "day").replace("queue", "quiet"),
        )
        .unwrap();
        let problems = load(&path).unwrap().model(&[]).unwrap_err();
        assert!(
            problems
                .to_string()
                .contains("rollout.toml:4:21: there is no policy `quiet`"),
            "{problems}"
        );
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
        assert_eq!(problems("seed", "percentiles = [50, 70]\nseed")[0].0, (5, 20));
    }

    #[test]
    fn goals_and_precision_are_checked_before_anything_runs() {
        let goal = "[[goal]]\nrequire = 'p90 wait < 2'\npolicies = [\"open\", \"shut\"]\n\n[[stage]]";
        let found = problems("[[stage]]", goal);
        let places: Vec<(usize, usize)> = found.iter().map(|(place, ..)| *place).collect();
        assert_eq!(places, [(8, 11), (9, 21)]);
        assert_eq!(found[0].1, "\"2\" is no value of wait p90");
        assert_eq!(found[1].2, "name one of the policies of this file");
        let until = "replications = 20\nuntil = { half-width = 0, at-most = 10, of = \"luck\" }";
        let places: Vec<usize> = problems("replications = 20", until)
            .iter()
            .map(|p| p.0.0)
            .collect();
        assert_eq!(places, [11, 11, 11]);
        let good = GOOD.replace(
            "replications = 20",
            "replications = 20\nuntil = { half-width = \"5 %\", at-most = 400 }",
        );
        assert_eq!(
            read(&good).unwrap().experiment.stage[0]
                .until
                .as_ref()
                .map(|u| u.at_most.get()),
            Some(400)
        );
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let found = problems(
            "replications = 20",
            "replications = 0\n\n[[stage]]\nname = \"quick\"\nscale = 0\nreplications = 1",
        );
        let places: Vec<(usize, usize)> = found.iter().map(|(place, ..)| *place).collect();
        assert_eq!(places, [(10, 16), (13, 8), (14, 9)]);
    }
}
