//! Who comes to the door, and what a measure says to them.

use crate::scenario::{AttackIndex, ClassIndex, PageIndex, RoleIndex};
use crate::sim::random::{Block, Chance, Purpose};
use crate::sim::result::Outcome;

/// Someone at the door.
#[derive(Debug, Clone, Copy)]
pub struct Visitor {
    /// Who.
    pub person: u32,
    /// Their role.
    pub role: RoleIndex,
    /// The page about to be requested.
    pub page: PageIndex,
}

/// What a measure says to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionDecision {
    /// Come in.
    Admit,
    /// Not now.
    Closed {
        /// When the door opens for this visitor, if that is known to them.
        reopens: Option<u64>,
    },
    /// The measure keeps the visitor, and will wake them.
    Held,
    /// The visitor goes away, and comes back to the door at an instant they were given.
    RetryAt {
        /// When \[µs\].
        at: u64,
    },
    /// The visitor is let in after a while, and what follows this measure is asked then.
    Delayed {
        /// How long \[µs\].
        by: u64,
    },
    /// The measure answers in the portal's place.
    Refused(Outcome),
    /// The visitor asks the portal for a page of the measure's own, and comes back to the door when it is served.
    Detour {
        /// Its class of requests.
        class: ClassIndex,
    },
}

/// A bot in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bot {
    /// How long it keeps the place it is called to \[µs\]; `None`: it does not come.
    pub holds: Option<u64>,
}

/// A request of an attack at the door.
#[derive(Debug, Clone, Copy)]
pub struct AttackRequest {
    /// Which attack.
    pub attack: AttackIndex,
    /// Addresses it comes from; 0: too many to count.
    pub addresses: u64,
    /// Probability that it comes from abroad.
    pub abroad: f64,
    /// Probability that it passes a challenge.
    pub passes_challenge: f64,
    /// What it wants a ticket for, if it wants one.
    pub bot: Option<Bot>,
    /// Its key to chance.
    pub(crate) key: u64,
    /// Its number among the attack's requests.
    pub(crate) number: u64,
}

impl AttackRequest {
    /// The draws of a request: lane 0 its address, 1 whether it is from abroad (upper) and passes a challenge (lower), 2 whether it is
    /// dropped by scrubbing, 3 its lot.
    #[inline]
    pub fn draws(&self, chance: &Chance) -> Block {
        chance.block(self.key, Purpose::Origin, self.number)
    }
}
