//! The queue: who takes a ticket, and who leaves before it is called.

use clickday_engine::scenario::splitmix;
use clickday_engine::sim::door::AdmissionContext;
use clickday_engine::sim::event::Token;
use clickday_engine::sim::person::Phase;
use clickday_engine::sim::random::{Block, OwnPurpose};

use super::tickets::Ticket;
use super::{LEAVES, WaitingRoom};

/// A stay in the room; the index is the instant it began.
const STAY: OwnPurpose = OwnPurpose::numbered(9);

impl WaitingRoom {
    /// The draws of a stay in the room: lane 0 when the person leaves, 1 no-show and number of tickets, 2 the poll that notices the call, 3 the lot.
    pub(super) fn draws(context: &AdmissionContext, ticket: Ticket) -> Block {
        let key = context.people[ticket.person as usize].key(context.salts);
        context.chance.own(key, STAY, ticket.taken)
    }

    /// When the person leaves the page if not called before \[µs\].
    pub(super) fn leaves_at(&self, ticket: Ticket, draws: &Block) -> u64 {
        self.leaves_after.as_ref().map_or(u64::MAX, |law| {
            ticket.taken.saturating_add(law.draw_us(draws.bits(0)))
        })
    }

    pub(super) fn join(&mut self, person: u32, context: &mut AdmissionContext) {
        let ticket = Ticket {
            taken: context.now,
            person,
        };
        let draws = Self::draws(context, ticket);
        let p = &mut context.people[person as usize];
        p.set_phase(Phase::Waiting);
        p.mark = context.now;
        let whole = self.tickets_per_person.floor();
        let copies = whole as u64 + u64::from(draws.lower(1) < self.tickets_per_person - whole);
        for copy in 0..copies {
            self.tickets.push(ticket, || splitmix(draws.bits(3), copy) as u32);
        }
        self.accounts.counts.tickets += copies;
        self.accounts.waits(context.now);
        let lapses = self.leaves_at(ticket, &draws).saturating_add(self.lease);
        context.set_timer(
            lapses,
            Token {
                subject: person,
                about: LEAVES,
            },
        );
    }

    /// The ticket of someone who left the page lapses, unless they have been called since.
    pub(super) fn leaves(&mut self, person: u32, context: &mut AdmissionContext) -> bool {
        let p = context.people[person as usize];
        let ticket = Ticket {
            taken: p.mark,
            person,
        };
        let lapses = self
            .leaves_at(ticket, &Self::draws(context, ticket))
            .saturating_add(self.lease);
        let left = p.phase() == Phase::Waiting && lapses == context.now;
        if left {
            self.accounts.waiting.decrease(context.now);
            self.accounts.counts.left += 1;
            context.people[person as usize].set_phase(Phase::Active);
            context.left.push(person);
        }
        left
    }
}
