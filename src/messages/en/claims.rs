//! The report of `claims`.

use super::English;
use crate::messages::ClaimsText;

impl ClaimsText for English {}
