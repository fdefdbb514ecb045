//! Runs with the measures of this build.

use std::ops::ControlFlow;

use crate::model::Model;
use crate::sim::{self, Observe, Progress, RunOptions, RunResult, SimError};

use super::set::AT_WORK;

/// Runs a model once with the measures of this build. `progress` is told as by [`run_cancellable`], and cannot stop the run.
///
/// # Errors
/// As [`sim::run_cancellable`].
pub fn run(
    model: &Model,
    options: &RunOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<RunResult, SimError> {
    run_cancellable(model, options, &mut |told| {
        progress(told);
        ControlFlow::Continue(())
    })
}

/// Runs a model once with the measures of this build, until `observe` breaks. See [`sim::run_cancellable`].
///
/// # Errors
/// As [`sim::run_cancellable`].
pub fn run_cancellable(
    model: &Model,
    options: &RunOptions,
    observe: &mut Observe,
) -> Result<RunResult, SimError> {
    sim::run_cancellable(model, AT_WORK, options, observe)
}
