//! A calibration in one call: every run that it asks for, the sample, and what that shows.

use super::ask::{Ask, FitError};
use super::evaluation::{Evaluation, Question};
use super::findings::Findings;
use super::fit::{Fit, fit};
use super::generations::Generation;
use super::spec::Loaded;
use crate::ensemble::{Ensemble, Unfinished, Watch};
use crate::experiment::study::Task;

/// What a calibration came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Calibrated {
    /// The first wave, the generations and the sample. `findings::table` makes a table of points of
    /// it, which a sweep, claims or a validation can draw from.
    pub fit: Fit,
    /// What it shows: the numbers that [`report::calibration`](crate::report::calibration) writes.
    pub findings: Findings,
}

/// Fits the model of a calibration to its record; `told` hears of every generation as it ends.
/// Nothing is written: `clickday calibrate` also keeps each run on the disk, to go on where it was
/// stopped.
///
/// ```no_run
/// use std::ops::ControlFlow;
///
/// use clickday::ensemble::{Ensemble, Resources};
/// use clickday::experiment::calibration::{calibrate, spec};
/// use clickday::report;
/// use clickday::report::table::Styling;
///
/// let loaded = spec::load("experiments/calibration.toml".as_ref())?;
/// loaded.try_values()?;
/// let ensemble = Ensemble::new(Resources::default())?;
/// let found = calibrate(&loaded, &ensemble, &|_| ControlFlow::Continue(()), &mut |generation| {
///     println!("generation {}: {} runs", generation.number, generation.runs);
/// })?;
/// println!("{}", report::calibration::report(&found.findings, Styling::default()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When hardly any point of the first wave comes to something, a run fails, or `watch` breaks.
pub fn calibrate(
    loaded: &Loaded,
    ensemble: &Ensemble,
    watch: &Watch,
    told: &mut dyn FnMut(&Generation),
) -> Result<Calibrated, FitError<Unfinished>> {
    let question = Question {
        loaded,
        set: &[],
        asked: loaded.calibration.observation.as_slice(),
    };
    let simulate = &mut |asks: &[Ask]| {
        let tasks: Vec<Task> = asks.iter().map(|ask| loaded.task(ask)).collect();
        let rows = ensemble.collect(&tasks, watch, &|task, run| question.answer(task, run))?;
        Ok(rows.iter().map(Evaluation::answer).collect())
    };
    let fit = fit(&loaded.effort(), &loaded.targets(), simulate, told)?;
    Ok(Calibrated {
        findings: Findings::of(loaded, &fit),
        fit,
    })
}
