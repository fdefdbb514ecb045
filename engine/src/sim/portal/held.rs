//! Slots of the outermost tier that are held by a connection without a request.

use crate::scenario::TierIndex;
use crate::sim::agenda::Agenda;

use super::Portal;

impl Portal {
    /// A connection takes a slot of the outermost tier, and asks nothing. False if none is free, or somebody waits for it.
    pub(crate) fn hold_slot(&mut self, now: u64) -> bool {
        let tier = &mut self.tiers[TierIndex::FIRST];
        let free = tier.has_free_slot() && tier.backlog.is_empty();
        if free {
            tier.hold_slot(now);
        }
        free
    }

    /// Such a slot is free again.
    pub(crate) fn free_held_slot(&mut self, now: u64, agenda: &mut Agenda) {
        let tier = &mut self.tiers[TierIndex::FIRST];
        tier.free_held_slot(now);
        if !tier.backlog.is_empty() {
            self.vacant |= 1;
        }
        self.settle(now, agenda);
    }
}
