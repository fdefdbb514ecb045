//! When people first want to apply: a demand profile made ready to be drawn from.

use crate::model::people::{Demand, DemandPart, Stretch};

use super::plan::Plan;
use super::random::Block;
use super::sampling::Sampler;

/// A demand profile: parts with their cumulative shares.
pub(crate) struct Profile {
    parts: Vec<(f64, Part)>,
}

enum Part {
    /// `at + after`.
    After { at: f64, after: Sampler },
    /// Piecewise constant density: start of each piece, its length, and the share up to its end.
    Pieces(Vec<(f64, f64, f64)>),
}

impl Profile {
    pub(crate) fn new(demand: &Demand, plan: &Plan) -> Self {
        let total: f64 = demand.part.iter().map(weight).sum();
        let mut cumulative = 0.0;
        let parts = demand
            .part
            .iter()
            .map(|part| {
                cumulative += weight(part) / total;
                (cumulative, Part::new(part, plan))
            })
            .collect();
        Profile { parts }
    }

    /// The instant of first intent \[µs\]: lanes 0 (which part) and 1 (when within it).
    pub(crate) fn draw(&self, draws: &Block) -> u64 {
        let u = draws.uniform(0);
        let which = self
            .parts
            .partition_point(|(c, _)| *c < u)
            .min(self.parts.len() - 1);
        match &self.parts[which].1 {
            Part::After { at, after } => (at + after.draw(draws.bits(1))).max(0.0) as u64,
            Part::Pieces(pieces) => {
                let v = draws.uniform(1);
                let last = pieces.len().saturating_sub(1);
                let i = pieces.partition_point(|(_, _, c)| *c < v).min(last);
                let Some(&(start, length, up_to)) = pieces.get(i) else {
                    return u64::MAX;
                };
                let before = if i == 0 { 0.0 } else { pieces[i - 1].2 };
                let within = if up_to > before {
                    (v - before) / (up_to - before)
                } else {
                    0.0
                };
                (start + length * within).max(0.0) as u64
            }
        }
    }
}

fn weight(part: &DemandPart) -> f64 {
    match part {
        DemandPart::Rush(p) => p.weight.get(),
        DemandPart::Diurnal(p) => p.weight.get(),
        DemandPart::Burst(p) => p.weight.get(),
        DemandPart::Even(p) => p.weight.get(),
    }
}

impl Part {
    fn new(part: &DemandPart, plan: &Plan) -> Self {
        let micros = |m| plan.clock.micros(m) as f64;
        match part {
            DemandPart::Rush(p) => Part::After {
                at: micros(&p.at),
                after: Sampler::micros(&p.after),
            },
            DemandPart::Burst(p) => Part::After {
                at: micros(&p.at),
                after: Sampler::Fixed(0.0),
            },
            DemandPart::Even(p) => {
                Part::Pieces(vec![(micros(&p.from), micros(&p.until) - micros(&p.from), 1.0)])
            }
            DemandPart::Diurnal(p) => Part::Pieces(p.curve(&plan.clock).into_iter().map(piece).collect()),
        }
    }
}

fn piece(stretch: Stretch) -> (f64, f64, f64) {
    (stretch.start_us as f64, stretch.length_us as f64, stretch.share)
}
