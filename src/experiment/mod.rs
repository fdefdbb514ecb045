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
//! What a command does is a call here, or one above. Those that run something take an
//! [`Ensemble`](crate::ensemble::Ensemble), which says how many threads and how much memory they may
//! take, and a [`Watch`](crate::ensemble::Watch), which hears how far they are and stops them.
//!
//! | command | read with | call | gives |
//! |---|---|---|---|
//! | `run` | [`measures::load()`](crate::measures::load()) | [`Simulation::builder`](crate::Simulation::builder), [`run`](crate::SimulationBuilder::run) | [`RunResult`](crate::RunResult) |
//! | `run`, `explain` with a policy from a file | [`measures::load::read`](crate::measures::load::read), [`Document::add_policies`](crate::model::Document::add_policies) | as above and below | |
//! | `explain` | the same, [`Scenario::new`](crate::Scenario::new) | [`report::explain::explain`](crate::report::explain::explain()) | `Explanation` |
//! | `compare` | [`spec::load`], [`spec::from_files`] | [`compare()`], `Comparison::write` | [`Comparison`], a folder |
//! | `sweep` | [`inputs::Prepared`] | [`sweep()`], [`sweep_from`] | [`Sweep`] |
//! | `plan`, `shard`, `gather` | [`inputs::Prepared`] | `shards::plan`, `shards::Shards::make`, `shards::Shards::whole` | `Part`, [`Sweep`] |
//! | `calibrate` | [`calibration::spec::load`] | [`calibration::calibrate()`] | [`calibration::Calibrated`] |
//! | `validate` | the same, [`points::Points`] | [`calibration::validate`] | [`calibration::Validation`] |
//! | `claims` | [`claims::load`] | [`claims::judge_all`] | [`claims::ClaimsReport`] |
//! | `reproduce` | `reproduce::Claim::read` | `Claim::again`, one of the calls above, `Claim::compare` | `Verdict` |
//! | `check` | any of these | `check` and `try_values` of what was read | [`Problems`](crate::model::Problems) |
//!
//! [`report`](crate::report) writes each result as the text that its command prints.
//!
//! Before its stages a comparison may launch every policy under *draws* of what nobody knows ([`draws`]).
//!
//! A *stage* is every policy, so many times, at one scale: many launches at a small scale show how
//! chance plays, one at full scale shows the numbers of the day. Stages are reported side by side
//! and never pooled.

pub mod analysis;
pub mod calibration;
pub mod claims;
mod compare;
pub(crate) mod cube;
pub mod design;
#[cfg(feature = "store")]
pub mod diff;
pub mod draws;
pub mod estimate;
pub mod factor;
pub mod goals;
pub mod inputs;
mod of_runs;
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
mod sweep;
pub mod threshold;

#[cfg(test)]
pub(crate) use crate::ensemble::fake;
pub use compare::{
    CompareError, Comparison, DrawsMaking, compare, manifest_of, runs_of_draws, runs_of_stage,
    summary as summary_of,
};
#[cfg(feature = "store")]
pub use results::Results;
pub use schedule::{Plan, Stage, StageRun, StageRuns};
pub use spec::Experiment;
pub use summary::Summary;
pub use sweep::{Sweep, sweep, sweep_from};
