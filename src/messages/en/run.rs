//! The summary of `run`.

use super::English;
use crate::messages::RunText;

impl RunText for English {}
