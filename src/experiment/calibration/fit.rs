//! Fits a model to its record: the first wave, the generations after it, and the sample.

use super::ask::{Effort, FitError, Simulate};
use super::generations::{Generation, Search, Stopped};
use super::history::Wave;
use super::sample::Sample;
use super::target::Target;

/// What a calibration came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The first wave.
    pub wave: Wave,
    /// Every generation.
    pub generations: Vec<Generation>,
    /// The points that agree with the record, by how well they do.
    pub sample: Sample,
    /// Why it ended.
    pub stopped: Stopped,
    /// How many runs were made.
    pub runs: usize,
}

/// Fits a model to targets. `told` hears of every generation as it ends.
///
/// # Errors
/// When the runs are interrupted, or hardly any point of the first wave comes to something.
pub fn fit<E>(
    effort: &Effort,
    targets: &[Target],
    simulate: &mut Simulate<E>,
    told: &mut dyn FnMut(&Generation),
) -> Result<Fit, FitError<E>> {
    let wave = Wave::of(effort, targets, simulate)?;
    let mut search = Search::from_wave(effort, targets, &wave);
    let stopped = search.run(simulate, told).map_err(FitError::Interrupted)?;
    let runs = search.runs;
    let (last, generations) = search.into_last();
    Ok(Fit {
        sample: Sample::of(last, targets),
        wave,
        generations,
        stopped,
        runs,
    })
}
