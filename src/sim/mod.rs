//! One run: the engine.
//!
//! A discrete-event simulation on an integer clock of microseconds. It touches no clock, file, thread or
//! ambient randomness: a run is a pure function of the model, the policy, the seed and the scale.
//!
//! | file | what it is in the world |
//! |---|---|
//! | [`engine`] | the next event happens |
//! | `visit` | what a person does |
//! | `door` | how people are let in, and what a measure can be to a run |
//! | `portal` | the tiers that serve them |
//! | `population`, `desk`, `stream`, `attacks` | who comes, when, and what else |
//! | `credential`, `helpline` | what they need to be let in, and whom they call |
//! | [`agenda`] | what will happen |
//! | [`random`] | chance |
//! | `ledger`, `times`, `finish`, [`result`], [`equity`] | what is measured |

pub mod agenda;
pub(crate) mod attacks;
mod credential;
mod desk;
pub(crate) mod door;
pub mod engine;
pub mod equity;
mod error;
pub(crate) mod event;
mod finish;
mod footprint;
#[cfg(test)]
mod goodness_of_fit;
mod helpline;
pub(crate) mod integral;
mod ledger;
pub mod memory;
mod operator;
pub mod options;
pub(crate) mod person;
mod population;
pub(crate) mod portal;
pub mod random;
pub mod result;
mod stream;
mod times;
mod visit;

pub use door::AtWork;
pub use engine::{Observe, PROGRESS_EVENTS, Progress, run_cancellable};
pub use error::SimError;
pub use footprint::footprint;
pub use options::RunOptions;
pub use result::RunResult;
