//! The report of `sweep`.

use super::Numbers;

/// The report of `sweep`.
pub(crate) trait SweepText: Numbers {}
