//! The statements of `explain` about a policy: rooms, credentials, attacks, operators, and what a simulation needs.

use super::English;
use crate::messages::PolicyText;

impl PolicyText for English {}
