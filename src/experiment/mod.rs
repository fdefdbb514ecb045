//! Many runs: the same launch under several policies, in many replications.
//!
//! ```text
//!   experiment file ─▶ stages ─▶ runs on threads ─▶ summary with intervals ─▶ table, charts
//!       (spec)         (schedule)       │            (summary, statistics)
//!                                       └─────────▶ results folder (results)
//! ```
//!
//! A *sweep* instead runs one stage at many values of the model:
//!
//! ```text
//!   experiment file ─▶ factors, design ─▶ tasks, in rounds ─▶ rows on the disk ─▶ sensitivities, thresholds
//!                      (factor, design)       (study)      ▲     (store)  │           (analysis)
//!                                                          └──────────────┘
//! ```
//!
//! The tasks of a sweep may also be shared out beforehand, and made on many machines (shards).
//!
//! Before its stages a comparison may launch every policy under *draws* of what nobody knows ([`draws`]).
//!
//! A *stage* is every policy, so many times, at one scale: many launches at a small scale show how
//! chance plays, one at full scale shows the numbers of the day. Stages are reported side by side
//! and never pooled.

pub mod analysis;
pub mod calibration;
pub mod claims;
pub mod cube;
pub mod design;
pub mod draws;
pub mod estimate;
pub mod factor;
pub mod goals;
pub mod inputs;
#[cfg(feature = "store")]
mod other_json;
pub mod over_draws;
pub mod parameter;
pub mod points;
pub mod precision;
pub mod prior;
pub mod range;
pub mod record;
#[cfg(feature = "store")]
pub mod reproduce;
pub mod results;
mod scales;
pub mod schedule;
pub mod sensitivity;
#[cfg(feature = "store")]
pub mod shards;
pub mod sources;
pub mod spec;
pub mod statistics;
#[cfg(feature = "store")]
pub mod store;
pub mod study;
pub mod summary;
pub mod threshold;

#[cfg(test)]
pub(crate) use crate::ensemble::fake;
#[cfg(feature = "store")]
pub use results::Results;
pub use schedule::{Plan, Stage, StageRun, StageRuns};
pub use spec::Experiment;
pub use summary::Summary;
