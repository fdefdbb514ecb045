//! Attacks: requests that nobody means.

use crate::model::Model;
use crate::model::attack::{Attack, Flood};
use crate::model::people::PatienceCovers;

use super::plan::Plan;
use super::portal::request::Sender;
use super::portal::{Ask, Patience};
use super::random::{Purpose, salt};
use super::sampling::{MICROS, Sampler};
use super::stream::Stream;

/// An attack at work.
pub(crate) struct Assault {
    pub(crate) stream: Stream,
    key: u64,
    class: u8,
    patience: u16,
}

impl Assault {
    /// The attacks of a model, in the order of their names.
    pub(crate) fn all(model: &Model, plan: &Plan) -> Vec<Assault> {
        let flood = |index: usize, name: &String, flood: &Flood| Assault {
            stream: Stream::new(steps(flood, plan), salt("attack", name), Purpose::Attack),
            key: salt("attack", name) | 1,
            class: model
                .portal
                .request
                .keys()
                .position(|c| *c == flood.request)
                .unwrap_or(0) as u8,
            patience: (plan.roles.len() + index) as u16,
        };
        model
            .attack
            .iter()
            .enumerate()
            .map(|(index, (name, attack))| match attack {
                Attack::Flood(f) => flood(index, name, f),
            })
            .collect()
    }

    /// What the request just drawn asks.
    pub(crate) fn ask(&self, index: u32) -> Ask {
        let draw = self.stream.drawn();
        Ask {
            sender: Sender::Attack(index),
            class: self.class,
            entity: self.key,
            purpose: Purpose::AttackWork,
            draw,
            patience: self.patience,
        }
    }
}

/// The patience of each role's people, then of each attack's clients.
pub(crate) fn patience(model: &Model, plan: &Plan) -> Vec<Patience> {
    let of_people = plan.roles.iter().map(|role| Patience {
        law: role.patience,
        covers: role.patience_covers,
    });
    let of_attackers = model.attack.values().map(|Attack::Flood(flood)| Patience {
        law: flood.patience.as_ref().map(Sampler::micros),
        covers: PatienceCovers::Response,
    });
    of_people.chain(of_attackers).collect()
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
