//! One run: the engine.
//!
//! A discrete-event simulation on an integer clock of microseconds. It touches no clock, file, thread or
//! ambient randomness: a run is a pure function of the model, the policy, the seed and the scale.
//!
//! | file | what it is in the world |
//! |---|---|
//! | [`engine`], `simulation` | the next event happens; whoever drives a run |
//! | `visit` | what a person does |
//! | `door` | how people are let in, and what a measure can be to a run |
//! | `portal` | the tiers that serve them |
//! | `population`, `person`, `desk`, `arrivals`, `attacks` | who comes, when, and what else |
//! | `credential`, `helpline` | what they need to be let in, and whom they call |
//! | `operator` | who looks on, and acts by rules |
//! | `world`, [`agenda`] | the instant, and what will happen |
//! | [`random`], `stream` | chance |
//! | `ledger`, `times`, `finish`, [`result`], [`equity`] | what is measured |
//!
//! # Who may touch what
//!
//! The engine owns the components and hands each event to the one it concerns. No component knows
//! the engine, nor keeps a reference to another: what it may touch beside itself is lent to it for
//! the event, and its own fields are changed by nobody else. `&` is for looking at.
//!
//! | component | is lent | as |
//! |---|---|---|
//! | `visit` (has nothing of its own) | world, door, ledger, credentials, helpline | `Visit` |
//! | `door`: the measures | clock, agenda, portal, people, &chance | `AdmissionContext` |
//! | `credential`: gateway and books | world | arguments |
//! | `helpline`: callers and books | world | arguments |
//! | `helpline`: lines and operators | clock, agenda, &chance | `Moment` |
//! | `arrivals`: the streams | world, ledger | arguments |
//! | `attacks`: each attack | world, door, ledger | arguments |
//! | `operator`: rules and looks | world, door, &ledger | arguments |
//! | `world`: clock, agenda, portal, people | none, but the ledger as everyone is drawn | arguments |
//! | `ledger` | nothing | |
//! | `equity` | &people, &chance, &ledger | arguments |
//! | `finish` | everything, once the run is over | `Ended` |
//!
//! The world's fields are private to it: its borrowers put events on the agenda and send requests by
//! its verbs, and change the records of people that it hands out. Credentials and the helpline know
//! no visit: they say what came of an event, and the visit goes on from there.

pub mod agenda;
mod arrivals;
mod attacks;
mod bounds;
mod credential;
mod desk;
pub mod door;
pub mod engine;
pub mod equity;
mod error;
pub mod event;
mod finish;
mod footprint;
#[cfg(test)]
mod goodness_of_fit;
mod helpline;
pub mod integral;
pub mod ledger;
pub mod memory;
mod moment;
mod operator;
pub mod options;
pub mod person;
pub mod population;
pub mod portal;
pub mod random;
pub mod result;
mod simulation;
mod stream;
mod times;
mod visit;
pub mod world;

pub use door::{AdmissionRule, AtWork, AttemptView, Decision};
pub use engine::{Observe, PROGRESS_EVENTS, Progress};
pub use error::SimError;
pub use footprint::footprint;
pub use options::RunOptions;
pub use result::RunResult;
pub use simulation::Simulation;
