//! What an experiment reads before anything runs: its files and their hashes, and the model with every value that it will have.

use std::path::Path;

use super::design::Design;
use super::factor::Levels;
use super::results::{Identity, Source};
use super::spec::{self, Loaded};
use super::study::Study;
use crate::model::Problems;

/// A sweep that is ready to be run.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The experiment as it was read.
    pub loaded: Loaded,
    /// What was changed in the model besides, as `path=value`.
    pub set: Vec<String>,
    /// Its runs.
    pub study: Study,
    /// Every file that it reads.
    pub sources: Vec<Source>,
    /// What tells it from another: those files by their hashes, and more.
    pub identity: Identity,
}

/// Why an experiment cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A file says what cannot be.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// A file cannot be read, or it is no sweep.
    #[error("{0}")]
    Refused(String),
}

impl Prepared {
    /// Reads an experiment, its model with `set` (`path=value` each), and the table of its design.
    ///
    /// # Errors
    /// When a file cannot be read, or says what cannot be.
    pub fn read(path: &Path, set: &[String]) -> Result<Prepared, InputError> {
        let loaded = spec::load(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let study = Study::of(&loaded.experiment, folder).map_err(InputError::Refused)?;
        let model = loaded.model(set)?;
        let mut sources = model.sources;
        sources.extend(table(&loaded, folder)?);
        let inputs = sources.iter().map(Source::input).collect();
        let identity = Identity::new(inputs, model.overrides, loaded.experiment.seed);
        Ok(Prepared {
            loaded,
            set: set.to_vec(),
            study,
            sources,
            identity,
        })
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

/// The table that the design reads, if it reads one.
fn table(loaded: &Loaded, folder: &Path) -> Result<Option<Source>, InputError> {
    let Some(name) = loaded.experiment.design.as_ref().and_then(Design::file) else {
        return Ok(None);
    };
    let bytes = std::fs::read(folder.join(name))
        .map_err(|error| InputError::Refused(format!("{name} cannot be read: {error}")))?;
    Ok(Some(Source {
        name: name.to_owned(),
        bytes,
    }))
}
