//! `clickday` simulates the day when millions of people reach for one public service at once.
//!
//! The parts, and the one direction in which they know each other:
//! `cli -> report -> experiment -> ensemble -> metrics, measures -> sim -> scenario -> model`, with `theory` beside `sim`, and [`math`]
//! below them all. [`figures`] is how they all write numbers.

// Tests hold what is worked out with `math` to the standard library's functions.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod ensemble;
pub mod experiment;
pub mod figures;
pub mod math;
pub mod measures;
pub mod metrics;
pub mod model;
pub mod report;
pub mod scenario;
pub mod sim;
mod statement;
pub mod theory;
