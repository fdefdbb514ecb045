//! An experiment as it is read with the files of its model.

mod draws;

use std::path::Path;
use std::sync::Arc;

use super::sample::sample;
use super::{Experiment, complaints};
use crate::experiment::points::Points;
use crate::experiment::results::Source;
use crate::experiment::scales;
use crate::experiment::sources::{AtHand, ModelFiles, Shelf};
use crate::shipped::{self, Kind, Location};
use clickday_engine::model::{Document, FileKind, MeasureSet, Model, Problem, Problems, Texts};

/// An experiment as it was read with the files of its model, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The experiment.
    pub experiment: Experiment,
    location: Location,
    document: Document,
    files: ModelFiles,
    /// The sample of its draws, with its file.
    sample: Option<(Points, Source)>,
    /// Every file, where they were at hand and not at the location.
    texts: Option<Arc<Texts>>,
}

/// A model as it was read for an experiment.
#[derive(Debug, Clone)]
pub struct LoadedModel {
    /// The model.
    pub model: Model,
    /// What was changed in it, as `path=value`.
    pub overrides: Vec<String>,
}

/// Reads an experiment file, and the files of its model: those on the disk, or those that ship (see [`shipped::find`]).
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let location = shipped::find(path, &[Kind::Experiment])?;
    read(location.document(), &location)
}

/// Reads an experiment from a document already opened at a location, and the files of its model.
///
/// # Errors
/// As [`load`].
pub fn read(document: Document, location: &Location) -> Result<Loaded, Problems> {
    read_from(Shelf::Beside(location), document, location)
}

/// Reads an experiment from files that are at hand, of which it is the first: those that results keep, or texts of a program.
///
/// # Errors
/// As [`load`].
pub fn from_files(files: &[Source]) -> Result<Loaded, Problems> {
    let at_hand = AtHand::of(files);
    let loaded = read_from(Shelf::Texts(&at_hand.texts), at_hand.document, &at_hand.location)?;
    Ok(Loaded {
        texts: Some(at_hand.texts),
        ..loaded
    })
}

fn read_from(shelf: Shelf, mut document: Document, location: &Location) -> Result<Loaded, Problems> {
    document.require(FileKind::Comparison);
    let experiment = document.read::<Experiment>();
    for (place, wrong, right) in experiment.iter().flat_map(complaints::complaints) {
        document.complain(place, wrong, right);
    }
    let draws = experiment
        .as_ref()
        .and_then(|experiment| experiment.draws.as_ref());
    let sample = sample(shelf, &mut document, draws, location);
    let experiment = document.clone().finish(experiment)?;
    Ok(Loaded {
        sample,
        files: ModelFiles::read(shelf, &experiment.model, &experiment.policy_files),
        experiment,
        location: location.clone(),
        document,
        texts: None,
    })
}

impl Loaded {
    /// The model the experiment is about, with what the experiment changes in it and, after that, `set`
    /// (`path=value` each).
    ///
    /// # Errors
    /// Everything that is wrong with the model, and each policy of the experiment that it has not.
    pub fn model(&self, set: &[String]) -> Result<LoadedModel, Problems> {
        let overrides: Vec<String> = self.own_overrides().chain(set.iter().cloned()).collect();
        let model = self.files.model(&overrides).map_err(|problems| {
            let is_own =
                |problem: &Problem| self.own_overrides().any(|own| problem.is_of_path(&own).is_some());
            let place = |problem: &Problem| is_own(problem).then(|| vec!["deadline".to_owned()]);
            self.document.retell(problems, place)
        })?;
        self.check(&model)?;
        Ok(LoadedModel { model, overrides })
    }

    /// What is worth a second look in the model, as it was read: see [`notes`](crate::model::notes).
    pub fn notes(&self, model: &Model) -> Vec<String> {
        self.files.notes(model)
    }

    /// The same experiment, whose model is read with the measures of a set: with some of the caller's own (see
    /// [`measures::own`](crate::measures::own())). Everything that is made of it has them: a comparison, a sweep
    /// ([`Prepared::of_loaded`](crate::experiment::inputs::Prepared::of_loaded)), a plan and its shards.
    #[must_use]
    pub fn with_measures(self, measures: MeasureSet) -> Self {
        Loaded {
            files: self.files.with_measures(measures),
            ..self
        }
    }

    /// The measures with which its model is read.
    pub fn measures(&self) -> MeasureSet {
        self.files.measures()
    }

    /// Whether it is a sweep: it varies values of the model, in one stage.
    pub fn is_sweep(&self) -> bool {
        let experiment = &self.experiment;
        experiment.stage.len() == 1 && (experiment.design.is_some() || !experiment.factor.is_empty())
    }

    /// Makes sure that the engine accepts the scale of each stage, for a model that was read with some settings (`path=value`).
    ///
    /// # Errors
    /// Each scale that is too small, with the smallest that is not.
    pub fn check_scales(&self, model: &Model, settings: &[String]) -> Result<(), Problems> {
        let mut document = self.document.clone();
        for (index, stage) in self.experiment.stage.iter().enumerate() {
            let policies = self.experiment.policies.iter().map(String::as_str);
            if let Some((mut wrong, right)) = scales::complaint(model, policies, stage.scale.get()) {
                if !settings.is_empty() {
                    wrong = format!("{wrong} (with {})", settings.join(", "));
                }
                document.complain(["stage", &index.to_string(), "scale"], wrong, right);
            }
        }
        document.finish(Some(()))
    }

    /// Makes sure that it is a sweep, which has one stage.
    ///
    /// # Errors
    /// Where it says otherwise.
    pub(crate) fn require_sweep(&self) -> Result<(), Problems> {
        let experiment = &self.experiment;
        let stages = experiment.stage.len();
        if stages == 1 {
            return Ok(());
        }
        if experiment.design.is_none() && experiment.factor.is_empty() {
            let file = self.location.shown();
            let right = format!("run it with: clickday compare {file}");
            let wrong = "this experiment has no [design], so there is nothing to sweep";
            return Err(Problem::with_file(file, wrong, right).into());
        }
        let mut document = self.document.clone();
        document.complain(
            ["stage", "1"],
            format!("a sweep has exactly one [[stage]], and this file has {stages}"),
            "keep the stage with the scale and the number of replications that you want",
        );
        document.finish(Some(()))
    }

    /// What is wrong at a place of its file.
    pub(in crate::experiment) fn refused_at<const N: usize>(
        &self,
        place: [&str; N],
        wrong: String,
    ) -> Problems {
        let mut document = self.document.clone();
        document.complain(place, wrong, "");
        document.finish(Some(())).err().unwrap_or_default()
    }

    /// Problems of the model with a value of a factor in it (`setting` is its `path=value`), told where the file of the experiment
    /// has the value, by the number of the factor and the keys of the value; or the path, if that is wrong.
    pub(in crate::experiment) fn told_of_factor(
        &self,
        (factor, key): (usize, &[String]),
        setting: &str,
        problems: Problems,
    ) -> Problems {
        self.document.retell(problems, |problem| {
            let is_of_path = problem.is_of_path(setting)?;
            let number = ["factor".to_owned(), factor.to_string()];
            let key = if is_of_path { &["path".to_owned()][..] } else { key };
            Some(number.iter().chain(key).cloned().collect())
        })
    }

    /// The files of the experiment and of the model, and the sample of its draws, as they were read.
    pub fn sources(&self) -> Vec<Source> {
        let mut sources = self.files.with_own(&self.document, &self.location);
        sources.extend(self.sample.iter().map(|(_, source)| source.clone()));
        sources
    }

    /// Where its file, that of the model and those of further policies were found.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.files.locations(&self.location)
    }

    /// What the experiment itself changes in the model, as `path=value`.
    pub(crate) fn own_overrides(&self) -> impl Iterator<Item = String> {
        let deadline = self.experiment.deadline.iter();
        deadline.map(|deadline| format!("calendar.deadline=\"{deadline}\""))
    }

    /// Where files are that it names.
    pub(in crate::experiment) fn shelf(&self) -> Shelf<'_> {
        match &self.texts {
            Some(texts) => Shelf::Texts(texts),
            None => Shelf::Beside(&self.location),
        }
    }

    /// The name of the experiment's file.
    pub fn name(&self) -> String {
        self.location
            .path()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The name of its results: that of the file, without its ending.
    pub fn stem(&self) -> String {
        self.location
            .path()
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
        for (place, wrong, right) in complaints::of_parts(&self.experiment, model) {
            document.complain(place, wrong, right);
        }
        document.finish(Some(()))
    }
}
