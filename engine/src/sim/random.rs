//! Chance, keyed: every draw is a pure function of `(seed, replication, entity, purpose, index)`.
//!
//! Nothing is drawn "next": a person's patience at their third attempt is the same number whatever
//! happened to anybody else, whichever policy is in force and whichever thread asks. That gives
//! common random numbers across policies for nothing, and results that do not depend on the order
//! of events.
//!
//! The generator is Philox4x64-7 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3", SC 2011), a counter-based generator: with seven rounds it passes every battery of `TestU01`,
//! `BigCrush` included. The key is `(seed, replication)`, the counter `(entity, purpose, index, 0)`; each
//! call gives four draws.
//!
//! # Streams for `rand`
//!
//! [`Chance::stream`] gives all draws of one entity for one purpose as a [`Substream`], a generator
//! with the traits of `rand` 0.10. Designs, bootstraps and calibrations draw so. A law of your own, of
//! `rand_distr` or any other crate, draws from the stream of a person and of a name that you choose:
//!
//! ```
//! # use clickday_engine as clickday;
//! use clickday::sim::random::Chance;
//! use rand_distr::{Distribution, Gamma};
//!
//! # fn main() -> Result<(), rand_distr::GammaError> {
//! let chance = Chance::new(20_200_401, 0);
//! // Minutes that a person needs to find their papers: mean 6, standard deviation 4.2.
//! let search = Gamma::new(2.0, 3.0)?;
//! let of = |person: u64| -> f64 { search.sample(&mut chance.named(person, "search for papers")) };
//!
//! // A person's draw is the same whoever was asked before, and another in another replication.
//! let (late, early) = (of(4_000_000), of(7));
//! assert_eq!((of(7), of(4_000_000)), (early, late));
//! let next = Chance::new(20_200_401, 1);
//! assert_ne!(search.sample(&mut next.named(7, "search for papers")), early);
//! # Ok(())
//! # }
//! ```
//!
//! # Which way to draw
//!
//! The laws of people in a model file take one uniform number a draw and invert the distribution
//! function (`scenario/distribution`). The draw is then a monotone function of that number. Two things rest on
//! it: a run and its mirror ([`Chance::antithetic`]) err in opposite directions, and two policies, or
//! two values of a parameter, differ by little for the same person.
//!
//! Most samplers of `rand_distr` reject: they draw until a number fits, and a small change of the law
//! can change how often. Such a law is as right, and depends on its key alone as well, but it loses
//! part of both. For the gamma law of shape 3, a run and its mirror are correlated by -0.62 by
//! rejection and by -0.86 by inversion, which makes a mean over both worth 2.6 and 7.2 times as many
//! independent runs. To keep both, draw one number in (0, 1) with `rand::distr::Open01` and invert the
//! distribution function, for example with `statrs`:
//!
//! ```
//! # use clickday_engine as clickday;
//! use clickday::sim::random::Chance;
//! use rand::{RngExt, distr::Open01};
//! use statrs::distribution::{ContinuousCDF, Gamma};
//!
//! # fn main() -> Result<(), statrs::distribution::GammaError> {
//! let search = Gamma::new(2.0, 1.0 / 3.0)?;
//! let of = |chance: Chance| search.inverse_cdf(chance.named(7, "search for papers").sample(Open01));
//! let chance = Chance::new(20_200_401, 0);
//! let median = search.inverse_cdf(0.5);
//! // Above the median in a run, below it in the mirror, or the other way round.
//! assert!((of(chance) > median) != (of(chance.antithetic()) > median));
//! # Ok(())
//! # }
//! ```

mod substream;

pub use substream::Substream;

use crate::math::unit;

/// What a draw is for. Two purposes never share a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Who a person is: lanes of `population`.
    Traits = 1,
    /// When a person first wants to apply.
    Intent = 2,
    /// Thinking and typing after a page; the index is the page, and once a session has expired the attempt too.
    Think = 3,
    /// What a person does after a failed attempt; the index counts the person's attempts.
    Attempt = 4,
    /// A person's patience with an attempt, and the work it asks of the tiers; the index counts the person's attempts.
    Work = 5,
    /// Gaps of a stream of newcomers; the entity is the group.
    Arrivals = 6,
    /// An attack's gaps; the entity is the attack.
    Attack = 7,
    /// Patience and work of an attack's requests; the index is the request.
    AttackWork = 8,
    /// How a person takes a closed door; the index is the instant it opens.
    ClosedDoor = 10,
    /// Work of the requests a tier is filled with at the start.
    StartWork = 11,
    /// The desk of an office between two files; the index is the file.
    Desk = 12,
    /// The credential a person lacks.
    Credential = 13,
    /// Whether and when a person who left the waiting room comes back; the index is the instant they left.
    Returning = 14,
    /// Where a request of an attack comes from, and how defences take it; the index is the request.
    Origin = 40,
    /// Whose password an attack guesses at; the index is the guess.
    Guess = 41,
    /// Whether an identity provider confirms a person; the index counts the person's attempts.
    Login = 30,
    /// A call to the helpline; the index mixes the instant at which the caller first wanted to call with the number of the call.
    Call = 31,
    /// The points of an experiment's design; no run draws it.
    Design = 1_000,
    /// Which points of a design are drawn again, to see how sure an index of sensitivity is; no run draws it.
    Bootstrap = 1_001,
    /// Which values of a model a calibration tries next; no run draws it.
    Calibration = 1_002,
    /// Which rows of a table of points are run; no run draws it.
    Rows = 1_003,
}

/// The number of the purpose that a user of the library gives a name. Its highest bit is set, and no
/// [`Purpose`] has it.
fn number_of(name: &str) -> u64 {
    crate::scenario::hash("purpose", name) | 1 << 63
}

/// What a measure draws for. The engine knows nothing of it, and it shares no draw with another that has another name or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPurpose(u64);

impl OwnPurpose {
    /// The purpose called `name`: begin it with the measure's id.
    pub fn named(name: &str) -> Self {
        OwnPurpose(number_of(name))
    }

    /// A purpose that had a number before purposes had names. Its draws stay what they were.
    #[doc(hidden)]
    pub const fn numbered(number: u64) -> Self {
        OwnPurpose(number)
    }
}

const MULTIPLIER_0: u64 = 0xD2E7_470E_E14C_6C93;
const MULTIPLIER_1: u64 = 0xCA5A_8263_9512_1157;
const WEYL_0: u64 = 0x9E37_79B9_7F4A_7C15;
const WEYL_1: u64 = 0xBB67_AE85_84CA_A73B;
const ROUNDS: usize = 7;

/// The key of each round.
type RoundKeys = [[u64; 2]; ROUNDS];

/// The keys of the rounds depend on nothing else: they are worked out once, not for every block.
const fn round_keys(mut key: [u64; 2]) -> RoundKeys {
    let mut keys = [key; ROUNDS];
    let mut round = 1;
    while round < ROUNDS {
        key = [key[0].wrapping_add(WEYL_0), key[1].wrapping_add(WEYL_1)];
        keys[round] = key;
        round += 1;
    }
    keys
}

/// The Philox4x64-7 block function.
#[inline]
fn philox4x64(mut counter: [u64; 4], keys: &RoundKeys) -> [u64; 4] {
    for key in keys {
        let a = u128::from(counter[0]) * u128::from(MULTIPLIER_0);
        let b = u128::from(counter[2]) * u128::from(MULTIPLIER_1);
        counter = [
            (b >> 64) as u64 ^ counter[1] ^ key[0],
            b as u64,
            (a >> 64) as u64 ^ counter[3] ^ key[1],
            a as u64,
        ];
    }
    counter
}

/// All the chance of one run.
#[derive(Debug, Clone, Copy)]
pub struct Chance {
    keys: RoundKeys,
    /// Added, bit by bit and without carry, to every word.
    flipped: u64,
}

/// Four independent draws.
#[derive(Debug, Clone, Copy)]
pub struct Block([u64; 4]);

impl Chance {
    /// The chance of one replication under a master seed.
    pub const fn new(seed: u64, replication: u64) -> Self {
        Chance {
            keys: round_keys([seed, replication]),
            flipped: 0,
        }
    }

    /// The mirror of this chance: every draw `u` becomes `1 - u` (Hammersley & Morton 1956). Whoever was patient is impatient,
    /// whoever came early comes late; where an outcome moves one way with each draw, a run and its mirror err in opposite
    /// directions, and their mean scatters less than that of two independent runs.
    #[must_use]
    pub const fn antithetic(self) -> Self {
        Chance {
            keys: self.keys,
            flipped: !self.flipped,
        }
    }

    /// The four draws of an entity for a purpose at an index.
    // One call for all of it: inlined by half, the words would go through memory twice.
    #[inline(never)]
    pub fn block(&self, entity: u64, purpose: Purpose, index: u64) -> Block {
        self.block_at(entity, purpose as u64, index)
    }

    /// The four draws of an entity for a purpose of a measure's own at an index.
    #[inline(never)]
    pub fn own(&self, entity: u64, purpose: OwnPurpose, index: u64) -> Block {
        self.block_at(entity, purpose.0, index)
    }

    #[inline]
    fn block_at(&self, entity: u64, purpose: u64, index: u64) -> Block {
        Block(philox4x64([entity, purpose, index, 0], &self.keys).map(|word| word ^ self.flipped))
    }
}

impl Block {
    /// In the place of draws not yet made.
    pub(crate) const NONE: Block = Block([0; 4]);

    /// The 64 random bits of a lane (0 to 3).
    #[inline]
    pub fn bits(&self, lane: usize) -> u64 {
        self.0[lane & 3]
    }

    /// A uniform draw strictly between 0 and 1, 52 bits.
    #[inline]
    pub fn uniform(&self, lane: usize) -> f64 {
        unit(self.bits(lane))
    }

    /// A uniform draw from the upper half of a lane, for plain yes-or-no questions, 32 bits.
    #[inline]
    pub fn upper(&self, lane: usize) -> f64 {
        half_unit((self.bits(lane) >> 32) as u32)
    }

    /// A uniform draw from the lower half of a lane, 32 bits.
    #[inline]
    pub fn lower(&self, lane: usize) -> f64 {
        half_unit(self.bits(lane) as u32)
    }
}

#[inline]
fn half_unit(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) * (1.0 / 4_294_967_296.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known-answer tests of the authors' Random123 distribution, `kat_vectors`, philox4x64 7.
    #[test]
    fn philox_gives_its_authors_vectors() {
        assert_eq!(
            philox4x64([0; 4], &round_keys([0; 2])),
            [
                0x5dc8_ee62_68ec_62cd,
                0x139b_c570_b6c1_25a0,
                0x84d6_deb4_fb65_f49e,
                0xaff7_5833_76d3_78c2
            ]
        );
        assert_eq!(
            philox4x64([u64::MAX; 4], &round_keys([u64::MAX; 2])),
            [
                0x071d_d843_6790_3154,
                0x48e2_bbdc_722b_37d1,
                0x6afa_9890_bb89_f76c,
                0x9194_c8d8_ada5_6ac7
            ]
        );
        assert_eq!(
            philox4x64(
                [
                    0x243f_6a88_85a3_08d3,
                    0x1319_8a2e_0370_7344,
                    0xa409_3822_299f_31d0,
                    0x082e_fa98_ec4e_6c89
                ],
                &round_keys([0x4528_21e6_38d0_1377, 0xbe54_66cf_34e9_0c6c])
            ),
            [
                0x513a_3667_04ed_f755,
                0xf05d_9924_c070_44d3,
                0xbef2_cb9c_bea7_4c6c,
                0x8db9_48de_4caa_1f8a
            ]
        );
    }

    #[test]
    fn a_draw_depends_on_its_key_alone() {
        let chance = Chance::new(7, 3);
        let once = chance.block(12, Purpose::Attempt, 5);
        let _other = chance.block(13, Purpose::Attempt, 5);
        let again = chance.block(12, Purpose::Attempt, 5);
        assert_eq!(once.bits(0), again.bits(0));
        assert_ne!(once.bits(0), chance.block(12, Purpose::Think, 5).bits(0));
        assert_ne!(
            once.bits(0),
            Chance::new(7, 4).block(12, Purpose::Attempt, 5).bits(0)
        );
    }

    #[test]
    fn in_the_mirror_every_draw_is_one_minus_itself() {
        let chance = Chance::new(7, 3);
        for entity in 0..1_000 {
            let (here, there) = (
                chance.block(entity, Purpose::Work, 1),
                chance.antithetic().block(entity, Purpose::Work, 1),
            );
            for lane in 0..4 {
                assert!((here.uniform(lane) + there.uniform(lane) - 1.0).abs() < 1e-15);
                assert!((here.upper(lane) + there.upper(lane) - 1.0).abs() < 1e-15);
                assert!((here.lower(lane) + there.lower(lane) - 1.0).abs() < 1e-15);
            }
            let twice = chance.antithetic().antithetic();
            assert_eq!(twice.block(entity, Purpose::Work, 1).bits(0), here.bits(0));
        }
    }

    #[test]
    fn uniforms_stay_strictly_inside_the_unit_interval() {
        assert!(unit(0) > 0.0 && unit(u64::MAX) < 1.0);
        assert!(half_unit(0) > 0.0 && half_unit(u32::MAX) < 1.0);
    }
}
