//! Defences against attacks: measures that block requests, of attackers and of people.

mod address;
mod address_limit;
mod challenge;
mod geo_block;
mod lockout;
mod scrubbing;

use crate::model::units::Moment;

use super::measures::{Around, Visitor};
use super::plan::Plan;

pub(crate) use address_limit::AddressLimit;
pub(crate) use challenge::Challenge;
pub(crate) use geo_block::GeoBlock;
pub(crate) use lockout::Lockout;
pub(crate) use scrubbing::Scrubbing;

/// Whom a defence has blocked, and whom it let through.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// People's attempts it blocked, by kind of people: groups, then offices.
    pub(crate) people_blocked: Vec<u64>,
    /// People's attempts it let through while it was on.
    pub(crate) people_passed: u64,
    /// Requests of attacks it blocked.
    pub(crate) attack_blocked: u64,
    /// Requests of attacks it let through while it was on.
    pub(crate) attack_passed: u64,
}

impl Tally {
    fn new(name: &'static str, plan: &Plan) -> Self {
        Tally {
            name,
            people_blocked: vec![0; plan.salts.len()],
            ..Tally::default()
        }
    }

    /// A person's attempt was blocked, or not.
    fn person(&mut self, visitor: Visitor, around: &Around, blocked: bool) -> bool {
        if blocked {
            let kind = around.people[visitor.person as usize].kind;
            self.people_blocked[kind as usize] += 1;
        } else {
            self.people_passed += 1;
        }
        blocked
    }

    /// A request of an attack was blocked, or not.
    fn attack(&mut self, blocked: bool) -> bool {
        if blocked {
            self.attack_blocked += 1;
        } else {
            self.attack_passed += 1;
        }
        blocked
    }
}

/// When a defence is on: `[from, until)` \[µs\].
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: u64,
    until: u64,
}

impl Stretch {
    fn new(from: Option<&Moment>, until: Option<&Moment>, plan: &Plan) -> Self {
        let instant = |m| plan.clock.micros(m).max(0).cast_unsigned();
        Stretch {
            from: from.map_or(0, instant),
            until: until.map_or(u64::MAX, instant),
        }
    }

    fn has(self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }
}
