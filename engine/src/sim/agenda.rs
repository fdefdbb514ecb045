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
use std::ops::Range;

use super::memory::{LINE, prefetch, read_at_random};
use crate::math;

/// An event: `instant << 64 | key`.
pub(crate) type Entry = u128;

const SLOTS: usize = 1024;
const DIGIT_BITS: u32 = 10;
const LEVELS: usize = 7;
/// Places in a chunk: 1 KiB. The first holds the place of the next chunk of its chain.
const CHUNK: usize = 64;
/// No chunk: of a chain that ends, or of the free ones.
const NONE: usize = usize::MAX;
/// So many events lie on a cache line.
const ENTRIES_A_LINE: usize = LINE / size_of::<Entry>();
/// How many events ahead the owner is told what to fetch from memory: about as many as a processor fetches at once.
const LOOK_AHEAD: usize = 8;
/// So many events are held back until the places they are to be put down in have come from memory.
const HELD_BACK: usize = 8;
/// In the place of an event held back: at the start of all time nothing is put down for later.
const NO_ENTRY: Entry = 0;

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

/// The buckets: those of each level, one level after another.
struct Buckets {
    /// The place in the arena where the next event of each goes; on a boundary of chunks when it needs a new one, and 0 when there
    /// is none yet. In 32 bits, which keeps them near: four billion people, the most there can be, with an event each leave room.
    tails: Vec<u32>,
    occupied: [[u64; SLOTS / 64]; LEVELS],
}

impl Buckets {
    fn new() -> Self {
        Buckets {
            tails: vec![0; LEVELS * SLOTS],
            occupied: [[0; SLOTS / 64]; LEVELS],
        }
    }

    fn set_occupied(&mut self, bucket: usize, occupied: bool) {
        let (level, slot) = (bucket / SLOTS, bucket % SLOTS);
        let (word, bit) = (&mut self.occupied[level][slot / 64], 1 << (slot % 64));
        *word = if occupied { *word | bit } else { *word & !bit };
    }

    /// The first occupied slot of a level after `digit`.
    fn next_after(&self, level: usize, digit: usize) -> Option<usize> {
        let start = digit + 1;
        if start >= SLOTS {
            return None;
        }
        let occupied = &self.occupied[level];
        let mut word = start / 64;
        let mut bits = occupied[word] & (!0 << (start % 64));
        loop {
            if bits != 0 {
                return Some(word * 64 + bits.trailing_zeros() as usize);
            }
            word += 1;
            if word == SLOTS / 64 {
                return None;
            }
            bits = occupied[word];
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
    buckets: Buckets,
    /// The chunks of all chains, one after another.
    arena: Vec<Entry>,
    /// The first of the free chunks, themselves a chain.
    free: usize,
    /// Events of later buckets that are not put down yet, each with its bucket, and which of them is the oldest.
    held_back: [(Entry, usize); HELD_BACK],
    oldest: usize,
    pending: usize,
}

impl Agenda {
    /// An agenda for about `expected` events pending at once, `rate_per_s` of which fall due in a second.
    /// Both only tune its speed.
    pub fn new(expected: usize, rate_per_s: f64) -> Self {
        // Some forty events to a bucket: few enough to sort quickly, enough to look ahead among.
        let width_us = 4e7 / rate_per_s.max(1e-3);
        let shift = (math::log2(width_us.max(1.0)) as u32).clamp(4, 30);
        let mut arena = Vec::with_capacity(expected + 2 * SLOTS * CHUNK);
        read_at_random(&mut arena);
        Agenda {
            shift,
            base: 0,
            current_end: 1 << shift,
            current: Vec::with_capacity(1024),
            head: 0,
            soon: BinaryHeap::with_capacity(256),
            buckets: Buckets::new(),
            arena,
            free: NONE,
            held_back: [(NO_ENTRY, 0); HELD_BACK],
            oldest: 0,
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
    pub fn pop_before(&mut self, limit: u64, owner: &impl Owner) -> Option<(u64, u64)> {
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

    /// Files an event of a later bucket: its place is fetched from memory, and one held back before it is put down in the meantime.
    #[inline]
    fn file(&mut self, entry: Entry) {
        let number = (entry >> 64) as u64 >> self.shift;
        // The digit in which it is not the current one: no branch, since how far away an event is nobody can guess.
        let level = (number ^ self.base | 1).ilog2() / DIGIT_BITS;
        let slot = (number >> (DIGIT_BITS * level)) as usize & (SLOTS - 1);
        let bucket = level as usize * SLOTS + slot;
        prefetch(&self.arena, self.buckets.tails[bucket] as usize);
        let (due, its_bucket) = std::mem::replace(&mut self.held_back[self.oldest], (entry, bucket));
        self.oldest = (self.oldest + 1) % HELD_BACK;
        if due != NO_ENTRY {
            self.put_down(due, its_bucket);
        }
    }

    /// Puts down all that has been held back.
    fn put_all_down(&mut self) {
        for i in 0..HELD_BACK {
            let (due, its_bucket) = std::mem::replace(&mut self.held_back[i], (NO_ENTRY, 0));
            if due != NO_ENTRY {
                self.put_down(due, its_bucket);
            }
        }
    }

    #[inline]
    fn put_down(&mut self, entry: Entry, bucket: usize) {
        let mut place = self.buckets.tails[bucket] as usize;
        if place.is_multiple_of(CHUNK) {
            place = self.chain_chunk(bucket, place);
        }
        self.arena[place] = entry;
        self.buckets.tails[bucket] = (place + 1) as u32;
    }

    /// Puts a new chunk before the chain of a bucket that ends at `tail`. Gives its first place.
    fn chain_chunk(&mut self, bucket: usize, tail: usize) -> usize {
        if self.free == NONE {
            self.free = self.arena.len();
            self.arena.resize(self.free + CHUNK, NO_ENTRY);
            self.arena[self.free] = NONE as Entry;
        }
        let chunk = self.free;
        self.free = self.arena[chunk] as usize;
        // It is the next to be used.
        prefetch(&self.arena, self.free);
        if tail == 0 {
            self.buckets.set_occupied(bucket, true);
            self.arena[chunk] = NONE as Entry;
        } else {
            self.arena[chunk] = (tail - CHUNK) as Entry;
        }
        chunk + 1
    }

    /// Makes the next occupied bucket current. False when nothing is pending.
    fn advance(&mut self, owner: &impl Owner) -> bool {
        self.current.clear();
        self.head = 0;
        while self.current.is_empty() {
            self.put_all_down();
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
        let Some(slot) = self.buckets.next_after(0, self.base as usize & (SLOTS - 1)) else {
            return;
        };
        let last = self.buckets.tails[slot] as usize - 1;
        for place in (last - last % CHUNK..=last).step_by(ENTRIES_A_LINE) {
            prefetch(&self.arena, place);
        }
    }

    fn next_slot(&self) -> Option<(usize, usize)> {
        (0..LEVELS.min((64 - self.shift as usize).div_ceil(DIGIT_BITS as usize))).find_map(|level| {
            let digit = (self.base >> (DIGIT_BITS * level as u32)) as usize & (SLOTS - 1);
            self.buckets.next_after(level, digit).map(|slot| (level, slot))
        })
    }

    /// Moves the events of a slot to the current bucket or to finer slots.
    fn empty_slot(&mut self, level: usize, slot: usize, owner: &impl Owner) {
        let bucket = level * SLOTS + slot;
        self.buckets.set_occupied(bucket, false);
        let tail = std::mem::take(&mut self.buckets.tails[bucket]) as usize;
        let mut chunk = (tail - 1) / CHUNK * CHUNK;
        let mut places = chunk + 1..tail;
        loop {
            let next = self.arena[chunk] as usize;
            prefetch(&self.arena, next);
            if level == 0 {
                self.make_current(places, owner);
            } else {
                self.spread(places, owner);
            }
            self.arena[chunk] = self.free as Entry;
            self.free = chunk;
            if next == NONE {
                break;
            }
            chunk = next;
            places = chunk + 1..chunk + CHUNK;
        }
    }

    /// Moves events to the current bucket, to which all of them belong.
    fn make_current(&mut self, places: Range<usize>, owner: &impl Owner) {
        let mut kept = self.current.len();
        self.current.resize(kept + places.len(), 0);
        for entry in &self.arena[places] {
            // Written in any case: which of them are stale nobody can guess.
            self.current[kept] = *entry;
            kept += usize::from(!owner.is_stale(*entry as u64));
        }
        self.pending -= self.current.len() - kept;
        self.current.truncate(kept);
    }

    /// Moves events to the current bucket, or to finer slots.
    fn spread(&mut self, places: Range<usize>, owner: &impl Owner) {
        for place in places {
            let entry = self.arena[place];
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
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_before(u64::MAX, &())).collect();
        assert_eq!(order, [(0, 3), (5, 1), (5, 2), (70_000_000, 4), (1 << 50, 9)]);
        assert!(agenda.is_empty());
    }

    #[test]
    fn nothing_is_taken_at_or_after_the_limit() {
        let mut agenda = Agenda::new(1, 1.0);
        agenda.put(10, 1);
        assert_eq!(agenda.pop_before(10, &()), None);
        assert_eq!(agenda.pop_before(11, &()), Some((10, 1)));
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
                    let got = agenda.pop_before(u64::MAX, &());
                    prop_assert_eq!(got, expected);
                    now = got.map_or(now, |e| e.0);
                } else {
                    let instant = now + (offset << scale.min(24));
                    agenda.put(instant, key);
                    reference.push(Reverse((instant, key)));
                }
            }
            while let Some(Reverse(expected)) = reference.pop() {
                prop_assert_eq!(agenda.pop_before(u64::MAX, &()), Some(expected));
            }
            prop_assert_eq!(agenda.len(), 0);
        }
    }
}
