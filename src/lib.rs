//! `clickday` simulates the day when millions of people reach for one public service at once.
//!
//! The parts, and the one direction in which they know each other:
//! `cli -> report -> experiment -> sim -> model`, with `theory` beside `sim`.

pub mod experiment;
pub mod model;
pub mod report;
pub mod sim;
pub mod theory;
