//! One run: the engine.
//!
//! A discrete-event simulation on an integer clock of microseconds. It touches no clock, file, thread or
//! ambient randomness: a run is a pure function of the model, the policy, the seed and the scale.
//!
//! | file | what it is in the world |
//! |---|---|
//! | [`engine`] | the next event happens |
//! | `visit` | what a person does |
//! | `door` | how people are let in, and the roles of a measure |
//! | `measures`, `defences` | the measures of policies |
//! | `portal` | the tiers that serve them |
//! | `population`, `demand`, `desk`, `stream`, `attack` | who comes, when, and what else |
//! | `credential`, `helpline` | what they need to be let in, and whom they call |
//! | [`agenda`] | what will happen |
//! | [`random`], `sampling` | chance |
//! | `ledger`, `times`, `finish`, [`result`], [`equity`] | what is measured |

pub mod agenda;
mod attacks;
mod credential;
mod defences;
mod demand;
mod desk;
mod door;
pub mod engine;
pub mod equity;
mod error;
mod event;
mod finish;
mod footprint;
#[cfg(test)]
mod goodness_of_fit;
mod helpline;
mod integral;
mod ledger;
mod measures;
pub mod memory;
mod operator;
pub mod options;
mod person;
mod plan;
mod population;
mod portal;
pub mod random;
pub mod result;
mod sampling;
mod stream;
mod times;
mod visit;

pub use engine::{Observe, PROGRESS_EVENTS, Progress, run, run_cancellable};
pub use error::SimError;
pub use footprint::footprint;
pub use options::RunOptions;
pub use result::RunResult;
