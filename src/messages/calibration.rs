//! The reports of `calibrate` and `validate`.

use super::Numbers;

/// The reports of `calibrate` and `validate`.
pub(crate) trait CalibrationText: Numbers {}
