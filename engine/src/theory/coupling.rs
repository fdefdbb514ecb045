//! The gain of common random numbers and antithetic variates, where it is known exactly.
//!
//! The difference of two runs with the correlation `ρ` has `1 − ρ` times the variance it would have
//! if they were independent, their mean `1 + ρ` times. One over that is the *gain*: how many times
//! fewer replications are needed. *Common random numbers* make `ρ` large, for differences;
//! *antithetic variates* make it negative, for means. If people do not affect each other, both are
//! known exactly:
//!
//! - the difference of two counts consists of the people whom the change moves from one to the
//!   other, and of nobody else;
//! - a person with the draw `u < s` counts in a run, and in its mirror if `1 − u < s`: both at once
//!   only if `s > 1/2`.
//!
//! Source: J. Hammersley and K. Morton, "A new Monte Carlo technique: antithetic variates", *Math.
//! Proc. Cambridge* 52 (1956); A. Law, *Simulation Modeling and Analysis*, 5th ed., sections 11.2
//! and 11.3; P. Glasserman and D. Yao, "Some guidelines and guarantees for common random numbers",
//! *Management Science* 38 (1992).

use super::error::{Result, check, positive};

/// Gain of a comparison whose runs have the correlation `correlation`, `1/(1 − ρ)`; infinite for 1.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when it is no correlation.
pub fn gain_of_a_difference(correlation: f64) -> Result<f64> {
    check(
        (-1.0..=1.0).contains(&correlation),
        "correlation",
        "between -1 and 1",
        correlation,
    )
    .map(|correlation| 1.0 / (1.0 - correlation))
}

/// Gain of a mean over a run and its mirror, `1/(1 + ρ)`; infinite for −1.
///
/// # Errors
///
/// As [`gain_of_a_difference`].
pub fn gain_of_a_mean(correlation: f64) -> Result<f64> {
    gain_of_a_difference(-correlation)
}

/// Correlation of two Poisson counts of which the smaller is part of the larger: those done with by
/// an instant at two speeds, where nobody waits for anybody. `√(smaller/larger)`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) unless both are above 0.
pub fn correlation_of_a_part(one: f64, other: f64) -> Result<f64> {
    let (one, other) = (positive("mean count", one)?, positive("mean count", other)?);
    Ok((one.min(other) / one.max(other)).sqrt())
}

/// Correlation of the number of a fixed population that came by an instant with that of the
/// mirrored run, when a share `came` has on average and comes the earlier the smaller the draw:
/// `(max(0, 2s − 1) − s²) / (s (1 − s))`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) unless `came` lies between 0
/// and 1.
pub fn correlation_with_the_mirror(came: f64) -> Result<f64> {
    check(
        came > 0.0 && came < 1.0,
        "share that came",
        "between 0 and 1",
        came,
    )?;
    Ok(((2.0 * came - 1.0).max(0.0) - came * came) / (came * (1.0 - came)))
}

#[cfg(test)]
mod tests {
    use super::super::approx::assert_close;
    use super::*;

    #[test]
    fn gains_are_ratios_of_variances() {
        assert_close(gain_of_a_difference(0.9).unwrap(), 10.0, 1e-12);
        assert_close(gain_of_a_mean(-0.75).unwrap(), 4.0, 1e-12);
        assert_close(gain_of_a_difference(0.0).unwrap(), 1.0, 1e-12);
        assert!(gain_of_a_difference(1.0).unwrap().is_infinite());
        assert!(gain_of_a_difference(1.1).is_err());
    }

    /// Var(N' − N) of a part is the mean of the rest.
    #[test]
    fn the_difference_to_a_part_is_the_rest() {
        let (part, whole) = (81.0_f64, 100.0_f64);
        let correlation = correlation_of_a_part(whole, part).unwrap();
        let difference = part + whole - 2.0 * correlation * (part * whole).sqrt();
        assert_close(difference, 19.0, 1e-12);
        assert!(correlation_of_a_part(0.0, 1.0).is_err());
    }

    /// Against the integral over the draw of the product of both indicators.
    #[test]
    fn the_mirror_is_what_counting_draws_gives() {
        for came in [0.1, 0.393_469_340_287_366_6, 0.5, 0.6, 0.95] {
            let n = 1_000_000;
            let both = (0..n)
                .map(|i| (f64::from(i) + 0.5) / f64::from(n))
                .filter(|u| *u < came && 1.0 - u < came)
                .count();
            let covariance = both as f64 / f64::from(n) - came * came;
            let correlation = correlation_with_the_mirror(came).unwrap();
            assert_close(correlation, covariance / (came * (1.0 - came)), 1e-4);
        }
        // Half of the people: those who come here do not come there.
        assert_close(correlation_with_the_mirror(0.5).unwrap(), -1.0, 1e-12);
        assert!(correlation_with_the_mirror(1.0).is_err());
    }
}
