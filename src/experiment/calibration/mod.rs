//! Calibration: which values of a model agree with what was recorded, and which of them the record
//! cannot tell.
//!
//! A model has values nobody measured: how many sessions a failure loses, how often people come
//! back, how large an attack was. Each gets a *prior*, a range within which it may lie before the
//! record is looked at. The record gives *targets*, each a number with a tolerance. Two steps
//! follow.
//!
//! ```text
//!   priors ─▶ wave ──────────▶ generations ─────────────▶ weights ─▶ sample ─▶ what is told
//!             (history)        (generations, kernel)      (sample)             (identification)
//! ```
//!
//! 1. *History matching* ([`history`]): points spread evenly over the priors are simulated, and
//!    those are ruled out from which some target lies further than tolerance and chance can
//!    explain.
//! 2. *Approximate Bayesian computation*, as a population Monte Carlo ([`generations`]): from
//!    generation to generation points have to come nearer to the record, and are proposed where the
//!    generation before them was.
//!
//! Everything happens in the unit cube, where every prior is even ([`prior`] stretches a position
//! to a value), and is a pure function of the seed and of what the runs come to: on any number of
//! threads, and in however many sittings.

mod ask;
mod calibrate;
pub mod evaluation;
pub mod findings;
mod fit;
pub mod generations;
pub mod history;
pub mod identification;
mod kernel;
pub mod prediction;
pub mod sample;
pub mod spec;
#[cfg(feature = "store")]
pub mod store;
pub mod target;
pub mod validation;

pub use super::prior::{self, Prior};
pub use ask::{Answer, Ask, Effort, FitError, Simulate};
pub use calibrate::{Calibrated, calibrate};
pub use fit::{Fit, fit};
pub use generations::{Generation, Stopped};
pub use history::Wave;
pub use sample::{Particle, Sample};
pub use target::Target;
pub use validation::{ValidateError, Validation, validate};
