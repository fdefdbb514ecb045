//! The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a simulation needs.

use super::Numbers;

/// The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a simulation needs.
pub(crate) trait PolicyText: Numbers {}
