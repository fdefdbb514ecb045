//! English.

mod calibration;
#[cfg(feature = "report")]
mod charts;
mod claims;
#[cfg(feature = "cli")]
mod commands;
#[cfg(feature = "store")]
mod diff;
mod draws;
mod explain;
mod metrics;
mod numbers;
mod policy;
mod run;
mod sweep;
mod table;

/// English, with numbers, times and dates as `figures` writes them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct English;
