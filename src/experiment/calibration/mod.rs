//! Calibration: which values of a model agree with what was recorded, and which of them the record cannot tell.
//!
//! A model has values nobody measured: how many sessions a failure loses, how often people come back, how large an
//! attack was. Each gets a *prior*, a range within which it may lie before the record is looked at. The record gives
//! *targets*, each a number with a tolerance. Two steps follow.
//!
//! ```text
//!   priors ─▶ wave ──────────▶ generations ─────────────▶ weights ─▶ sample ─▶ what is told
//!             (history)        (generations, kernel)      (sample)             (telling)
//! ```
//!
//! 1. *History matching* ([`history`]): points spread evenly over the priors are simulated, and those are ruled out from
//!    which some target lies further than tolerance and chance can explain.
//! 2. *Approximate Bayesian computation*, as a population Monte Carlo ([`generations`]): from generation to generation
//!    points have to come nearer to the record, and are proposed where the generation before them was.
//!
//! Everything happens in the unit cube, where every prior is even ([`prior`] stretches a position to a value), and is a pure
//! function of the seed and of what the runs come to: on any number of threads, and in however many sittings.

pub mod evaluation;
pub mod findings;
pub mod generations;
pub mod history;
mod kernel;
pub mod prior;
pub mod sample;
pub mod spec;
pub mod store;
pub mod target;
pub mod telling;
pub mod validation;

pub use generations::{Generation, Stopped};
pub use history::Wave;
pub use prior::Prior;
pub use sample::{Particle, Sample};
pub use target::Target;

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The point of the unit cube.
    pub position: Vec<f64>,
    /// The replication: no two runs of a calibration share one, so that chance is drawn anew at every point.
    pub replication: u64,
}

/// What a run came to, target by target; `None` when it came to nothing.
pub type Answer = Option<Vec<f64>>;

/// Does the runs asked for, and gives their answers in the same order.
pub type Simulate<'a, E> = dyn FnMut(&[Ask]) -> Result<Vec<Answer>, E> + 'a;

/// How much is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// How many values are fitted.
    pub dimensions: usize,
    /// Points of the first wave.
    pub wave: usize,
    /// Runs of the best of them, from which chance is measured; at least 2.
    pub repeats: usize,
    /// Points of a generation.
    pub population: usize,
    /// Share of a generation that lies within the threshold of the next, in (0, 1).
    pub nearest: f64,
    /// Most runs in all: a generation that would need more is not begun, or is dropped.
    pub most_runs: usize,
    /// Master seed.
    pub seed: u64,
}

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

/// Why nothing can be fitted.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum FitError<E> {
    /// Fewer than two points of the wave came to something.
    #[error(
        "of {points} points of the first wave {came} came to something; widen the priors, or mend the model"
    )]
    Nothing {
        /// Points of the wave.
        points: usize,
        /// Those that came to something.
        came: usize,
    },
    /// The runs were interrupted.
    #[error(transparent)]
    Interrupted(E),
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
    let mut search = generations::Search::from_wave(effort, targets, &wave);
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
