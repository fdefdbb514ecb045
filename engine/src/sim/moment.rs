//! An instant, and what is to happen after it.

use super::agenda::Agenda;
use super::event::Event;
use super::random::Chance;

/// What whoever only waits and draws may touch: the clock, the agenda and chance.
pub(crate) struct Moment<'a> {
    /// Now \[µs\].
    pub(crate) now: u64,
    /// The end of the run \[µs\].
    pub(crate) end: u64,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) chance: &'a Chance,
}

impl Moment<'_> {
    /// Puts an event on the agenda, unless it falls after the end.
    #[inline]
    pub(crate) fn put(&mut self, instant: u64, event: Event) {
        if instant < self.end {
            self.agenda.put(instant, event.key());
        }
    }
}
