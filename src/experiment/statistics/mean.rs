//! A mean over replications, and how far it can be trusted.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Interval;

/// Arithmetic mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        None
    } else {
        Some(values.iter().sum::<f64>() / values.len() as f64)
    }
}

/// Standard deviation of a sample, `√(Σ(xᵢ − x̄)² / (n − 1))`; `None` of fewer than two values.
pub(crate) fn standard_deviation(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    if values.len() < 2 {
        return None;
    }
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// Student's interval of a mean, `x̄ ± t_{n−1, (1+confidence)/2} · s / √n`.
///
/// Exact for normal replications, and close for sums over many people whatever their law; it is not
/// an interval for a sample with two modes: see [`super::two_modes`].
///
/// `confidence` lies in (0, 1). `None` of fewer than two values.
///
/// Source: Law, *Simulation Modeling and Analysis*, 5th ed., section 4.5.
pub(crate) fn mean_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let centre = mean(values)?;
    let deviation = standard_deviation(values)?;
    let n = values.len() as f64;
    let half_width = student_quantile(n - 1.0, f64::midpoint(1.0, confidence))? * deviation / n.sqrt();
    Some(Interval {
        low: centre - half_width,
        high: centre + half_width,
    })
}

/// Quantile of Student's distribution.
pub(super) fn student_quantile(degrees_of_freedom: f64, probability: f64) -> Option<f64> {
    StudentsT::new(0.0, 1.0, degrees_of_freedom)
        .ok()
        .map(|t| t.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn students_quantiles_are_those_of_the_printed_tables() {
        for (df, expected) in [
            (1.0, 12.706_205),
            (4.0, 2.776_445),
            (19.0, 2.093_024),
            (99.0, 1.984_217),
        ] {
            let t = student_quantile(df, 0.975).unwrap();
            assert!((t - expected).abs() < 1e-5, "t with {df} degrees of freedom: {t}");
        }
    }

    #[test]
    fn five_values_by_hand() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        let interval = mean_interval(&values, 0.95).unwrap();
        let half_width = 2.776_445 * (2.5_f64).sqrt() / 5.0_f64.sqrt();
        assert!((interval.low - (3.0 - half_width)).abs() < 1e-5);
        assert!((interval.high - (3.0 + half_width)).abs() < 1e-5);
    }

    #[test]
    fn one_value_has_no_interval() {
        assert_eq!(mean(&[7.0]), Some(7.0));
        assert_eq!(mean_interval(&[7.0], 0.95), None);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn nineteen_in_twenty_intervals_hold_the_true_mean() {
        let mut chance = Chance::new(1);
        let trials = 4_000;
        let held = (0..trials)
            .filter(|_| {
                let sample = chance.sample(20, |c| 10.0 + 3.0 * c.normal());
                mean_interval(&sample, 0.95).unwrap().contains(10.0)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        assert!(
            (coverage - 0.95).abs() < 4.0 * (0.95 * 0.05 / f64::from(trials)).sqrt(),
            "{coverage}"
        );
    }
}
