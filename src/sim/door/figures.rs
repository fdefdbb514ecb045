//! What the measures of a policy have to tell at the end of a run.

use crate::sim::result::{CacheSummary, LockoutSummary, MeasureFigures, RoomSummary};

use super::Tally;

/// The figures of the measures of a policy.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Which measure reports: its place in the policy.
    pub(super) measure: usize,
    /// Of the first waiting room.
    pub(crate) waiting_room: Option<RoomSummary>,
    /// Of all caches together.
    pub(crate) emergency_cache: Option<CacheSummary>,
    /// Of the first rule that locks accounts.
    pub(crate) lockouts: Option<LockoutSummary>,
    /// What each defence has done, with its place among the measures.
    pub(crate) defences: Vec<(usize, Tally)>,
    /// What other measures tell.
    pub(crate) others: MeasureFigures,
}

impl Figures {
    /// Adds what a defence has done.
    pub(crate) fn add_defence(&mut self, tally: &Tally) {
        self.defences.push((self.measure, tally.clone()));
    }

    /// Adds the figures of a cache.
    pub(crate) fn add_cache(&mut self, cache: CacheSummary) {
        let all = self.emergency_cache.get_or_insert_default();
        all.stored += cache.stored;
        all.victims += cache.victims;
        all.exposures += cache.exposures;
        all.own += cache.own;
        all.reports += cache.reports;
        all.purges += cache.purges;
    }
}
