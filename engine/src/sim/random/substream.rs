//! Sub-streams: the keyed generator behind the traits of `rand`.

use std::convert::Infallible;

use rand::TryRng;
use rand::rand_core::block::{BlockRng, Generator};

use super::{Block, Chance, Purpose, number_of};

/// All draws of one entity for one purpose, as a random number generator of `rand`.
///
/// Its words are those of [`Chance::block`] at the indices 0, 1, 2 and so on, lane by lane. They
/// depend on the seed, the replication, the entity and the purpose, and on nothing else. What one
/// stream has drawn changes no other stream.
///
/// A `u32` is the lower half of a word; bytes are those of the words, the lowest first. Both are the
/// same on every platform. A stream repeats itself after 2^66 words.
///
/// It implements [`rand::TryRng`] without errors, and so [`rand::Rng`] and `rand::RngExt`: what is
/// written for `rand`, such as shuffles and the laws of `rand_distr`, draws from it. It is no
/// `SeedableRng`, since a stream has a name and no seed: [`Chance::stream`] and [`Chance::named`]
/// open it.
#[derive(Debug, Clone)]
pub struct Substream(BlockRng<Blocks>);

impl Substream {
    fn of(chance: Chance, entity: u64, purpose: u64) -> Self {
        Substream(BlockRng::new(Blocks {
            chance,
            entity,
            purpose,
            index: 0,
        }))
    }
}

impl Chance {
    /// All draws of an entity for a purpose, from index 0 on, as a generator of `rand`.
    ///
    /// The purposes of people are the engine's: what is drawn from such a stream is what a run draws
    /// for them. For a law of your own, see [`Chance::named`].
    pub fn stream(&self, entity: u64, purpose: Purpose) -> Substream {
        Substream::of(*self, entity, purpose as u64)
    }

    /// All draws of an entity for a purpose that has a name and that the engine knows nothing of, as a
    /// generator of `rand`.
    ///
    /// Streams of two names are independent, and so is each of all that a run draws. A law that needs
    /// several draws takes them from one stream; two laws take two names, and then neither changes what
    /// the other draws.
    pub fn named(&self, entity: u64, name: &str) -> Substream {
        Substream::of(*self, entity, number_of(name))
    }
}

impl TryRng for Substream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_word() as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_word())
    }

    #[inline]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

/// The blocks of one entity for one purpose, in the order of the index.
#[derive(Debug, Clone)]
struct Blocks {
    chance: Chance,
    entity: u64,
    purpose: u64,
    index: u64,
}

impl Generator for Blocks {
    type Output = [u64; 4];

    fn generate(&mut self, output: &mut [u64; 4]) {
        let Block(words) = self.chance.block_at(self.entity, self.purpose, self.index);
        *output = words;
        self.index = self.index.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::distr::{Open01, StandardUniform};
    use rand::seq::{IndexedRandom, SliceRandom};
    use rand::{Rng, RngExt};
    use rand_distr::{Distribution, Gamma};
    use statrs::distribution::{ChiSquared, ContinuousCDF};

    use super::*;

    /// The words of a stream by the definition.
    fn words(chance: Chance, entity: u64, purpose: Purpose) -> impl Iterator<Item = u64> {
        (0..).flat_map(move |index| {
            let block = chance.block(entity, purpose, index);
            (0..4).map(move |lane| block.bits(lane))
        })
    }

    /// One request to a generator.
    #[derive(Debug, Clone)]
    enum Ask {
        Half,
        Word,
        Bytes(usize),
    }

    fn ask() -> impl Strategy<Value = Ask> {
        prop_oneof![
            Just(Ask::Half),
            Just(Ask::Word),
            (0_usize..80).prop_map(Ask::Bytes)
        ]
    }

    /// What a generator answers, as bytes.
    fn answer(stream: &mut Substream, ask: &Ask) -> Vec<u8> {
        match ask {
            Ask::Half => stream.next_u32().to_le_bytes().to_vec(),
            Ask::Word => stream.next_u64().to_le_bytes().to_vec(),
            Ask::Bytes(n) => {
                let mut bytes = vec![0; *n];
                stream.fill_bytes(&mut bytes);
                bytes
            }
        }
    }

    proptest! {
        /// Whatever is asked for, in whatever order: an answer is the next whole words, lowest byte first.
        #[test]
        fn every_answer_is_made_of_the_next_words(
            seed: u64,
            replication: u64,
            entity: u64,
            mirrored: bool,
            asks in prop::collection::vec(ask(), 1..12),
        ) {
            let mut chance = Chance::new(seed, replication);
            if mirrored {
                chance = chance.antithetic();
            }
            let mut stream = chance.stream(entity, Purpose::Design);
            let mut words = words(chance, entity, Purpose::Design);
            for ask in &asks {
                let size = match ask {
                    Ask::Half => 4,
                    Ask::Word => 8,
                    Ask::Bytes(n) => *n,
                };
                let bytes = words.by_ref().take(size.div_ceil(8)).flat_map(u64::to_le_bytes);
                let expected: Vec<u8> = bytes.take(size).collect();
                prop_assert_eq!(answer(&mut stream, ask), expected);
            }
        }

        /// Two streams give the same words whether they are read one after the other or in turn.
        #[test]
        fn streams_do_not_disturb_each_other(
            seed: u64,
            entities in (any::<u64>(), any::<u64>()),
            turns in prop::collection::vec(any::<bool>(), 1..60),
        ) {
            let chance = Chance::new(seed, 0);
            let open = || (chance.stream(entities.0, Purpose::Design), chance.named(entities.1, "mine"));
            let (mut one, mut other) = open();
            let mixed: Vec<u64> = turns
                .iter()
                .map(|first| if *first { one.next_u64() } else { other.next_u64() })
                .collect();
            let (mut one, mut other) = open();
            let firsts = turns.iter().filter(|first| **first).count();
            let mut alone_first = (0..firsts).map(|_| one.next_u64()).collect::<Vec<_>>().into_iter();
            let mut alone_other = std::iter::repeat_with(|| other.next_u64());
            for (first, word) in turns.iter().zip(mixed) {
                let alone = if *first { alone_first.next() } else { alone_other.next() };
                prop_assert_eq!(alone, Some(word));
            }
        }

        /// In the mirror every bit is the other one, and so `Open01` gives exactly `1 - u`.
        #[test]
        fn in_the_mirror_every_bit_is_turned(seed: u64, entity: u64, name: String) {
            let chance = Chance::new(seed, 0);
            let pairs = [
                (chance.stream(entity, Purpose::Design), chance.antithetic().stream(entity, Purpose::Design)),
                (chance.named(entity, &name), chance.antithetic().named(entity, &name)),
            ];
            for (mut here, mut there) in pairs {
                for _ in 0..9 {
                    prop_assert_eq!(here.next_u64(), !there.next_u64());
                }
                let (u, v): (f64, f64) = (here.sample(Open01), there.sample(Open01));
                prop_assert_eq!(u.to_bits(), (1.0 - v).to_bits());
            }
        }

        /// A name is no purpose of the engine's, and two names are two purposes.
        #[test]
        fn names_are_purposes_of_their_own(one: String, other: String) {
            prop_assert!(number_of(&one) > u64::from(u32::MAX));
            prop_assume!(one != other);
            prop_assert_ne!(number_of(&one), number_of(&other));
        }
    }

    /// Written down once, so that no change of a crate changes a design unseen.
    #[test]
    fn what_rand_makes_of_a_stream_stays_what_it_is() {
        let mut stream = Chance::new(7, 3).stream(12, Purpose::Design);
        let mut order: Vec<u32> = (0..10).collect();
        order.shuffle(&mut stream);
        let number = stream.random_range(0..1_000_usize);
        let normal: f64 = stream.sample(rand_distr::StandardNormal);
        assert_eq!(
            (order, number, normal.to_bits(), stream.next_u64()),
            (
                vec![4, 0, 7, 1, 5, 2, 9, 3, 6, 8],
                997,
                13_831_332_188_390_790_299,
                11_077_888_156_372_136_772
            )
        );
    }

    /// Bytes, shares, and the places of a shuffle are even. By chance alone each of the three statistics
    /// is above its limit once in a million seeds.
    #[test]
    fn draws_are_even() {
        let mut stream = Chance::new(20_200_401, 0).stream(1, Purpose::Design);
        let mut bytes = vec![0_u8; 1 << 18];
        stream.fill_bytes(&mut bytes);
        even("bytes", 256, bytes.iter().map(|byte| usize::from(*byte)));
        let shares: Vec<f64> = (&mut stream).sample_iter(StandardUniform).take(100_000).collect();
        even(
            "shares",
            1_000,
            shares.iter().map(|u: &f64| (u * 1_000.0) as usize),
        );
        // All 120 orders of five.
        let orders = (0..60_000).map(|_| {
            let mut order = [0, 1, 2, 3, 4];
            order.shuffle(&mut stream);
            order
        });
        let code = |order: [usize; 5]| {
            (0..5).fold(0, |code, i| {
                code * (5 - i) + order[i + 1..].iter().filter(|&&later| later < order[i]).count()
            })
        };
        even("orders", 120, orders.map(code));
    }

    fn even(what: &str, cells: usize, draws: impl Iterator<Item = usize>) {
        let mut counts = vec![0_u32; cells];
        draws.for_each(|cell| counts[cell] += 1);
        let expected = f64::from(counts.iter().sum::<u32>()) / cells as f64;
        let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
        let chi2: f64 = counts.iter().map(square).sum();
        let p = ChiSquared::new(cells as f64 - 1.0).unwrap().sf(chi2);
        assert!(p > 1e-6, "{what}: chi-square {chi2} over {cells} cells, p = {p}");
    }

    /// First words of neighbouring entities, purposes and names share nothing: each of the words is new.
    #[test]
    fn neighbouring_streams_differ() {
        let chance = Chance::new(1, 0);
        let mut first: Vec<u64> = Vec::new();
        for entity in 0..200 {
            let mut streams = [
                chance.stream(entity, Purpose::Design),
                chance.stream(entity, Purpose::Bootstrap),
                chance.named(entity, "a"),
                chance.named(entity, "b"),
                Chance::new(1, 1).stream(entity, Purpose::Design),
            ];
            first.extend(
                streams
                    .iter_mut()
                    .flat_map(|stream| [stream.next_u64(), stream.next_u64()]),
            );
        }
        let all = first.len();
        first.sort_unstable();
        first.dedup();
        assert_eq!(
            first.len(),
            all,
            "by chance two of 2,000 words agree once in 10^13 seeds"
        );
    }

    /// A generator behind a reference, as `rand` takes it everywhere, draws on from where it is.
    #[test]
    fn a_stream_serves_behind_a_reference() {
        fn two(stream: &mut dyn Rng) -> [u64; 2] {
            [stream.next_u64(), stream.next_u64()]
        }
        let chance = Chance::new(5, 0);
        let mut stream = chance.stream(3, Purpose::Design);
        let found = [two(&mut stream), two(&mut stream), two(&mut stream)].concat();
        let expected: Vec<u64> = words(chance, 3, Purpose::Design).take(6).collect();
        assert_eq!(found, expected);
        let copy = stream.clone().next_u64();
        assert_eq!(copy, stream.next_u64(), "a copy goes on from the same place");
        assert!([1, 2, 3].choose(&mut stream).is_some());
    }

    /// A rejection sampler draws as often as it needs, and its value is no monotone function of the first
    /// draw. By inversion a run and its mirror have the least correlation that two draws of a law can
    /// have, that of the quantiles at `u` and `1 - u` (Hoeffding 1940); by rejection they do not.
    #[test]
    fn a_rejection_sampler_loses_part_of_the_mirror() {
        let law = Gamma::new(3.0, 1.0).unwrap();
        let quantile = statrs::distribution::Gamma::new(3.0, 1.0).unwrap();
        let n = 20_000;
        let here = Chance::new(9, 0);
        let by_rejection = |chance: Chance| -> Vec<f64> {
            (0..n)
                .map(|person| law.sample(&mut chance.named(person, "work")))
                .collect()
        };
        let by_inversion = |chance: Chance| -> Vec<f64> {
            let uniform = |person| chance.named(person, "work").sample(Open01);
            (0..n)
                .map(|person| quantile.inverse_cdf(uniform(person)))
                .collect()
        };
        let rejected = correlation(&by_rejection(here), &by_rejection(here.antithetic()));
        let inverted = correlation(&by_inversion(here), &by_inversion(here.antithetic()));
        let grid: Vec<f64> = (0..20_000)
            .map(|i| quantile.inverse_cdf((f64::from(i) + 0.5) / 20_000.0))
            .collect();
        let least = correlation(&grid, &grid.iter().rev().copied().collect::<Vec<_>>());
        // The standard error of either is below 2/√n.
        let error = 4.0 * 2.0 / (n as f64).sqrt();
        assert!(
            (inverted - least).abs() < error,
            "{inverted} by inversion, not {least}"
        );
        assert!(
            rejected > least + 2.0 * error,
            "{rejected} by rejection, {least} at least"
        );
    }

    fn correlation(one: &[f64], other: &[f64]) -> f64 {
        let n = one.len() as f64;
        let mean = |sample: &[f64]| sample.iter().sum::<f64>() / n;
        let (a, b) = (mean(one), mean(other));
        let sum =
            |f: &dyn Fn(f64, f64) -> f64| one.iter().zip(other).map(|(x, y)| f(x - a, y - b)).sum::<f64>();
        sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
    }
}
