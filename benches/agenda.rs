//! The agenda with five million pending events: take the next, touch its person's record, put down another.
//!
//! `cargo bench --bench agenda`. The time of an item is the time of one event. The binary heap is there for comparison.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use clickday::sim::agenda::{Agenda, Owner};
use clickday::sim::memory::prefetch;
use clickday::sim::random::{Chance, Purpose};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

const PENDING: usize = 5_000_000;
const EVENTS: usize = 5_000_000;
/// Mean time between two events of a person: an hour.
const MEAN_US: f64 = 3.6e9;
/// Gaps are drawn beforehand, so that the agenda alone is measured.
const GAPS: usize = 1 << 16;

/// As large as a person's record.
type Record = [u64; 4];

/// The people whose events these are.
struct Crowd<'a>(&'a [Record]);

impl Owner for Crowd<'_> {
    fn fetch(&self, key: u64) {
        prefetch(self.0, key as usize);
    }
}

fn main() {
    divan::main();
}

fn gaps() -> Vec<u64> {
    let chance = Chance::new(1, 0);
    (0..GAPS as u64)
        .map(|i| (-MEAN_US * chance.block(0, Purpose::Arrivals, i).uniform(0).ln()) as u64)
        .collect()
}

/// Picks a gap, without a pattern an event could learn.
fn pick(i: usize, person: u64) -> usize {
    (i.wrapping_mul(0x9E37_79B9).wrapping_add(person as usize) >> 3) % GAPS
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn wheel(bencher: Bencher) {
    let gaps = gaps();
    let mut people: Vec<Record> = vec![[0; 4]; PENDING];
    let mut agenda = Agenda::new(PENDING, PENDING as f64 / (MEAN_US / 1e6));
    for person in 0..PENDING {
        agenda.put(gaps[pick(person, 0)], person as u64);
    }
    let mut i = 0;
    bencher.counter(ItemsCount::new(EVENTS)).bench_local(|| {
        for _ in 0..EVENTS {
            let Some((now, person)) = agenda.pop_before(u64::MAX, &Crowd(&people)) else {
                return;
            };
            people[person as usize][0] += 1;
            i += 1;
            agenda.put(now + gaps[pick(i, person)], person);
        }
        black_box(people[0]);
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn binary_heap(bencher: Bencher) {
    let gaps = gaps();
    let mut people: Vec<Record> = vec![[0; 4]; PENDING];
    let mut agenda = BinaryHeap::with_capacity(PENDING);
    for person in 0..PENDING {
        agenda.push(Reverse((gaps[pick(person, 0)], person as u64)));
    }
    let mut i = 0;
    bencher.counter(ItemsCount::new(EVENTS)).bench_local(|| {
        for _ in 0..EVENTS {
            let Some(Reverse((now, person))) = agenda.pop() else {
                return;
            };
            people[person as usize][0] += 1;
            i += 1;
            agenda.push(Reverse((now + gaps[pick(i, person)], person)));
        }
        black_box(people[0]);
    });
}
