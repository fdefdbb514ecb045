//! What a measure may touch.

use typed_index_collections::TiSlice;

use crate::scenario::KindIndex;
use crate::sim::agenda::Agenda;
use crate::sim::event::{Event, Token};
use crate::sim::person::Person;
use crate::sim::portal::Portal;
use crate::sim::random::Chance;

/// What a measure may touch.
pub(crate) struct AdmissionContext<'a> {
    pub(crate) now: u64,
    pub(crate) end: u64,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) portal: &'a mut Portal,
    pub(crate) people: &'a mut [Person],
    pub(crate) chance: &'a Chance,
    /// Keys to chance of the kinds of people.
    pub(crate) salts: &'a TiSlice<KindIndex, u64>,
    /// People who have left a measure before it let them in, and may come back another time.
    pub(crate) left: &'a mut Vec<u32>,
    /// Which measure is at work.
    pub(crate) measure: u8,
}

impl AdmissionContext<'_> {
    /// The same, for the measure at `index`.
    pub(super) fn at(&mut self, index: usize) -> &mut Self {
        self.measure = index as u8;
        self
    }

    /// Sets a timer for the measure at work.
    pub(crate) fn set_timer(&mut self, at: u64, token: Token) {
        if at <= self.end {
            let measure = self.measure;
            self.agenda.put(at, Event::Timer { measure, token }.key());
        }
    }

    /// Lets a person act at an instant.
    pub(crate) fn wake(&mut self, person: u32, at: u64) {
        if at <= self.end {
            self.agenda.put(at, Event::Act { person }.key());
        }
    }

    /// A person's key to chance.
    pub(crate) fn key_of(&self, person: u32) -> u64 {
        self.people[person as usize].key(self.salts)
    }
}
