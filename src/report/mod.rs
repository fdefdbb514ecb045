//! What people read: the table on the terminal, charts, what one run did, and what theory says before a simulation.

pub mod calibration;
#[cfg(feature = "report")]
pub mod charts;
pub mod claims;
#[cfg(feature = "store")]
pub mod diff;
pub mod explain;
pub mod run;
pub mod sweep;
pub mod table;
