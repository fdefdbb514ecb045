//! Approximate Bayesian computation by generations: each has to come nearer to the record than the
//! last.
//!
//! A generation is a set of points, each run once, all within a threshold of the record. Its points
//! are drawn from the last by their weights, moved a little, run, and kept when they are near
//! enough; each then weighs the prior's density over that of the proposals, so that the moving
//! leaves no trace. The threshold of the next generation is a quantile of the distances of this
//! one. A point is always run with chances of its own.
//!
//! Generation 0 is the nearest share of the first wave.
//!
//! Sources: Toni, Welch, Strelkowa, Ipsen and Stumpf, *J. R. Soc. Interface* 6 (2009) 187–202;
//! Beaumont, Cornuet, Marin and Robert, *Biometrika* 96 (2009) 983–990; Del Moral, Doucet and
//! Jasra, *Statistics and Computing* 22 (2012) 1009–1020 (adaptive thresholds).

use serde::Serialize;

use super::history::{Wave, numbered};
use super::kernel::Kernel;
use super::sample::{Particle, weigh_as_one, weighted_quantile};
use super::target::{distance, enough};
use super::{Effort, Simulate, Target};
use clickday_engine::sim::random::{Chance, Purpose};

/// Fewest runs that are asked for at once, so that many threads have something to do. What comes
/// out depends on it, and so it is the same on every machine.
const BATCH: usize = 64;

/// A generation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Generation {
    /// Its number; 0 is the nearest share of the wave.
    pub number: usize,
    /// Its threshold: no point is further from the record.
    pub threshold: f64,
    /// Runs it took.
    pub runs: usize,
    /// Share of them that were near enough.
    pub accepted: f64,
    /// As many points of one weight would say as much: `1 / Σ w²` (Kish).
    pub effective: f64,
}

/// Why the generations ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The threshold is as low as the tolerances are worth.
    Enough,
    /// There were to be no more runs.
    Runs,
}

/// The generations under way.
#[derive(Debug)]
pub(super) struct Search<'a> {
    effort: &'a Effort,
    targets: &'a [Target],
    particles: Vec<Particle>,
    done: Vec<Generation>,
    /// Runs made so far.
    pub(super) runs: usize,
}

impl<'a> Search<'a> {
    pub(super) fn from_wave(effort: &'a Effort, targets: &'a [Target], wave: &Wave) -> Self {
        let mut distances: Vec<f64> = wave.points.iter().map(|point| point.distance).collect();
        distances.retain(|distance| distance.is_finite());
        distances.sort_by(f64::total_cmp);
        // At least two: of one point there is no scatter.
        let nearest = ((effort.nearest * distances.len() as f64).ceil() as usize).clamp(2, distances.len());
        let threshold = distances[nearest - 1];
        let particle = |point: &super::history::Point| {
            Some(Particle {
                position: point.position.clone(),
                outcomes: point.outcomes.clone()?,
                distance: point.distance,
                weight: 1.0,
            })
        };
        let near = wave.points.iter().filter(|point| point.distance <= threshold);
        let mut particles: Vec<Particle> = near.filter_map(particle).collect();
        let effective = weigh_as_one(&mut particles);
        Search {
            effort,
            targets,
            done: vec![Generation {
                number: 0,
                threshold,
                runs: wave.points.len(),
                accepted: particles.len() as f64 / wave.points.len() as f64,
                effective,
            }],
            particles,
            runs: effort.wave + effort.repeats,
        }
    }

    /// Goes on until the threshold is low enough, or the runs are used up.
    pub(super) fn run<E>(
        &mut self,
        simulate: &mut Simulate<E>,
        told: &mut dyn FnMut(&Generation),
    ) -> Result<Stopped, E> {
        let enough = enough(self.targets.len());
        loop {
            let last = self
                .done
                .last()
                .map_or(f64::INFINITY, |generation| generation.threshold);
            if last <= enough {
                return Ok(Stopped::Enough);
            }
            let nearest = weighted_quantile(&self.particles, |p| p.distance, self.effort.nearest);
            let Some(next) = self.generation(nearest.max(enough), simulate)? else {
                return Ok(Stopped::Runs);
            };
            told(&next);
            self.done.push(next);
        }
    }

    /// The last generation's points, and what all generations were.
    pub(super) fn into_last(self) -> (Vec<Particle>, Vec<Generation>) {
        (self.particles, self.done)
    }

    /// One generation; `None` when the runs are used up before it is whole.
    fn generation<E>(&mut self, threshold: f64, simulate: &mut Simulate<E>) -> Result<Option<Generation>, E> {
        let number = self.done.len();
        let kernel = Kernel::around(&self.particles);
        let chance = Chance::new(self.effort.seed, number as u64);
        let mut proposals =
            (0..).filter_map(|proposal| kernel.propose(&mut chance.stream(proposal, Purpose::Calibration)));
        let mut particles: Vec<Particle> = Vec::with_capacity(self.effort.population);
        let mut runs = 0;
        while particles.len() < self.effort.population {
            let missing = self.effort.population - particles.len();
            let batch = missing.max(BATCH);
            if self.runs + batch > self.effort.most_runs {
                return Ok(None);
            }
            let asks = numbered(proposals.by_ref().take(batch), self.runs);
            self.runs += batch;
            for (ask, answer) in asks.iter().zip(simulate(&asks)?) {
                // Those after the last that is needed are not looked at: which are kept depends on
                // their order alone.
                if particles.len() == self.effort.population {
                    break;
                }
                runs += 1;
                let distance = distance(self.targets, answer.as_deref());
                if let Some(outcomes) = answer.filter(|_| distance <= threshold) {
                    particles.push(Particle {
                        position: ask.position.clone(),
                        outcomes,
                        distance,
                        weight: 1.0 / kernel.density(&ask.position),
                    });
                }
            }
        }
        let effective = weigh_as_one(&mut particles);
        self.particles = particles;
        Ok(Some(Generation {
            number,
            threshold,
            runs,
            accepted: self.particles.len() as f64 / runs as f64,
            effective,
        }))
    }
}
