//! Whom a defence has blocked.

use typed_index_collections::{TiVec, ti_vec};

use crate::scenario::{KindIndex, Scenario};

use super::{AdmissionContext, Visitor};

/// Whom a defence has blocked, and whom it let through.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// People's attempts it blocked, by kind of people: groups, then offices.
    pub(crate) people_blocked: TiVec<KindIndex, u64>,
    /// People's attempts it let through while it was on.
    pub(crate) people_passed: u64,
    /// Requests of attacks it blocked.
    pub(crate) attack_blocked: u64,
    /// Requests of attacks it let through while it was on.
    pub(crate) attack_passed: u64,
}

impl Tally {
    /// Nobody so far.
    pub fn new(name: &'static str, scenario: &Scenario) -> Self {
        Tally {
            name,
            people_blocked: ti_vec![0; scenario.salts.len()],
            ..Tally::default()
        }
    }

    /// A person's attempt was blocked, or not.
    #[inline]
    pub fn person(&mut self, visitor: Visitor, context: &AdmissionContext, blocked: bool) -> bool {
        if blocked {
            let kind = context.people[visitor.person as usize].kind;
            self.people_blocked[kind] += 1;
        } else {
            self.people_passed += 1;
        }
        blocked
    }

    /// A request of an attack was blocked, or not.
    #[inline]
    pub fn attack(&mut self, blocked: bool) -> bool {
        if blocked {
            self.attack_blocked += 1;
        } else {
            self.attack_passed += 1;
        }
        blocked
    }
}
