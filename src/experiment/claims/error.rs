//! Why claims cannot be judged.

use crate::ensemble::Unfinished;
use crate::experiment::points::PointsError;
use clickday_engine::model::Problems;
use clickday_engine::model::civil::CivilError;

/// Why claims cannot be judged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// The draws are not those of the launches of the file.
    #[error("the file has {launches} launches, and {given} have draws; give the draws of each launch")]
    Draws {
        /// Launches of the file.
        launches: usize,
        /// Launches that have draws.
        given: usize,
    },
    /// The sample of a launch cannot be used.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// A model cannot be used.
    #[error(transparent)]
    Model(#[from] Problems),
    /// The calendar of a model cannot be used.
    #[error(transparent)]
    Calendar(#[from] CivilError),
    /// A run failed, or somebody stopped them.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
}
