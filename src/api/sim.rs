//! One run: the engine.
//!
//! A discrete-event simulation on an integer clock of microseconds. It touches no clock, file, thread or
//! ambient randomness: a run is a pure function of the model, the policy, the seed and the scale.
//! How it works inside is told by the documentation of `clickday-engine`, in its module `sim`.

/// Who was served when, and what it cost whom.
pub mod equity {
    #[doc(inline)]
    pub use clickday_engine::sim::equity::{Equity, Share};
}

#[doc(inline)]
pub use clickday_engine::sim::{
    AdmissionRule, AttemptView, Decision, Observe, PROGRESS_EVENTS, Progress, RunOptions, RunResult,
    SimError, agenda, engine, footprint, memory, options, random, result,
};

#[doc(inline)]
pub use crate::measures::simulation::Simulation;
