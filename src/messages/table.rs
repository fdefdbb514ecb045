//! The table of `compare`, and what stands below it.

use super::Numbers;

/// The table of `compare`, and what stands below it.
pub(crate) trait TableText: Numbers {}
