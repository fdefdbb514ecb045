//! `clickday` simulates the day when millions of people use one public service at the same time.
//!
//! ```
//! use std::path::Path;
//!
//! use clickday::{Simulation, measures};
//!
//! let model = measures::load(Path::new("models/inps-2020-04-01"), &[])?;
//! let run = Simulation::builder(&model)
//!     .policy("queue-with-tickets")
//!     .scale(0.03)
//!     .run()?;
//! println!("{} of {} people were served", run.submitted, run.tried);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Few types carry everything: a [`Model`] with its [`Policy`]s, compiled with one of them to a
//! [`Scenario`]; a [`Simulation`] of it under way, and the [`Run`] that it comes to; an
//! [`Experiment`] of many runs, and its `Results` read back from a folder.
//!
//! | to | begin with |
//! |---|---|
//! | read a model | [`measures::load()`], [`measures::load::read`] from text |
//! | ask a value of it by its path, write it as TOML or JSON | [`Model::value`], its `Serialize` |
//! | run it once, event by event, or with a rule of your own | [`Simulation`], [`SimulationBuilder::admission`] |
//! | hear how far a run is, and stop it | [`SimulationBuilder::run_cancellable`] |
//! | write a rule of your own in TOML, as a measure of a policy | [`measures::OwnMeasure`] |
//! | write a policy as TOML, and read it back | [`model::PolicyFile`] |
//! | read a number off a run | [`metrics::quantity`], and the fields of [`sim::RunResult`] |
//! | run many | [`ensemble::Ensemble`] |
//! | do what a command does: compare, sweep, calibrate, judge claims | the table of [`experiment`] |
//! | know what theory says before a run | [`scenario::Scenario`], [`theory`] |
//! | know it in sentences, as `explain` says it | [`report::explain`] |
//! | compare runs in a table of plain text | [`experiment::Summary::of_runs`], [`report::table`] |
//! | draw charts, in memory or to a folder | `report::charts` (with the feature `report`) |
//! | write tables of data, in memory or to a folder | [`experiment::results`] |
//! | read a results folder | [`experiment::Results`] |
//!
//! | feature (on, if not said) | brings |
//! |---|---|
//! | `cli` | the command line |
//! | `parallel` | runs on several threads; without it they run on the thread of the caller |
//! | `parquet` | tables as Parquet beside CSV |
//! | `report` | charts as SVG and PNG |
//! | `shipped` | the models, policies and experiments of the repository within the program |
//! | `store` | folders on the disk: results, rows of sweeps, proofs |
//! | `textbook` (off) | exact results that only tests need |
//!
//! A program that embeds the library hardly needs the command line:
//! `default-features = false, features = ["parallel", "report"]`. Without any of them the library
//! compiles for WebAssembly.
//!
//! The same inputs give the same result to the last byte, on every machine and on any number of
//! threads.
//!
//! The parts, and the one direction in which they know each other:
//! `cli -> report -> experiment -> ensemble -> metrics, measures -> sim -> scenario -> model`, with `theory` beside `sim`, and [`math`]
//! below them all. [`figures`] is how they all write numbers,
//! and [`names`] how they write names. Those of them from `sim` and `theory` down are a crate of their own, `clickday-engine`. What of it
//! is for users is here.

// Tests hold what is worked out with `math` to the standard library's functions.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod api;
pub mod ensemble;
pub mod experiment;
pub mod measures;
mod messages;
pub mod metrics;
pub mod report;
pub mod shipped;
mod statement;

pub use api::{figures, math, model, names, scenario, sim, theory};
pub use experiment::Experiment;
#[cfg(feature = "store")]
pub use experiment::Results;
pub use measures::SimulationBuilder;
pub use messages::Language;
#[cfg(feature = "cli")]
pub use messages::commands;
pub use model::{Model, Policy};
pub use scenario::Scenario;
pub use sim::{RunResult, RunResult as Run, Simulation};
