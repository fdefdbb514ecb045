//! The statements of `explain` about who comes, what the portal can do, and the day.

use super::English;
use crate::messages::ExplainText;

impl ExplainText for English {}
