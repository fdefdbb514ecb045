//! A target: a number of the record that a run should reproduce.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A number of the record, and how far from it a model that is right may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The number.
    pub value: f64,
    /// One standard deviation of what lies between it and a model that is right: the error of the
    /// record (rounding, what was counted) and the discrepancy of the model (what it leaves out),
    /// together. Chance is not part of it: a run has its own.
    pub tolerance: f64,
}

/// How far a run is from each target, in its tolerance.
pub(crate) fn residuals(targets: &[Target], outcomes: &[f64]) -> Vec<f64> {
    let residual = |(target, outcome): (&Target, &f64)| (outcome - target.value) / target.tolerance;
    targets.iter().zip(outcomes).map(residual).collect()
}

/// How far a run is from the record: the root mean square of its residuals; infinite for a run that
/// failed.
pub(crate) fn distance(targets: &[Target], outcomes: Option<&[f64]>) -> f64 {
    let Some(outcomes) = outcomes else {
        return f64::INFINITY;
    };
    let squares: f64 = residuals(targets, outcomes).iter().map(|r| r * r).sum();
    let distance = (squares / targets.len().max(1) as f64).sqrt();
    if distance.is_finite() {
        distance
    } else {
        f64::INFINITY
    }
}

/// Share of the runs of a model that is right, and whose errors are normal, that lies within
/// [`enough`].
const WITHIN: f64 = 0.99;

/// The threshold below which it is not worth going: `√(χ²_{n, 0.99} / n)` for `n` targets. Of the
/// runs at the right point, their errors normal with the tolerances, 99 % are that near; within it
/// points are weighed by how near they are ([`Sample`](super::Sample)), which a lower threshold
/// would only repeat.
pub(crate) fn enough(targets: usize) -> f64 {
    let n = targets.max(1) as f64;
    ChiSquared::new(n).map_or(1.0, |law| (law.inverse_cdf(WITHIN) / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_as_far_from_the_record_as_its_tolerances_say() {
        let targets = [(100.0, 10.0), (5.0, 0.5)].map(|(value, tolerance)| Target { value, tolerance });
        assert_eq!(residuals(&targets, &[110.0, 4.0]), [1.0, -2.0]);
        assert!((distance(&targets, Some(&[110.0, 4.0])) - 2.5_f64.sqrt()).abs() < 1e-12);
        assert!(distance(&targets, None).is_infinite());
        assert!(distance(&targets, Some(&[f64::NAN, 4.0])).is_infinite());
    }

    #[test]
    fn near_enough_is_where_the_errors_of_a_right_model_are() {
        // Tables of χ² at 0.99: 6.635 of one, 15.086 of five.
        assert!((enough(1) - 6.635_f64.sqrt()).abs() < 1e-3);
        assert!((enough(5) - (15.086_f64 / 5.0).sqrt()).abs() < 1e-3);
    }
}
