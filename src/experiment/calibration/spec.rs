//! The calibration file: which values of a model are fitted, to what, and what is then predicted.
//!
//! ```toml
//! version = 1
//! title = "What the first day tells"
//! model = "../models/inps-2020-04-01"
//! policy = "as-it-happened"
//! seed = 2020
//! scale = "1.5 %"
//! known-until = "2020-04-02 01:00"      # nothing later is fitted to
//!
//! [[parameter]]
//! path = "people.role.citizen.session-lost"
//! from = 0
//! to = 0.5
//! source = "assumed"
//!
//! [[observation]]
//! at = "2020-04-02 01:00"
//! applications = 517_529
//! tolerance = "3 %"
//! source = "Catalfo, ANSA"
//! ```

use std::collections::BTreeSet;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::prediction::ValidationSpec;
use super::{Effort, Prior, Target};
use crate::experiment::factor::{FactorSpec, KeyError, Levels};
use crate::experiment::points::{Points, PointsError};
use crate::experiment::range::Spread;
use crate::experiment::results::Source;
use crate::experiment::scales;
use crate::experiment::sources::{ModelFiles, Shelf};
use crate::experiment::spec::{FORMAT_VERSION, LoadedModel};
use crate::model::units::{Count, Moment, Rate, Setting, Share};
use crate::model::{Document, FileKind, Problems};
use crate::shipped::{self, Kind, Location};

/// The most values that are set for every run. Assumed.
const MOST_SET: usize = 255;

/// Which values of a model are fitted, to what, and what is then predicted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Calibration {
    /// Version of the file format: 1.
    pub version: u32,
    /// What is asked, as a title.
    pub title: String,
    /// The same, for a reader.
    #[serde(default)]
    pub description: String,
    /// The model: a file or folder, by its path from this file.
    pub model: String,
    /// Files with further policies for the model, by their paths from this file.
    #[serde(default)]
    pub policy_files: Vec<String>,
    /// The policy under which the record was made.
    pub policy: String,
    /// What is changed in the model for every run, as `path=value`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Master seed.
    pub seed: u64,
    /// Share of full scale at which every run is made.
    pub scale: Share,
    /// No observation may be later.
    pub known_until: Moment,
    /// The values that are fitted.
    pub parameter: Vec<ParameterSpec>,
    /// What they are fitted to.
    pub observation: Vec<ObservationSpec>,
    /// How much is done.
    #[serde(default)]
    pub effort: EffortSpec,
    /// What is then predicted; absent: nothing.
    #[serde(default)]
    pub validation: Option<ValidationSpec>,
}

/// A value that is fitted, and its prior: even over a range.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ParameterSpec {
    /// Its path, as in `--set`.
    pub path: String,
    /// Paths that always have the same value.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it is, in words.
    pub name: String,
    /// Lower end of its range.
    pub from: Setting,
    /// Upper end of its range.
    pub to: Setting,
    /// How the range is filled: evenly, or evenly by factors.
    #[serde(default)]
    pub spread: Spread,
    /// Probability that it is exactly 0, whatever the range.
    #[serde(default)]
    pub zero: Share,
    /// Where the range comes from.
    pub source: String,
}

/// A number of the record: applications submitted by an instant, or between two.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ObservationSpec {
    /// The instant from which applications are counted; absent: from the start.
    #[serde(default)]
    pub from: Option<Moment>,
    /// The instant up to which they are counted.
    pub at: Moment,
    /// So many. Either this or `rate`.
    #[serde(default)]
    pub applications: Option<Count>,
    /// So many a second, on average. Either this or `applications`.
    #[serde(default)]
    pub rate: Option<Rate>,
    /// One standard deviation of the error of the record and of the discrepancy of the model, together, as a share of the number.
    pub tolerance: Share,
    /// Who said so, and why the tolerance is what it is.
    pub source: String,
}

/// How much is done.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct EffortSpec {
    /// Points of the first wave.
    pub wave: Count,
    /// Runs of the best of them, from which chance is measured.
    pub repeats: Count,
    /// Points of a generation.
    pub population: Count,
    /// Share of a generation that lies within the threshold of the next.
    pub nearest: Share,
    /// Most runs in all.
    pub runs: Count,
    /// Rows of the sample.
    pub rows: Count,
}

impl Default for EffortSpec {
    /// A few hundred points a generation, as in the examples of Toni et al. (2009).
    fn default() -> Self {
        let count = |n: &str| n.parse().unwrap_or_default();
        EffortSpec {
            wave: count("400"),
            repeats: count("8"),
            population: count("300"),
            nearest: "50 %".parse().unwrap_or_default(),
            runs: count("6000"),
            rows: count("200"),
        }
    }
}

/// A calibration as it was read with the files of its model, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The calibration.
    pub calibration: Calibration,
    /// Its parameters' priors, in their order.
    pub priors: Vec<Prior>,
    location: Location,
    document: Document,
    files: ModelFiles,
}

/// Reads a calibration file, and the files of its model: those on the disk, or those that ship (see [`shipped::find`]).
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let location = shipped::find(path, &[Kind::Experiment])?;
    read(location.document(), &location)
}

/// Reads a calibration from a document already opened at a location, and the files of its model.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, location: &Location) -> Result<Loaded, Problems> {
    document.require(FileKind::Calibration);
    let calibration = document.read::<Calibration>();
    for (place, wrong, right) in calibration.iter().flat_map(complaints) {
        document.complain(place, wrong, right);
    }
    let calibration = document.clone().finish(calibration)?;
    let priors = calibration.parameter.iter().filter_map(|p| p.prior().ok());
    Ok(Loaded {
        priors: priors.collect(),
        files: ModelFiles::read(
            Shelf::Beside(location),
            &calibration.model,
            &calibration.policy_files,
        ),
        calibration,
        location: location.clone(),
        document,
    })
}

impl Loaded {
    /// The model, with what the file changes in it and, after that, `set` (`path=value` each).
    ///
    /// # Errors
    /// Everything that is wrong with the model, and the policy where it has none of that name.
    pub fn model(&self, set: &[String]) -> Result<LoadedModel, Problems> {
        let overrides: Vec<String> = self.calibration.set.iter().chain(set).cloned().collect();
        let model = self.files.model(&overrides).map_err(|problems| {
            self.document.retell(problems, |problem| {
                let set = &self.calibration.set;
                let number = set.iter().position(|set| problem.is_of_path(set).is_some())?;
                Some(vec!["set".to_owned(), number.to_string()])
            })
        })?;
        let known: Vec<String> = model.policy.keys().map(|name| format!("`{name}`")).collect();
        let model = LoadedModel { model, overrides };
        if model.model.policy.contains_key(&self.calibration.policy) {
            return Ok(model);
        }
        let wrong = format!("there is no policy `{}`", self.calibration.policy);
        let mut document = self.document.clone();
        document.complain(["policy"], wrong, format!("the model has {}", known.join(", ")));
        document.finish(Some(model))
    }

    /// The files of the calibration and of the model, as they were read.
    pub fn sources(&self) -> Vec<Source> {
        self.files.with_own(&self.document, &self.location)
    }

    /// Where its file, that of the model and those of further policies were found.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.files.locations(&self.location)
    }

    /// Reads a sample that the file names by its path.
    ///
    /// # Errors
    /// When there is no such table, or what is wrong with it.
    pub fn sample(&self, name: &str) -> Result<Points, PointsError> {
        let there = Shelf::Beside(&self.location).table(name)?;
        let missing = || PointsError::Missing {
            name: name.to_owned(),
            beside: self.location.path().display().to_string(),
        };
        Ok(there.ok_or_else(missing)?.0)
    }

    /// Checks the sample that is to be validated, if it is there: before the calibration has run it
    /// may not be.
    ///
    /// # Errors
    /// What is wrong with it, told where the file names it.
    pub fn check_sample(&self) -> Result<(), Problems> {
        let named = self.calibration.validation.as_ref();
        let table = named.map(|validation| Shelf::Beside(&self.location).table(&validation.posterior));
        let Some(Err(error)) = table else { return Ok(()) };
        let mut document = self.document.clone();
        document.complain(["validation", "posterior"], error.to_string(), "");
        document.finish(Some(()))
    }

    /// Reads the model with every parameter at both ends of its range, before anything runs.
    ///
    /// # Errors
    /// Everything that is wrong with the first model that cannot be.
    pub fn try_values(&self) -> Result<(), Problems> {
        self.model(&[])?;
        for (dimension, prior) in self.priors.iter().enumerate() {
            for (position, key) in [(0.0, "from"), (prior.zero, "from"), (1.0, "to")] {
                let settings = self.settings_of(dimension, position);
                let is_zero = position < prior.zero;
                let key = if is_zero { "zero" } else { key };
                self.model(&settings)
                    .map_err(|problems| self.told_of_parameter((dimension, key), &settings, problems))?;
            }
        }
        Ok(())
    }

    /// Problems of the model with a value of a parameter in it, told where the file has the value, under `key`, or the path that is
    /// wrong.
    fn told_of_parameter(
        &self,
        (dimension, key): (usize, &str),
        settings: &[String],
        problems: Problems,
    ) -> Problems {
        self.document.retell(problems, |problem| {
            let mut numbered = settings.iter().enumerate();
            let (number, is_of_path) =
                numbered.find_map(|(number, setting)| Some((number, problem.is_of_path(setting)?)))?;
            let parameter = ["parameter".to_owned(), dimension.to_string()];
            let keys = match number.checked_sub(1) {
                Some(also) if is_of_path => vec!["also".to_owned(), also.to_string()],
                None if is_of_path => vec!["path".to_owned()],
                _ => vec![key.to_owned()],
            };
            Some(parameter.into_iter().chain(keys).collect())
        })
    }

    /// Makes sure that the engine accepts the scale.
    ///
    /// # Errors
    /// Where it is too small, with the smallest that is not.
    pub fn check_scale(&self) -> Result<(), Problems> {
        let model = self.model(&[])?.model;
        let mut document = self.document.clone();
        let (policy, scale) = (self.calibration.policy.as_str(), self.calibration.scale.get());
        if let Some((wrong, right)) = scales::complaint(&model, [policy], scale) {
            document.complain(["scale"], wrong, right);
        }
        document.finish(Some(()))
    }

    /// A position of the unit cube as settings, `path=value`.
    pub fn settings(&self, position: &[f64]) -> Vec<String> {
        let settings = |(dimension, position): (usize, &f64)| self.settings_of(dimension, *position);
        position.iter().enumerate().flat_map(settings).collect()
    }

    fn settings_of(&self, dimension: usize, position: f64) -> Vec<String> {
        let value = self.priors[dimension].at(position);
        let paths = self.calibration.parameter[dimension].paths();
        paths.map(|path| format!("{path}={value}")).collect()
    }

    /// What the record says, observation by observation: applications, or applications a second.
    pub fn targets(&self) -> Vec<Target> {
        let target = |observation: &ObservationSpec| {
            let value = observation.value();
            Target {
                value,
                tolerance: value * observation.tolerance.get(),
            }
        };
        self.calibration.observation.iter().map(target).collect()
    }

    /// How much is done.
    pub fn effort(&self) -> Effort {
        let effort = &self.calibration.effort;
        Effort {
            dimensions: self.priors.len(),
            wave: effort.wave.get() as usize,
            repeats: effort.repeats.get() as usize,
            population: effort.population.get() as usize,
            nearest: effort.nearest.get(),
            most_runs: effort.runs.get() as usize,
            seed: self.calibration.seed,
        }
    }

    /// The folder of its file, from which it names others.
    pub fn folder(&self) -> &Path {
        self.location.path().parent().unwrap_or(Path::new(""))
    }

    /// The name of its results: that of the file, without its ending.
    pub fn stem(&self) -> String {
        let stem = self.location.path().file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }
}

impl ParameterSpec {
    /// Every path that has its value.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.path).chain(&self.also)
    }

    fn prior(&self) -> Result<Prior, KeyError> {
        let factor = FactorSpec {
            path: self.path.clone(),
            values: None,
            from: Some(self.from.clone()),
            to: Some(self.to.clone()),
            spread: self.spread,
        };
        match factor.levels()? {
            Levels::Range(range) => Ok(Prior {
                range,
                zero: self.zero.get(),
            }),
            // Of two ends there is always a range.
            Levels::Values(_) => Err(KeyError::new("from", "there is no range", "write from and to")),
        }
    }
}

impl ObservationSpec {
    /// The number: applications, or applications a second.
    pub fn value(&self) -> f64 {
        let rate = self.rate.map(Rate::per_s);
        rate.or(self.applications.map(|n| n.get() as f64))
            .unwrap_or_default()
    }
}

type Complaint = (Vec<String>, String, String);

fn complaints(calibration: &Calibration) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |place: &[&str], wrong: String, right: &str| {
        let place = place.iter().map(|&key| key.to_owned()).collect();
        found.push((place, wrong, right.to_owned()));
    };
    if calibration.version != FORMAT_VERSION {
        let wrong = format!("this build reads calibrations of version {FORMAT_VERSION} only");
        complain(&["version"], wrong, "write version = 1");
    }
    if calibration.scale.get() <= 0.0 {
        complain(
            &["scale"],
            "nobody is left at scale 0".to_owned(),
            "write \"1.5 %\", or 1",
        );
    }
    if calibration.set.len() > MOST_SET {
        let wrong = format!("{} values that are set are too many", calibration.set.len());
        complain(&["set"], wrong, &format!("at most {MOST_SET} are possible"));
    }
    of_parameters(calibration, &mut complain);
    of_observations(calibration, &mut complain);
    of_effort(&calibration.effort, &mut complain);
    for (index, prediction) in calibration
        .validation
        .iter()
        .flat_map(|v| &v.prediction)
        .enumerate()
    {
        if prediction.at <= calibration.known_until {
            let wrong = format!("{} is not after known-until: it was fitted to", prediction.at);
            let place = ["validation", "prediction", &index.to_string(), "at"];
            complain(&place, wrong, "predict what comes later");
        }
    }
    found
}

fn of_parameters(calibration: &Calibration, complain: &mut impl FnMut(&[&str], String, &str)) {
    if calibration.parameter.is_empty() {
        complain(
            &["parameter"],
            "nothing is fitted".to_owned(),
            "write at least one [[parameter]]",
        );
    }
    let mut named = BTreeSet::new();
    for (index, parameter) in calibration.parameter.iter().enumerate() {
        let place = index.to_string();
        for (number, path) in parameter.paths().enumerate() {
            if named.insert(path) {
                continue;
            }
            let wrong = format!("{path} is fitted twice");
            let right = "name each path once";
            match number.checked_sub(1) {
                None => complain(&["parameter", &place, "path"], wrong, right),
                Some(also) => complain(&["parameter", &place, "also", &also.to_string()], wrong, right),
            }
        }
        if parameter.zero.get() >= 1.0 {
            let wrong = "it is 0 for sure, and so nothing is fitted".to_owned();
            complain(&["parameter", &place, "zero"], wrong, "write a share below 100 %");
        }
        if let Err(KeyError { key, complaint }) = parameter.prior() {
            complain(&["parameter", &place, key], complaint.wrong, &complaint.right);
        }
    }
}

fn of_observations(calibration: &Calibration, complain: &mut impl FnMut(&[&str], String, &str)) {
    if calibration.observation.is_empty() {
        let wrong = "there is nothing to fit to".to_owned();
        complain(&["observation"], wrong, "write at least one [[observation]]");
    }
    for (index, observation) in calibration.observation.iter().enumerate() {
        let place = index.to_string();
        if observation.at > calibration.known_until {
            let wrong = format!("{} is after known-until: it is to be predicted", observation.at);
            complain(
                &["observation", &place, "at"],
                wrong,
                "move it to [[validation.prediction]]",
            );
        }
        if observation.from.is_some_and(|from| from >= observation.at) {
            let wrong = "it is not before `at`".to_owned();
            complain(
                &["observation", &place, "from"],
                wrong,
                "write an earlier instant",
            );
        }
        if observation.applications.is_some() == observation.rate.is_some() {
            let wrong = "an observation has either applications or a rate".to_owned();
            complain(&["observation", &place], wrong, "write one of the two");
        } else if observation.rate.is_some() && observation.from.is_none() {
            let wrong = "nothing says from when".to_owned();
            complain(&["observation", &place, "rate"], wrong, "write from = \"...\"");
        }
        if observation.value() * observation.tolerance.get() <= 0.0 {
            let wrong = "without a number above 0 and a tolerance nothing is near".to_owned();
            complain(
                &["observation", &place, "tolerance"],
                wrong,
                "write both, such as \"5 %\"",
            );
        }
    }
}

fn of_effort(effort: &EffortSpec, complain: &mut impl FnMut(&[&str], String, &str)) {
    let mut within = |key: &str, found: u64, least: u64, most: u64| {
        if !(least..=most).contains(&found) {
            let wrong = format!("{found} is out of bounds");
            let right = format!("write a number from {least} to {most}");
            complain(&["effort", key], wrong, &right);
        }
    };
    // The wave is a Latin hypercube, of which all pairs are compared; and generations are compared point by point.
    within("wave", effort.wave.get(), 10, 10_000);
    within("repeats", effort.repeats.get(), 2, 1_000);
    within("population", effort.population.get(), 10, 10_000);
    within("rows", effort.rows.get(), 1, 100_000);
    within(
        "runs",
        effort.runs.get(),
        effort.wave.get() + effort.repeats.get(),
        10_000_000,
    );
    if !(0.05..=0.95).contains(&effort.nearest.get()) {
        let wrong = format!("{} leaves no way to go", effort.nearest);
        complain(
            &["effort", "nearest"],
            wrong,
            "write a share from 5 % to 95 %, such as \"50 %\"",
        );
    }
}
