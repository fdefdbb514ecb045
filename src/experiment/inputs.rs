//! What an experiment reads before anything runs: its files and their hashes, and the model with every value that it will have.

use std::path::Path;

use super::design::Design;
use super::factor::Levels;
use super::points::{Points, PointsError};
use super::results::{Identity, Source};
use super::sources::{Shelf, texts_of};
use super::spec::{self, Loaded};
use super::study::{Row, Study, StudyError, Task};
use crate::ensemble::{Run, RunError};
use crate::model::Problems;
use crate::shipped::{self, Kind};
use crate::sim::RunOptions;

/// A sweep that is ready to be run.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The experiment as it was read.
    pub loaded: Loaded,
    /// What was changed in the model besides, as `path=value`.
    pub set: Vec<String>,
    /// Its runs.
    pub study: Study,
    /// Every file that it was made from, as it was read.
    pub sources: Vec<Source>,
    /// What tells it from another: those files by their hashes, and more.
    pub identity: Identity,
}

/// Why an experiment cannot be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A file says what cannot be.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The table of points of its design cannot be used.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// It is no sweep.
    #[error(transparent)]
    Study(#[from] StudyError),
}

impl Prepared {
    /// Reads an experiment, its model with `set` (`path=value` each), and the table of its design.
    ///
    /// # Errors
    /// When a file cannot be read, or says what cannot be.
    pub fn read(path: &Path, set: &[String]) -> Result<Prepared, InputError> {
        let location = shipped::find(path, &[Kind::Experiment]).map_err(Problems::from)?;
        let loaded = spec::read(location.document(), &location)?;
        Prepared::of(loaded, Shelf::Beside(&location), set)
    }

    /// The same from files that are at hand, the experiment first: those that results keep, or texts of a program.
    ///
    /// # Errors
    /// When a file is missing, or says what cannot be.
    pub fn from_files(files: &[Source], set: &[String]) -> Result<Prepared, InputError> {
        let texts = texts_of(files);
        let loaded = spec::recall(files, &texts)?;
        Prepared::of(loaded, Shelf::Texts(&texts), set)
    }

    fn of(loaded: Loaded, shelf: Shelf, set: &[String]) -> Result<Prepared, InputError> {
        loaded.require_sweep()?;
        let mut sources = loaded.sources();
        let (table, file) = table(&loaded, shelf)?.unzip();
        sources.extend(file);
        let study = Study::of(&loaded.experiment, table)?;
        let overrides = loaded.model(set)?.overrides;
        let inputs = sources.iter().map(Source::input).collect();
        let identity = Identity::new(inputs, overrides, loaded.experiment.seed);
        Ok(Prepared {
            loaded,
            set: set.to_vec(),
            study,
            sources,
            identity,
        })
    }

    /// Makes the run of a task. One that is refused for good is a row without measures.
    ///
    /// # Errors
    /// What may pass.
    pub fn simulate(&self, task: &Task, run: &Run) -> Result<Row, RunError> {
        let simulate = || {
            let set: Vec<String> = self.set.iter().chain(&task.settings).cloned().collect();
            let model = self.loaded.model(&set)?.model;
            run.simulate(&model, &self.options(task))
        };
        Ok(match RunError::split(simulate())? {
            Ok(result) => Row::of(task.clone(), &result, &self.study.metrics),
            Err(reason) => Row::failed(task.clone(), reason.to_string()),
        })
    }

    fn options(&self, task: &Task) -> RunOptions {
        RunOptions {
            policy: task.policy.clone(),
            seed: self.loaded.experiment.seed,
            replication: task.replication,
            scale: self.study.stage.scale,
            ..RunOptions::default()
        }
    }

    /// Reads the model with every value of every factor once, before anything runs.
    ///
    /// # Errors
    /// Everything that is wrong with the first model that cannot be.
    pub fn try_values(&self) -> Result<(), Problems> {
        let experiment = &self.loaded.experiment;
        let try_with = |further: &[String]| {
            let set: Vec<String> = self.set.iter().chain(further).cloned().collect();
            self.loaded.model(&set).map(|_| ())
        };
        for factor in &experiment.factor {
            for value in factor.levels().iter().flat_map(Levels::to_try) {
                try_with(&[format!("{}={value}", factor.path)])?;
            }
        }
        if experiment.design.as_ref().and_then(Design::file).is_some() {
            for settings in &self.study.combinations.settings {
                try_with(&self.study.overrides(settings))?;
            }
        }
        Ok(())
    }
}

/// The table that the design reads, if it reads one, with its file.
fn table(loaded: &Loaded, shelf: Shelf) -> Result<Option<(Points, Source)>, PointsError> {
    let Some(name) = loaded.experiment.design.as_ref().and_then(Design::file) else {
        return Ok(None);
    };
    let there = shelf.table(name)?;
    let missing = || PointsError::Missing {
        name: name.to_owned(),
        beside: loaded.name(),
    };
    there.ok_or_else(missing).map(Some)
}
