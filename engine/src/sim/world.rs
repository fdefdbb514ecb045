//! The world at an instant: the clock, what is to happen, the portal and the people.
//!
//! All that happens in a run happens in it, so that visits, attacks and the operator are lent it. Its
//! fields are its own: they change it by the verbs that stand here, and by those of the population. A
//! measure at the door and the contact centre see less of it: see [`AdmissionContext`] and `Moment`.

use crate::scenario::{GroupIndex, Role, RoleIndex, Scenario, TierIndex};

use super::agenda::{Agenda, Owner};
use super::door::AdmissionContext;
use super::error::SimError;
use super::event::{Event, RequestId};
use super::ledger::Ledger;
use super::memory::has_room;
use super::moment::Moment;
use super::person::{Person, begin_with};
use super::population::Population;
use super::portal::{Answer, Ask, Patience, Portal};
use super::random::{Block, Chance, Purpose};
use super::result::{Outcome, TierSummary};

/// The world at an instant.
pub struct World {
    now: u64,
    scenario: Scenario,
    chance: Chance,
    agenda: Agenda,
    portal: Portal,
    population: Population,
    /// People who left a measure before it let them in, not yet dealt with.
    left: Vec<u32>,
}

/// Agenda entries a person has over a run, for the width of the agenda's buckets: an order of magnitude is enough.
const EVENTS_A_PERSON: f64 = 50.0;

/// What a person of a closed population takes before anything has happened: the record, and the first entry of the agenda.
const BYTES_A_PERSON: u64 = (size_of::<Person>() + size_of::<f32>() + size_of::<u128>()) as u64;

/// Whose events are on the agenda.
struct Owners<'a, F: Fn(u32)> {
    portal: &'a Portal,
    population: &'a Population,
    fetch_call: F,
}

impl<F: Fn(u32)> Owner for Owners<'_, F> {
    #[inline]
    fn is_stale(&self, key: u64) -> bool {
        // Some request is looked up whatever the event is, since a guess which it is would be wrong too often.
        let (of_request, mut id) = Event::handle_of(key);
        id.index *= u32::from(of_request);
        of_request & !self.portal.is_in_flight(id)
    }

    #[inline]
    fn fetch(&self, key: u64) {
        // Nobody can guess what the event is; so no branch, but for what is rare.
        let (of_request, mut id) = Event::handle_of(key);
        let index = id.index;
        id.index *= u32::from(of_request);
        let sender = self.portal.fetch(id);
        let mask = 0_u32.wrapping_sub(u32::from(of_request));
        let person = sender & mask | index & !mask;
        self.population.fetch(person as usize);
        if Event::is_of_call(key) {
            (self.fetch_call)(index);
        }
    }
}

impl World {
    /// The world as a run begins: everyone is drawn and booked, and the tiers that begin full are.
    ///
    /// `patience` holds the laws that `Ask::patience` points to, and `streamed_per_s` is how many
    /// newcomers of streams there are a second, at the most.
    ///
    /// # Errors
    /// More people than there is memory for, or than can be told apart.
    pub fn new(
        scenario: Scenario,
        chance: Chance,
        patience: Vec<Patience>,
        streamed_per_s: f64,
        ledger: &mut Ledger,
    ) -> Result<Self, SimError> {
        let closed: u64 = scenario.groups.iter().filter_map(|g| g.size).sum();
        let rate = closed as f64 * EVENTS_A_PERSON / (scenario.end_us as f64 / 1e6) + 2.0 * streamed_per_s;
        let to_begin_with = closed.saturating_mul(BYTES_A_PERSON);
        if !has_room(to_begin_with) {
            return Err(SimError::NoMemory {
                people: closed,
                mib: to_begin_with >> 20,
            });
        }
        let mut agenda = Agenda::new(closed as usize, rate);
        let population = Population::new(&scenario, &chance, &mut agenda, ledger)?;
        let mut portal = Portal::new(&scenario, patience, chance);
        portal.fill(&scenario, &mut agenda);
        Ok(World {
            now: 0,
            scenario,
            chance,
            agenda,
            portal,
            population,
            left: Vec::new(),
        })
    }

    /// Now \[µs\].
    #[inline]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// The end of the run \[µs\].
    #[inline]
    pub(crate) fn end(&self) -> u64 {
        self.scenario.end_us
    }

    /// What is run.
    #[inline]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    #[inline]
    pub(crate) fn chance(&self) -> &Chance {
        &self.chance
    }
}

/// The clock, and what is to happen.
impl World {
    /// The clock comes to an instant.
    #[inline]
    pub fn go_to(&mut self, instant: u64) {
        self.now = instant;
    }

    /// Puts an event on the agenda, unless it falls after the end.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    pub(crate) fn put(&mut self, instant: u64, event: Event) {
        if instant < self.scenario.end_us {
            self.agenda.put(instant, event.key());
        }
    }

    /// The next event before an instant \[µs\], to which the clock comes. What it is about is fetched
    /// from memory while others happen: a call to the helpline by `fetch_call`.
    #[inline]
    pub fn next_event(&mut self, before: u64, fetch_call: impl Fn(u32)) -> Option<Event> {
        let owners = Owners {
            portal: &self.portal,
            population: &self.population,
            fetch_call,
        };
        let (instant, key) = self.agenda.pop_before(before, &owners)?;
        self.now = instant;
        Some(Event::of(key))
    }

    /// What whoever only waits and draws may touch.
    #[inline]
    pub(crate) fn moment(&mut self) -> Moment<'_> {
        Moment {
            now: self.now,
            end: self.scenario.end_us,
            agenda: &mut self.agenda,
            chance: &self.chance,
        }
    }

    /// What a measure may touch.
    #[inline]
    pub fn admission_context(&mut self) -> AdmissionContext<'_> {
        AdmissionContext {
            now: self.now,
            end: self.scenario.end_us,
            agenda: &mut self.agenda,
            portal: &mut self.portal,
            people: self.population.people_mut(),
            chance: &self.chance,
            salts: &self.scenario.salts,
            left: &mut self.left,
            measure: 0,
        }
    }
}

/// The people.
impl World {
    /// All people.
    #[inline]
    pub fn population(&self) -> &Population {
        &self.population
    }

    #[inline]
    pub(crate) fn population_mut(&mut self) -> &mut Population {
        &mut self.population
    }

    /// The record of a person.
    #[inline]
    pub fn person(&self, person: u32) -> &Person {
        &self.population.people()[person as usize]
    }

    #[inline]
    pub(crate) fn person_mut(&mut self, person: u32) -> &mut Person {
        &mut self.population.people_mut()[person as usize]
    }

    /// A person's key to chance.
    #[inline]
    pub(crate) fn key_of(&self, person: u32) -> u64 {
        self.person(person).key(&self.scenario.salts)
    }

    /// A person's draws for a purpose.
    #[inline]
    pub(crate) fn draws(&self, person: u32, purpose: Purpose, index: u64) -> Block {
        self.chance.block(self.key_of(person), purpose, index)
    }

    /// Whether a person is an operator of an office.
    #[inline]
    pub(crate) fn is_operator(&self, person: u32) -> bool {
        !self.scenario.kinds().is_group(self.person(person).kind)
    }

    #[inline]
    pub(crate) fn role_index(&self, person: u32) -> RoleIndex {
        self.scenario.role_of_kind[self.person(person).kind]
    }

    #[inline]
    pub(crate) fn role(&self, person: u32) -> &Role {
        &self.scenario.roles[self.role_index(person)]
    }

    /// The group a person's attempts count for: their own, or that of the file on their desk.
    #[inline]
    pub(crate) fn group(&self, person: u32) -> GroupIndex {
        let kind = self.person(person).kind;
        if let Some(group) = self.scenario.kinds().group(kind) {
            return group;
        }
        let file = self.population.file_of(person);
        file.map_or(GroupIndex::FIRST, |f| f.group)
    }

    /// Lets a person begin where what they hold lets them begin.
    pub(crate) fn begin_journey(&mut self, person: u32) {
        let p = &mut self.population.people_mut()[person as usize];
        let credential = p.credential();
        begin_with(&self.scenario, p, credential);
    }

    /// Somebody who left a measure before it let them in, and is to be dealt with now.
    #[inline]
    pub(crate) fn next_left(&mut self) -> Option<u32> {
        self.left.pop()
    }

    /// How many of them are left.
    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }
}

/// The portal.
impl World {
    #[inline]
    pub(crate) fn portal(&self) -> &Portal {
        &self.portal
    }

    /// A request arrives. Gives its outcome if it is turned away at once; any other comes as an
    /// [`Answer`].
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    pub(crate) fn arrive(&mut self, ask: &Ask) -> Option<Outcome> {
        self.portal.arrive(ask, self.now, &mut self.agenda)
    }

    /// Whether there are answers to be handed out.
    #[inline]
    pub(crate) fn has_answers(&self) -> bool {
        !self.portal.answers.is_empty()
    }

    /// The answer of that number, of those at this instant.
    #[inline]
    pub(crate) fn answer(&self, number: usize) -> Option<Answer> {
        self.portal.answers.get(number).copied()
    }

    /// All answers have been taken.
    #[inline]
    pub(crate) fn clear_answers(&mut self) {
        self.portal.answers.clear();
    }

    /// The work of a request on a processor of its own may be done. False if the entry was stale.
    #[inline]
    pub(crate) fn work_done(&mut self, request: RequestId) -> bool {
        self.portal.work_done(request, self.now, &mut self.agenda)
    }

    /// A deadline of a request may have come. False if the entry was stale.
    #[inline]
    pub(crate) fn deadline(&mut self, request: RequestId) -> bool {
        self.portal.deadline(request, self.now, &mut self.agenda)
    }

    /// An instant before which the portal has nothing to do by itself \[µs\].
    #[inline]
    pub(crate) fn next_duty(&self) -> u64 {
        self.portal.next_duty()
    }

    /// The clock comes to that instant. False if nothing has happened.
    #[inline]
    pub(crate) fn do_duty(&mut self) -> bool {
        self.now = self.portal.next_duty();
        let changed = self.portal.do_duty(&mut self.agenda);
        if let Some(next) = self.portal.next_on_processor() {
            let person = self.portal.fetch(next);
            self.population.fetch(person as usize);
        }
        changed
    }

    /// A connection takes a slot of the outermost tier, and asks nothing. False if none is free, or
    /// somebody waits for it.
    pub(crate) fn hold_slot(&mut self) -> bool {
        self.portal.hold_slot(self.now)
    }

    /// Such a slot is free again.
    pub(crate) fn free_held_slot(&mut self) {
        self.portal.free_held_slot(self.now, &mut self.agenda);
    }

    /// Makes a tier `factor` times as large as the model has it.
    pub(crate) fn scale_tier(&mut self, tier: TierIndex, factor: f64) {
        self.portal.scale_tier(tier, factor, self.now, &mut self.agenda);
    }

    /// Each tier over a run that has ended.
    pub(crate) fn tier_summaries(&mut self) -> Vec<TierSummary> {
        self.portal.summaries(self.scenario.end_us)
    }
}
