//! Whether launches under one policy went two different ways.

use serde::Serialize;

use super::mean::mean;
use clickday_engine::math;

/// One of two ways a launch went.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mode {
    /// How many replications went this way.
    pub replications: u64,
    /// Their mean.
    pub mean: f64,
}

/// Below so many replications nothing can be said.
const FEWEST: usize = 4;

/// The two modes of a sample, the lower first; `None` when one mean describes it well enough.
///
/// The sample is cut in two where that leaves the least sum of squares within the parts (exact
/// two-means on a line). The parts are two modes when all of this holds:
///
/// * the gap between them is wider than either of them (three times as wide, if one is a single
///   launch);
/// * the cut explains at least `1 − min(0.1, (n − 3.5)/80)` of the variance: about what one normal
///   sample in a hundred exceeds by chance when `n` is small, and 90 % from a dozen replications
///   on;
/// * the two means differ by at least a tenth of the larger: a difference a reader would act on.
///
/// Of 20 replications from one normal, uniform or exponential law, fewer than 1 in 100 samples are
/// flagged (tested). Values must be finite; fewer than four are never flagged.
pub(crate) fn two_modes(values: &[f64]) -> Option<[Mode; 2]> {
    if values.len() < FEWEST || values.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (at, explained) = best_cut(&sorted)?;
    let (lower, upper) = sorted.split_at(at);
    let n = sorted.len() as f64;
    let modes = [mode(lower)?, mode(upper)?];
    let gap = upper[0] - lower[lower.len() - 1];
    let widest = width(lower).max(width(upper));
    let wide_enough = gap
        > if lower.len() == 1 || upper.len() == 1 {
            3.0 * widest
        } else {
            widest
        };
    let explained_enough = explained >= 1.0 - (0.1_f64).min((n - 3.5) / 80.0);
    let larger = modes[0].mean.abs().max(modes[1].mean.abs());
    let matters = modes[1].mean - modes[0].mean >= 0.1 * larger;
    (wide_enough && explained_enough && matters).then_some(modes)
}

/// Where to cut a sorted sample, and the share of the variance the cut explains; `None` if all are
/// equal.
fn best_cut(sorted: &[f64]) -> Option<(usize, f64)> {
    let n = sorted.len() as f64;
    // Measured from the smallest value, so that no digits are lost on large counts.
    let origin = sorted[0];
    let total: f64 = sorted.iter().map(|x| x - origin).sum();
    let squares: f64 = sorted.iter().map(|x| math::powi(x - origin, 2)).sum();
    let variation = squares - total * total / n;
    if variation <= 0.0 {
        return None;
    }
    let mut left = 0.0;
    let mut best = (0, 0.0);
    for at in 1..sorted.len() {
        left += sorted[at - 1] - origin;
        let k = at as f64;
        let between = left * left / k + math::powi(total - left, 2) / (n - k) - total * total / n;
        if between > best.1 {
            best = (at, between);
        }
    }
    (best.0 > 0).then_some((best.0, best.1 / variation))
}

fn mode(part: &[f64]) -> Option<Mode> {
    Some(Mode {
        replications: part.len() as u64,
        mean: mean(part)?,
    })
}

fn width(part: &[f64]) -> f64 {
    part[part.len() - 1] - part[0]
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    fn flagged(seed: u64, n: usize, draw: impl Fn(&mut Chance) -> f64 + Copy) -> f64 {
        let mut chance = Chance::new(seed);
        let trials = 2_000;
        let hits = (0..trials)
            .filter(|_| two_modes(&chance.sample(n, draw)).is_some())
            .count();
        hits as f64 / f64::from(trials)
    }

    #[test]
    fn one_law_is_rarely_taken_for_two() {
        assert!(flagged(4, 20, |c| 5.0 + c.normal()) < 0.005);
        assert!(flagged(5, 20, Chance::uniform) < 0.005);
        assert!(flagged(6, 20, Chance::exponential) < 0.01);
        assert!(flagged(7, 5, |c| 5.0 + c.normal()) < 0.03);
    }

    #[test]
    fn flowing_and_melting_launches_are_told_apart() {
        let melts_in_two_of_five = |c: &mut Chance| {
            let melted = c.uniform() < 0.4;
            (if melted { 0.34e6 } else { 4.5e6 }) * (1.0 + 0.05 * c.normal())
        };
        assert!(flagged(8, 20, melts_in_two_of_five) > 0.99);
        let [low, high] = two_modes(&[4.5, 0.3, 4.6, 0.4, 4.4, 0.35]).unwrap();
        assert_eq!((low.replications, high.replications), (3, 3));
        assert!((low.mean - 0.35).abs() < 1e-12 && (high.mean - 4.5).abs() < 1e-12);
    }

    #[test]
    fn a_single_launch_that_melts_is_seen() {
        let mut waits = vec![1.90, 1.91, 1.92, 1.93, 1.90, 1.91, 1.92, 1.93, 1.92];
        assert_eq!(two_modes(&waits), None);
        waits.push(0.3);
        assert_eq!(two_modes(&waits).map(|[low, _]| low.replications), Some(1));
    }

    #[test]
    fn a_difference_nobody_would_act_on_is_not_two_modes() {
        assert_eq!(two_modes(&[100.0, 100.1, 100.0, 102.0, 102.1, 102.0]), None);
        assert_eq!(two_modes(&[3.0; 20]), None);
        assert_eq!(two_modes(&[1.0, 1.0, f64::INFINITY, f64::INFINITY]), None);
    }
}
