//! The sample: points that agree with the record, each with the weight it has after the record was
//! looked at.
//!
//! Points of the last generation lie within its threshold. With what lies between record and model
//! normal, of the tolerances' standard deviations, each counts by `exp(−½ Σ r²)` of its residuals
//! `r`; the weighted points are then a sample of the posterior itself and no approximation of it,
//! but for the few that the threshold leaves out (Wilkinson 2013). Chance needs no term: it is in
//! the run.
//!
//! Where the model never comes that near, all residuals are divided by the same number, so that the
//! threshold reached counts as near enough: the tolerances have then been widened by
//! [`Sample::widened`], and that is for the reader to know.
//!
//! Source: Wilkinson, *Statistical Applications in Genetics and Molecular Biology* 12 (2013)
//! 129–141.

use super::Target;
use super::target::enough;
use clickday_engine::math;

/// A point that agrees with the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Particle {
    /// Where in the unit cube.
    pub position: Vec<f64>,
    /// What its run came to, target by target.
    pub outcomes: Vec<f64>,
    /// How far that is from the record.
    pub distance: f64,
    /// How much it counts; all weights add up to 1.
    pub weight: f64,
}

/// The points that agree with the record, by how well they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The points.
    pub particles: Vec<Particle>,
    /// By which factor the tolerances had to be widened; 1: by none.
    pub widened: f64,
    /// As many points of one weight would say as much: `1 / Σ w²`.
    pub effective: f64,
}

impl Sample {
    pub(super) fn of(mut particles: Vec<Particle>, targets: &[Target]) -> Sample {
        let furthest = particles.iter().map(|p| p.distance).fold(0.0, f64::max);
        let widened = (furthest / enough(targets.len())).max(1.0);
        for particle in &mut particles {
            let squares = targets.len() as f64 * math::powi(particle.distance / widened, 2);
            particle.weight *= math::exp(-0.5 * squares);
        }
        let effective = weigh_as_one(&mut particles);
        Sample {
            particles,
            widened,
            effective,
        }
    }

    /// Quantile of the position along a dimension.
    pub fn quantile(&self, dimension: usize, q: f64) -> f64 {
        weighted_quantile(&self.particles, |particle| particle.position[dimension], q)
    }

    /// Quantile of what the runs came to for a target.
    pub(crate) fn outcome_quantile(&self, target: usize, q: f64) -> f64 {
        weighted_quantile(&self.particles, |particle| particle.outcomes[target], q)
    }

    /// Probability of what holds of a position.
    pub fn probability(&self, of: impl Fn(&[f64]) -> bool) -> f64 {
        let those = self.particles.iter().filter(|particle| of(&particle.position));
        those.map(|particle| particle.weight).sum()
    }
}

/// Divides the weights by their sum; gives `1 / Σ w²`. Where no weight is above 0, all become the
/// same.
pub(super) fn weigh_as_one(particles: &mut [Particle]) -> f64 {
    let sum: f64 = particles.iter().map(|particle| particle.weight).sum();
    let even = 1.0 / particles.len().max(1) as f64;
    for particle in particles.iter_mut() {
        particle.weight = if sum > 0.0 && sum.is_finite() {
            particle.weight / sum
        } else {
            even
        };
    }
    1.0 / particles
        .iter()
        .map(|particle| math::powi(particle.weight, 2))
        .sum::<f64>()
}

/// The least value up to which at least the share `q` of the weight lies.
pub(super) fn weighted_quantile(particles: &[Particle], of: impl Fn(&Particle) -> f64, q: f64) -> f64 {
    let mut values: Vec<(f64, f64)> = particles.iter().map(|p| (of(p), p.weight)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    let mut so_far = 0.0;
    for (value, weight) in &values {
        so_far += weight;
        if so_far >= q * total {
            return *value;
        }
    }
    values.last().map_or(f64::NAN, |(value, _)| *value)
}
