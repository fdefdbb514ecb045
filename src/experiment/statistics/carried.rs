//! How far chance moves one launch at full scale, from launches at small scales.
//!
//! One launch at full scale is a value without an interval. What chance does to a sum over people
//! shrinks as there are more of them: the variance at the scale `s` is `V/s`, where `V` is that of
//! full scale. So launches at a small scale say how far one launch at full scale may be from the
//! mean of many: their variance is *carried over*.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::Interval;
use super::corrected::Distrust;
use super::mean::standard_deviation;
use super::modes::two_modes;
use super::weighted::around;

/// Launches under the same values, at one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtScale<'a> {
    /// Share of full scale.
    pub scale: f64,
    /// A value for each launch, as of the real launch.
    pub values: &'a [f64],
}

/// The variance of one launch at full scale, carried over from small scales.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Carried {
    /// Standard deviation of one launch at full scale.
    pub deviation: f64,
    /// Degrees of freedom.
    pub degrees: f64,
    /// Whether a second scale agrees that the variance falls as the scale grows. `None` without a
    /// second scale. Where it does not agree, the deviation is the larger one of the two.
    pub is_confirmed: Option<bool>,
}

/// Carries the variance of launches at a small scale over to full scale.
///
/// `second` are launches at another scale, by which the law is tried: the ratio of both variances,
/// each times its scale, has an F distribution. Beyond its central 95 % the law does not hold, and
/// the larger of the two variances is taken.
///
/// # Errors
/// When there are fewer than six launches at the first scale, some did not reach the value, or they go
/// two ways. With fewer than six at the second scale the law is not tried.
pub fn carried_over(first: AtScale<'_>, second: Option<AtScale<'_>>) -> Result<Carried, Distrust> {
    let (own, degrees) = at_full_scale(first)?;
    let alone = |is_confirmed| Carried {
        deviation: own.sqrt(),
        degrees,
        is_confirmed,
    };
    let Some(second) = second else {
        return Ok(alone(None));
    };
    let (other, other_degrees) = match at_full_scale(second) {
        // So few launches do not try the law, and are no reason to give up the first scale.
        Err(Distrust::TooFew) => return Ok(alone(None)),
        other => other?,
    };
    if agree((own, degrees), (other, other_degrees)) {
        return Ok(alone(Some(true)));
    }
    let (variance, degrees) = if other > own {
        (other, other_degrees)
    } else {
        (own, degrees)
    };
    Ok(Carried {
        deviation: variance.sqrt(),
        degrees,
        is_confirmed: Some(false),
    })
}

impl Carried {
    /// The interval of the expected launch, around the mean of so many launches at full scale: one or
    /// more. `None` where nothing is known.
    pub fn interval(&self, mean: f64, launches: u64, confidence: f64) -> Option<Interval> {
        let variance = self.deviation * self.deviation / launches as f64;
        around(mean, variance, self.degrees, confidence)
    }
}

/// Fewer launches than this at a scale say too little of their variance.
const FEWEST: usize = 6;

/// The probability that the law is doubted although it holds.
const DOUBT: f64 = 0.05;

/// The variance of one launch at full scale, and its degrees of freedom.
fn at_full_scale(launches: AtScale<'_>) -> Result<(f64, f64), Distrust> {
    if launches.values.len() < FEWEST {
        return Err(Distrust::TooFew);
    }
    if launches.values.iter().any(|value| !value.is_finite()) {
        return Err(Distrust::NotReached);
    }
    if two_modes(launches.values).is_some() {
        return Err(Distrust::TwoWays);
    }
    let deviation = standard_deviation(launches.values).ok_or(Distrust::TooFew)?;
    let degrees = (launches.values.len() - 1) as f64;
    Ok((launches.scale * deviation * deviation, degrees))
}

/// Whether two variances, each with its degrees of freedom, may be of the same law.
fn agree((one, of_one): (f64, f64), (other, of_other): (f64, f64)) -> bool {
    if one <= 0.0 || other <= 0.0 {
        return one <= 0.0 && other <= 0.0;
    }
    let Ok(law) = FisherSnedecor::new(of_one, of_other) else {
        return false;
    };
    let below = law.cdf(one / other);
    (DOUBT / 2.0..=1.0 - DOUBT / 2.0).contains(&below)
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    /// Launches whose standard deviation at full scale is `deviation`, under the law.
    fn launches(chance: &mut Chance, scale: f64, deviation: f64) -> Vec<f64> {
        chance.sample(24, |c| 100.0 + deviation / scale.sqrt() * c.normal())
    }

    #[test]
    fn one_launch_has_an_interval_at_once() {
        // Half-width t(23) = 2.0687 standard deviations.
        let carried = Carried {
            deviation: 10.0,
            degrees: 23.0,
            is_confirmed: Some(true),
        };
        let one = carried.interval(500.0, 1, 0.95).unwrap();
        assert!((one.high - 500.0 - 20.687).abs() < 1e-2, "{one:?}");
        let four = carried.interval(500.0, 4, 0.95).unwrap();
        assert!((four.high - 500.0 - 10.343).abs() < 1e-2, "{four:?}");
    }

    /// The band of the ratio of variances for 24 launches at 0.03 and at 0.1.
    #[test]
    fn the_band_is_that_of_the_f_distribution() {
        let variance_ratio = |ratio: f64| agree((0.03 * ratio, 23.0), (0.1, 23.0));
        for (ratio, is_within) in [
            (1.40, false),
            (1.48, true),
            (3.33, true),
            (7.6, true),
            (7.8, false),
        ] {
            assert_eq!(variance_ratio(ratio), is_within, "{ratio}");
        }
    }

    #[test]
    fn nineteen_in_twenty_intervals_of_one_launch_hold_the_mean() {
        let mut chance = Chance::new(51);
        let trials = 2_000;
        let (mut held, mut doubted, mut made) = (0, 0, 0);
        for _ in 0..trials {
            let (small, larger) = (launches(&mut chance, 0.03, 3.0), launches(&mut chance, 0.1, 3.0));
            let launch = 100.0 + 3.0 * chance.normal();
            let at = |scale, values| AtScale { scale, values };
            // Of 48 normal samples a few seem to go two ways.
            let Ok(carried) = carried_over(at(0.03, &small), Some(at(0.1, &larger))) else {
                continue;
            };
            made += 1;
            held += u32::from(carried.interval(launch, 1, 0.95).unwrap().contains(100.0));
            doubted += u32::from(carried.is_confirmed == Some(false));
        }
        assert!(made > 1_800, "{made} of {trials}");
        let share = |of: u32| f64::from(of) / f64::from(made);
        assert!((share(held) - 0.95).abs() < 0.02, "{}", share(held));
        assert!((share(doubted) - 0.05).abs() < 0.02, "{}", share(doubted));
    }

    /// Where the variance does not fall as the law says, the larger one is taken: the interval is then
    /// wide enough all the same.
    #[test]
    fn where_the_law_fails_the_larger_variance_is_taken() {
        let mut chance = Chance::new(52);
        let small = launches(&mut chance, 0.03, 3.0);
        let larger = launches(&mut chance, 0.1, 9.0);
        let at = |scale, values| AtScale { scale, values };
        let carried = carried_over(at(0.03, &small), Some(at(0.1, &larger))).unwrap();
        assert_eq!(carried.is_confirmed, Some(false));
        let own = standard_deviation(&larger).unwrap() * 0.1_f64.sqrt();
        assert!((carried.deviation - own).abs() < 1e-9, "{carried:?}");
        let turned = carried_over(at(0.1, &larger), Some(at(0.03, &small))).unwrap();
        assert!((turned.deviation - own).abs() < 1e-9, "{turned:?}");
    }

    #[test]
    fn what_says_too_little_is_refused() {
        let at = |values| AtScale { scale: 0.03, values };
        assert_eq!(carried_over(at(&[1.0; 5]), None), Err(Distrust::TooFew));
        // A second scale with too few launches takes nothing away.
        let enough = [1.0, 1.1, 1.2, 1.05, 1.15, 1.12, 1.0];
        let with_few = carried_over(at(&enough), Some(at(&[1.0; 5])));
        assert_eq!(with_few, carried_over(at(&enough), None));
        assert!(with_few.is_ok());
        let ways = [10.0, 2.0, 10.1, 2.1, 9.9, 1.9, 10.2, 2.2];
        assert_eq!(carried_over(at(&ways), None), Err(Distrust::TwoWays));
        let mut never = [1.0, 1.1, 1.2, 1.05, 1.15, 1.12, 1.0];
        never[2] = f64::INFINITY;
        assert_eq!(carried_over(at(&never), None), Err(Distrust::NotReached));
        let same = carried_over(at(&[4.0; 8]), None).unwrap();
        assert_eq!(
            same.interval(4.0, 1, 0.95),
            Some(Interval { low: 4.0, high: 4.0 })
        );
    }
}
