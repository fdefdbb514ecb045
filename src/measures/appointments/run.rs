//! Appointments: who comes books the first slot that has a place left, and comes back for it.
//!
//! ```text
//!   comes ─▶ asks for the booking page ─▶ booked ──its time──▶ let in, until the slot and its grace are over
//!                                           └─ does not come: leaves, and may book again another time
//! ```
//!
//! Slots lie one after the other in the hours given. People come evenly over their slot; whether they come at all is drawn when they book.

use super::Appointments as Spec;
use crate::measures::definition::Definition;
use clickday_engine::scenario::{ClassIndex, Kinds, PageIndex, Scenario};
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, Audit, Figures, Measure, Visitor,
};
use clickday_engine::sim::random::OwnPurpose;

/// When in the slot of an appointment a person comes; the index is the instant of booking.
const COMES_AT: OwnPurpose = OwnPurpose::numbered(51);
/// Whether a person comes to an appointment; the index is its instant.
const COMES: OwnPurpose = OwnPurpose::numbered(52);

/// Where a person stands: nothing, or the instant of the appointment \[µs\] with a mark of how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    None,
    /// Has asked for the booking page.
    Booking,
    /// Has the page, and is given an appointment when asked next.
    Served,
    /// Comes, or does not, at this instant.
    Booked(u64),
    /// Is let in until this instant.
    In(u64),
}

/// What came of them.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// Appointments booked.
    booked: u64,
    /// People who came to theirs.
    kept: u64,
    /// People who did not.
    missed: u64,
    /// Times somebody asked for an appointment and every slot of the run was full.
    without_place: u64,
}

/// Appointments at work.
pub(crate) struct Appointments {
    class: ClassIndex,
    slot: u64,
    /// Bookings a slot takes, on average; slots take the whole number below or above it.
    places: f64,
    no_show: f64,
    grace: u64,
    /// Stretches of time in which slots lie \[µs\].
    hours: Vec<(u64, u64)>,
    /// The slot that is being filled: its start, its number, and how many have booked it.
    start: u64,
    number: u64,
    booked: u64,
    stands: Vec<Stand>,
    kinds: Kinds,
    application_end: PageIndex,
    figures: Counts,
}

impl Appointments {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        let from = spec.from.as_ref().map_or(0, instant);
        let hours = scenario.clock.intervals(&spec.hours, &spec.days);
        let hours: Vec<_> = hours
            .into_iter()
            .map(|(begin, end)| (begin.max(from), end))
            .filter(|(begin, end)| begin < end)
            .collect();
        Appointments {
            class: scenario
                .class_names
                .position(|name| *name == spec.booking)
                .unwrap_or(ClassIndex::FIRST),
            slot: spec.slot.as_micros().max(1),
            places: spec.capacity.get() as f64 * spec.overbooking.get() * scenario.scale,
            no_show: spec.no_show.get(),
            grace: spec.grace.as_micros(),
            start: hours.first().map_or(u64::MAX, |(begin, _)| *begin),
            hours,
            number: 0,
            booked: 0,
            stands: Vec::new(),
            kinds: scenario.kinds(),
            application_end: scenario.application_end,
            figures: Counts::default(),
        }
    }

    /// Bookings that the slot being filled takes: the whole parts of a running sum.
    fn room(&self) -> u64 {
        let until = |number: u64| (number as f64 * self.places + 1e-9).floor() as u64;
        until(self.number + 1) - until(self.number)
    }

    /// The next slot. After the last of a stretch comes the first of the next; after the last of all there is none.
    fn next_slot(&mut self) {
        self.number += 1;
        self.booked = 0;
        let next = self.start.saturating_add(self.slot);
        let stretch = self.hours.iter().find(|(_, end)| next < *end);
        self.start = stretch.map_or(u64::MAX, |(begin, _)| next.max(*begin));
    }

    /// A place in the first slot that is not over and not full: when the slot begins.
    fn book(&mut self, now: u64) -> Option<u64> {
        // A slot that has begun is past booking: who books now could not come evenly over it.
        while self.start != u64::MAX && (self.start < now || self.booked >= self.room()) {
            self.next_slot();
        }
        if self.start == u64::MAX {
            return None;
        }
        self.booked += 1;
        Some(self.start)
    }

    fn stand(&mut self, person: u32) -> &mut Stand {
        let person = person as usize;
        if person >= self.stands.len() {
            self.stands.resize(person + 1, Stand::None);
        }
        &mut self.stands[person]
    }

    /// Gives the person the next place, and has them come back for it.
    fn give(&mut self, person: u32, context: &mut AdmissionContext) -> AdmissionDecision {
        let Some(start) = self.book(context.now) else {
            self.figures.without_place += 1;
            return self.send_off(person, context);
        };
        self.figures.booked += 1;
        let key = context.people[person as usize].key(context.salts);
        let draws = context.chance.own(key, COMES_AT, context.now);
        let at = start + (draws.uniform(0) * self.slot as f64) as u64;
        *self.stand(person) = Stand::Booked(at);
        AdmissionDecision::RetryAt { at }
    }

    /// The person leaves, and may try again another time. They were at the screen until now.
    fn send_off(&mut self, person: u32, context: &mut AdmissionContext) -> AdmissionDecision {
        *self.stand(person) = Stand::None;
        context.people[person as usize].mark = context.now;
        context.left.push(person);
        AdmissionDecision::Held
    }

    /// The time of the appointment has come: the person does so too, or not.
    fn keep(&mut self, person: u32, at: u64, context: &mut AdmissionContext) -> AdmissionDecision {
        let key = context.people[person as usize].key(context.salts);
        // One appointment falls on an instant, so that no two share the draw.
        let comes = context.chance.own(key, COMES, at).uniform(0) >= self.no_show;
        if !comes {
            self.figures.missed += 1;
            return self.send_off(person, context);
        }
        self.figures.kept += 1;
        *self.stand(person) = Stand::In(at.saturating_add(self.slot).saturating_add(self.grace));
        AdmissionDecision::Admit
    }
}

impl Measure for Appointments {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for Appointments {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        let p = &context.people[visitor.person as usize];
        if !self.kinds.is_group(p.kind) || visitor.page >= self.application_end {
            return AdmissionDecision::Admit;
        }
        if p.attempts == 0 {
            // The record may have been somebody else's.
            *self.stand(visitor.person) = Stand::None;
        }
        let now = context.now;
        match *self.stand(visitor.person) {
            Stand::In(until) if now < until => AdmissionDecision::Admit,
            Stand::Booked(at) if now >= at => self.keep(visitor.person, at, context),
            Stand::Booked(at) => AdmissionDecision::Closed { reopens: Some(at) },
            Stand::Served => self.give(visitor.person, context),
            Stand::None | Stand::Booking | Stand::In(_) => {
                *self.stand(visitor.person) = Stand::Booking;
                AdmissionDecision::Detour { class: self.class }
            }
        }
    }

    fn own_page_served(&mut self, person: u32) -> bool {
        let stand = self.stand(person);
        let own = *stand == Stand::Booking;
        if own {
            *stand = Stand::Served;
        }
        own
    }
}

impl Audit for Appointments {
    fn report(&self, _end: u64, figures: &mut Figures) {
        let Counts {
            booked,
            kept,
            missed,
            without_place,
        } = self.figures;
        let counts = [
            ("booked", booked),
            ("kept", kept),
            ("missed", missed),
            ("without_place", without_place),
        ];
        figures.named.add(Spec::ID, &counts);
    }
}
