//! What people read: the table on the terminal, and charts.

#[cfg(feature = "report")]
pub mod charts;
pub mod table;
