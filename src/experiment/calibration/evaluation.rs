//! One run of a calibration, and what the record would have said of it.

use serde::{Deserialize, Serialize};

use super::Answer;
use super::spec::{Loaded, ObservationSpec};
use crate::experiment::record::submitted_by;
use crate::experiment::schedule;
use crate::experiment::store::Kept;
use crate::experiment::study::Task;
use crate::measures;
use crate::model::civil::CivilClock;
use crate::model::units::Moment;
use crate::sim::RunOptions;
use crate::sim::result::Series;

/// What came of a run. Numbers are text, so that what was read is the same to the last bit as what was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The run.
    pub task: Task,
    /// The outcomes, observation by observation; `None` when the run came to nothing.
    pub outcomes: Option<Vec<String>>,
    /// Why it came to nothing.
    pub failure: Option<String>,
}

impl Kept for Evaluation {
    fn key(&self) -> String {
        self.task.key()
    }
}

impl Evaluation {
    /// What came of a run, as numbers.
    pub fn answer(&self) -> Answer {
        let texts = self.outcomes.as_ref()?;
        texts.iter().map(|text| text.parse().ok()).collect()
    }
}

/// What is asked of each run.
pub trait Asked: Sync {
    /// The last instant that matters.
    fn until(&self) -> Option<Moment>;
    /// The numbers, from the applications over time; `scale` is the share of full scale that was simulated.
    fn of(&self, series: &Series, clock: &CivilClock, scale: f64) -> Vec<f64>;
}

impl Asked for [ObservationSpec] {
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

/// Makes a run: its settings on top of `set`.
pub fn evaluate<A: Asked + ?Sized>(loaded: &Loaded, set: &[String], task: Task, asked: &A) -> Evaluation {
    match run(loaded, set, &task, asked) {
        Ok(outcomes) => Evaluation {
            outcomes: Some(outcomes.iter().map(f64::to_string).collect()),
            task,
            failure: None,
        },
        Err(reason) => Evaluation {
            task,
            outcomes: None,
            failure: Some(reason),
        },
    }
}

fn run<A: Asked + ?Sized>(
    loaded: &Loaded,
    set: &[String],
    task: &Task,
    asked: &A,
) -> Result<Vec<f64>, String> {
    let set: Vec<String> = set.iter().chain(&task.settings).cloned().collect();
    let model = loaded.model(&set).map_err(|problems| problems.to_string())?.model;
    let clock = CivilClock::new(&model.calendar).map_err(|error| error.to_string())?;
    let until = asked.until().map(|moment| clock.micros(&moment));
    let options = RunOptions {
        policy: task.policy.clone(),
        seed: loaded.calibration.seed,
        replication: task.replication,
        scale: loaded.calibration.scale.get(),
        until_us: until.map(|us| us.max(0) as u64),
        ..RunOptions::default()
    };
    let simulate = |options: &RunOptions, _: &mut dyn FnMut(f64)| {
        measures::run(&model, options, &mut |_| ()).map_err(|error| error.to_string())
    };
    let run = schedule::attempt(&options, &simulate, &mut |_| ())?;
    Ok(asked.of(&run.series, &clock, run.scale))
}
