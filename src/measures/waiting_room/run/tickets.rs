//! Tickets of a waiting room, in the order in which they are called.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::measures::waiting_room::TicketOrder;

/// The holder of a ticket given to a client that keeps no cookie: it will never be claimed.
pub(super) const PHANTOM: u32 = u32::MAX;
/// The holder of a ticket given to a bot of the first attack; those of the next ones count down from here.
pub(super) const FIRST_BOT: u32 = PHANTOM - 1;

/// A ticket: when it was taken, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket {
    pub(super) taken: u64,
    pub(super) person: u32,
}

/// The tickets not yet called.
pub(super) enum Tickets {
    Arrival(VecDeque<Ticket>),
    Lottery(BinaryHeap<Reverse<(u32, Ticket)>>),
}

impl Tickets {
    pub(super) fn new(order: TicketOrder) -> Self {
        match order {
            TicketOrder::Arrival => Tickets::Arrival(VecDeque::new()),
            TicketOrder::Lottery => Tickets::Lottery(BinaryHeap::new()),
        }
    }

    /// One more ticket, with its lot where lots are drawn.
    pub(super) fn push(&mut self, ticket: Ticket, lot: impl FnOnce() -> u32) {
        match self {
            Tickets::Arrival(queue) => queue.push_back(ticket),
            Tickets::Lottery(heap) => heap.push(Reverse((lot(), ticket))),
        }
    }

    pub(super) fn pop(&mut self) -> Option<Ticket> {
        match self {
            Tickets::Arrival(queue) => queue.pop_front(),
            Tickets::Lottery(heap) => heap.pop().map(|Reverse((_, ticket))| ticket),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Tickets::Arrival(queue) => queue.is_empty(),
            Tickets::Lottery(heap) => heap.is_empty(),
        }
    }
}
