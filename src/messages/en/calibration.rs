//! The reports of `calibrate` and `validate`.

use super::English;
use crate::messages::CalibrationText;

impl CalibrationText for English {}
