//! A calibration as it was read, with the files that it names.

use std::path::Path;
use std::sync::Arc;

use super::complaints::complaints;
use super::{Calibration, ObservationSpec};
use crate::experiment::calibration::{Ask, Effort, Prior, Target};
use crate::experiment::parameter;
use crate::experiment::points::{Points, PointsError};
use crate::experiment::results::Source;
use crate::experiment::scales;
use crate::experiment::sources::{AtHand, ModelFiles, Shelf};
use crate::experiment::spec::LoadedModel;
use crate::experiment::study::Task;
use crate::shipped::{self, Kind, Location};
use clickday_engine::model::{Document, FileKind, MeasureSet, Model, Problems, Texts, missing_times};

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
    /// Every file, where they were at hand and not at the location.
    texts: Option<Arc<Texts>>,
}

/// Reads a calibration file, and the files of its model: those on the disk, or those that ship (see [`shipped::find`]).
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let location = shipped::find(path, &[Kind::Calibration])?;
    read(location.document(), &location)
}

/// Reads a calibration from a document already opened at a location, and the files of its model.
///
/// # Errors
/// As [`load`].
pub fn read(document: Document, location: &Location) -> Result<Loaded, Problems> {
    read_from(Shelf::Beside(location), document, location)
}

/// Reads a calibration from files that are at hand, of which it is the first: texts of a program.
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
    document.require(FileKind::Calibration);
    let calibration = document.read::<Calibration>();
    for (place, wrong, right) in calibration.iter().flat_map(complaints) {
        document.complain(place, wrong, right);
    }
    let calibration = document.clone().finish(calibration)?;
    let priors = calibration.parameter.iter().filter_map(|p| p.prior().ok());
    Ok(Loaded {
        priors: priors.collect(),
        files: ModelFiles::read(shelf, &calibration.model, &calibration.policy_files),
        calibration,
        location: location.clone(),
        document,
        texts: None,
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

    /// What is worth a second look in the model, as it was read, and in the times of this file: see
    /// [`notes`](crate::model::notes).
    pub fn notes(&self, model: &Model) -> Vec<String> {
        let mut notes = self.files.notes(model);
        notes.extend(missing_times(&self.document, model));
        notes
    }

    /// The same calibration, whose model is read with the measures of a set: with some of the
    /// caller's own (see [`measures::own`](crate::measures::own())).
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

    /// The files of the calibration and of the model, as they were read.
    pub fn sources(&self) -> Vec<Source> {
        self.files.with_own(&self.document, &self.location)
    }

    /// Where its file, that of the model and those of further policies were found.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.files.locations(&self.location)
    }

    /// Where files are that it names.
    fn shelf(&self) -> Shelf<'_> {
        match &self.texts {
            Some(texts) => Shelf::Texts(texts),
            None => Shelf::Beside(&self.location),
        }
    }

    /// Reads a sample that the file names by its path.
    ///
    /// # Errors
    /// When there is no such table, or what is wrong with it.
    pub fn sample(&self, name: &str) -> Result<Points, PointsError> {
        let there = self.shelf().table(name)?;
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
        let table = named.map(|validation| self.shelf().table(&validation.posterior));
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
            for (position, key) in parameter::to_try(prior) {
                let settings = self.settings_of(dimension, position);
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
            let keys = parameter::keys_of(problem, settings, key)?;
            let place = ["parameter".to_owned(), dimension.to_string()];
            Some(place.into_iter().chain(keys).collect())
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
        let parameter = &self.calibration.parameter[dimension];
        parameter.settings_at(&self.priors[dimension], position).collect()
    }

    /// The run that is asked for at a point.
    pub fn task(&self, ask: &Ask) -> Task {
        Task {
            settings: self.settings(&ask.position),
            policy: self.calibration.policy.clone(),
            replication: ask.replication,
        }
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
