//! Attacks, and defences against them.

use serde::Serialize;

use super::{AttemptCounts, as_map};

/// One attack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct AttackSummary {
    /// Its requests (connections, guesses) by outcome; none of them are people's attempts. A slow connection that was thrown out counts as
    /// abandoned, a ticket that a bot got as served; a bot that finds no waiting room, or not yet one, finds the door closed.
    pub requests: AttemptCounts,
    /// Those that the door let through to the portal.
    pub let_through: u64,
    /// Connections it held, where it holds any.
    pub connections: Option<ConnectionSummary>,
    /// Passwords it guessed at, where it does.
    pub guesses: Option<GuessSummary>,
}

/// Slow connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct ConnectionSummary {
    /// Mean number held.
    pub mean_held: f64,
    /// Greatest number held.
    pub most_held: u64,
}

/// Guesses at people's passwords.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct GuessSummary {
    /// Guesses the portal answered.
    pub made: u64,
    /// Of them, right ones at an account that was not locked.
    pub got_in: u64,
}

/// One defence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct DefenceSummary {
    /// What it is, as in the model file.
    pub defence: String,
    /// Its place among the measures of the policy, from 0.
    pub measure: usize,
    /// People's attempts it blocked: false positives.
    pub people_blocked: u64,
    /// The same by group of people, and by office (whose operators' attempts count for themselves here).
    #[serde(serialize_with = "as_map")]
    pub people_blocked_by_group: Vec<(String, u64)>,
    /// People's attempts it looked at and let through.
    pub people_passed: u64,
    /// Requests of attacks it blocked.
    pub attack_blocked: u64,
    /// Requests of attacks it looked at and let through.
    pub attack_passed: u64,
}
