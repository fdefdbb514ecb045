//! The keyed chance of a run is as good as random, along every way the engine reads it; and keys that are shared make comparisons
//! sharper, as they should.
//!
//! The generator itself is held against its authors' vectors in `engine/src/sim/random.rs`, the laws against their distribution functions
//! in `engine/src/sim/goodness_of_fit.rs`. Here are the streams: along the index of one entity, across neighbouring entities, purposes,
//! replications and seeds. All seeds are fixed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
// What the battery found is worth seeing, and stands in docs/robustness.md.
#![allow(clippy::print_stdout)]

mod battery;
mod coupling;

use clickday::sim::random::{Chance, Purpose};

use battery::{BATTERY, WORDS, two_sided};

const SEED: u64 = 20_200_401;

/// Smallest p-value that passes: a thousandth, shared among the tests of all streams (Bonferroni).
const FAMILY: f64 = 1e-3;

const PURPOSES: [Purpose; 13] = [
    Purpose::Traits,
    Purpose::Intent,
    Purpose::Think,
    Purpose::Attempt,
    Purpose::Work,
    Purpose::Arrivals,
    Purpose::Attack,
    Purpose::AttackWork,
    Purpose::ClosedDoor,
    Purpose::StartWork,
    Purpose::Desk,
    Purpose::Credential,
    Purpose::Returning,
];

type Stream = (&'static str, Box<dyn Fn(u64) -> u64>);

fn stream(name: &'static str, words: impl Fn(u64) -> u64 + 'static) -> Stream {
    (name, Box::new(words))
}

/// The ways in which the engine goes along its keys.
fn streams() -> Vec<Stream> {
    let chance = Chance::new(SEED, 0);
    let lane = |i: u64| (i & 3) as usize;
    vec![
        stream("index, all lanes", move |i| {
            chance.block(7, Purpose::Attempt, i >> 2).bits(lane(i))
        }),
        stream("index, one lane", move |i| {
            chance.block(7, Purpose::Attempt, i).bits(2)
        }),
        // A request's number is shifted to leave room for its tiers.
        stream("index in steps of eight", move |i| {
            chance.block(7, Purpose::Work, i << 3).bits(0)
        }),
        stream("instants as index", move |i| {
            chance.block(7, Purpose::Returning, i * 1_000_000).bits(1)
        }),
        stream("entities, one lane", move |i| {
            chance.block(i, Purpose::Traits, 0).bits(0)
        }),
        stream("entities, all lanes", move |i| {
            chance.block(i >> 2, Purpose::Intent, 0).bits(lane(i))
        }),
        // A group's people share the upper half of their keys.
        stream("entities of two groups in turn", move |i| {
            chance
                .block((1 + (i & 1)) << 32 | i >> 1, Purpose::Traits, 0)
                .bits(0)
        }),
        stream("purposes in turn", move |i| {
            let n = PURPOSES.len() as u64;
            chance.block(i / n, PURPOSES[(i % n) as usize], 0).bits(0)
        }),
        stream("replications", |i| {
            Chance::new(SEED, i).block(7, Purpose::Traits, 0).bits(0)
        }),
        stream("seeds", |i| {
            Chance::new(i, 0).block(7, Purpose::Traits, 0).bits(0)
        }),
    ]
}

#[test]
fn every_way_along_the_keys_looks_random() {
    let streams = streams();
    let least = FAMILY / (streams.len() * BATTERY.len()) as f64;
    let mut smallest: f64 = 1.0;
    for (name, words) in &streams {
        let mut said = Vec::new();
        for (test, p_value) in BATTERY {
            let p = p_value(words);
            assert!(p > least, "{name}: {test} has p = {p}");
            smallest = smallest.min(p);
            said.push(format!("{p:.3}"));
        }
        println!("{name:<32} {}", said.join(" "));
    }
    println!("smallest {smallest:.5}, limit {least:.1e}");
}

/// A battery that passes everything is worth nothing.
#[test]
fn the_battery_catches_what_is_not_random() {
    let lcg = |i: u64| {
        // The i-th state of x' = 69069 x + 1 modulo 2^32, twice over: its low bits repeat.
        let (mut x, mut a, mut c, mut n) = (12_345_u32, 69_069_u32, 1_u32, 2 * i);
        while n > 0 {
            if n & 1 == 1 {
                x = x.wrapping_mul(a).wrapping_add(c);
            }
            c = c.wrapping_mul(a).wrapping_add(c);
            a = a.wrapping_mul(a);
            n >>= 1;
        }
        u64::from(x) << 32 | u64::from(x.wrapping_mul(69_069).wrapping_add(1))
    };
    let bad: [Stream; 4] = [
        stream("a counter", |i| i),
        stream("a Weyl sequence", |i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        stream("a linear congruence", lcg),
        stream("a block each of whose words comes twice", |i| {
            Chance::new(SEED, 0).block(i >> 1, Purpose::Traits, 0).bits(0)
        }),
    ];
    for (name, words) in &bad {
        let caught: Vec<&str> = BATTERY
            .iter()
            .filter(|(_, p_value)| p_value(words) < FAMILY / 100.0)
            .map(|(test, _)| *test)
            .collect();
        println!("{name:<40} caught by {}", caught.join(", "));
        assert!(!caught.is_empty(), "{name} passes for random");
    }
}

/// What neighbours draw, by the number of the pair.
type Pair<'a> = (&'a str, Box<dyn Fn(u64) -> (f64, f64)>);

/// Would fail if neighbouring people, purposes or replications shared anything of their chance.
#[test]
fn neighbours_have_nothing_in_common() {
    let centred =
        |chance: &Chance, entity, purpose, index| chance.block(entity, purpose, index).uniform(0) - 0.5;
    let here = Chance::new(SEED, 0);
    let next = Chance::new(SEED, 1);
    let other_seed = Chance::new(SEED + 1, 0);
    let of = move |e: u64, p: Purpose, i: u64| centred(&here, e, p, i);
    let pairs: [Pair; 7] = [
        (
            "the next person",
            Box::new(move |e| (of(2 * e, Purpose::Traits, 0), of(2 * e + 1, Purpose::Traits, 0))),
        ),
        (
            "another purpose",
            Box::new(move |e| (of(e, Purpose::Think, 0), of(e, Purpose::Attempt, 0))),
        ),
        (
            "the next index",
            Box::new(move |e| (of(e, Purpose::Think, 0), of(e, Purpose::Think, 1))),
        ),
        (
            "another lane",
            Box::new(move |e| {
                let block = here.block(e, Purpose::Work, 0);
                (block.uniform(0) - 0.5, block.uniform(3) - 0.5)
            }),
        ),
        (
            "the other half of a lane",
            Box::new(move |e| {
                let block = here.block(e, Purpose::Attempt, 0);
                (block.upper(1) - 0.5, block.lower(1) - 0.5)
            }),
        ),
        (
            "the next replication",
            Box::new(move |e| (of(e, Purpose::Traits, 0), centred(&next, e, Purpose::Traits, 0))),
        ),
        (
            "the next seed",
            Box::new(move |e| {
                (
                    of(e, Purpose::Traits, 0),
                    centred(&other_seed, e, Purpose::Traits, 0),
                )
            }),
        ),
    ];
    for (name, pair) in &pairs {
        let products = (0..WORDS).map(pair).map(|(a, b)| a * b).sum::<f64>();
        // Each product has variance 1/144.
        let z = products * 12.0 / (WORDS as f64).sqrt();
        println!(
            "{name:<26} correlation {:+.5}, z {z:+.2}",
            z / (WORDS as f64).sqrt()
        );
        assert!(two_sided(z) > FAMILY / pairs.len() as f64, "{name}: z = {z}");
    }
}
