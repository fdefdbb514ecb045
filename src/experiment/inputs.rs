//! What an experiment reads before anything runs: its files and their hashes, and the model with every value that it will have.

use std::collections::BTreeSet;
use std::path::Path;

use super::design::Design;
use super::factor::Levels;
use super::points::{Places, Points, PointsError};
use super::results::{Identity, Source};
use super::spec::{self, Loaded};
use super::study::{Row, Study, StudyError, Task};
use crate::ensemble::{Run, RunError};
use crate::shipped::{self, Kind};
use clickday_engine::model::Problems;
use clickday_engine::sim::RunOptions;

/// What a file takes on the disk at least \[bytes\], on most file systems.
const BLOCK: u64 = 4_096;
/// What a value takes beside its name \[bytes\].
const LEAST_VALUE: u64 = 4;
/// Problems of the rows of a table, beyond which no further row is tried.
const MOST_TOLD: usize = 20;
/// The most points at which the scale is tried.
const MOST_SCALES: usize = 16;

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
    /// Where the values of its table stand, where it has one.
    places: Option<Places>,
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
        Prepared::of_loaded(spec::read(location.document(), &location)?, set)
    }

    /// The same of an experiment that was read, from where it was found. Its model has the measures
    /// of [`Loaded::with_measures`].
    ///
    /// # Errors
    /// As [`Prepared::read`].
    pub fn of_loaded(loaded: Loaded, set: &[String]) -> Result<Prepared, InputError> {
        loaded.require_sweep()?;
        let mut sources = loaded.sources();
        let (table, file) = table(&loaded)?.unzip();
        sources.extend(file);
        let places = table.as_ref().map(|points| points.places().clone());
        let study = Study::of(&loaded.experiment, table)?;
        let overrides = loaded.model(set)?.overrides;
        let inputs = sources.iter().map(Source::input).collect();
        let identity = Identity::new(inputs, overrides, loaded.experiment.seed);
        Ok(Prepared {
            identity: identity.with_measures(loaded.measures()),
            loaded,
            set: set.to_vec(),
            study,
            sources,
            places,
        })
    }

    /// The same from files that are at hand, the experiment first: those that results keep, or texts of a program.
    ///
    /// # Errors
    /// When a file is missing, or says what cannot be.
    pub fn from_files(files: &[Source], set: &[String]) -> Result<Prepared, InputError> {
        Prepared::of_loaded(spec::from_files(files)?, set)
    }

    /// Checks an experiment with a design: the model with every value, and the table of its design.
    /// Nothing is run.
    ///
    /// # Errors
    /// Everything that is wrong with them. What is wrong with the table is told where the experiment
    /// names it.
    pub fn check(loaded: Loaded) -> Result<(), Problems> {
        let design = loaded.experiment.design.as_ref().map_or("grid", Design::name);
        let at_design = loaded.clone();
        match Prepared::of_loaded(loaded, &[]) {
            Ok(prepared) => {
                prepared.try_values()?;
                prepared.try_scales()
            }
            Err(InputError::Problems(problems)) => Err(problems),
            Err(InputError::Points(error)) => {
                Err(at_design.refused_at(["design", design, "file"], error.to_string()))
            }
            Err(InputError::Study(error)) => Err(at_design.refused_at(["design"], error.to_string())),
        }
    }

    /// What so many runs take at least on the disk \[bytes\]: a file of its row for each, and a row of
    /// the table as CSV and as Parquet. A search may end before its last run, so nothing is said of it.
    pub fn least_bytes(&self, runs: u64) -> u64 {
        if self.study.search.is_some()
            || self
                .loaded
                .experiment
                .stage
                .iter()
                .any(|stage| stage.until.is_some())
        {
            return 0;
        }
        let metrics = self.study.metrics.iter();
        let row: u64 = metrics
            .map(|metric| metric.name().len() as u64 + LEAST_VALUE)
            .sum();
        runs.saturating_mul(row.next_multiple_of(BLOCK) + row)
    }

    /// What is worth a second look in the model: see [`notes`](crate::model::notes).
    pub fn notes(&self) -> Vec<String> {
        let model = self.loaded.model(&self.set);
        model.map_or_else(|_| Vec::new(), |model| self.loaded.notes(&model.model))
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

    /// Reads the model with every value of every factor, and with every row of its table, once, before anything runs.
    ///
    /// # Errors
    /// What is wrong with the values that cannot be, where they are written.
    pub fn try_values(&self) -> Result<(), Problems> {
        for (index, factor) in self.loaded.experiment.factor.iter().enumerate() {
            for (number, value) in factor.levels().iter().flat_map(Levels::to_try).enumerate() {
                let setting = format!("{}={value}", factor.path);
                if let Err(problems) = self.try_with(std::slice::from_ref(&setting)) {
                    let key = factor.key_of(number);
                    return Err(self.loaded.told_of_factor((index, &key), &setting, problems));
                }
            }
        }
        self.try_rows()
    }

    /// Reads the model with each row of the table that is a point: the same row once.
    fn try_rows(&self) -> Result<(), Problems> {
        let combinations = &self.study.combinations;
        let (Some(places), Some(rows)) = (&self.places, &combinations.rows) else {
            return Ok(());
        };
        let mut tried = BTreeSet::new();
        let mut told = Problems::default();
        for (settings, row) in combinations.settings.iter().zip(rows) {
            if !tried.insert(*row) {
                continue;
            }
            let settings = self.study.overrides(settings);
            if let Err(problems) = self.try_with(&settings) {
                told.extend_once(places.told(*row, &settings, problems));
            }
            if told.len() >= MOST_TOLD {
                break;
            }
        }
        told.or(())
    }

    /// Makes sure that the engine accepts the scale at some of the points, before anything runs: at most sixteen, from the first
    /// to the last.
    ///
    /// # Errors
    /// Where it is too small, with the smallest that is not.
    pub fn try_scales(&self) -> Result<(), Problems> {
        let points = self.study.points();
        let step = points.len().div_ceil(MOST_SCALES).max(1);
        for settings in points.iter().step_by(step).chain(points.last()) {
            let set: Vec<String> = self.set.iter().chain(settings).cloned().collect();
            self.loaded
                .check_scales(&self.loaded.model(&set)?.model, settings)?;
        }
        Ok(())
    }

    fn try_with(&self, further: &[String]) -> Result<(), Problems> {
        let set: Vec<String> = self.set.iter().chain(further).cloned().collect();
        self.loaded.model(&set).map(|_| ())
    }
}

/// The table that the design reads, if it reads one, with its file.
fn table(loaded: &Loaded) -> Result<Option<(Points, Source)>, PointsError> {
    let Some(name) = loaded.experiment.design.as_ref().and_then(Design::file) else {
        return Ok(None);
    };
    let there = loaded.shelf().table(name)?;
    let missing = || PointsError::Missing {
        name: name.to_owned(),
        beside: loaded.name(),
    };
    there.ok_or_else(missing).map(Some)
}
