//! The measures of policies: one folder each.
//!
//! A folder holds all there is to know of a measure: what is written of it, what is wrong with what is written, what it does in a
//! run and how a strip shows it. What a measure has to give is its `Definition`; the compiler asks for
//! every part of it. A new measure is a folder, and a line in the list below.
//!
//! Models are read with the measures of this build by [`load`](mod@load), and run by [`run`](fn@run).

mod closed;
pub(crate) mod definition;
pub mod load;
mod page;
mod set;
mod stretch;
pub mod strip;

use std::ops::ControlFlow;

use crate::model::Model;
use crate::sim::{self, Observe, Progress, RunOptions, RunResult, SimError};

pub use load::load;
pub use page::page;
pub(crate) use set::statements;
pub use set::{AT_WORK, SET, schema};

set::measures! {
    open: Open,
    closure: Closure,
    role_windows: RoleWindows,
    waiting_room: WaitingRoom,
    emergency_cache: EmergencyCache,
    address_limit: AddressLimit,
    challenge: Challenge,
    geo_block: GeoBlock,
    scrubbing: Scrubbing,
    lockout: Lockout,
    key_windows: KeyWindows,
    appointments: Appointments,
    shedding: Shedding,
    autoscaling: Autoscaling,
    random_early_refusal: RandomEarlyRefusal,
}

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
