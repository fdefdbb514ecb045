//! What people do it on: classes of requests, and the tiers that serve them, at the scale of the
//! run.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use crate::model::{Law, Model, portal};

use super::distribution::Distribution;
use super::indices::{ClassIndex, TierIndex};
use super::scale::scaled;
use super::service::ServiceCurve;

/// Most requests inside at which the speed of a processor is looked up.
const MOST_LOOKED_UP: u64 = 1_000_000;

/// A class of requests.
#[derive(Debug, Clone)]
pub struct Class {
    /// Work on each tier, outermost first.
    pub work: TiVec<TierIndex, Option<Distribution>>,
    /// The innermost tier it reaches.
    pub(crate) deepest: TierIndex,
}

/// A tier at its scale.
#[derive(Debug)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// How many requests it works on at the same time.
    pub slots: u64,
    /// `None`: a processor for each slot.
    pub service: Option<ServiceCurve>,
    /// The most work it can do in a second of time \[s\].
    pub most_work: f64,
    /// The tier as it is written.
    pub spec: portal::Tier,
    /// How many requests may wait for a slot.
    pub backlog_length: u64,
    /// The class of the requests that fill it when the run begins.
    pub start_full_of: Option<ClassIndex>,
}

impl Tier {
    /// Work done in a second with `n` requests in the slots, in cores.
    pub fn work_at(&self, n: u64) -> f64 {
        match self.service {
            None => n.min(self.slots) as f64,
            Some(_) if n == 0 => 0.0,
            Some(curve) => curve.at(n as f64),
        }
    }
}

pub(super) fn class(model: &Model, work: &BTreeMap<String, Law>) -> Class {
    let work: TiVec<TierIndex, Option<Distribution>> = model
        .portal
        .tier
        .iter()
        .map(|t| work.get(&t.name).map(Distribution::micros))
        .collect();
    let deepest = work.rposition(Option::is_some).unwrap_or(TierIndex::FIRST);
    Class { work, deepest }
}

pub(super) fn tiers(
    model: &Model,
    classes: &BTreeMap<&str, ClassIndex>,
    scale: f64,
) -> TiVec<TierIndex, Tier> {
    model
        .portal
        .tier
        .iter()
        .map(|t| {
            let slots = scaled(t.slots.get(), scale);
            let service = ServiceCurve::of_tier(t, slots, scale);
            let most_work = match service {
                None => slots as f64,
                Some(ServiceCurve::Cores(cores)) => cores,
                Some(curve) => curve.fastest(slots.min(MOST_LOOKED_UP) as usize).1,
            };
            Tier {
                name: t.name.clone(),
                slots,
                service,
                most_work,
                backlog_length: match &t.backlog {
                    None => 0,
                    Some(b) => {
                        b.length.map_or(
                            u64::MAX,
                            |n| {
                                if n.get() == 0 { 0 } else { scaled(n.get(), scale) }
                            },
                        )
                    }
                },
                start_full_of: t
                    .start_full_of
                    .as_ref()
                    .and_then(|n| classes.get(n.as_str()).copied()),
                spec: t.clone(),
            }
        })
        .collect()
}
