//! When people first want to apply: a demand profile made ready to be drawn from.

use crate::model::people::{Demand, DemandPart, Diurnal};

use super::plan::Plan;
use super::random::Block;
use super::sampling::Sampler;

const HOUR_US: f64 = 3.6e9;

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
                let i = pieces.partition_point(|(_, _, c)| *c < v).min(pieces.len() - 1);
                let (start, length, up_to) = pieces[i];
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
            DemandPart::Diurnal(p) => diurnal(p, micros(&p.from)),
        }
    }
}

/// Hour by hour, day by day. Hours before the run began do not count: those people had nothing to come to.
fn diurnal(p: &Diurnal, midnight: f64) -> Part {
    let mut pieces = Vec::with_capacity(p.days.len() * p.hours.len());
    let mut sum = 0.0;
    for (d, day) in p.days.iter().enumerate() {
        for (h, hour) in p.hours.iter().enumerate() {
            let start = midnight + (d * p.hours.len() + h) as f64 * HOUR_US;
            if start >= 0.0 {
                sum += day.get() * hour.get();
                pieces.push((start, HOUR_US, sum));
            }
        }
    }
    for piece in &mut pieces {
        piece.2 /= sum;
    }
    Part::Pieces(pieces)
}
