//! The engine of `clickday`: what a user writes, what is compiled of it, one run, and what theory says.
//!
//! This crate is a part of `clickday`, which hands on all that is meant for users: use that one. What else is public here, or hidden
//! from the documentation, is for `clickday` itself and may change with any release.
//!
//! It is a crate of its own so that a release compiles it as one unit of code, which makes runs faster, and all the rest as many, which
//! makes builds faster. What measures and observers call of it during a run is small, and has `#[inline]`: no other function is inlined
//! from one crate into another.

// Tests hold what is worked out with `math` to the standard library's functions.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod figures;
pub mod math;
pub mod model;
pub mod names;
pub mod scenario;
pub mod sim;
pub mod theory;
