//! How many come within a window: of a stream, and of a crowd.
//!
//! From a Poisson stream the number in a window is Poisson: its variance is its mean, and windows
//! that do not overlap are independent. From a *fixed population* of `n` people, each coming at an
//! instant of its own, it is binomial: `n s` on average for a window with the share `s` of the
//! instants, with the smaller variance `n s (1 − s)`; and who came in one window does not come in
//! another, so that two windows have the covariance `−n s s'`. A launch day is the second kind, and
//! a model that uses the first overstates the chance in large windows. (A stream *given* its total
//! is a population.)
//!
//! Source: S. Ross, *Stochastic Processes* (1996), section 2.3; R. Fisher, "The significance of
//! deviations from expectation in a Poisson series", *Biometrics* 6 (1950), on the dispersion.

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, Discrete, Poisson};

use super::error::{Result, TheoryError, check, positive, probability};

/// The law of the number that comes within a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowCount(Source);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    Stream { mean: f64 },
    Population { people: u64, share: f64 },
}

impl WindowCount {
    /// Of a Poisson stream that brings `mean` on average.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `mean` is not above 0.
    pub fn of_stream(mean: f64) -> Result<Self> {
        positive("mean count", mean).map(|mean| WindowCount(Source::Stream { mean }))
    }

    /// Of a population of `people` people, each of which comes within the window with probability
    /// `share`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `share` is not a probability.
    pub fn of_population(people: u64, share: f64) -> Result<Self> {
        probability("share of the window", share)
            .map(|share| WindowCount(Source::Population { people, share }))
    }

    /// Mean number.
    pub fn mean(&self) -> f64 {
        match self.0 {
            Source::Stream { mean } => mean,
            Source::Population { people, share } => people as f64 * share,
        }
    }

    /// Variance of the number.
    pub fn variance(&self) -> f64 {
        match self.0 {
            Source::Stream { mean } => mean,
            Source::Population { share, .. } => self.mean() * (1.0 - share),
        }
    }

    /// Probability that `count` come.
    pub fn p(&self, count: u64) -> f64 {
        match self.0 {
            Source::Stream { mean } => Poisson::new(mean).map_or(f64::NAN, |law| law.pmf(count)),
            Source::Population { people, share } => {
                Binomial::new(share, people).map_or(f64::NAN, |law| law.pmf(count))
            }
        }
    }
}

/// Covariance of the numbers of a population of `people` in two windows that do not overlap, with
/// shares `one` and `other`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] when the shares, or their sum, are not probabilities.
pub fn covariance_of_windows(people: u64, one: f64, other: f64) -> Result<f64> {
    probability("share of the first window", one)?;
    probability("share of the second window", other)?;
    probability("shares of both windows", one + other)?;
    Ok(-(people as f64) * one * other)
}

/// How much counts scatter about what is expected of them, against a Poisson stream: Fisher's
/// dispersion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// `Σ (count − mean)² / mean`.
    pub statistic: f64,
    /// Degrees of freedom of the χ² law it has: the number of windows for a stream with known
    /// means; one less for a population whose instants all lie within the windows.
    pub freedom: f64,
}

impl Dispersion {
    /// Of `counts` in windows of a stream with these `means`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when there are no windows, not as many means as counts, or a
    /// mean is not above 0.
    pub fn of_stream(counts: &[u64], means: &[f64]) -> Result<Self> {
        check(
            !counts.is_empty() && counts.len() == means.len(),
            "number of means",
            "that of the counts, and not 0",
            means.len() as f64,
        )?;
        let statistic = counts
            .iter()
            .zip(means)
            .map(|(count, mean)| Ok((*count as f64 - positive("mean count", *mean)?).powi(2) / mean))
            .sum::<Result<f64>>()?;
        Ok(Dispersion {
            statistic,
            freedom: counts.len() as f64,
        })
    }

    /// Of `counts` in windows that together hold every instant of a population, with these `means`:
    /// one count follows from the others.
    ///
    /// # Errors
    ///
    /// As for [`Dispersion::of_stream`]; also when there is only one window.
    pub fn of_population(counts: &[u64], means: &[f64]) -> Result<Self> {
        let Dispersion { statistic, freedom } = Dispersion::of_stream(counts, means)?;
        check(freedom > 1.0, "number of windows", "at least 2", freedom)?;
        Ok(Dispersion {
            statistic,
            freedom: freedom - 1.0,
        })
    }

    /// Probability that chance alone scatters as much or more (for counts that are not small).
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when there is no degree of freedom.
    pub fn p_more(&self) -> Result<f64> {
        let law = ChiSquared::new(self.freedom).map_err(|_| TheoryError::OutOfDomain {
            name: "degrees of freedom",
            expected: "above 0",
            value: self.freedom,
        })?;
        Ok(law.sf(self.statistic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn a_stream_given_its_total_is_a_population() -> Result<()> {
        // P(k in the window, n − k in the rest | n in all), of streams with means 3 and 7.
        let (window, rest, all) = (
            WindowCount::of_stream(3.0)?,
            WindowCount::of_stream(7.0)?,
            WindowCount::of_stream(10.0)?,
        );
        let population = WindowCount::of_population(12, 0.3)?;
        for k in 0..=12 {
            assert_close(window.p(k) * rest.p(12 - k) / all.p(12), population.p(k), 1e-12);
        }
        Ok(())
    }

    #[test]
    fn moments_are_those_of_the_law() -> Result<()> {
        for law in [WindowCount::of_stream(3.5)?, WindowCount::of_population(40, 0.3)?] {
            let moment = |power: i32| (0..200).map(|k| (k as f64).powi(power) * law.p(k)).sum::<f64>();
            assert_close(law.mean(), moment(1), 1e-10);
            assert_close(law.variance(), moment(2) - moment(1).powi(2), 1e-9);
        }
        Ok(())
    }

    #[test]
    fn windows_of_a_population_share_its_people() -> Result<()> {
        // Var(A + B) = Var A + Var B + 2 Cov(A, B), and both together are one window.
        let var = |share| WindowCount::of_population(1_000, share).map(|law| law.variance());
        let covariance = covariance_of_windows(1_000, 0.2, 0.5)?;
        assert_close(var(0.7)?, var(0.2)? + var(0.5)? + 2.0 * covariance, 1e-12);
        assert!(covariance_of_windows(10, 0.6, 0.6).is_err());
        Ok(())
    }

    #[test]
    fn the_dispersion_has_its_degrees_of_freedom_on_average() -> Result<()> {
        // Stream: E (N − m)²/m = 1 for each window. Population of shares s: Σ (1 − s) = windows
        // − 1.
        let shares = [0.1, 0.2, 0.3, 0.4];
        let expected: f64 = shares
            .iter()
            .map(|s| {
                let law = WindowCount::of_population(50, *s)?;
                Ok(law.variance() / law.mean())
            })
            .sum::<Result<f64>>()?;
        let means: Vec<f64> = shares.iter().map(|s| 50.0 * s).collect();
        let found = Dispersion::of_population(&[5, 10, 15, 20], &means)?;
        assert_close(found.freedom, expected, 1e-12);
        assert_close(found.statistic, 0.0, 0.0);
        assert_close(found.p_more()?, 1.0, 1e-15);
        Ok(())
    }

    #[test]
    fn too_even_and_too_uneven() -> Result<()> {
        // By hand: (4 + 0 + 16)/10 over three windows; P(χ²₃ > 2) = 0.5724067.
        let some = Dispersion::of_stream(&[12, 10, 6], &[10.0, 10.0, 10.0])?;
        assert_close(some.statistic, 2.0, 1e-15);
        assert_close(some.p_more()?, 0.572_406_7, 1e-7);
        assert!(Dispersion::of_stream(&[1], &[1.0, 2.0]).is_err());
        assert!(Dispersion::of_stream(&[1], &[0.0]).is_err());
        assert!(Dispersion::of_population(&[1], &[1.0]).is_err());
        Ok(())
    }
}
