//! The report of `sweep`.

use super::English;
use crate::messages::SweepText;

impl SweepText for English {}
