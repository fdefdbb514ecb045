//! Validation: what the sample says of days it was not fitted to, beside what was recorded.

use serde::Serialize;

pub use super::prediction::{PredictionSpec, ValidationSpec};

use super::evaluation::{Evaluation, Observable, Question};
use super::spec::Loaded;
use crate::ensemble::{Ensemble, Unfinished, Watch};
use crate::experiment::points::Points;
use crate::experiment::record::submitted_by;
use crate::experiment::study::Task;
use clickday_engine::model::Problems;
use clickday_engine::model::civil::CivilClock;
use clickday_engine::model::units::Moment;
use clickday_engine::sim::result::Series;

/// A line of a validation: a count of the record, and what the sample says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The instant.
    pub at: String,
    /// Whether the sample was fitted to it, or to something up to that instant.
    pub fitted: bool,
    /// Applications by then, as the record says.
    pub record: f64,
    /// Median over the sample.
    pub median: f64,
    /// Lower end of the central 90 % over the sample.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Who said so.
    pub source: String,
    /// What had changed at the portal.
    pub changed: String,
}

impl Line {
    /// Whether the record lies in the interval.
    pub(crate) fn is_hit(&self) -> bool {
        (self.low..=self.high).contains(&self.record)
    }

    /// How far the median is from the record, as a share of it.
    pub fn error(&self) -> f64 {
        self.median / self.record - 1.0
    }
}

/// The counts by which a sample is judged: those it was fitted to, and those that it predicts.
#[derive(Debug, Clone)]
pub struct Counts {
    lines: Vec<Line>,
    instants: Vec<Moment>,
}

impl Observable for Counts {
    fn until(&self) -> Option<Moment> {
        self.instants.iter().copied().max()
    }

    fn of(&self, series: &Series, clock: &CivilClock, scale: f64) -> Vec<f64> {
        let by = |moment: &Moment| submitted_by(series, clock.micros(moment) as f64 / 1e6) / scale;
        self.instants.iter().map(by).collect()
    }
}

impl Counts {
    /// The counts of the model's record that lie within what was known, and the file's predictions.
    pub fn of(
        loaded: &Loaded,
        validation: &ValidationSpec,
        record: &[clickday_engine::model::Observation],
    ) -> Counts {
        let line = |at: &Moment, fitted, record: u64, source: &str, changed: &str| Line {
            at: at.to_string(),
            fitted,
            record: record as f64,
            median: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
            source: source.to_owned(),
            changed: changed.to_owned(),
        };
        let known = record.iter().filter(|o| o.at <= loaded.calibration.known_until);
        let known = known.map(|o| (o.at, line(&o.at, true, o.applications, &o.source, "")));
        let predicted = validation.prediction.iter().map(|p| {
            (
                p.at,
                line(&p.at, false, p.applications.get(), &p.source, &p.changed),
            )
        });
        let (instants, lines) = known.chain(predicted).unzip();
        Counts { lines, instants }
    }

    /// The lines, given what each run of the sample came to.
    pub fn lines(mut self, runs: &[Vec<f64>]) -> Vec<Line> {
        for (index, line) in self.lines.iter_mut().enumerate() {
            let mut values: Vec<f64> = runs.iter().map(|run| run[index]).collect();
            values.sort_by(f64::total_cmp);
            let quantile = |q: f64| {
                let rank = (q * values.len() as f64).ceil() as usize;
                values.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
            };
            (line.low, line.median, line.high) = (quantile(0.05), quantile(0.5), quantile(0.95));
        }
        self.lines
    }
}

/// What a sample says of the days it was not fitted to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Validation {
    /// How many runs were made.
    pub runs: usize,
    /// Each count of the record, with what the runs say of it.
    pub lines: Vec<Line>,
}

/// Why there is no validation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidateError {
    /// The calibration says nothing of it.
    #[error("the calibration has no table [validation]; write one with the predictions to be judged")]
    NoTable,
    /// The model cannot be used, or cannot have the values of a row of the sample.
    #[error(transparent)]
    Model(#[from] Problems),
    /// A run was refused for good.
    #[error("a run came to nothing: {0}; correct the model or the sample")]
    Refused(String),
    /// A run failed, or somebody stopped them.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
}

/// Simulates the days of the table `[validation]` with the rows of a sample, such as
/// [`Loaded::sample`] reads, and holds the record against them.
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use clickday::ensemble::{Ensemble, Resources};
/// use clickday::experiment::calibration::{spec, validate};
///
/// let loaded = spec::load("experiments/calibration.toml".as_ref())?;
/// let sample = loaded.sample("../models/inps-2020-04-01/posterior.csv")?;
/// let ensemble = Ensemble::new(Resources::default())?;
/// for line in validate(&loaded, &sample, &ensemble, &|_| ControlFlow::Continue(()))?.lines {
///     println!("{}: {} recorded, {} simulated", line.at, line.record, line.median);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the model cannot have the values of the sample, a run comes to nothing, or `watch` breaks.
pub fn validate(
    loaded: &Loaded,
    sample: &Points,
    ensemble: &Ensemble,
    watch: &Watch,
) -> Result<Validation, ValidateError> {
    let asked = loaded
        .calibration
        .validation
        .as_ref()
        .ok_or(ValidateError::NoTable)?;
    let rows = asked.rows.map(|rows| rows.get() as usize);
    try_rows(loaded, sample, &asked.set)?;
    let model = loaded.model(&asked.set)?.model;
    let counts = Counts::of(loaded, asked, &model.record);
    let question = Question {
        loaded,
        set: &asked.set,
        asked: &counts,
    };
    let tasks = runs(loaded, sample, rows);
    let rows = ensemble.collect(&tasks, watch, &|task, run| question.answer(task, run))?;
    if let Some(reason) = rows.iter().find_map(|row| row.failure.as_ref()) {
        return Err(ValidateError::Refused(reason.clone()));
    }
    let values: Vec<Vec<f64>> = rows.iter().filter_map(Evaluation::answer).collect();
    Ok(Validation {
        runs: values.len(),
        lines: counts.lines(&values),
    })
}

/// The runs of a sample: every row once, or so many drawn from them, each with chances of its own.
pub fn runs(loaded: &Loaded, points: &Points, rows: Option<usize>) -> Vec<Task> {
    let drawn = points.draw(rows.unwrap_or(points.rows.len()), loaded.calibration.seed);
    let task = |(replication, row): (usize, &usize)| Task {
        settings: points.settings(*row),
        policy: loaded.calibration.policy.clone(),
        replication: replication as u64,
    };
    drawn.iter().enumerate().map(task).collect()
}

/// The same as `try_rows`, of the sample that a calibration names for its validation. Before the
/// calibration has run, it may not be there; what cannot be read is told elsewhere.
///
/// # Errors
/// The same.
pub fn try_sample(loaded: &Loaded) -> Result<(), Problems> {
    let Some(asked) = &loaded.calibration.validation else {
        return Ok(());
    };
    match loaded.sample(&asked.posterior) {
        Ok(points) => try_rows(loaded, &points, &asked.set),
        Err(_) => Ok(()),
    }
}

/// Reads the model with each row of the sample in it, and `set` (`path=value` each), before anything
/// runs.
///
/// # Errors
/// Everything that is wrong with the first row that cannot be, where the sample has it.
fn try_rows(loaded: &Loaded, points: &Points, set: &[String]) -> Result<(), Problems> {
    loaded.model(set)?;
    for row in 0..points.rows.len() {
        let settings = points.settings(row);
        let set: Vec<String> = set.iter().chain(&settings).cloned().collect();
        if let Err(problems) = loaded.model(&set) {
            return Err(points.places().told(row, &settings, problems));
        }
    }
    Ok(())
}
