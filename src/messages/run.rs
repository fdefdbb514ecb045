//! The summary of `run`.

use super::Numbers;

/// The summary of `run`.
pub(crate) trait RunText: Numbers {}
