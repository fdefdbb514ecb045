//! The table of `compare`, and what stands below it.

use super::English;
use crate::messages::TableText;

impl TableText for English {}
