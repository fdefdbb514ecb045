//! Why charts could not be written.

use std::path::PathBuf;

use clickday_engine::model::civil::CivilError;
use clickday_engine::model::one_of;
use clickday_engine::scenario::ScenarioError;

/// Why charts could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// There was nothing to draw.
    #[error("there are no runs to draw")]
    NoRuns,
    /// The model's calendar has no clock.
    #[error(transparent)]
    Calendar(#[from] CivilError),
    /// A run is not of the model.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// There is no such chart.
    #[error(
        "there is no chart \"{stem}\" of these runs; ask for one of {}",
        one_of(known)
    )]
    Unknown {
        /// The stem that was asked for.
        stem: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A chart could not be drawn.
    #[error("cannot draw {chart}: {why}")]
    Draw {
        /// The chart.
        chart: String,
        /// Why.
        why: String,
    },
    /// A file could not be written.
    #[error("cannot write {}: {why}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
}
