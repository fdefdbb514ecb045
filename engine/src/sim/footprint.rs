//! What a run takes of memory, reckoned before it begins.

use super::agenda::Entry;
use super::options::RunOptions;
use super::person::Person;
use super::portal::request::{Request, TierVisit};
use super::times::Times;
use crate::model::Model;
use crate::model::portal::Tier;
use crate::model::units::Count;

/// Tables of laws, the wheel of the agenda, a model read once more, time series \[bytes\].
const BASE: u64 = 6 << 20;

/// What the books at the end of a run take for each person: who was served in which order. Measured: the shipped launches take 58 to
/// 68 bytes a person in all \[bytes\].
const BOOKS_A_PERSON: u64 = 16;

/// Bytes that a run takes, as the engine reckons: the people of closed groups with their next events, the requests that its tiers
/// hold, and the histograms of waits. People of streams leave again, and are not counted.
pub fn footprint(model: &Model, options: &RunOptions) -> u64 {
    let model = model.under(&options.policy);
    let scaled = |n: u64| (n as f64 * options.scale).ceil() as u64;
    let sizes = model.people.group.values().filter_map(|group| group.size);
    let people = scaled(sizes.fold(0, |sum, size| sum.saturating_add(size.get())));
    let held: u64 = model.portal.tier.iter().map(|tier| scaled(holds(tier))).sum();
    let requests = held.min(people);
    let a_person = (size_of::<Person>() + size_of::<f32>() + size_of::<Entry>()) as u64 + BOOKS_A_PERSON;
    let a_request = (size_of::<Request>() + model.portal.tier.len() * size_of::<TierVisit>()) as u64;
    // The waits and pages of each group and of all, the pages of each tier, and the waits of calls.
    let histograms = (2 * model.people.group.len() + model.portal.tier.len() + 3) as u64;
    [
        people.saturating_mul(a_person),
        requests.saturating_mul(a_request),
        histograms * Times::new().bytes(),
    ]
    .into_iter()
    .fold(BASE, u64::saturating_add)
}

/// The most requests that a tier holds, as far as it says.
fn holds(tier: &Tier) -> u64 {
    let backlog = tier.backlog.as_ref().and_then(|backlog| backlog.length);
    tier.slots.get().saturating_add(backlog.map_or(0, Count::get))
}
