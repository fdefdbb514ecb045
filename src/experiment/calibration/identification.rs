//! How much the record narrows each value, and which values it cannot distinguish.
//!
//! *Width*: the central 90 % of the position after the record over that before it, which is 0.9. 1
//! means that nothing was learned. Two values that the record cannot tell apart each keep their
//! width while one follows the other: their rank correlation is then near 1 or −1, and what is
//! known is a line between them.

use serde::Serialize;

use super::sample::{Particle, Sample};

/// Below this width the record tells a value; above [`NOT_TOLD`] it does not. Assumed: half of the
/// prior gone is a finding that no reader would miss.
pub(crate) const TOLD: f64 = 0.5;
/// See [`TOLD`]. A sample of some hundred points scatters by a few per cent around 1.
pub(crate) const NOT_TOLD: f64 = 0.85;
/// Values whose ranks correlate more than this, either way, are not told apart. Assumed: half of
/// the variance of each is then known from the other.
pub(crate) const TOGETHER: f64 = 0.7;

/// How much the record tells of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Identified {
    /// Less than half of the prior is left.
    #[serde(rename = "told")]
    Yes,
    /// Something.
    #[serde(rename = "in-part")]
    Partly,
    /// Next to nothing.
    #[serde(rename = "not")]
    No,
}

/// Width of the central 90 % after the record, over that before it.
pub(crate) fn width(sample: &Sample, dimension: usize) -> f64 {
    (sample.quantile(dimension, 0.95) - sample.quantile(dimension, 0.05)) / 0.9
}

/// How much a width means that the record tells.
pub fn told(width: f64) -> Identified {
    if width < TOLD {
        Identified::Yes
    } else if width <= NOT_TOLD {
        Identified::Partly
    } else {
        Identified::No
    }
}

/// Rank correlation of two values over the weighted points (Spearman's, a rank being the weight
/// below it); 0 where one of them does not vary.
pub fn rank_correlation(sample: &Sample, one: usize, other: usize) -> f64 {
    let particles = &sample.particles;
    let (a, b) = (weighted_ranks(particles, one), weighted_ranks(particles, other));
    let mean = |x: &[f64]| x.iter().zip(particles).map(|(x, p)| p.weight * x).sum::<f64>();
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let moment = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| {
        let products = x.iter().zip(y).zip(particles);
        products
            .map(|((x, y), p)| p.weight * (x - mean_x) * (y - mean_y))
            .sum::<f64>()
    };
    let variances = moment(&a, mean_a, &a, mean_a) * moment(&b, mean_b, &b, mean_b);
    if variances > 0.0 {
        moment(&a, mean_a, &b, mean_b) / variances.sqrt()
    } else {
        0.0
    }
}

/// For each point the weight of those below it and half of its own.
fn weighted_ranks(particles: &[Particle], dimension: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..particles.len()).collect();
    let position = |index: &usize| particles[*index].position[dimension];
    order.sort_by(|a, b| position(a).total_cmp(&position(b)));
    let mut ranks = vec![0.0; particles.len()];
    let mut below = 0.0;
    for index in order {
        ranks[index] = below + particles[index].weight / 2.0;
        below += particles[index].weight;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::sample::weigh_as_one;
    use super::*;

    fn sample(points: &[([f64; 2], f64)]) -> Sample {
        let particle = |(position, weight): &([f64; 2], f64)| Particle {
            position: position.to_vec(),
            outcomes: Vec::new(),
            distance: 0.0,
            weight: *weight,
        };
        let mut particles: Vec<Particle> = points.iter().map(particle).collect();
        let effective = weigh_as_one(&mut particles);
        Sample {
            particles,
            widened: 1.0,
            effective,
        }
    }

    #[test]
    fn what_the_record_left_as_it_was_is_not_told() {
        let even: Vec<([f64; 2], f64)> = (0..1000)
            .map(|i| {
                (
                    [(f64::from(i) + 0.5) / 1000.0, 0.4 + f64::from(i) / 10_000.0],
                    1e-3,
                )
            })
            .collect();
        let sample = sample(&even);
        assert!((width(&sample, 0) - 1.0).abs() < 0.01);
        assert_eq!(told(width(&sample, 0)), Identified::No);
        assert!((width(&sample, 1) - 0.1).abs() < 0.01);
        assert_eq!(told(width(&sample, 1)), Identified::Yes);
    }

    #[test]
    fn values_that_make_up_for_one_another_are_not_told_apart() {
        // Along a bent line downwards: the ranks are exactly opposite.
        let line: Vec<([f64; 2], f64)> = (1..=50)
            .map(|i| ([f64::from(i) / 50.0, 1.0 / f64::from(i)], f64::from(i)))
            .collect();
        assert!((rank_correlation(&sample(&line), 0, 1) + 1.0).abs() < 1e-12);
        // Spread without a pattern: multiples of the golden ratio.
        let spread: Vec<([f64; 2], f64)> = (0..400)
            .map(|i| ([f64::from(i) / 400.0, (f64::from(i) * 0.618_034).fract()], 1.0))
            .collect();
        assert!(rank_correlation(&sample(&spread), 0, 1).abs() < 0.05);
    }
}
