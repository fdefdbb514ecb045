//! The one arithmetic: logarithms, exponentials, powers and the like, with the same bits on every platform.
//!
//! IEEE 754 says what `+`, `-`, `*`, `/`, `sqrt`, `floor`, `ceil`, `round`, `trunc`, `abs`, `min`, `max`, `mul_add` and `%` give,
//! to the last bit. It does not say so of `ln` or `exp`: the standard library asks the system's C library, and two of those
//! differ in the last digit. A run reads such digits through the durations it draws, so that two platforms would not write the
//! same tables. Here these functions come from the crate `libm`, which works them out with the exact operations alone. All
//! that is simulated, and all that says what is simulated, calls them; a lint (`clippy.toml`) refuses the standard library's.
//!
//! Errors are below one unit in the last place, but for [`pow`] (below two), and [`gamma`] and [`ln_gamma`] (a few).
//!
//! One platform of those that Rust knows is left out: 32-bit x86 without SSE2, whose plain arithmetic is not IEEE's.
//!
//! ```
//! # use clickday_engine as clickday;
//! use clickday::math;
//!
//! // One unit in the last place off, on every platform.
//! assert_eq!(math::exp(1.0), std::f64::consts::E.next_up());
//! assert_eq!(math::powi(3.0, -2), 1.0 / 9.0);
//! ```

/// The natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The natural logarithm of `1 + x`, accurate near zero.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The logarithm to base 2.
#[inline]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// The logarithm to base 10.
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `e` to the power `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `e` to the power `x`, less one, accurate near zero.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `x` to the power `y`.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// `x` to a whole power, by repeated squaring; the reciprocal of the positive power where `n` is negative.
#[inline]
pub fn powi(x: f64, n: i32) -> f64 {
    let mut left = n.unsigned_abs();
    let mut square = x;
    let mut power = 1.0;
    loop {
        if left & 1 == 1 {
            power *= square;
        }
        left >>= 1;
        if left == 0 {
            break;
        }
        square *= square;
    }
    if n < 0 { 1.0 / power } else { power }
}

/// The length of the hypotenuse over two legs.
#[inline]
pub fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// The gamma function.
#[inline]
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// The logarithm of the absolute value of the gamma function.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// 64 random bits as a number strictly between 0 and 1: the middle of one of 2^52 equal pieces. (Of 2^53, the middle of the
/// last would be rounded to 1.)
#[inline]
pub(crate) fn unit(bits: u64) -> f64 {
    // A signed number of 52 bits is a processor's own, an unsigned one is not.
    ((bits >> 12).cast_signed() as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// A hash of what these functions give at many points, over the sizes of number that runs meet: two platforms with the same one
/// have the same arithmetic. It is [`FINGERPRINT`].
pub fn fingerprint() -> u64 {
    const POINTS: u64 = 100_000;
    // Numbers in no order, by multiplying with the golden ratio; the hash is FNV-1a over words.
    let unit = |k: u64| (k.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 * (0.5 / (1_u64 << 52) as f64);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for k in 1..=POINTS {
        let (u, v) = (unit(2 * k), unit(2 * k + 1));
        let signed = 60.0 * (u - 0.5);
        let large = exp(signed);
        for value in [
            ln(u),
            ln(large),
            ln_1p(u - 0.5),
            log2(large),
            log10(large),
            large,
            exp_m1(v - 0.5),
            pow(u, 8.0 * v),
            pow(large, v - 0.5),
            powi(large, (16.0 * v) as i32 - 8),
            hypot(large, v),
            gamma(20.0 * v),
            ln_gamma(1000.0 * v),
        ] {
            hash = (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// What [`fingerprint`] gives on every platform.
pub const FINGERPRINT: u64 = 0x439c_5a01_2b48_24df;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How many numbers of double precision lie between two of one sign.
    fn apart(a: f64, b: f64) -> u64 {
        if a.to_bits() == b.to_bits() || a.abs().max(b.abs()) <= 0.0 || (a.is_nan() && b.is_nan()) {
            return 0;
        }
        assert!(
            a.signum() == b.signum() && !a.is_nan() && !b.is_nan(),
            "{a} and {b}"
        );
        a.to_bits().abs_diff(b.to_bits())
    }

    /// Positive numbers of every size.
    fn positive() -> impl Strategy<Value = f64> {
        (0..=f64::MAX.to_bits()).prop_map(f64::from_bits)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        // The standard library's functions are off by less than one unit as well: two apart at most.
        #[test]
        fn logarithms_are_those_of_the_standard_library(x in positive(), near in -0.999..10.0_f64) {
            prop_assert!(apart(ln(x), x.ln()) <= 1);
            prop_assert!(apart(log2(x), x.log2()) <= 2);
            prop_assert!(apart(log10(x), x.log10()) <= 2);
            prop_assert!(apart(ln_1p(near), near.ln_1p()) <= 2);
        }

        #[test]
        fn exponentials_are_those_of_the_standard_library(x in -745.0..709.0_f64) {
            prop_assert!(apart(exp(x), x.exp()) <= 1);
            prop_assert!(apart(exp_m1(x), x.exp_m1()) <= 2);
        }

        #[test]
        fn powers_are_those_of_the_standard_library(x in 1e-6..1e6_f64, y in -20.0..20.0_f64, n in -12..13_i32) {
            prop_assert!(apart(pow(x, y), x.powf(y)) <= 2);
            // Each of at most seven multiplications rounds once, and a division.
            prop_assert!(apart(powi(x, n), x.powf(n.into())) <= 13);
            prop_assert!(apart(powi(x, 2), x * x) == 0);
        }

        #[test]
        fn hypotenuses_are_those_of_the_standard_library(x in -1e6..1e6_f64, y in -1e6..1e6_f64) {
            prop_assert!(apart(hypot(x, y), x.hypot(y)) <= 1);
        }

        #[test]
        fn gamma_is_that_of_statrs(x in 0.05..150.0_f64) {
            use statrs::function::gamma;
            let (ours, theirs) = (super::gamma(x), gamma::gamma(x));
            prop_assert!((ours / theirs - 1.0).abs() < 1e-12, "{ours} and {theirs} at {x}");
            let (ours, theirs) = (ln_gamma(x), gamma::ln_gamma(x));
            prop_assert!((ours - theirs).abs() < 1e-12 * theirs.abs().max(1.0), "{ours} and {theirs} at {x}");
        }

        // Sampling is by inversion: what is drawn has to rise with the draw. Neighbours are where it could fail.
        #[test]
        fn what_durations_are_drawn_through_is_monotone(u in 0.0..1.0_f64, x in -40.0..40.0_f64, y in 0.05..20.0_f64) {
            let above = u.next_up();
            prop_assert!(ln(u) <= ln(above));
            prop_assert!(ln_1p(u) <= ln_1p(above));
            prop_assert!(pow(u, y) <= pow(above, y));
            prop_assert!(exp(x) <= exp(x.next_up()));
        }
    }

    /// They were worked out once. Another version of `libm` that gives other bits changes results: a heading of the changelog.
    #[test]
    fn the_bits_are_those_of_every_platform() {
        assert_eq!(fingerprint(), FINGERPRINT, "{:#018x}", fingerprint());
    }
}
