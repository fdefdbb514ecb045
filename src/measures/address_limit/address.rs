//! Which address a person comes from.
//!
//! People of a kind who share addresses are taken together by their numbers, so many to an address; chance does not come into it, since
//! the numbers of a group say nothing about its people.

use typed_index_collections::TiVec;

use clickday_engine::scenario::{KindIndex, RoleIndex, Scenario};
use clickday_engine::sim::door::{AdmissionContext, Visitor};
use clickday_engine::sim::random::OwnPurpose;

/// Whether a person comes from a shared address: the upper half of lane 0.
const SHARES: OwnPurpose = OwnPurpose::numbered(42);

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// An address of the person's own.
    Own,
    /// An address shared by people of a kind, by number.
    Shared { kind: KindIndex, number: usize },
}

/// How people of a role share addresses.
#[derive(Debug, Clone, Copy)]
struct Sharing {
    share: f64,
    /// Numbers of people to an address, those with an address of their own among them.
    block: u64,
}

/// How people share addresses.
#[derive(Debug)]
pub(super) struct Addresses {
    roles: TiVec<RoleIndex, Option<Sharing>>,
}

impl Addresses {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let shared = &scenario.network.shared_address;
        let of_role = |role: &str| {
            let spec = shared.iter().find(|s| s.role == role)?;
            let share = spec.share.get();
            (share > 0.0).then(|| Sharing {
                share,
                block: ((spec.people.get() as f64 / share).round() as u64).max(1),
            })
        };
        Addresses {
            roles: scenario.roles.iter().map(|role| of_role(&role.name)).collect(),
        }
    }

    /// The address of someone at the door.
    pub(super) fn of(&self, visitor: Visitor, context: &AdmissionContext) -> Address {
        let Some(sharing) = self.roles[visitor.role] else {
            return Address::Own;
        };
        let person = &context.people[visitor.person as usize];
        let shares = sharing.share >= 1.0 || {
            let draws = context.chance.own(person.key(context.salts), SHARES, 0);
            draws.upper(0) < sharing.share
        };
        if shares {
            Address::Shared {
                kind: person.kind,
                number: (u64::from(person.entity) / sharing.block) as usize,
            }
        } else {
            Address::Own
        }
    }
}
