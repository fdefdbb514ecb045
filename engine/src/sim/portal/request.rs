//! Requests in flight, in a slab: slots are used again, and a generation tells a request from an earlier
//! one in the same slot.

use crate::scenario::{AttackIndex, ClassIndex, TierIndex};
use crate::sim::agenda::Agenda;
use crate::sim::event::{Event, RequestId};
use crate::sim::memory::{LINE, prefetch};
use crate::sim::random::Block;

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A person at the screen, by index.
    Person(u32),
    /// An attack, by index.
    Attack(AttackIndex),
    /// Nobody: the portal began the run with it.
    Start,
}

/// Where a request is in its innermost tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Waiting for a slot.
    Backlog,
    /// At work on the tier's processor.
    Working,
}

/// A request: two cache lines.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct Request {
    pub(crate) sender: Sender,
    /// The draws of its work, and the sender's patience.
    pub(crate) draws: Block,
    pub(crate) issued: u64,
    /// The sender leaves at this instant, `u64::MAX`: never; while the sender is sure to wait, not before it.
    pub(crate) patience_until: u64,
    /// A tier that passed it on gives up at this instant.
    pub(crate) gateway_until: u64,
    /// Its backlog lets it go at this instant.
    pub(crate) backlog_until: u64,
    /// The earliest pending agenda entry for any of these.
    pub(crate) armed: u64,
    /// Work under way: virtual end on a shared processor, else the start instant \[µs\].
    pub(crate) work_mark: f64,
    /// Size of the work under way \[µs\].
    pub(crate) work: f64,
    /// The part of it that is done after the sender has gone, if it is done to its end \[µs\].
    pub(crate) work_after_departure: f64,
    pub(crate) class: ClassIndex,
    /// Index of the law of the sender's patience.
    pub(crate) patience: u16,
    /// The innermost tier it has reached.
    pub(crate) tier: u8,
    /// Tiers 0 to `released` - 1 have already let it go.
    pub(crate) released: u8,
    pub(crate) gateway_tier: u8,
    pub(crate) stage: Stage,
    /// Whether somebody still awaits the answer.
    pub(crate) awaited: bool,
}

const _: () = assert!(size_of::<Request>() == 2 * LINE);

impl Request {
    /// What stands in a slot before its first request.
    const NONE: Request = Request {
        sender: Sender::Start,
        draws: Block::NONE,
        issued: 0,
        patience_until: u64::MAX,
        gateway_until: u64::MAX,
        backlog_until: u64::MAX,
        armed: u64::MAX,
        work_mark: 0.0,
        work: 0.0,
        work_after_departure: 0.0,
        class: ClassIndex::FIRST,
        patience: 0,
        tier: 0,
        released: 0,
        gateway_tier: 0,
        stage: Stage::Working,
        awaited: false,
    };

    /// The innermost tier it has reached.
    #[inline]
    pub(crate) fn tier(&self) -> TierIndex {
        TierIndex::of_byte(self.tier)
    }

    /// The outermost tier that has not let it go yet.
    #[inline]
    pub(crate) fn released(&self) -> TierIndex {
        TierIndex::of_byte(self.released)
    }

    /// Makes sure an agenda entry stands for the earliest instant at which the request's fate can
    /// turn.
    #[inline]
    pub(crate) fn arm(&mut self, id: RequestId, horizon: u64, agenda: &mut Agenda) {
        let due = self
            .patience_until
            .min(self.gateway_until)
            .min(self.backlog_until);
        if due < self.armed {
            self.armed = due;
            if due <= horizon {
                agenda.put(due, Event::Deadline(id).key());
            }
        }
    }
}

/// The stay of a request in a tier.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TierVisit {
    /// When it came \[µs\].
    pub(crate) entered: u64,
    /// Processor work of the tier on it that has ended \[µs of work\].
    pub(crate) work: f64,
}

/// All requests in flight.
#[derive(Debug, Default)]
pub(crate) struct Slab {
    requests: Vec<Request>,
    /// How many requests have been in each slot before: beside each other, since handles are checked far more often than followed.
    generations: Vec<u32>,
    /// Who sent each, or [`NO_PERSON`]: in little room, since whoever is next is looked up before the request is there.
    senders: Vec<u32>,
    free: Vec<u32>,
    /// The stay of each request in each tier, `stays[index * tiers + tier]`.
    stays: Vec<TierVisit>,
    tiers: usize,
}

/// In the place of the person who sent a request that no person sent.
pub(crate) const NO_PERSON: u32 = u32::MAX;

/// Generations are kept to the bits an agenda key has room for.
pub(crate) const GENERATION_MASK: u32 = (1 << 28) - 1;

impl Slab {
    pub(crate) fn new(tiers: usize) -> Self {
        Slab {
            tiers,
            ..Slab::default()
        }
    }

    /// A slot for a new request, which still holds an old one.
    #[inline]
    pub(crate) fn take_slot(&mut self) -> RequestId {
        let Some(index) = self.free.pop() else {
            return self.new_slot();
        };
        RequestId {
            index,
            generation: self.generations[index as usize],
        }
    }

    /// Puts a new request into its slot.
    #[inline]
    pub(crate) fn put(&mut self, id: RequestId, request: Request) {
        self.senders[id.index as usize] = match request.sender {
            Sender::Person(person) => person,
            Sender::Attack(_) | Sender::Start => NO_PERSON,
        };
        self.requests[id.index as usize] = request;
    }

    /// Starts fetching a request from memory. Gives its sender.
    #[inline]
    pub(crate) fn fetch(&self, id: RequestId) -> u32 {
        let index = id.index as usize;
        prefetch(&self.requests, index);
        prefetch(&self.stays, index * self.tiers);
        self.senders.get(index).copied().unwrap_or(NO_PERSON)
    }

    #[cold]
    fn new_slot(&mut self) -> RequestId {
        self.requests.push(Request::NONE);
        self.generations.push(0);
        self.senders.push(NO_PERSON);
        self.stays
            .resize(self.requests.len() * self.tiers, TierVisit::default());
        RequestId {
            index: (self.requests.len() - 1) as u32,
            generation: 0,
        }
    }

    #[inline]
    pub(crate) fn remove(&mut self, id: RequestId) {
        let generation = &mut self.generations[id.index as usize];
        *generation = (*generation + 1) & GENERATION_MASK;
        self.free.push(id.index);
    }

    #[inline]
    pub(crate) fn is_alive(&self, id: RequestId) -> bool {
        self.generations.get(id.index as usize) == Some(&id.generation)
    }

    #[inline]
    pub(crate) fn get(&self, id: RequestId) -> &Request {
        &self.requests[id.index as usize]
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, id: RequestId) -> &mut Request {
        &mut self.requests[id.index as usize]
    }

    #[inline]
    pub(crate) fn enter(&mut self, id: RequestId, tier: TierIndex, now: u64) {
        self.stays[id.index as usize * self.tiers + usize::from(tier)] = TierVisit {
            entered: now,
            work: 0.0,
        };
    }

    #[inline]
    pub(crate) fn stay(&self, id: RequestId, tier: TierIndex) -> TierVisit {
        self.stays[id.index as usize * self.tiers + usize::from(tier)]
    }

    /// A tier's own work on a request has ended, `work` of it done \[µs\].
    #[inline]
    pub(crate) fn end_work(&mut self, id: RequestId, tier: TierIndex, work: f64) {
        self.stays[id.index as usize * self.tiers + usize::from(tier)].work = work;
    }

    /// Every request alive, in the order of slots.
    pub(crate) fn alive(&self) -> impl Iterator<Item = (RequestId, &Request)> {
        let mut live = vec![true; self.requests.len()];
        for index in &self.free {
            live[*index as usize] = false;
        }
        self.requests
            .iter()
            .enumerate()
            .filter(move |(i, _)| live[*i])
            .map(|(i, r)| {
                (
                    RequestId {
                        index: i as u32,
                        generation: self.generations[i],
                    },
                    r,
                )
            })
    }
}
