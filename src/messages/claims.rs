//! The report of `claims`.

use super::Numbers;

/// The report of `claims`.
pub(crate) trait ClaimsText: Numbers {}
