//! Elementary effects: what one step of one number does, at many places.

use serde::Serialize;

use super::super::statistics::{Interval, mean, mean_interval, standard_deviation};
use super::{Scale, SensitivityError, complete};

/// What steps of one factor do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effects {
    /// Mean effect μ, of a step over the whole range.
    pub mu: f64,
    /// Mean absolute effect μ*: how much the factor matters.
    pub mu_star: f64,
    /// Student's interval of μ* over trajectories, cut off at 0; `None` of a single one.
    pub mu_star_interval: Option<Interval>,
    /// Standard deviation σ of the effects: large beside μ* where the factor acts through others,
    /// or is bent.
    pub sigma: f64,
}

/// Elementary effects of each factor, from the outcomes at the points of a design of trajectories.
///
/// `points` are those of the unit cube, trajectory after trajectory of `d + 1` points each, where
/// each point differs from the one before in a single coordinate; `outcomes` are in the same order.
/// The effect of a step is the change of the outcome over the change of the coordinate.
///
/// # Errors
/// [`SensitivityError`]: a hole, a value that was never reached, the wrong number of outcomes, or no
/// variation but that of rounding.
///
/// Source: Morris, *Technometrics* 33 (1991) 161–174; μ*: Campolongo, Cariboni and Saltelli,
/// *Environmental Modelling & Software* 22 (2007) 1509–1518.
pub(crate) fn morris(
    points: &[Vec<f64>],
    outcomes: &[Option<f64>],
    scale: Scale,
) -> Result<Vec<Effects>, SensitivityError> {
    let factors = points.first().map_or(0, Vec::len);
    let values = complete(outcomes, points.len(), scale)?;
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); factors];
    for (trajectory, values) in points.chunks(factors + 1).zip(values.chunks(factors + 1)) {
        for (pair, outcome) in trajectory.windows(2).zip(values.windows(2)) {
            let moved = (0..factors).find(|&i| pair[0][i].total_cmp(&pair[1][i]).is_ne());
            if let Some(i) = moved {
                effects[i].push((outcome[1] - outcome[0]) / (pair[1][i] - pair[0][i]));
            }
        }
    }
    Ok(effects.iter().map(|effects| sum_up(effects)).collect())
}

/// What the size of an effect can be.
const SIZES: Interval = Interval {
    low: 0.0,
    high: f64::INFINITY,
};

fn sum_up(effects: &[f64]) -> Effects {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    Effects {
        mu: mean(effects).unwrap_or_default(),
        mu_star: mean(&sizes).unwrap_or_default(),
        mu_star_interval: mean_interval(&sizes, 0.95).map(|interval| interval.within(SIZES)),
        sigma: standard_deviation(effects).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::cube;
    use super::*;

    fn of(factors: usize, seed: u64, f: impl Fn(&[f64]) -> f64) -> Vec<Effects> {
        let points = cube::morris(factors, 30, 8, seed);
        let outcomes: Vec<Option<f64>> = points.iter().map(|point| Some(f(point))).collect();
        morris(&points, &outcomes, Scale::Value).unwrap()
    }

    #[test]
    fn of_a_plane_the_effects_are_its_slopes_everywhere() {
        let effects = of(3, 1, |x| 5.0 + 3.0 * x[0] - 2.0 * x[1]);
        for (effects, slope) in effects.iter().zip([3.0, -2.0, 0.0_f64]) {
            assert!((effects.mu - slope).abs() < 1e-9 && (effects.mu_star - slope.abs()).abs() < 1e-9);
            assert!(effects.sigma < 1e-9);
        }
    }

    #[test]
    fn what_acts_through_another_has_a_wide_spread() {
        // x₀ (x₁ − ½): x₀ has no effect on average, but not none.
        let effects = of(2, 2, |x| x[0] * (x[1] - 0.5));
        assert!(
            effects[0].mu_star > 0.15 && effects[0].sigma > 0.15,
            "{effects:?}"
        );
        assert!(effects[0].mu.abs() < 0.15);
    }

    #[test]
    fn the_g_functions_parameters_come_in_their_order() {
        let g = clickday_engine::theory::sensitivity::GFunction::new(&[0.0, 1.0, 4.5, 9.0, 99.0]).unwrap();
        let effects = of(5, 3, |x| g.at(x));
        let sizes: Vec<f64> = effects.iter().map(|e| e.mu_star).collect();
        assert!(sizes.windows(2).all(|pair| pair[0] > pair[1]), "{sizes:?}");
        assert!(effects[4].mu_star < 0.1 && effects[0].mu_star > 1.5, "{sizes:?}");
    }

    #[test]
    fn the_interval_holds_the_mean_size_of_a_step() {
        // Of x₀ x₁ the effect of x₀ is x₁, uniform on eight levels: μ* = ½.
        let held = (0..400)
            .filter(|seed| {
                let effects = of(2, 100 + seed, |x| x[0] * x[1]);
                effects[0].mu_star_interval.unwrap().contains(0.5)
            })
            .count();
        assert!((360..=396).contains(&held), "{held} of 400, 380 expected");
    }

    #[test]
    fn rounding_is_refused_and_a_rare_effect_has_no_negative_size() {
        let points = cube::morris(2, 8, 4, 1);
        let at = |f: &dyn Fn(usize) -> f64| (0..points.len()).map(|i| Some(f(i))).collect::<Vec<_>>();
        let constant = morris(&points, &at(&|_| 0.1), Scale::Value);
        assert_eq!(constant, Err(SensitivityError::NoVariance));
        for scale in [Scale::Value, Scale::Rank] {
            let rounded = morris(&points, &at(&|i| 0.1 + 1e-16 * (i % 3) as f64), scale);
            assert!(
                matches!(rounded, Err(SensitivityError::Rounding(_))),
                "{rounded:?}"
            );
        }
        for place in 0..points.len() {
            let once = morris(&points, &at(&|i| f64::from(u8::from(i == place))), Scale::Value).unwrap();
            let lows = once
                .iter()
                .filter_map(|effects| Some(effects.mu_star_interval?.low));
            assert!(lows.into_iter().all(|low| low >= 0.0), "{once:?}");
        }
    }

    #[test]
    fn a_hole_is_refused() {
        let points = cube::morris(2, 4, 4, 1);
        let mut outcomes = vec![Some(1.0); points.len()];
        outcomes[5] = None;
        let error = morris(&points, &outcomes, Scale::Value).unwrap_err();
        assert_eq!(error, SensitivityError::Holes(vec![5]));
    }
}
