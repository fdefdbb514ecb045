//! The agenda: the future events of a run, in the order of their instants.
//!
//! A wheel of time buckets, coarse ones far away and fine ones near, each an unordered chain of chunks
//! in one arena. Putting an event down appends it to a chain; when the clock reaches a coarse bucket
//! its events move to finer ones, and only the finest bucket is sorted, when it becomes current.
//! So an event costs a few sequential copies and its share of a small sort, however many millions are
//! pending. A binary heap touches some twenty distant cache lines for the same.
//!
//! Events are ordered by `(instant, key)`: a total order that does not depend on when they were put down.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::memory::{prefetch, read_at_random};

/// An event: `instant << 64 | key`.
type Entry = u128;

const SLOTS: usize = 1024;
const DIGIT_BITS: u32 = 10;
const LEVELS: usize = 7;
const CHUNK: usize = 63;
const NONE: u32 = u32::MAX;
/// So many events lie on a cache line.
const ENTRIES_A_LINE: usize = 64 / size_of::<Entry>();
/// How many events ahead the owner is told what to fetch from memory: about as many as a processor fetches at once.
const LOOK_AHEAD: usize = 8;

/// A piece of a bucket's chain: 1 KiB. All but the first of a chain are full.
#[derive(Clone)]
struct Chunk {
    entries: [Entry; CHUNK],
    next: u32,
}

/// What the agenda may ask of those whose events it keeps.
pub trait Owner {
    /// Whether an event has lost its meaning. It may then be dropped before anything more is spent on it; one that loses its
    /// meaning late still comes out.
    fn is_stale(&self, _key: u64) -> bool {
        false
    }

    /// An event is close: what it needs can be fetched from memory while those before it happen.
    fn fetch(&self, _key: u64) {}
}

/// An owner with nothing to say.
impl Owner for () {}

struct Wheel {
    /// First chunk of each slot's chain.
    heads: [u32; SLOTS],
    /// How many events are in it.
    fill: [u8; SLOTS],
    occupied: [u64; SLOTS / 64],
}

impl Wheel {
    const EMPTY: Wheel = Wheel {
        heads: [NONE; SLOTS],
        fill: [0; SLOTS],
        occupied: [0; SLOTS / 64],
    };

    /// The first occupied slot after `digit`.
    fn next_after(&self, digit: usize) -> Option<usize> {
        let start = digit + 1;
        if start >= SLOTS {
            return None;
        }
        let mut word = start / 64;
        let mut bits = self.occupied[word] & (!0 << (start % 64));
        loop {
            if bits != 0 {
                return Some(word * 64 + bits.trailing_zeros() as usize);
            }
            word += 1;
            if word == SLOTS / 64 {
                return None;
            }
            bits = self.occupied[word];
        }
    }
}

/// The pending events.
pub struct Agenda {
    shift: u32,
    /// Number of the current finest bucket: instant >> shift.
    base: u64,
    /// First instant after the current bucket.
    current_end: u64,
    /// The current bucket, sorted; `head` is the next one.
    current: Vec<Entry>,
    head: usize,
    /// Events put down for the current bucket after it was sorted.
    soon: BinaryHeap<Reverse<Entry>>,
    wheels: Vec<Wheel>,
    chunks: Vec<Chunk>,
    free: u32,
    pending: usize,
}

impl Agenda {
    /// An agenda for about `expected` events pending at once, `rate_per_s` of which fall due in a second.
    /// Both only tune its speed.
    pub fn new(expected: usize, rate_per_s: f64) -> Self {
        // Some forty events to a bucket: few enough to sort quickly, enough to look ahead among.
        let width_us = 4e7 / rate_per_s.max(1e-3);
        let shift = (width_us.max(1.0).log2() as u32).clamp(4, 30);
        let mut chunks = Vec::with_capacity(expected / CHUNK + 2 * SLOTS);
        read_at_random(&mut chunks);
        Agenda {
            shift,
            base: 0,
            current_end: 1 << shift,
            current: Vec::with_capacity(1024),
            head: 0,
            soon: BinaryHeap::with_capacity(256),
            wheels: (0..LEVELS).map(|_| Wheel::EMPTY).collect(),
            chunks,
            free: NONE,
            pending: 0,
        }
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.pending
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.pending == 0
    }

    /// Puts an event down. `instant` is not before the last event taken.
    #[inline]
    pub fn put(&mut self, instant: u64, key: u64) {
        self.pending += 1;
        let entry = Entry::from(instant) << 64 | Entry::from(key);
        if instant < self.current_end {
            self.soon.push(Reverse(entry));
        } else {
            self.file(entry);
        }
    }

    /// Takes the next event, if it falls before `limit`.
    #[inline]
    pub fn take_before(&mut self, limit: u64, owner: &impl Owner) -> Option<(u64, u64)> {
        loop {
            let planned = self.current.get(self.head).copied();
            if let Some(Reverse(inserted)) = self.soon.peek()
                && planned.is_none_or(|planned| *inserted < planned)
            {
                return self.take_inserted(limit);
            }
            if let Some(entry) = planned {
                let instant = (entry >> 64) as u64;
                if instant >= limit {
                    return None;
                }
                self.head += 1;
                if let Some(ahead) = self.current.get(self.head + LOOK_AHEAD - 1) {
                    owner.fetch(*ahead as u64);
                }
                self.pending -= 1;
                return Some((instant, entry as u64));
            }
            if !self.advance(owner) {
                return None;
            }
        }
    }

    /// Takes the first of the events put down for the current bucket after it was sorted, if it falls before `limit`.
    fn take_inserted(&mut self, limit: u64) -> Option<(u64, u64)> {
        let first = self.soon.peek_mut()?;
        let instant = (first.0 >> 64) as u64;
        if instant >= limit {
            return None;
        }
        self.pending -= 1;
        Some((instant, PeekMut::pop(first).0 as u64))
    }

    /// Files an event of a later bucket.
    #[inline]
    fn file(&mut self, entry: Entry) {
        let bucket = (entry >> 64) as u64 >> self.shift;
        // The digit in which it is not the current one: no branch, since how far away an event is nobody can guess.
        let level = (bucket ^ self.base | 1).ilog2() / DIGIT_BITS;
        let slot = (bucket >> (DIGIT_BITS * level)) as usize & (SLOTS - 1);
        let wheel = &mut self.wheels[level as usize];
        let head = wheel.heads[slot];
        let fill = wheel.fill[slot] as usize;
        if head != NONE && fill < CHUNK {
            wheel.fill[slot] += 1;
            self.chunks[head as usize].entries[fill] = entry;
            return;
        }
        wheel.occupied[slot / 64] |= 1 << (slot % 64);
        wheel.fill[slot] = 1;
        let chunk = self.new_chunk(entry, head);
        self.wheels[level as usize].heads[slot] = chunk;
    }

    fn new_chunk(&mut self, entry: Entry, next: u32) -> u32 {
        if self.free == NONE {
            self.chunks.push(Chunk {
                entries: [0; CHUNK],
                next: NONE,
            });
            self.free = (self.chunks.len() - 1) as u32;
        }
        let index = self.free;
        let chunk = &mut self.chunks[index as usize];
        self.free = chunk.next;
        chunk.entries[0] = entry;
        chunk.next = next;
        index
    }

    /// Makes the next occupied bucket current. False when nothing is pending.
    fn advance(&mut self, owner: &impl Owner) -> bool {
        self.current.clear();
        self.head = 0;
        while self.current.is_empty() {
            let Some((level, slot)) = self.next_slot() else {
                return false;
            };
            let span = DIGIT_BITS * level as u32;
            let below = (1_u64 << span) - 1;
            let digit = (SLOTS as u64 - 1) << span;
            self.base = (self.base & !(digit | below)) | ((slot as u64) << span);
            self.current_end = (self.base + 1).saturating_mul(1 << self.shift);
            self.empty_slot(level, slot, owner);
        }
        self.current.sort_unstable();
        for entry in self.current.iter().take(LOOK_AHEAD) {
            owner.fetch(*entry as u64);
        }
        self.fetch_next_bucket();
        true
    }

    /// Starts fetching the events of the next bucket from memory.
    fn fetch_next_bucket(&self) {
        let wheel = &self.wheels[0];
        let Some(slot) = wheel.next_after(self.base as usize & (SLOTS - 1)) else {
            return;
        };
        if let Some(chunk) = self.chunks.get(wheel.heads[slot] as usize) {
            for line in 0..(wheel.fill[slot] as usize).div_ceil(ENTRIES_A_LINE) {
                prefetch(&chunk.entries, line * ENTRIES_A_LINE);
            }
        }
    }

    fn next_slot(&self) -> Option<(usize, usize)> {
        (0..LEVELS.min((64 - self.shift as usize).div_ceil(DIGIT_BITS as usize))).find_map(|level| {
            let digit = (self.base >> (DIGIT_BITS * level as u32)) as usize & (SLOTS - 1);
            self.wheels[level].next_after(digit).map(|slot| (level, slot))
        })
    }

    /// Moves the events of a slot to the current bucket or to finer slots.
    fn empty_slot(&mut self, level: usize, slot: usize, owner: &impl Owner) {
        let wheel = &mut self.wheels[level];
        wheel.occupied[slot / 64] &= !(1 << (slot % 64));
        let mut index = std::mem::replace(&mut wheel.heads[slot], NONE);
        let mut len = wheel.fill[slot] as usize;
        while index != NONE {
            if level == 0 {
                self.make_current(index, len, owner);
            } else {
                self.spread(index, len, owner);
            }
            let chunk = &mut self.chunks[index as usize];
            let next = chunk.next;
            chunk.next = self.free;
            self.free = index;
            index = next;
            len = CHUNK;
        }
    }

    /// Moves the first events of a chunk to the current bucket, to which all of them belong.
    fn make_current(&mut self, chunk: u32, len: usize, owner: &impl Owner) {
        let mut kept = self.current.len();
        self.current.resize(kept + len, 0);
        for entry in &self.chunks[chunk as usize].entries[..len] {
            // Written in any case: which of them are stale nobody can guess.
            self.current[kept] = *entry;
            kept += usize::from(!owner.is_stale(*entry as u64));
        }
        self.pending -= self.current.len() - kept;
        self.current.truncate(kept);
    }

    /// Moves the first events of a chunk to the current bucket, or to finer slots.
    fn spread(&mut self, chunk: u32, len: usize, owner: &impl Owner) {
        for i in 0..len {
            let entry = self.chunks[chunk as usize].entries[i];
            if owner.is_stale(entry as u64) {
                self.pending -= 1;
            } else if (entry >> 64) as u64 >> self.shift == self.base {
                self.current.push(entry);
            } else {
                self.file(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn events_come_in_order_of_instant_then_key() {
        let mut agenda = Agenda::new(8, 100.0);
        for (instant, key) in [(5, 2), (5, 1), (1 << 50, 9), (0, 3), (70_000_000, 4)] {
            agenda.put(instant, key);
        }
        let order: Vec<_> = std::iter::from_fn(|| agenda.take_before(u64::MAX, &())).collect();
        assert_eq!(order, [(0, 3), (5, 1), (5, 2), (70_000_000, 4), (1 << 50, 9)]);
        assert!(agenda.is_empty());
    }

    #[test]
    fn nothing_is_taken_at_or_after_the_limit() {
        let mut agenda = Agenda::new(1, 1.0);
        agenda.put(10, 1);
        assert_eq!(agenda.take_before(10, &()), None);
        assert_eq!(agenda.take_before(11, &()), Some((10, 1)));
    }

    proptest! {
        /// Whatever is put down, and whenever, comes out as from a sorted list.
        #[test]
        fn the_agenda_is_a_priority_queue(
            steps in prop::collection::vec((0_u64..3, 0_u64..40, 0_u64..1 << 20, any::<u64>()), 1..400),
            rate in 0.01_f64..1e7,
        ) {
            let mut agenda = Agenda::new(16, rate);
            let mut reference = BinaryHeap::new();
            let mut now = 0;
            for (action, scale, offset, key) in steps {
                if action == 0 {
                    let expected = reference.pop().map(|Reverse(e)| e);
                    let got = agenda.take_before(u64::MAX, &());
                    prop_assert_eq!(got, expected);
                    now = got.map_or(now, |e| e.0);
                } else {
                    let instant = now + (offset << scale.min(24));
                    agenda.put(instant, key);
                    reference.push(Reverse((instant, key)));
                }
            }
            while let Some(Reverse(expected)) = reference.pop() {
                prop_assert_eq!(agenda.take_before(u64::MAX, &()), Some(expected));
            }
            prop_assert_eq!(agenda.len(), 0);
        }
    }
}
