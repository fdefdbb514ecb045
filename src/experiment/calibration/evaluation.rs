//! One run of a calibration, and what the record would have said of it.

#[cfg(feature = "store")]
use std::io;

use serde::{Deserialize, Serialize};

use super::Answer;
use super::spec::{Loaded, ObservationSpec};
#[cfg(feature = "store")]
use crate::ensemble::StoredRow;
use crate::ensemble::{Run, RunError};
use crate::experiment::record::submitted_by;
use crate::experiment::study::Task;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::units::Moment;
use clickday_engine::scenario::ScenarioError;
use clickday_engine::sim::RunOptions;
use clickday_engine::sim::SimError;
use clickday_engine::sim::result::Series;

/// The result of a run. Numbers are text, so a row that is read is the same to the last bit as the
/// run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The run.
    pub task: Task,
    /// The outcomes, observation by observation; `None` if the run failed.
    pub outcomes: Option<Vec<String>>,
    /// Why it failed.
    pub failure: Option<String>,
}

#[cfg(feature = "store")]
impl StoredRow for Evaluation {
    fn key(&self) -> String {
        self.task.key()
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    fn of_bytes(bytes: &[u8]) -> io::Result<Self> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

impl Evaluation {
    /// The result of a run, as numbers.
    pub fn answer(&self) -> Answer {
        let texts = self.outcomes.as_ref()?;
        texts.iter().map(|text| text.parse().ok()).collect()
    }
}

/// What is asked of each run.
pub trait Observable: Sync {
    /// The last instant that matters.
    fn until(&self) -> Option<Moment>;
    /// The numbers, from the applications over time; `scale` is the share of full scale that was
    /// simulated.
    fn of(&self, series: &Series, clock: &CivilClock, scale: f64) -> Vec<f64>;
}

impl Observable for [ObservationSpec] {
    fn until(&self) -> Option<Moment> {
        self.iter().map(|observation| observation.at).max()
    }

    fn of(&self, series: &Series, clock: &CivilClock, scale: f64) -> Vec<f64> {
        let second = |moment: &Moment| clock.micros(moment) as f64 / 1e6;
        let number = |observation: &ObservationSpec| {
            let by = |moment: &Moment| submitted_by(series, second(moment)) / scale;
            let count = by(&observation.at) - observation.from.as_ref().map_or(0.0, by);
            let seconds = observation
                .from
                .as_ref()
                .map(|from| second(&observation.at) - second(from));
            match (observation.rate, seconds) {
                (Some(_), Some(seconds)) => count / seconds,
                _ => count,
            }
        };
        self.iter().map(number).collect()
    }
}

/// What is asked of the runs of a calibration, and of which model.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a, A: ?Sized> {
    /// The calibration.
    pub loaded: &'a Loaded,
    /// What is changed in its model before the settings of a task, as `path=value`.
    pub set: &'a [String],
    /// What is asked.
    pub asked: &'a A,
}

impl<A: Observable + ?Sized> Question<'_, A> {
    /// Makes the run of a task. A run that its model refuses is a failure that is kept.
    ///
    /// # Errors
    /// What may pass.
    pub fn answer(&self, task: &Task, run: &Run) -> Result<Evaluation, RunError> {
        let outcomes = RunError::split(self.outcomes(task, run))?;
        Ok(match outcomes {
            Ok(outcomes) => Evaluation {
                outcomes: Some(outcomes.iter().map(f64::to_string).collect()),
                task: task.clone(),
                failure: None,
            },
            Err(reason) => Evaluation {
                task: task.clone(),
                outcomes: None,
                failure: Some(reason.to_string()),
            },
        })
    }

    fn outcomes(&self, task: &Task, run: &Run) -> Result<Vec<f64>, RunError> {
        let calibration = &self.loaded.calibration;
        let set: Vec<String> = self.set.iter().chain(&task.settings).cloned().collect();
        let model = self.loaded.model(&set)?.model;
        let clock = CivilClock::new(&model.calendar)
            .map_err(|error| SimError::from(ScenarioError::Calendar(error.to_string())))?;
        let until = self.asked.until().map(|moment| clock.micros(&moment));
        let options = RunOptions {
            policy: task.policy.clone(),
            seed: calibration.seed,
            replication: task.replication,
            scale: calibration.scale.get(),
            until_us: until.map(|us| us.max(0) as u64),
            ..RunOptions::default()
        };
        let result = run.simulate(&model, &options)?;
        Ok(self.asked.of(&result.series, &clock, result.scale))
    }
}
