//! The statements of `explain` about who comes, what the portal can do, and the day.

use super::Numbers;

/// The statements of `explain` about who comes, what the portal can do, and the day.
pub(crate) trait ExplainText: Numbers {}
