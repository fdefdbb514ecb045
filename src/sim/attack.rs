//! Attacks: requests that nobody means.

use crate::model::Model;
use crate::model::attack::{Attack, Flood};

use super::plan::Plan;
use super::portal::Ask;
use super::portal::request::Sender;
use super::random::{Chance, Purpose, salt};
use super::sampling::{MICROS, Sampler};
use super::stream::Stream;

/// An attack at work.
pub(crate) struct Assault {
    pub(crate) stream: Stream,
    key: u64,
    class: u8,
    patience: Option<Sampler>,
}

impl Assault {
    /// The attacks of a model, in the order of their names.
    pub(crate) fn all(model: &Model, plan: &Plan) -> Vec<Assault> {
        let flood = |name: &String, flood: &Flood| Assault {
            stream: Stream::new(steps(flood, plan), salt("attack", name), Purpose::Attack),
            key: salt("attack", name) | 1,
            class: model
                .portal
                .request
                .keys()
                .position(|c| *c == flood.request)
                .unwrap_or(0) as u8,
            patience: flood.patience.as_ref().map(Sampler::micros),
        };
        model
            .attack
            .iter()
            .map(|(name, attack)| match attack {
                Attack::Flood(f) => flood(name, f),
            })
            .collect()
    }

    /// What the request just drawn asks.
    pub(crate) fn ask(&self, index: u32, chance: &Chance) -> Ask {
        let draw = self.stream.drawn();
        Ask {
            sender: Sender::Attack(index),
            class: self.class,
            entity: self.key,
            purpose: Purpose::AttackWork,
            draw,
            patience: self.patience.map_or(u64::MAX, |law| {
                law.draw_us(chance.block(self.key, Purpose::Attack, draw).bits(0))
            }),
            backlog_patience: u64::MAX,
        }
    }
}

/// Rates from instant to instant; overlapping pulses add up.
fn steps(flood: &Flood, plan: &Plan) -> Vec<(f64, f64)> {
    let micros = |m| plan.clock.micros(m) as f64;
    let mut edges: Vec<f64> = flood
        .pulse
        .iter()
        .flat_map(|p| [micros(&p.from), micros(&p.until)])
        .collect();
    edges.sort_unstable_by(f64::total_cmp);
    edges.dedup();
    edges
        .into_iter()
        .map(|at| {
            let on = flood
                .pulse
                .iter()
                .filter(|p| micros(&p.from) <= at && at < micros(&p.until));
            (at, on.map(|p| p.rate.per_s()).sum::<f64>() * plan.scale / MICROS)
        })
        .collect()
}
