//! What people read: the table on the terminal, charts, and what theory says before a simulation.

pub mod calibration;
#[cfg(feature = "report")]
pub mod charts;
pub mod claims;
pub mod explain;
pub mod sweep;
pub mod table;
