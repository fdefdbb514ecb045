//! What a measure may touch.

use typed_index_collections::TiSlice;

use crate::scenario::KindIndex;
use crate::sim::agenda::Agenda;
use crate::sim::event::{Event, Token};
use crate::sim::person::Person;
use crate::sim::portal::Portal;
use crate::sim::random::Chance;

/// What a measure may touch.
pub struct AdmissionContext<'a> {
    /// The instant \[µs\].
    pub now: u64,
    /// The end of the run \[µs\].
    pub end: u64,
    /// What will happen.
    pub agenda: &'a mut Agenda,
    /// The tiers.
    pub portal: &'a mut Portal,
    /// The records of all people.
    pub people: &'a mut [Person],
    /// The chance of the run.
    pub chance: &'a Chance,
    /// Keys to chance of the kinds of people.
    pub salts: &'a TiSlice<KindIndex, u64>,
    /// People who have left a measure before it let them in, and may come back another time.
    pub left: &'a mut Vec<u32>,
    /// Which measure is at work.
    pub(crate) measure: u8,
}

// Measures are in another crate, and call these at every attempt or timer: only what has `#[inline]` is inlined there. The same holds of
// the records of people, tallies, integrals, draws and indices.
impl AdmissionContext<'_> {
    /// The same, for the measure at `index`.
    pub(super) fn at(&mut self, index: usize) -> &mut Self {
        self.measure = index as u8;
        self
    }

    /// Sets a timer for the measure at work.
    #[inline]
    pub fn set_timer(&mut self, at: u64, token: Token) {
        if at <= self.end {
            let measure = self.measure;
            self.agenda.put(at, Event::Timer { measure, token }.key());
        }
    }

    /// Lets a person act at an instant.
    #[inline]
    pub fn wake(&mut self, person: u32, at: u64) {
        if at <= self.end {
            self.agenda.put(at, Event::Act { person }.key());
        }
    }

    /// A person's key to chance.
    #[inline]
    pub fn key_of(&self, person: u32) -> u64 {
        self.people[person as usize].key(self.salts)
    }
}
