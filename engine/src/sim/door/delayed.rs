//! Visitors who are let in after a while.

use crate::sim::person::Phase;

use super::AdmissionContext;

/// With which measure the door goes on for each visitor, and when. Empty unless a measure delays anybody.
#[derive(Default)]
pub(super) struct Delayed {
    until: Vec<(u64, u8)>,
}

impl Delayed {
    /// The first measure to ask a visitor.
    #[inline]
    pub(super) fn resume(&self, person: u32, now: u64) -> usize {
        let kept = self.until.get(person as usize);
        kept.filter(|(until, _)| *until == now)
            .map_or(0, |(_, next)| *next as usize)
    }

    pub(super) fn keep(&mut self, person: u32, next: usize, by: u64, context: &mut AdmissionContext) {
        let until = context.now.saturating_add(by);
        let index = person as usize;
        if index >= self.until.len() {
            self.until.resize(context.people.len(), (0, 0));
        }
        self.until[index] = (until, next as u8);
        if until < context.end {
            context.wake(person, until);
        } else {
            context.people[index].set_phase(Phase::Parked);
        }
    }
}
