//! Requests waiting for a slot.

use std::collections::VecDeque;

use crate::model::portal::Order;
use crate::sim::event::RequestId;

/// A backlog. Who leaves it early stays as a dead entry until it surfaces or the dead outnumber the living.
#[derive(Debug)]
pub(crate) struct Backlog {
    entries: VecDeque<RequestId>,
    living: usize,
    order: Order,
    length: u64,
}

impl Backlog {
    pub(crate) fn new(order: Order, length: u64) -> Self {
        Backlog {
            entries: VecDeque::new(),
            living: 0,
            order,
            length,
        }
    }

    /// Requests that wait.
    #[inline]
    pub(crate) fn len(&self) -> u64 {
        self.living as u64
    }

    /// Whether one more may wait.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.len() < self.length
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.living == 0
    }

    #[inline]
    pub(crate) fn push(&mut self, id: RequestId) {
        self.entries.push_back(id);
        self.living += 1;
    }

    /// The next to get a slot; `waits` tells the living from the dead.
    #[inline]
    pub(crate) fn pop(&mut self, waits: impl Fn(RequestId) -> bool) -> Option<RequestId> {
        loop {
            let id = match self.order {
                Order::Lifo => self.entries.pop_back(),
                Order::Fifo | Order::Slack => self.entries.pop_front(),
            }?;
            if waits(id) {
                self.living -= 1;
                return Some(id);
            }
        }
    }

    /// Who will get the next slot, unless they have left.
    #[inline]
    pub(crate) fn next(&self) -> Option<RequestId> {
        match self.order {
            Order::Lifo => self.entries.back(),
            Order::Fifo | Order::Slack => self.entries.front(),
        }
        .copied()
    }

    /// One of those waiting has left.
    pub(crate) fn forget_one(&mut self, waits: impl Fn(RequestId) -> bool) {
        self.living -= 1;
        if self.entries.len() > 2 * self.living + 64 {
            self.entries.retain(|id| waits(*id));
        }
    }
}
