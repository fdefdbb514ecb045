//! Where the next generation is proposed: around the points of the last, by a Gaussian of twice its
//! covariance.
//!
//! Sources: Beaumont, Cornuet, Marin and Robert, *Biometrika* 96 (2009) 983–990 (twice the weighted
//! variance); Filippi, Barnes, Cornebise and Stumpf, *Statistical Applications in Genetics and
//! Molecular Biology* 12 (2013) 87–107 (the whole covariance, which follows values that make up for
//! one another).

use rand::distr::weighted::WeightedIndex;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use super::sample::Particle;
use clickday_engine::math;

/// Least variance of a kernel in the unit cube: a generation that has shrunk to a point still moves
/// a thousandth of the prior.
const LEAST_VARIANCE: f64 = 1e-6;

/// A mixture of Gaussians, one around each point of a generation.
#[derive(Debug)]
pub(super) struct Kernel<'a> {
    particles: &'a [Particle],
    /// Which point is moved, by weight; `None` where there is none.
    parent: Option<WeightedIndex<f64>>,
    /// Cholesky's lower triangle of the covariance, row by row.
    lower: Vec<Vec<f64>>,
}

impl<'a> Kernel<'a> {
    pub(super) fn around(particles: &'a [Particle]) -> Self {
        let dimensions = particles.first().map_or(0, |particle| particle.position.len());
        let mean = |i: usize| particles.iter().map(|p| p.weight * p.position[i]).sum::<f64>();
        let means: Vec<f64> = (0..dimensions).map(mean).collect();
        let covariance = |i: usize, j: usize| {
            let product = |p: &Particle| p.weight * (p.position[i] - means[i]) * (p.position[j] - means[j]);
            let twice = 2.0 * particles.iter().map(product).sum::<f64>();
            if i == j { twice.max(LEAST_VARIANCE) } else { twice }
        };
        Kernel {
            particles,
            parent: WeightedIndex::new(particles.iter().map(|particle| particle.weight)).ok(),
            lower: cholesky(dimensions, covariance),
        }
    }

    /// A point around one of the generation's; `None` where it falls outside the cube, where no
    /// prior is.
    pub(super) fn propose(&self, chance: &mut impl Rng) -> Option<Vec<f64>> {
        let parent = &self.particles[chance.sample(self.parent.as_ref()?)];
        let normals: Vec<f64> = self.lower.iter().map(|_| chance.sample(StandardNormal)).collect();
        let moved = |(row, from): (&Vec<f64>, &f64)| {
            let step: f64 = row.iter().zip(&normals).map(|(l, normal)| l * normal).sum();
            from + step
        };
        let position: Vec<f64> = self.lower.iter().zip(&parent.position).map(moved).collect();
        let inside = position.iter().all(|x| (0.0..=1.0).contains(x));
        inside.then_some(position)
    }

    /// Density of the proposals at a point, but for a factor that is the same everywhere.
    pub(super) fn density(&self, at: &[f64]) -> f64 {
        let density = |particle: &Particle| {
            let mut squares = 0.0;
            let mut solved: Vec<f64> = Vec::with_capacity(at.len());
            // Forward substitution: the length of L⁻¹ (x − x').
            for (i, row) in self.lower.iter().enumerate() {
                let known: f64 = row.iter().zip(&solved).map(|(l, z)| l * z).sum();
                let z = (at[i] - particle.position[i] - known) / row[i];
                squares += z * z;
                solved.push(z);
            }
            particle.weight * math::exp(-0.5 * squares)
        };
        self.particles.iter().map(density).sum()
    }
}

/// Lower triangle `L` with `L Lᵀ` the covariance; where rounding, or values that move as one, leave
/// no variance, the least.
fn cholesky(dimensions: usize, covariance: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(dimensions);
    for i in 0..dimensions {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, above) in lower.iter().enumerate() {
            let known: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
            row.push((covariance(i, j) - known) / above[j]);
        }
        let known: f64 = row.iter().map(|l| l * l).sum();
        row.push((covariance(i, i) - known).max(LEAST_VARIANCE).sqrt());
        lower.push(row);
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickday_engine::sim::random::{Chance, Purpose};

    fn particle(position: [f64; 2], weight: f64) -> Particle {
        Particle {
            position: position.to_vec(),
            outcomes: Vec::new(),
            distance: 0.0,
            weight,
        }
    }

    #[test]
    fn the_triangle_squared_is_the_covariance() {
        let covariance = [[4.0, 2.0, 0.4], [2.0, 3.0, -0.5], [0.4, -0.5, 1.0]];
        let lower = cholesky(3, |i, j| covariance[i][j]);
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = lower[i].iter().zip(&lower[j]).map(|(a, b)| a * b).sum();
                assert!((product - covariance[i][j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn proposals_scatter_as_their_density_says() {
        let particles = [particle([0.4, 0.5], 0.5), particle([0.6, 0.55], 0.5)];
        let kernel = Kernel::around(&particles);
        let proposals: Vec<Vec<f64>> = (0..20_000)
            .filter_map(|n| kernel.propose(&mut Chance::new(1, 0).stream(n, Purpose::Calibration)))
            .collect();
        // Over a box, the share of proposals is the integral of the density; two boxes are
        // compared, so that its factor drops out.
        let within = |low: [f64; 2], high: [f64; 2]| {
            let inside = |p: &&Vec<f64>| (0..2).all(|i| (low[i]..high[i]).contains(&p[i]));
            proposals.iter().filter(inside).count() as f64
        };
        let mass = |low: [f64; 2], high: [f64; 2]| {
            let n = 200;
            let at = |k: usize, i: usize| low[i] + (high[i] - low[i]) * (k as f64 + 0.5) / f64::from(n);
            let sum: f64 = (0..n as usize)
                .flat_map(|a| (0..n as usize).map(move |b| (a, b)))
                .map(|(a, b)| kernel.density(&[at(a, 0), at(b, 1)]))
                .sum();
            sum * (high[0] - low[0]) * (high[1] - low[1])
        };
        let (left, right) = (([0.2, 0.4], [0.5, 0.6]), ([0.6, 0.4], [0.9, 0.6]));
        let found = within(left.0, left.1) / within(right.0, right.1);
        let law = mass(left.0, left.1) / mass(right.0, right.1);
        assert!((found / law - 1.0).abs() < 0.06, "{found} instead of {law}");
    }
}
