//! What a calibration asks of the simulator, and how much it asks.

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The point of the unit cube.
    pub position: Vec<f64>,
    /// The replication: no two runs of a calibration share one, so that chance is drawn again at
    /// every point.
    pub replication: u64,
}

/// The results of a run, target by target; `None` if the run failed.
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

/// Why nothing can be fitted.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum FitError<E> {
    /// Fewer than two points of the wave have results.
    #[error(
        "of {points} points of the first wave {came} came to something; widen the priors, or mend the model"
    )]
    Nothing {
        /// Points of the wave.
        points: usize,
        /// Those that have results.
        came: usize,
    },
    /// The runs were interrupted.
    #[error(transparent)]
    Interrupted(E),
}
