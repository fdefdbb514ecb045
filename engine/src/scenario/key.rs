//! Keys: numbers that stand for names, so that what is drawn for one of them depends on its name
//! and on nothing else.

/// The golden ratio in 64 bits.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The key of a named kind of entity (a group, an office, an attack), with room for 32 bits of
/// number below it. Named, so that adding another kind changes nobody's chance.
pub(crate) fn entity_key(kind: &str, name: &str) -> u64 {
    hash(kind, name) << 32
}

/// 64 bits that stand for a name of a kind.
pub(crate) fn hash(kind: &str, name: &str) -> u64 {
    let bytes = kind.bytes().chain([0]).chain(name.bytes());
    bytes.fold(GOLDEN, |hash, byte| splitmix(hash ^ u64::from(byte), 1))
}

/// One step of `SplitMix64` (Steele, Lea & Flood 2014): further bits from the bits of one draw, for
/// what needs more than one.
#[inline]
pub fn splitmix(bits: u64, nth: u64) -> u64 {
    let mut z = bits.wrapping_add(nth.wrapping_mul(GOLDEN));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
