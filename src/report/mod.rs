//! What people read: tables, charts, pages.

#[cfg(feature = "report")]
pub mod charts;
