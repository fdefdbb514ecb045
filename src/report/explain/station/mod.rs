//! A model that is a queue of the textbooks: one page, one tier, newcomers at a constant rate,
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
use crate::model::portal::Order;
use crate::scenario::{MICROS, TierIndex};
use crate::statement::Statement;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    if let Some(said) = closed::statements(launch) {
        return said;
    }
    let plain = match plain(launch) {
        Ok(plain) => plain,
        Err(why) => return vec![not_applicable(why)],
    };
    let mut said = queue::statements(&plain);
    if said.is_empty() {
        let why = "One tier and one page, but no queue of the textbooks with a formula: see the \
            other parts.";
        said.push(not_applicable(why));
    }
    said
}

fn not_applicable(why: &str) -> Statement {
    Statement::not_applicable("station", TOPIC, "Exact figures of queueing theory", why)
}

/// The model as a plain queue, or what it has that a plain queue has not.
fn plain<'a>(launch: &'a Launch) -> Result<Plain<'a>, &'static str> {
    let [station] = &launch.stations.raw else {
        return Err("The portal has several tiers, and a formula is known for one.");
    };
    let [page] = launch.scenario.application() else {
        return Err("An application has several pages, and a formula is known for one.");
    };
    let [stream] = launch.streams.as_slice() else {
        return Err("People of several kinds come, and a formula is known for one.");
    };
    let Some(rate) = stream.intents.constant_rate().filter(|rate| *rate > 0.0) else {
        return Err("People do not come at a constant rate, and a formula is known for that alone.");
    };
    if !launch.measures.is_empty() || !launch.model.attack.is_empty() {
        return Err("The policy or an attack is in the way of a plain queue.");
    }
    let backlog = station.spec.backlog.as_ref();
    let plain_line = backlog.is_none_or(|b| b.order == Order::Fifo && b.timeout.is_none());
    if !plain_line || station.spec.refusal_work.is_some() || stream.credential.is_some() {
        return Err("The tier's line or the people have habits for which there is no formula.");
    }
    let Some(work) = launch.scenario.classes[page.class].work[TierIndex::FIRST].as_ref() else {
        return Err("The page asks no work.");
    };
    let mean_work = work.mean() / MICROS;
    if mean_work <= 0.0 {
        return Err("The page asks no work.");
    }
    Ok(Plain {
        station,
        stream,
        tier: station.name.clone(),
        rate,
        work,
        mean_work,
        horizon_s: launch.horizon_s,
    })
}
