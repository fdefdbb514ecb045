//! Quantile functions that have no formula, solved for by Newton's method.
//!
//! Each is asked for at the share below it and the share beyond: one of the two is exact where one
//! minus the other would not be. A draw gives `unit(bits)` and `unit(!bits)`, so that opposite bits
//! give opposite quantiles. Every equation is written so that its function is concave or convex,
//! for which Newton's method cannot go astray: after the first step it comes nearer from one side.

use super::normal::normal_quantile;
use crate::math;

/// A step of Newton's by less than this share of the value leaves an error of its square.
const NEAR: f64 = 1e-7;
/// More steps than are ever needed.
const MOST_STEPS: usize = 100;
/// Up to so many stages the Erlang law's equation is solved; beyond, its quantile is that of the
/// normal law in cube roots.
const MOST_STAGES_SOLVED: u64 = 10_000;

/// The quantile of the Erlang law of so many stages, each of mean 1. Relative error below 1e-11,
/// and beyond ten thousand stages below 2e-6, up to six standard deviations.
pub(super) fn erlang(stages: u64, below: f64, beyond: f64) -> f64 {
    if stages == 1 {
        return -math::ln(beyond);
    }
    let k = stages as f64;
    let rough = cube_root_normal(k, normal_quantile(below));
    if stages > MOST_STAGES_SOLVED {
        return rough;
    }
    let ln_factorial = math::ln_gamma(k);
    let ln_density = |ln_x: f64, x: f64| (k - 1.0) * ln_x - x - ln_factorial;
    if below > 0.5 {
        // ln Q(x) is concave: an Erlang law's hazard rises.
        let ln_beyond = math::ln(beyond);
        return newton(rough, |x| {
            let ratio = beyond_by_density(k, x);
            (math::ln(ratio) + ln_density(math::ln(x), x) - ln_beyond) * ratio
        });
    }
    // ln P is concave in ln x, and P(x) is at most xᵏ/k!.
    let ln_below = math::ln(below);
    let least = (ln_below + math::ln_gamma(k + 1.0)) / k;
    let log = newton(math::ln(rough.max(0.0)).max(least), |ln_x| {
        let x = math::exp(ln_x);
        let ratio = below_by_density(k, x);
        -(math::ln(ratio) + ln_density(ln_x, x) - ln_below) * ratio / x
    });
    math::exp(log)
}

/// A term that is smaller than this share of the sum before it adds nothing, nor do those after it.
const NOTHING: f64 = f64::EPSILON / 16.0;

/// `Q(x) / q(x)`: what the Erlang law of `k` stages has beyond `x`, by its density there. A Poisson
/// variable of mean `x` is below `k` when fewer than `k` stages have passed, and its terms from `k
/// − 1` down are the density times `1 + (k−1)/x + (k−1)(k−2)/x² + …`, all positive.
fn beyond_by_density(k: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut j) = (1.0, 1.0, k - 1.0);
    while j > 0.0 && term > NOTHING * sum {
        term *= j / x;
        sum += term;
        j -= 1.0;
    }
    sum
}

/// `P(x) / q(x)`: what it has below `x`, by its density there: the Poisson terms from `k` up are
/// the density times `x/k + x²/(k(k+1)) + …`, all positive.
fn below_by_density(k: f64, x: f64) -> f64 {
    let mut term = x / k;
    let (mut sum, mut j) = (term, k + 1.0);
    while term > NOTHING * sum {
        term *= x / j;
        sum += term;
        j += 1.0;
    }
    sum
}

/// The gamma law's quantile at the standard normal score `z`, for many stages: its cube root is
/// nearly normal (Wilson & Hilferty, Proceedings of the National Academy of Sciences 17, 1931).
fn cube_root_normal(stages: f64, z: f64) -> f64 {
    let variance = 1.0 / (9.0 * stages);
    stages * math::powi(1.0 - variance + z * variance.sqrt(), 3)
}

/// The quantile of a mixture of two exponential laws, the first of them with probability
/// `first_share`. Relative error below 1e-12.
pub(super) fn hyperexponential(first_share: f64, first_mean: f64, second_mean: f64, beyond: f64) -> f64 {
    let second_share = 1.0 - first_share;
    let hazard = first_share / first_mean + second_share / second_mean;
    if !hazard.is_finite() {
        // A mean of zero is a fair duration.
        return 0.0;
    }
    // The tail is at least that of either law alone, and of an exponential law with the hazard that
    // both begin with.
    let alone =
        (first_mean * math::ln(first_share / beyond)).max(second_mean * math::ln(second_share / beyond));
    // ln S(x) is convex: a mixture's hazard falls.
    newton(alone.max(-math::ln(beyond) / hazard), |x| {
        let first = first_share * math::exp(-x / first_mean);
        let second = second_share * math::exp(-x / second_mean);
        let tail = first + second;
        math::ln(tail / beyond) * tail / (first / first_mean + second / second_mean)
    })
}

/// The root of an equation, from a first guess and the step to the next.
fn newton(mut x: f64, step: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..MOST_STEPS {
        let by = step(x);
        x += by;
        if by.abs() <= NEAR * x.abs() {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use statrs::function::gamma::ln_gamma;

    use super::*;
    use crate::math::unit;

    fn erlang(stages: u64, bits: u64) -> f64 {
        super::erlang(stages, unit(bits), unit(!bits))
    }

    fn hyperexponential(first_share: f64, first_mean: f64, second_mean: f64, bits: u64) -> f64 {
        super::hyperexponential(first_share, first_mean, second_mean, unit(!bits))
    }

    /// Draws far out at both ends, and evenly between.
    fn draws() -> impl Iterator<Item = u64> {
        let ends = (0..52).map(|power| (1 << (12 + power)) - 1);
        ends.clone()
            .chain(ends.map(|bits: u64| !bits))
            .chain((0..200).map(|i| i * (u64::MAX / 200) + 12_345))
    }

    /// `P(N ≥ k)` and `P(N < k)` for a Poisson variable of mean `x`, term by term: an Erlang
    /// variable is below `x` when `k` stages have passed by then.
    fn by_counting(stages: u64, x: f64) -> (f64, f64) {
        let term = |j: u64| (j as f64 * x.ln() - x - ln_gamma(j as f64 + 1.0)).exp();
        let far = stages + 40 + 10 * (x + stages as f64).sqrt() as u64;
        // The smallest first.
        ((stages..far).rev().map(term).sum(), (0..stages).map(term).sum())
    }

    #[test]
    fn erlang_quantiles_are_where_stages_have_been_counted() {
        for stages in [1, 2, 3, 7, 40, 1_000] {
            for bits in draws() {
                let x = erlang(stages, bits);
                let (below, beyond) = by_counting(stages, x);
                // A relative error of the quantile weighs as much as there is density at it.
                let k = stages as f64;
                let weight = (k * x.ln() - x - ln_gamma(k)).exp();
                let error = if below < 0.5 {
                    below - unit(bits)
                } else {
                    unit(!bits) - beyond
                };
                assert!(
                    (error / weight).abs() < 1e-11,
                    "{stages} stages at {}: {x}",
                    unit(bits)
                );
            }
        }
    }

    #[test]
    fn beyond_ten_thousand_stages_the_cube_root_is_normal() {
        for bits in draws() {
            let z = normal_quantile(unit(bits));
            let rough = cube_root_normal(MOST_STAGES_SOLVED as f64, z);
            let error = rough / erlang(MOST_STAGES_SOLVED, bits) - 1.0;
            assert!(error.abs() < 2e-6 || z.abs() > 6.0, "at {z}: {error}");
        }
        let many = erlang(1_000_000_000_000_000, 1 << 63);
        assert!((many / 1e15 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn hyperexponential_quantiles_have_their_tail_beyond_them() {
        for (share, first, second) in [
            (0.5, 1.0, 1.0),
            (0.9, 1.0, 9.0),
            (0.999_999_5, 0.5, 1e6),
            (0.3, 1e-9, 2.0),
        ] {
            for bits in draws() {
                let x = hyperexponential(share, first, second, bits);
                let (a, b) = (share * (-x / first).exp(), (1.0 - share) * (-x / second).exp());
                // Where hardly anything is passed yet, what is: the tail cannot tell.
                let error = if unit(bits) < 0.5 {
                    let below = -share * (-x / first).exp_m1() - (1.0 - share) * (-x / second).exp_m1();
                    below - unit(bits)
                } else {
                    unit(!bits) - a - b
                };
                let weight = x * (a / first + b / second);
                let floor = 4.0 * f64::EPSILON;
                assert!(
                    error.abs() < 1e-12 * weight + floor,
                    "{share} {first} {second} at {}: {x}",
                    unit(bits)
                );
            }
        }
    }

    #[test]
    fn quantiles_rise_with_the_draw() {
        let laws: [fn(u64) -> f64; 5] = [
            |bits| erlang(2, bits),
            |bits| erlang(30, bits),
            |bits| erlang(20_000, bits),
            |bits| hyperexponential(0.9, 1.0, 9.0, bits),
            |bits| hyperexponential(0.999, 1.0, 1e5, bits),
        ];
        for law in laws {
            let mut last = 0.0;
            for bits in (0..100_000).map(|i| i * (u64::MAX / 100_000)) {
                let x = law(bits);
                assert!(x > last, "at {}", unit(bits));
                last = x;
            }
        }
    }

    #[test]
    fn no_mean_is_no_time() {
        assert_eq!(hyperexponential(0.9, 0.0, 0.0, 77).to_bits(), 0.0_f64.to_bits());
    }
}
