//! Titles, labels and descriptions of charts.

use super::Numbers;

/// Titles, labels and descriptions of charts.
pub(crate) trait ChartText: Numbers {}
