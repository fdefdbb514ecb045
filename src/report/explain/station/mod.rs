//! A model that is a standard queue: one page, one tier, newcomers at a constant rate,
//! nothing in the way.
//!
//! Which queue it is follows from what the model says, and is named. What is asked of it and of a
//! run is the same: the words of [`crate::sim::result::TierSummary`].

mod closed;
mod metastable;
mod plain;
mod queue;

use self::plain::{Plain, TOPIC};
use super::launch::Launch;
use crate::messages::explain::NotAQueue;
use crate::statement::Statement;
use clickday_engine::model::portal::Order;
use clickday_engine::scenario::{MICROS, TierIndex};

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    if let Some(said) = closed::statements(launch) {
        return said;
    }
    let plain = match plain(launch) {
        Ok(plain) => plain,
        Err(why) => return vec![not_a_queue(launch, why)],
    };
    let mut said = queue::statements(&plain);
    if said.is_empty() {
        said.push(not_a_queue(launch, NotAQueue::NoFormula));
    }
    said
}

fn not_a_queue(launch: &Launch, why: NotAQueue) -> Statement {
    Statement::absent("station", TOPIC, launch.language.explain().not_a_queue(why))
}

/// The model as a plain queue, or what it has that a plain queue has not.
fn plain<'a>(launch: &'a Launch) -> Result<Plain<'a>, NotAQueue> {
    let [station] = &launch.stations.raw else {
        return Err(NotAQueue::SeveralTiers);
    };
    let [page] = launch.scenario.application() else {
        return Err(NotAQueue::SeveralPages);
    };
    let [stream] = launch.streams.as_slice() else {
        return Err(NotAQueue::SeveralKinds);
    };
    let Some(rate) = stream.intents.constant_rate().filter(|rate| *rate > 0.0) else {
        return Err(NotAQueue::VaryingRate);
    };
    if !launch.measures.is_empty() || !launch.model.attack.is_empty() {
        return Err(NotAQueue::PolicyOrAttack);
    }
    let backlog = station.spec.backlog.as_ref();
    let plain_line = backlog.is_none_or(|b| b.order == Order::Fifo && b.timeout.is_none());
    if !plain_line || station.spec.refusal_work.is_some() || stream.credential.is_some() {
        return Err(NotAQueue::SpecialRules);
    }
    let Some(work) = launch.scenario.classes[page.class].work[TierIndex::FIRST].as_ref() else {
        return Err(NotAQueue::NoWork);
    };
    let mean_work = work.mean() / MICROS;
    if mean_work <= 0.0 {
        return Err(NotAQueue::NoWork);
    }
    Ok(Plain {
        say: launch.language.explain(),
        station,
        stream,
        tier: station.name.clone(),
        rate,
        work,
        mean_work,
        horizon_s: launch.horizon_s,
    })
}
