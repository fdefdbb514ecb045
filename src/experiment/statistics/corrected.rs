//! A mean at a large scale, from many runs at a small scale and a few at the large one.
//!
//! Runs at a small scale are cheap and biased. A few draws are run at both scales, with the same
//! people. They say by how much the small scale is wrong, and the mean of all draws at the small
//! scale is corrected by that (a *control variate*):
//!
//! ```text
//!   value = mean of the few, large  −  slope · (mean of the few, small  −  mean of all, small)
//! ```
//!
//! It works because draws differ far more than scales do: a draw with a slow portal is slow at both.
//! Where the two scales have little to do with each other, it is refused.
//!
//! Source: Lavenberg and Welch, *Management Science* 27 (1981) 322–335; Nelson, *Operations Research*
//! 38 (1990) 974–992.

use serde::Serialize;

use super::mean::{mean, mean_interval, standard_deviation};
use super::modes::two_modes;
use super::weighted::{WeightedMean, around};
use super::{Interval, Weighted};

/// Fewer draws than this, at both scales, do not carry a correction: of 95 % intervals from three
/// draws, only 90 % hold the mean.
pub const FEWEST_PAIRS: usize = 6;

/// A mean at the large scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Corrected {
    /// The mean.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// Where a further launch at the large scale lies, under a further draw.
    pub launch: Interval,
    /// Draws that were run at both scales.
    pub pairs: u64,
    /// How far the value moves at the large scale where it moves by one at the small scale.
    pub slope: f64,
    /// Correlation of both scales over the draws; `None` where one of them does not vary.
    pub correlation: Option<f64>,
    /// The bias of the small scale: small less large, on average over the draws that were run at
    /// both.
    pub bias: f64,
    /// Its interval.
    pub bias_interval: Interval,
    /// How far the bias varies over the draws, as a standard deviation.
    pub bias_deviation: f64,
}

/// Why a correction cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Distrust {
    /// Too few draws were run at both scales.
    #[error("fewer than {FEWEST_PAIRS} draws were run at both scales")]
    TooFew,
    /// In some draws the value was not reached.
    #[error("the value was not reached in every draw")]
    NotReached,
    /// The launches, or the differences between the scales, go two ways.
    #[error("the launches go two ways, and their mean describes neither")]
    TwoWays,
    /// The small scale says less of the large one than the few draws at the large scale say alone.
    #[error("the small scale does not tell of the large one")]
    Unrelated,
}

/// The mean over draws at a large scale.
///
/// `pairs` has the values of each draw that was run at both scales: at the large scale, and at the
/// small one. `small` has all draws at the small scale, those of the pairs among them. The slope is
/// that of their regression, and the variance of the mean is `s² (1/n + (m − M)²/Sxx) + b² V`. Here `b`
/// is the slope and `s²` the variance around the line; `m` is the mean of the pairs at the small scale
/// and `Sxx` their sum of squares; `M` is the mean of all draws at the small scale and `V` its
/// variance. Where the pairs are all alike at the small scale, `b` is 1, and `s²` the variance of the
/// differences. The degrees of freedom are Satterthwaite's.
///
/// The pairs must be spread over the draws as if drawn from them. `confidence` lies in (0, 1).
///
/// # Errors
/// Why the small scale cannot be corrected.
pub fn corrected(pairs: &[(f64, f64)], small: &Weighted<'_>, confidence: f64) -> Result<Corrected, Distrust> {
    if pairs.len() < FEWEST_PAIRS {
        return Err(Distrust::TooFew);
    }
    let (large_of_pairs, small_of_pairs): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let biases: Vec<f64> = pairs.iter().map(|(large, small)| small - large).collect();
    if !small.is_finite() || biases.iter().any(|bias| !bias.is_finite()) {
        return Err(Distrust::NotReached);
    }
    // A bias that goes two ways matters where the value does: between biases of a millionth there may
    // be anything.
    let line = Line::through(&large_of_pairs, &small_of_pairs).ok_or(Distrust::TooFew)?;
    let at_value: Vec<f64> = biases.iter().map(|bias| line.large + bias).collect();
    let goes_two_ways = |values: &[f64]| two_modes(values).is_some();
    if [small.values(), &large_of_pairs, &at_value]
        .into_iter()
        .any(goes_two_ways)
    {
        return Err(Distrust::TwoWays);
    }
    // A line without a slope would say that the mean is known for sure.
    let varies = |values: &[f64]| values.iter().any(|value| value.total_cmp(&values[0]).is_ne());
    if !varies(&large_of_pairs) && varies(small.values()) {
        return Err(Distrust::Unrelated);
    }
    let all = small.mean();
    let estimate = line.at(all.value, &all);
    let found = |value: Option<Interval>| value.ok_or(Distrust::TooFew);
    let interval = found(estimate.interval(confidence))?;
    let plain = found(mean_interval(&large_of_pairs, confidence))?;
    // The few draws at the large scale are an estimate too. Where they say more, the small scale only
    // adds noise, and nothing is corrected: the value stays that of the small scale, with its bias.
    if interval.high - interval.low > plain.high - plain.low {
        return Err(Distrust::Unrelated);
    }
    let of_launch = Estimate {
        variance: estimate.variance + line.variance_of_launch(&all),
        ..estimate
    };
    Ok(Corrected {
        value: estimate.value,
        interval,
        launch: found(of_launch.interval(confidence))?,
        pairs: pairs.len() as u64,
        slope: line.slope,
        correlation: line.correlation,
        bias: mean(&biases).ok_or(Distrust::TooFew)?,
        bias_interval: found(mean_interval(&biases, confidence))?,
        bias_deviation: standard_deviation(&biases).ok_or(Distrust::TooFew)?,
    })
}

/// A value, and how well it is known.
#[derive(Debug, Clone, Copy)]
struct Estimate {
    value: f64,
    variance: f64,
    degrees: f64,
}

impl Estimate {
    fn interval(&self, confidence: f64) -> Option<Interval> {
        around(self.value, self.variance, self.degrees, confidence)
    }
}

/// How the large scale follows the small one.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: f64,
    correlation: Option<f64>,
    large: f64,
    small: f64,
    pairs: f64,
    /// Variance around the line, and its degrees of freedom.
    residual: f64,
    degrees: f64,
    /// Sum of squares at the small scale; `None` where the slope is not fitted.
    squares: Option<f64>,
}

impl Line {
    fn through(large: &[f64], small: &[f64]) -> Option<Line> {
        let pairs = large.len() as f64;
        let (mean_large, mean_small) = (mean(large)?, mean(small)?);
        let both = || {
            large
                .iter()
                .map(|y| y - mean_large)
                .zip(small.iter().map(|x| x - mean_small))
        };
        let sxx: f64 = both().map(|(_, x)| x * x).sum();
        let syy: f64 = both().map(|(y, _)| y * y).sum();
        let sxy: f64 = both().map(|(y, x)| y * x).sum();
        let is_fitted = sxx > 0.0;
        let slope = if is_fitted { sxy / sxx } else { 1.0 };
        let degrees = pairs - if is_fitted { 2.0 } else { 1.0 };
        let around: f64 = both().map(|(y, x)| (y - slope * x) * (y - slope * x)).sum();
        Some(Line {
            slope,
            correlation: (sxx > 0.0 && syy > 0.0).then(|| sxy / (sxx * syy).sqrt()),
            large: mean_large,
            small: mean_small,
            pairs,
            residual: around / degrees,
            degrees,
            squares: is_fitted.then_some(sxx),
        })
    }

    /// The mean at the large scale where that of all draws at the small scale is `value`.
    fn at(&self, value: f64, all: &WeightedMean) -> Estimate {
        let off = self.small - value;
        let of_slope = self.squares.map_or(0.0, |squares| off * off / squares);
        let of_pairs = self.residual * (1.0 / self.pairs + of_slope);
        let of_draws = self.slope * self.slope * all.variance;
        let variance = of_pairs + of_draws;
        let parts = of_pairs * of_pairs / self.degrees + of_draws * of_draws / all.degrees();
        Estimate {
            value: self.large - self.slope * off,
            variance,
            // Where nothing varies, nothing is in doubt.
            degrees: if parts > 0.0 {
                variance * variance / parts
            } else {
                self.degrees
            },
        }
    }

    /// Variance of one launch at the large scale, over the draws.
    fn variance_of_launch(&self, all: &WeightedMean) -> f64 {
        self.slope * self.slope * all.variance_of_one + self.residual
    }
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    fn is_near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
    }

    /// Worked out by hand: large 10 + sin j + 0.3 cos 3j for j = 1 to 8, small 9 + sin j for j = 1 to
    /// 40.
    #[test]
    fn a_worked_example() {
        let small: Vec<f64> = (1..=40).map(|j| 9.0 + f64::from(j).sin()).collect();
        let large: Vec<f64> = (1..=8)
            .map(|j| 10.0 + f64::from(j).sin() + 0.3 * (3.0 * f64::from(j)).cos())
            .collect();
        let weights = [1.0; 40];
        let all = Weighted::new(&small, &weights).unwrap().mean();
        let line = Line::through(&large, &small[..8]).unwrap();
        is_near(line.slope, 0.995_635);
        is_near(line.correlation.unwrap(), 0.951_097);
        is_near(line.residual, 0.073_855);
        let estimate = line.at(all.value, &all);
        is_near(estimate.value, 10.036_089);
        is_near(estimate.variance, 0.022_530);
        assert!((estimate.degrees - 25.834_7).abs() < 1e-3, "{estimate:?}");
        let six = Line::through(&large[..6], &small[..6]).unwrap();
        is_near(six.slope, 0.982_079);
        is_near(six.degrees, 4.0);
        // Where the small scale does not vary, there is nothing to fit.
        let flat = Line::through(&large[..6], &[9.0; 6]).unwrap();
        is_near(flat.slope, 1.0);
        is_near(flat.degrees, 5.0);
    }

    /// Draws as the launches have them: the small scale is off by 2 on average, and where the slope is
    /// not 1, more so in some draws. Its correlation with the large one is `rho`.
    struct Launches {
        rho: f64,
        pairs: usize,
        slope: f64,
    }

    impl Launches {
        const TRUTH: f64 = 50.0;

        /// Pairs and all values at the small scale, of 24 draws; and one launch more at the large
        /// scale.
        fn draw(&self, chance: &mut Chance) -> (Vec<(f64, f64)>, Vec<f64>, f64) {
            let own = (1.0 - self.rho * self.rho).sqrt();
            let launch = |chance: &mut Chance| {
                let draw = chance.normal();
                let small = Self::TRUTH + 2.0 + 10.0 * self.rho / self.slope * draw;
                (
                    Self::TRUTH + 10.0 * (self.rho * draw + own * chance.normal()),
                    small,
                )
            };
            let all: Vec<(f64, f64)> = (0..24).map(|_| launch(chance)).collect();
            let further = launch(chance).0;
            let small = all.iter().map(|pair| pair.1).collect();
            (all[..self.pairs].to_vec(), small, further)
        }

        /// How often the interval of the mean holds it, how often that of a launch holds one, and how
        /// often the correction is refused.
        fn coverage(&self, seed: u64, trials: u32) -> (f64, f64, f64) {
            let mut chance = Chance::new(seed);
            let (mut mean, mut launch, mut refused) = (0, 0, 0);
            for _ in 0..trials {
                let (pairs, small, further) = self.draw(&mut chance);
                let weights = vec![1.0; small.len()];
                match corrected(&pairs, &Weighted::new(&small, &weights).unwrap(), 0.95) {
                    Ok(found) => {
                        mean += u32::from(found.interval.contains(Self::TRUTH));
                        launch += u32::from(found.launch.contains(further));
                    }
                    Err(_) => refused += 1,
                }
            }
            let made = f64::from(trials - refused);
            (
                f64::from(mean) / made,
                f64::from(launch) / made,
                f64::from(refused) / f64::from(trials),
            )
        }
    }

    /// Whatever the slope, and from the fewest pairs on: four standard errors of 2,000 trials are 0.0195.
    #[test]
    fn nineteen_in_twenty_intervals_hold_the_mean_at_the_large_scale() {
        for (rho, pairs, slope) in [
            (0.98, 8, 0.7),
            (0.98, 8, 1.5),
            (0.98, 6, 0.7),
            (0.98, 6, 1.5),
            (0.999, 8, 0.9),
            (0.9, 12, 0.8),
        ] {
            let launches = Launches { rho, pairs, slope };
            let (mean, launch, refused) = launches.coverage(41, 2_000);
            let told = format!("at rho {rho}, {pairs} pairs, slope {slope}");
            assert!((mean - 0.95).abs() < 0.0195, "{mean} {told}");
            assert!((0.925..0.975).contains(&launch), "{launch} {told}");
            assert!(refused < 0.1, "{refused} {told}");
        }
    }

    #[test]
    fn many_small_runs_say_more_than_the_few_large_ones() {
        let launches = Launches {
            rho: 0.999,
            pairs: 8,
            slope: 0.9,
        };
        let mut chance = Chance::new(42);
        let (mut width, mut plain) = (0.0, 0.0);
        for _ in 0..100 {
            let (pairs, small, _) = launches.draw(&mut chance);
            let weights = vec![1.0; small.len()];
            let Ok(found) = corrected(&pairs, &Weighted::new(&small, &weights).unwrap(), 0.95) else {
                continue;
            };
            assert!(found.bias_interval.contains(found.bias), "{found:?}");
            assert!(found.correlation.unwrap() > 0.95, "{found:?}");
            let large: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
            let of_large = mean_interval(&large, 0.95).unwrap();
            width += found.interval.high - found.interval.low;
            plain += of_large.high - of_large.low;
        }
        assert!(width < 0.75 * plain, "{width} against {plain}");
    }

    /// A draw that runs on time at one scale and collapses at the other.
    #[test]
    fn what_goes_two_ways_is_refused() {
        let ways = [10.0, 2.0, 10.1, 2.1, 9.9, 1.9, 10.2, 2.2];
        let small: Vec<f64> = (0..24).map(|k| 8.0 + 0.1 * f64::from(k)).collect();
        let pairs: Vec<(f64, f64)> = ways.iter().copied().zip(small.iter().copied()).collect();
        let weights = [1.0; 24];
        let of = |values: &[f64], pairs: &[(f64, f64)]| {
            corrected(pairs, &Weighted::new(values, &weights).unwrap(), 0.95)
        };
        assert_eq!(of(&small, &pairs), Err(Distrust::TwoWays));
        let mirrored: Vec<(f64, f64)> = pairs.iter().map(|(large, small)| (*small, *large)).collect();
        let mut all = small.clone();
        all[..8].copy_from_slice(&ways);
        assert_eq!(of(&all, &mirrored), Err(Distrust::TwoWays));
    }

    #[test]
    fn what_cannot_be_trusted_is_refused() {
        let small: Vec<f64> = (0..24).map(|k| 5.0 + f64::from(k).sin()).collect();
        let weights = [1.0; 24];
        let all = Weighted::new(&small, &weights).unwrap();
        let few: Vec<(f64, f64)> = small[..5].iter().map(|x| (x + 1.0, *x)).collect();
        assert_eq!(corrected(&few, &all, 0.95), Err(Distrust::TooFew));
        let mut never: Vec<(f64, f64)> = small[..8].iter().map(|x| (x + 1.0, *x)).collect();
        never[3].0 = f64::INFINITY;
        assert_eq!(corrected(&never, &all, 0.95), Err(Distrust::NotReached));
        // The large scale has its own mind: cos is not sin.
        let unrelated: Vec<(f64, f64)> = (0..7)
            .map(|k| (7.0 + 0.1 * f64::from(k).cos(), small[k as usize]))
            .collect();
        assert_eq!(corrected(&unrelated, &all, 0.95), Err(Distrust::Unrelated));
        // All are alike at the large scale: that is no line with a slope of 0, known for sure.
        let alike: Vec<(f64, f64)> = small[..8].iter().map(|x| (7.0, *x)).collect();
        assert_eq!(corrected(&alike, &all, 0.95), Err(Distrust::Unrelated));
    }

    #[test]
    fn what_is_the_same_in_every_draw_is_known() {
        let small = [4.0; 24];
        let weights = [1.0; 24];
        let pairs = [(5.0, 4.0); 8];
        let found = corrected(&pairs, &Weighted::new(&small, &weights).unwrap(), 0.95).unwrap();
        assert_eq!(found.interval, Interval { low: 5.0, high: 5.0 });
        assert_eq!(found.correlation, None);
        is_near(found.bias, -1.0);
    }

    /// By chance a few pairs look alike: one in four is not refused.
    #[test]
    fn a_scale_that_says_nothing_is_refused() {
        let launches = Launches {
            rho: 0.2,
            pairs: 6,
            slope: 0.2,
        };
        let (_, _, refused) = launches.coverage(43, 1_000);
        assert!(refused > 0.65, "{refused}");
    }
}
