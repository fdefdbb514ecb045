//! How a file becomes a model, or a list of everything that is wrong with it.

mod problem;

pub use problem::{Problem, Problems};
