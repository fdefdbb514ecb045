//! How unevenly waits are shared out, and how far the order of service is from the order of
//! arrival.
//!
//! The *Gini coefficient* of a law is half the mean difference between two independent draws, over
//! the mean: 0 when everyone waits the same, near 1 when one person waits for all. *Inversions* are
//! pairs served against their order of arrival; of `n` people served in random order there are
//! `n(n−1)/4` on average, with variance `n(n−1)(2n+5)/72`.
//!
//! Source: C. Kleiber, S. Kotz, *Statistical Size Distributions in Economics and Actuarial
//! Sciences* (2003), chapters 2 to 5; M. Kendall, "A new measure of rank correlation", *Biometrika*
//! 30 (1938).

use statrs::function::erf::erf;
use statrs::function::gamma::ln_gamma;

use super::error::{Result, at_least_one, check, non_negative, positive};

/// Gini coefficient of the uniform law between `from` and `to`, `(to − from) / (3 (to + from))`:
/// 1/3 from 0 on.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) unless `0 ≤ from < to`.
pub fn gini_of_uniform(from: f64, to: f64) -> Result<f64> {
    positive("upper end", to)?;
    check(
        (0.0..to).contains(&from),
        "lower end",
        "at least 0 and below the upper end",
        from,
    )?;
    Ok((to - from) / (3.0 * (to + from)))
}

/// Gini coefficient of a sum of `stages` exponentials with the same mean,
/// `Γ(k + ½) / (√π Γ(k + 1))`: 1/2 for one.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when there is no stage.
pub fn gini_of_erlang(stages: usize) -> Result<f64> {
    let k = at_least_one("stages", stages)? as f64;
    Ok((ln_gamma(k + 0.5) - ln_gamma(k + 1.0)).exp() / std::f64::consts::PI.sqrt())
}

/// Gini coefficient of a lognormal law whose logarithm has standard deviation `sigma`, `erf(σ/2)`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `sigma` is not above 0.
pub fn gini_of_lognormal(sigma: f64) -> Result<f64> {
    Ok(erf(positive("standard deviation of the logarithm", sigma)? / 2.0))
}

/// Gini coefficient of a Weibull law, `1 − 2^{−1/shape}`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `shape` is not above 0.
pub fn gini_of_weibull(shape: f64) -> Result<f64> {
    Ok(-(-std::f64::consts::LN_2 / positive("shape", shape)?).exp_m1())
}

/// Gini coefficient of a sample, `Σ (2i − n − 1) x(i) / (n Σ x)` over the sorted values; 0 when all
/// are 0.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when there are no values, or one
/// is negative or not finite.
///
/// # Examples
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::theory::fairness::gini;
///
/// assert_eq!(gini(&[20.0, 20.0, 20.0])?, 0.0);
/// assert_eq!(gini(&[0.0, 0.0, 0.0, 60.0])?, 0.75);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn gini(sample: &[f64]) -> Result<f64> {
    let n = at_least_one("size of the sample", sample.len())? as f64;
    let mut sorted = sample
        .iter()
        .map(|x| non_negative("value", *x))
        .collect::<Result<Vec<f64>>>()?;
    sorted.sort_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    if total == 0.0 {
        return Ok(0.0);
    }
    let ranked: f64 = sorted
        .iter()
        .enumerate()
        .map(|(i, x)| (2.0 * i as f64 + 1.0 - n) * x)
        .sum();
    Ok(ranked / (n * total))
}

/// Pairs of `people` served against their order of arrival when the order of service is random, on
/// average: `n(n−1)/4`.
pub fn mean_inversions(people: u64) -> f64 {
    let n = people as f64;
    n * (n - 1.0) / 4.0
}

/// Variance of that number, `n(n−1)(2n+5)/72`.
pub fn variance_of_inversions(people: u64) -> f64 {
    let n = people as f64;
    n * (n - 1.0) * (2.0 * n + 5.0) / 72.0
}

/// Pairs of a sequence that stand against their order (equal values do not), in `n log n`
/// comparisons by merging.
pub fn inversions<T: PartialOrd + Copy>(sequence: &[T]) -> u64 {
    let mut values = sequence.to_vec();
    let mut spare = values.clone();
    count_and_sort(&mut values, &mut spare)
}

fn count_and_sort<T: PartialOrd + Copy>(values: &mut [T], spare: &mut [T]) -> u64 {
    let n = values.len();
    if n < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(n / 2);
    let (spare_left, spare_right) = spare.split_at_mut(n / 2);
    let mut count = count_and_sort(left, spare_left) + count_and_sort(right, spare_right);
    let (mut i, mut j) = (0, 0);
    for place in spare.iter_mut() {
        let take_right = i == left.len() || (j < right.len() && right[j] < left[i]);
        if take_right {
            // It passes everyone still on the left.
            count += (left.len() - i) as u64;
            *place = right[j];
            j += 1;
        } else {
            *place = left[i];
            i += 1;
        }
    }
    values.copy_from_slice(spare);
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q25.
        assert_close(gini_of_uniform(0.0, 7.0)?, 1.0 / 3.0, 1e-15);
        assert_close(gini_of_erlang(1)?, 0.5, 1e-13);
        assert_close(gini_of_lognormal(1.0)?, 0.520_5, 1e-5 * 4.0);
        assert_close(gini(&[4.0; 9])?, 0.0, 0.0);
        assert_close(mean_inversions(10), 22.5, 0.0);
        Ok(())
    }

    /// `1 − ∫ P(X > x)² dx / E[X]`: the minimum of two draws, by the midpoint rule.
    fn by_integration(tail: impl Fn(f64) -> f64) -> f64 {
        let dt = 1e-3;
        let (mut squares, mut mean) = (0.0, 0.0);
        for i in 0..100_000 {
            let p = tail((f64::from(i) + 0.5) * dt);
            squares += p * p * dt;
            mean += p * dt;
        }
        1.0 - squares / mean
    }

    #[test]
    fn the_mean_of_the_lesser_of_two_says_the_same() -> Result<()> {
        let uniform = by_integration(|x| ((5.0 - x) / 3.0).clamp(0.0, 1.0));
        assert_close(gini_of_uniform(2.0, 5.0)?, uniform, 1e-6);
        let erlang = by_integration(|x| (-x).exp() * (1.0 + x + x * x / 2.0));
        assert_close(gini_of_erlang(3)?, erlang, 1e-6);
        let weibull = by_integration(|x| (-x.powf(1.7)).exp());
        assert_close(gini_of_weibull(1.7)?, weibull, 1e-6);
        let lognormal = by_integration(|x| 0.5 * (1.0 - erf(x.ln() / (0.5 * 2.0_f64.sqrt()))));
        assert_close(gini_of_lognormal(0.5)?, lognormal, 1e-6);
        Ok(())
    }

    #[test]
    fn a_large_sample_has_the_gini_of_its_law() -> Result<()> {
        // Quantiles at evenly spread probabilities stand for a sample.
        let n = 200_000;
        let u = |i: i32| (f64::from(i) + 0.5) / f64::from(n);
        let exponential: Vec<f64> = (0..n).map(|i| -(1.0 - u(i)).ln()).collect();
        assert_close(gini(&exponential)?, 0.5, 1e-5);
        let uniform: Vec<f64> = (0..n).rev().map(u).collect();
        assert_close(gini(&uniform)?, 1.0 / 3.0, 1e-5);
        Ok(())
    }

    /// Every order of `n` people, by exchanging each with the first (Heap's algorithm).
    fn for_every_order(values: &mut Vec<u8>, k: usize, see: &mut impl FnMut(&[u8])) {
        if k <= 1 {
            see(values);
            return;
        }
        for i in 0..k {
            for_every_order(values, k - 1, see);
            values.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
        }
    }

    #[test]
    fn over_every_order_the_mean_and_variance_are_these() {
        let (mut orders, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for_every_order(&mut (0..7).collect(), 7, &mut |order| {
            let by_pairs = (0..7)
                .flat_map(|j| (0..j).map(move |i| (i, j)))
                .filter(|(i, j)| order[*i] > order[*j])
                .count() as u64;
            assert_eq!(inversions(order), by_pairs);
            let count = by_pairs as f64;
            orders += 1.0;
            sum += count;
            squares += count * count;
        });
        assert_close(orders, 5_040.0, 0.0);
        assert_close(mean_inversions(7), sum / orders, 1e-12);
        assert_close(
            variance_of_inversions(7),
            squares / orders - (sum / orders).powi(2),
            1e-12,
        );
    }

    #[test]
    fn ties_are_no_inversions() {
        assert_eq!(inversions(&[2, 2, 1, 3, 1]), 5);
        assert_eq!(inversions::<u8>(&[]), 0);
        assert!(gini(&[]).is_err());
        assert!(gini(&[-1.0]).is_err());
    }
}
