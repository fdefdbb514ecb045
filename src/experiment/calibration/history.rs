//! History matching: which points of the priors the record rules out.
//!
//! A point is simulated once. Its *implausibility* for a target is how far it is from it, in
//! standard deviations of all that may lie between them: the tolerance of the target (the record's
//! error and the model's discrepancy), and chance, which is measured by running the nearest point
//! several times. A point is ruled out when its greatest implausibility is above 3: of any unimodal
//! law at most 5 % lies further than that from its mean (Pukelsheim 1994).
//!
//! Points are few enough here, and runs quick enough, that every point is simulated: no emulator
//! stands between.
//!
//! Sources: Craig, Goldstein, Seheult and Smith (1997); Vernon, Goldstein and Bower, *Bayesian
//! Analysis* 5 (2010) 619–669; Pukelsheim, *The American Statistician* 48 (1994) 88–91.

use super::target::{distance, residuals};
use super::{Answer, Ask, Effort, FitError, Simulate, Target};
use crate::experiment::cube;
use crate::experiment::statistics::standard_deviation;
use clickday_engine::math;

/// Points whose greatest implausibility is above this are ruled out (Pukelsheim's three sigma).
pub(crate) const CUT: f64 = 3.0;

/// The first wave: points spread over the priors, and their results.
#[derive(Debug, Clone, PartialEq)]
pub struct Wave {
    /// The points, in the order of the design.
    pub points: Vec<Point>,
    /// Standard deviation of chance at the nearest point, target by target.
    pub chance: Vec<f64>,
}

/// A point that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Where in the unit cube.
    pub position: Vec<f64>,
    /// What it came to.
    pub outcomes: Answer,
    /// How far it is from the record.
    pub distance: f64,
    /// Its implausibility, target by target; empty if its run failed.
    pub implausibility: Vec<f64>,
}

impl Point {
    /// Whether the record rules it out.
    pub(crate) fn is_ruled_out(&self) -> bool {
        let plausible = |implausibility: &f64| *implausibility <= CUT;
        self.implausibility.is_empty() || !self.implausibility.iter().all(plausible)
    }
}

impl Wave {
    pub(super) fn of<E>(
        effort: &Effort,
        targets: &[Target],
        simulate: &mut Simulate<E>,
    ) -> Result<Wave, FitError<E>> {
        let positions = cube::latin_hypercube(effort.dimensions, effort.wave, effort.seed);
        let asks: Vec<Ask> = numbered(positions.iter().cloned(), 0);
        let answers = simulate(&asks).map_err(FitError::Interrupted)?;
        let tried = positions.into_iter().zip(answers);
        let mut points: Vec<Point> = tried
            .map(|(position, outcomes)| Point {
                distance: distance(targets, outcomes.as_deref()),
                position,
                outcomes,
                implausibility: Vec::new(),
            })
            .collect();
        let came = points.iter().filter(|point| point.distance.is_finite()).count();
        let nearest = points.iter().min_by(|a, b| a.distance.total_cmp(&b.distance));
        let Some(nearest) = nearest.filter(|_| came >= 2) else {
            return Err(FitError::Nothing {
                points: points.len(),
                came,
            });
        };
        let again = std::iter::repeat_n(nearest.position.clone(), effort.repeats);
        let repeats = simulate(&numbered(again, effort.wave)).map_err(FitError::Interrupted)?;
        let repeats: Vec<Vec<f64>> = repeats.into_iter().flatten().collect();
        let chance = scatter(targets.len(), &repeats);
        for point in &mut points {
            if let Some(outcomes) = &point.outcomes {
                point.implausibility = implausibility(targets, &chance, outcomes);
            }
        }
        Ok(Wave { points, chance })
    }

    /// Share of the priors that the record does not rule out.
    pub fn share_left(&self) -> f64 {
        self.left().count() as f64 / self.points.len().max(1) as f64
    }

    /// Share of the points that a target alone rules out.
    pub(crate) fn share_ruled_out_by(&self, target: usize) -> f64 {
        let out = |point: &&Point| point.implausibility.get(target).is_none_or(|i| *i > CUT);
        self.points.iter().filter(out).count() as f64 / self.points.len().max(1) as f64
    }

    /// Lowest and highest position left of a value; `None` when nothing is left.
    pub(crate) fn range_left(&self, dimension: usize) -> Option<(f64, f64)> {
        let positions = || self.left().map(|point| point.position[dimension]);
        Some((positions().reduce(f64::min)?, positions().reduce(f64::max)?))
    }

    fn left(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| !point.is_ruled_out())
    }
}

/// Runs of positions, each with a replication of its own, from `first` on.
pub(super) fn numbered(positions: impl Iterator<Item = Vec<f64>>, first: usize) -> Vec<Ask> {
    let ask = |(index, position)| Ask {
        position,
        replication: (first + index) as u64,
    };
    positions.enumerate().map(ask).collect()
}

/// Standard deviation of each outcome over runs of one point; 0 where fewer than two came to
/// something.
fn scatter(targets: usize, runs: &[Vec<f64>]) -> Vec<f64> {
    let of = |target: usize| {
        let values: Vec<f64> = runs.iter().map(|run| run[target]).collect();
        standard_deviation(&values).unwrap_or(0.0)
    };
    (0..targets).map(of).collect()
}

fn implausibility(targets: &[Target], chance: &[f64], outcomes: &[f64]) -> Vec<f64> {
    let scaled = residuals(targets, outcomes).into_iter().zip(targets).zip(chance);
    scaled
        .map(|((residual, target), chance)| {
            // From units of the tolerance to units of tolerance and chance together.
            residual.abs() * target.tolerance / math::hypot(target.tolerance, *chance)
        })
        .collect()
}
