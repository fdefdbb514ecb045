//! What a person does: comes to the door, asks for a page, thinks, tries again, comes back, gives up.
//!
//! ```text
//!   intent ─▶ door ─▶ attempt ─▶ served ─▶ think ─▶ next page … ─▶ submitted
//!              │         └─ failed ─▶ tries again soon │ comes back later │ gives up
//!              └─ closed: waits for the opening, or comes anyway
//! ```
//!
//! | file | what it is |
//! |---|---|
//! | this one | at the door, and at the screen |
//! | `failure` | an attempt that failed, a session that is lost, the end of a visit |
//! | `office` | operators of offices, who do it for others |
//! | `help` | what credentials and the helpline make of a visit |

mod failure;
mod help;
mod office;

use crate::scenario::{ClassIndex, GroupIndex, PageIndex};

use super::credential::Credentials;
use super::door::{AdmissionDecision, Door, Visitor};
use super::event::Event;
use super::helpline::Centre;
use super::ledger::Ledger;
use super::person::{Person, Phase};
use super::portal::Ask;
use super::portal::request::Sender;
use super::random::Purpose;
use super::result::Outcome;
use super::world::World;

/// What a visit may touch.
pub(crate) struct Visit<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) door: &'a mut Door,
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) credentials: &'a mut Option<Credentials>,
    pub(crate) helpline: &'a mut Option<Box<Centre>>,
}

impl Visit<'_> {
    /// A person does the next thing.
    #[inline]
    pub(crate) fn act(&mut self, person: u32) {
        let operator = self.world.is_operator(person);
        if self.world.person(person).is_in(Phase::Called) {
            self.is_let_in(person);
        }
        if operator && !self.is_ready_to_work(person) {
            return;
        }
        self.come_to_door(person);
    }

    /// A person called from the waiting room takes their place.
    #[inline(never)]
    fn is_let_in(&mut self, person: u32) {
        self.leaves_room(person);
        self.world.person_mut(person).set_phase(Phase::Active);
        self.door.claimed(person, &mut self.world.admission_context());
    }

    /// The person acts again at an instant, unless the run ends before.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    pub(crate) fn act_at(&mut self, person: u32, at: u64) {
        let within = at < self.world.end();
        let p = self.world.person_mut(person);
        p.set_phase(if within { Phase::Active } else { Phase::Parked });
        if p.is_admitted() {
            self.pauses(person, at - self.world.now());
        }
        if within {
            self.world.put(at, Event::Act { person });
        }
    }

    /// Whoever has been let in makes no request for so long \[µs\].
    #[inline(never)]
    fn pauses(&mut self, person: u32, pause: u64) {
        self.door
            .pauses(person, pause, &mut self.world.admission_context());
    }

    /// The place of whoever has been let in is free.
    fn leaves_place(&mut self, person: u32) {
        self.door.done(person, &mut self.world.admission_context());
        self.process_departures();
    }

    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn come_to_door(&mut self, person: u32) {
        self.expire_session(person);
        if self.door.is_wide_open(self.world.now()) {
            return self.attempt(person);
        }
        self.ask_at_door(person);
    }

    /// The measures decide.
    #[inline(never)]
    fn ask_at_door(&mut self, person: u32) {
        let page = self.world.person(person).page;
        let visitor = self.visitor(person, page);
        match self.door.ask(visitor, &mut self.world.admission_context()) {
            AdmissionDecision::Admit => self.attempt(person),
            AdmissionDecision::Closed { reopens } => self.stand_before_closed_door(person, reopens),
            AdmissionDecision::Held | AdmissionDecision::Delayed { .. } => {}
            AdmissionDecision::RetryAt { at } => {
                self.world.person_mut(person).tries = 0;
                self.add_idle_time(person, at);
                self.act_at(person, at);
            }
            AdmissionDecision::Detour { class } => self.ask_for(person, class),
            AdmissionDecision::Refused(outcome) => {
                self.begin_attempt(person);
                match outcome {
                    Outcome::Served => self.served(person, self.world.now()),
                    failure => self.failed(person, failure),
                }
            }
        }
        self.process_departures();
    }

    #[inline]
    fn visitor(&self, person: u32, page: PageIndex) -> Visitor {
        Visitor {
            person,
            role: self.world.role_index(person),
            page,
        }
    }

    /// Deals with the people who have left a measure before it let them in.
    pub(crate) fn process_departures(&mut self) {
        while let Some(person) = self.world.next_left() {
            self.leaves_room(person);
            let draws = self.world.draws(person, Purpose::Returning, self.world.now());
            self.go_away(person, &draws);
        }
    }

    /// The time a ticket was held is over: a person did something else meanwhile.
    fn leaves_room(&mut self, person: u32) {
        let away = self.world.now() - self.world.person(person).mark;
        self.world.population_mut().was_away(person, away);
    }

    /// The person does something else until an instant, or the end.
    fn add_idle_time(&mut self, person: u32, at: u64) {
        let away = at.min(self.world.end()) - self.world.now();
        self.world.population_mut().was_away(person, away);
    }

    fn stand_before_closed_door(&mut self, person: u32, reopens: Option<u64>) {
        if let Some(opens) = reopens {
            let draws = self.world.draws(person, Purpose::ClosedDoor, opens);
            if draws.uniform(0) < self.world.role(person).complies {
                let back = self.spread(person, opens);
                self.world.person_mut(person).tries = 0;
                self.add_idle_time(person, back);
                return self.act_at(person, back);
            }
        }
        self.begin_attempt(person);
        self.failed(person, Outcome::Closed);
    }

    /// When a person who waited for a door to open at `opens` comes \[µs\].
    fn spread(&self, person: u32, opens: u64) -> u64 {
        let draws = self.world.draws(person, Purpose::ClosedDoor, opens);
        let after = self.world.role(person).returns_after.as_ref();
        opens.saturating_add(after.map_or(0, |law| law.draw_us(draws.bits(1))))
    }

    /// The person, as they are once the attempt has begun.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn begin_attempt(&mut self, person: u32) -> Person {
        let group = self.world.group(person);
        let now = self.world.now();
        let p = self.world.person_mut(person);
        p.attempts += 1;
        p.mark = now;
        p.set_phase(Phase::InFlight);
        self.ledger.attempt(group);
        *p
    }

    /// Asks for the page.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn attempt(&mut self, person: u32) {
        let page = self.world.person(person).page;
        self.ask_for(person, self.class_at(person, page));
    }

    /// Asks for a page of this class.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn ask_for(&mut self, person: u32, class: ClassIndex) {
        let p = self.begin_attempt(person);
        let scenario = self.world.scenario();
        let ask = Ask {
            sender: Sender::Person(person),
            class,
            entity: p.key(&scenario.salts),
            purpose: Purpose::Work,
            draw: u64::from(p.attempts),
            patience: usize::from(scenario.role_of_kind[p.kind]) as u16,
        };
        if let Some(outcome) = self.world.arrive(&ask) {
            self.failed(person, outcome);
        }
    }

    /// The page is there.
    pub(crate) fn served(&mut self, person: u32, issued: u64) {
        // First, since it takes longest: the books are kept while the processor works on it.
        let think = self.think_us(person);
        let group = self.world.group(person);
        let now = self.world.now();
        let p = self.world.person_mut(person);
        p.mark = now;
        let page = p.page;
        self.ledger.outcome(group, Outcome::Served);
        self.ledger.served(group, now - issued);
        if self.door.has_observers() {
            self.door.ended(Outcome::Served, now - issued);
        }
        if self.door.own_page_served(person) {
            return self.come_to_door(person);
        }
        if self.door.has_observers() && !self.door.is_wide_open(now) {
            let visitor = self.visitor(person, page);
            self.door.served(visitor, &mut self.world.admission_context());
        }
        if self.is_special(page) {
            if page.next() == self.world.scenario().application_end {
                return self.submitted(person, group);
            }
            if self.comes_to_an_end(person, page) {
                return;
            }
        }
        let p = self.world.person_mut(person);
        p.page = p.page.next();
        self.act_at(person, now.saturating_add(think));
    }

    /// Whether the last page of the application, or any beyond it, has been served, or the page at which a credential is shown.
    #[inline]
    fn is_special(&self, page: PageIndex) -> bool {
        let shown = |c: &Credentials| c.is_shown_at(page);
        page.next() >= self.world.scenario().application_end || self.credentials.as_ref().is_some_and(shown)
    }

    /// How long the person thinks and types after the page at hand \[µs\].
    #[inline]
    fn think_us(&self, person: u32) -> u64 {
        let p = self.world.person(person);
        let page = p.page;
        let Some(law) = &self.world.scenario().pages[page].think else {
            return 0;
        };
        // The same person takes the same time over the same page, whatever went before. An operator's next file is another matter, and so is a
        // page that took longer than the session lasts: else nobody who once did would ever get through.
        let anew = p.session_has_expired() || self.world.is_operator(person);
        let which = if anew { u64::from(p.attempts) << 8 } else { 0 };
        let think = law.draw(
            self.world
                .draws(person, Purpose::Think, which | usize::from(page) as u64)
                .bits(0),
        );
        (think * p.speed() + 0.5) as u64
    }

    fn submitted(&mut self, person: u32, group: GroupIndex) {
        if self.world.is_operator(person) {
            return self.finish_file(person, group);
        }
        let p = self.world.person_mut(person);
        p.set_phase(Phase::Submitted);
        let (intent, admitted) = (p.intent(), p.is_admitted());
        self.ledger.submitted(group, intent, self.world.now());
        if admitted {
            self.leaves_place(person);
        }
        self.recycle(person, group);
    }

    /// A stream's customer who is through leaves no trace; people of a closed population keep their record.
    fn recycle(&mut self, person: u32, group: GroupIndex) {
        if self.world.scenario().groups[group].size.is_none() {
            self.world.population_mut().forget(person);
        }
    }
}
