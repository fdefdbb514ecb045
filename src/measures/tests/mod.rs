//! What holds of every measure, and of policies whatever their measures. Also tests of reading,
//! checking and compiling a model that need measures: the engine knows none.

mod check;
mod examples;
mod notes;
mod policies;
mod reading;
mod scenario;
