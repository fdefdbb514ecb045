//! What a person does: comes to the door, asks for a page, thinks, tries again, comes back, gives up.
//!
//! ```text
//!   intent ─▶ door ─▶ attempt ─▶ served ─▶ think ─▶ next page … ─▶ submitted
//!              │         └─ failed ─▶ tries again soon │ comes back later │ gives up
//!              └─ closed: waits for the opening, or comes anyway
//! ```

use crate::scenario::Role;

use super::door::{Verdict, Visitor};
use super::engine::Engine;
use super::event::Event;
use super::person::{Person, Phase};
use super::population::Population;
use super::portal::Ask;
use super::portal::request::Sender;
use super::random::{Block, Purpose};
use super::result::Outcome;

impl Engine {
    /// A person does the next thing.
    #[inline]
    pub(crate) fn act(&mut self, person: u32) {
        let p = &self.population.people[person as usize];
        let operator = p.kind as usize >= self.scenario.groups.len();
        if p.is_in(Phase::Called) {
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
        self.population.people[person as usize].set_phase(Phase::Active);
        self.at_door(|door, around| door.claimed(person, around));
    }

    #[inline]
    fn is_operator(&self, person: u32) -> bool {
        self.population.people[person as usize].kind as usize >= self.scenario.groups.len()
    }

    #[inline]
    fn role_index(&self, person: u32) -> usize {
        self.scenario.role_of_kind[self.population.people[person as usize].kind as usize]
    }

    #[inline]
    fn role(&self, person: u32) -> &Role {
        &self.scenario.roles[self.role_index(person)]
    }

    /// The group a person's attempts count for: their own, or that of the file on their desk.
    #[inline]
    pub(crate) fn group(&self, person: u32) -> usize {
        let kind = self.population.people[person as usize].kind as usize;
        if kind < self.scenario.groups.len() {
            return kind;
        }
        let file = self
            .population
            .piles
            .file_on(person as usize - self.first_operator);
        file.map_or(0, |f| f.group as usize)
    }

    #[inline]
    fn draws(&self, person: u32, purpose: Purpose, index: u64) -> Block {
        self.chance.block(
            self.population.people[person as usize].key(&self.scenario.salts),
            purpose,
            index,
        )
    }

    /// An operator works in office hours, on a file whose owner has come. Otherwise they rest until then.
    #[inline(never)]
    fn is_ready_to_work(&mut self, person: u32) -> bool {
        let desk = person as usize - self.first_operator;
        let office = self.population.people[person as usize].kind as usize - self.scenario.groups.len();
        let Some(file) = self.population.piles.file_on(desk) else {
            self.park(person);
            return false;
        };
        let comes = file.comes;
        let ready = match self.scenario.offices[office].hours.opens(self.now) {
            None => None,
            Some(opens) if opens > self.now => Some(self.spread(person, opens)),
            Some(_) if comes > self.now => Some(comes),
            Some(_) => {
                let per_login = self.scenario.offices[office].files_per_login as u32;
                let desk = self.population.piles.desk(desk);
                if desk.login_left == 0 {
                    desk.login_left = per_login;
                }
                return true;
            }
        };
        match ready {
            Some(at) => self.act_at(person, at),
            None => self.park(person),
        }
        false
    }

    /// The person does nothing more within the run. Nobody knows that yet, so a place inside is lost as in any long pause.
    fn park(&mut self, person: u32) {
        self.population.people[person as usize].set_phase(Phase::Parked);
        self.pauses(person, u64::MAX);
    }

    /// When a person who waited for a door to open at `opens` comes \[µs\].
    fn spread(&self, person: u32, opens: u64) -> u64 {
        let draws = self.draws(person, Purpose::ClosedDoor, opens);
        opens.saturating_add(
            self.role(person)
                .returns_after
                .as_ref()
                .map_or(0, |law| law.draw_us(draws.bits(1))),
        )
    }

    /// The person acts again at an instant, unless the run ends before.
    #[inline]
    pub(crate) fn act_at(&mut self, person: u32, at: u64) {
        let within = at < self.scenario.end_us;
        let p = &mut self.population.people[person as usize];
        p.set_phase(if within { Phase::Active } else { Phase::Parked });
        if p.is_admitted() {
            self.pauses(person, at - self.now);
        }
        if within {
            self.put(at, Event::Act { person });
        }
    }

    /// Whoever has been let in makes no request for so long \[µs\].
    #[inline(never)]
    fn pauses(&mut self, person: u32, pause: u64) {
        self.at_door(|door, around| door.pauses(person, pause, around));
    }

    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn come_to_door(&mut self, person: u32) {
        self.expire_session(person);
        if self.door.is_wide_open(self.now) {
            return self.attempt(person);
        }
        self.ask_at_door(person);
    }

    /// The measures decide.
    #[inline(never)]
    fn ask_at_door(&mut self, person: u32) {
        let page = self.population.people[person as usize].page as usize;
        let visitor = self.visitor(person, page);
        match self.at_door(|door, around| door.ask(visitor, around)) {
            Verdict::Admit => self.attempt(person),
            Verdict::Closed { reopens } => self.stand_before_closed_door(person, reopens),
            Verdict::Kept | Verdict::Delayed { .. } => {}
            Verdict::Returns { at } => {
                self.population.people[person as usize].tries = 0;
                self.stays_away_until(person, at);
                self.act_at(person, at);
            }
            Verdict::Asks { class } => self.ask_for(person, class),
            Verdict::Answered(outcome) => {
                self.begin_attempt(person);
                match outcome {
                    Outcome::Served => self.served(person, self.now),
                    failure => self.failed(person, failure),
                }
            }
        }
        self.see_off();
    }

    #[inline]
    fn visitor(&self, person: u32, page: usize) -> Visitor {
        Visitor {
            person,
            role: self.role_index(person),
            page,
        }
    }

    /// Deals with the people who have left a measure before it let them in.
    pub(crate) fn see_off(&mut self) {
        while let Some(person) = self.left.pop() {
            self.leaves_room(person);
            let draws = self.draws(person, Purpose::Returning, self.now);
            self.go_away(person, &draws);
        }
    }

    /// The time a ticket was held is over: a person did something else meanwhile.
    fn leaves_room(&mut self, person: u32) {
        let taken = self.population.people[person as usize].mark;
        self.population.was_away(person, self.now - taken);
    }

    /// The person does something else until an instant, or the end.
    fn stays_away_until(&mut self, person: u32, at: u64) {
        let until = at.min(self.scenario.end_us);
        self.population.was_away(person, until - self.now);
    }

    fn stand_before_closed_door(&mut self, person: u32, reopens: Option<u64>) {
        if let Some(opens) = reopens {
            let draws = self.draws(person, Purpose::ClosedDoor, opens);
            if draws.uniform(0) < self.role(person).complies {
                let back = self.spread(person, opens);
                self.population.people[person as usize].tries = 0;
                self.stays_away_until(person, back);
                return self.act_at(person, back);
            }
        }
        self.begin_attempt(person);
        self.failed(person, Outcome::Closed);
    }

    /// The person, as they are once the attempt has begun.
    #[inline]
    fn begin_attempt(&mut self, person: u32) -> Person {
        let group = self.group(person);
        self.ledger.attempt(group);
        let p = &mut self.population.people[person as usize];
        p.attempts += 1;
        p.mark = self.now;
        p.set_phase(Phase::InFlight);
        *p
    }

    /// Asks for the page.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn attempt(&mut self, person: u32) {
        let page = self.population.people[person as usize].page;
        self.ask_for(person, self.class_at(person, page as usize));
    }

    /// Asks for a page of this class.
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    fn ask_for(&mut self, person: u32, class: u8) {
        let p = self.begin_attempt(person);
        let ask = Ask {
            sender: Sender::Person(person),
            class,
            entity: p.key(&self.scenario.salts),
            purpose: Purpose::Work,
            draw: u64::from(p.attempts),
            patience: self.scenario.role_of_kind[p.kind as usize] as u16,
        };
        if let Some(outcome) = self.portal.arrive(&ask, self.now, &mut self.agenda) {
            self.failed(person, outcome);
        }
    }

    /// The page is there.
    pub(crate) fn served(&mut self, person: u32, issued: u64) {
        // First, since it takes longest: the books are kept while the processor works on it.
        let think = self.think_us(person);
        let group = self.group(person);
        self.ledger.outcome(group, Outcome::Served);
        self.ledger.served(group, self.now - issued);
        let now = self.now;
        let p = &mut self.population.people[person as usize];
        p.mark = now;
        let page = p.page as usize;
        if self.door.has_observers() {
            self.door.ended(Outcome::Served, now - issued);
        }
        if self.door.own_page_served(person) {
            return self.come_to_door(person);
        }
        if self.door.has_observers() && !self.door.is_wide_open(now) {
            let visitor = self.visitor(person, page);
            self.at_door(|door, around| door.served(visitor, around));
        }
        if self.is_special(page) {
            if page + 1 == self.scenario.application_pages {
                return self.submitted(person, group);
            }
            if self.comes_to_an_end(person, page) {
                return;
            }
        }
        self.population.people[person as usize].page += 1;
        self.act_at(person, now.saturating_add(think));
    }

    /// How long the person thinks and types after the page at hand \[µs\].
    #[inline]
    fn think_us(&self, person: u32) -> u64 {
        let p = &self.population.people[person as usize];
        let page = p.page as usize;
        let Some(law) = &self.scenario.pages[page].think else {
            return 0;
        };
        // The same person takes the same time over the same page, whatever went before. An operator's next file is another matter, and so is a
        // page that took longer than the session lasts: else nobody who once did would ever get through.
        let anew = p.has_tarried() || self.is_operator(person);
        let which = if anew { u64::from(p.attempts) << 8 } else { 0 };
        let think = law.draw(self.draws(person, Purpose::Think, which | page as u64).bits(0));
        (think * p.speed() + 0.5) as u64
    }

    fn submitted(&mut self, person: u32, group: usize) {
        if self.is_operator(person) {
            return self.finish_file(person, group);
        }
        let now = self.now;
        let p = &mut self.population.people[person as usize];
        p.set_phase(Phase::Submitted);
        let (intent, admitted) = (p.intent(), p.is_admitted());
        self.ledger.submitted(group, intent, now);
        if admitted {
            self.at_door(|door, around| door.done(person, around));
            self.see_off();
        }
        self.part_with(person, group);
    }

    /// A stream's customer who is through leaves no trace; people of a closed population keep their record.
    fn part_with(&mut self, person: u32, group: usize) {
        if self.scenario.groups[group].size.is_none() {
            self.population.free.push(person);
        }
    }

    fn finish_file(&mut self, person: u32, group: usize) {
        let desk = person as usize - self.first_operator;
        if let Some(file) = self.population.piles.file_on(desk) {
            let p = &mut self.population.people[file.person as usize];
            p.set_phase(Phase::Submitted);
            p.mark = self.now;
            self.ledger.submitted(group, p.intent(), self.now);
        }
        let Population { piles, people, .. } = &mut self.population;
        piles.finish(desk, people);
        let login = self.population.piles.desk(desk);
        login.login_left = login.login_left.saturating_sub(1);
        let logged_in = login.login_left > 0;
        let p = &mut self.population.people[person as usize];
        p.page = if logged_in {
            self.scenario.next_file_from
        } else {
            0
        };
        p.tries = 0;
        let (office, attempts) = (
            p.kind as usize - self.scenario.groups.len(),
            u64::from(p.attempts),
        );
        if !logged_in {
            self.at_door(|door, around| door.done(person, around));
            self.see_off();
        }
        let pause = self.scenario.offices[office]
            .between_files
            .as_ref()
            .map_or(0, |law| {
                law.draw_us(self.draws(person, Purpose::Desk, attempts).bits(0))
            });
        self.act_at(person, self.now.saturating_add(pause));
    }

    /// An idle session is lost before the next attempt.
    #[inline]
    fn expire_session(&mut self, person: u32) {
        let p = &self.population.people[person as usize];
        if p.page != 0 && self.now - p.mark > self.scenario.session_idle_us {
            self.tarry(person);
        }
    }

    /// The person has thought for longer than the session lasts.
    #[inline(never)]
    fn tarry(&mut self, person: u32) {
        let draws = self.draws(person, Purpose::Returning, self.now);
        self.population.people[person as usize].set_tarried();
        self.lose_session(person, draws.lower(1));
    }

    /// The session is gone; `u` decides whether the draft survives.
    fn lose_session(&mut self, person: u32, u: f64) {
        if u >= self.role(person).draft_kept {
            let page = self.population.people[person as usize].page;
            let start = if (page as usize) < self.scenario.application_pages {
                page.min(self.scenario.restart_from)
            } else {
                self.scenario.start_of_journey(page as usize)
            };
            self.population.people[person as usize].page = start;
        }
        if self.is_operator(person) {
            self.population
                .piles
                .desk(person as usize - self.first_operator)
                .login_left = 0;
        }
    }

    /// The attempt failed. Lanes of its draws: 0 calls the helpline (upper), 1 session lost (upper) and draft kept (lower), 2 tries again (upper) and
    /// reloads or comes back (lower), 3 how much later.
    pub(crate) fn failed(&mut self, person: u32, outcome: Outcome) {
        let p = &mut self.population.people[person as usize];
        p.tries = p.tries.saturating_add(1);
        let p = *p;
        // First, since it takes longest: the books are kept while the processor works on it.
        let draws = self.chance.block(
            p.key(&self.scenario.salts),
            Purpose::Attempt,
            u64::from(p.attempts),
        );
        let which = self.scenario.role_of_kind[p.kind as usize];
        let delay = self.scenario.roles[which].try_again_after(draws.lower(2), draws.bits(3));
        let group = self.group(person);
        self.ledger.outcome(group, outcome);
        if self.door.has_observers() {
            self.door.ended(outcome, 0);
        }
        if p.page > 0 && draws.upper(1) < self.scenario.roles[which].session_lost {
            self.lose_session(person, draws.lower(1));
        }
        // Skill is the applicants': operators know what they do.
        let own = (p.kind as usize) < self.scenario.groups.len();
        if self.call_per_failure > 0.0 && own {
            self.may_call(person, p.skill(), draws.upper(0));
        }
        let role = &self.scenario.roles[which];
        let skilled = self
            .scenario
            .skills
            .get(p.skill())
            .filter(|_| own)
            .map_or(1.0, |s| s.retry);
        if draws.upper(2) >= role.retry[p.tries as usize] * skilled {
            return self.go_away(person, &draws);
        }
        self.act_at(person, self.now.saturating_add(delay));
    }

    /// The visit is over: the person comes back another time, or gives up.
    fn go_away(&mut self, person: u32, draws: &Block) {
        let role = self.role(person);
        let comes_back = draws.lower(2) < role.come_back;
        let delay = role
            .come_back_after
            .as_ref()
            .map_or(0, |law| law.draw_us(draws.bits(3)));
        self.population.people[person as usize].tries = 0;
        if comes_back {
            let back = self.now.saturating_add(delay);
            self.stays_away_until(person, back);
            return self.act_at(person, back);
        }
        self.pauses(person, u64::MAX);
        let p = &mut self.population.people[person as usize];
        p.set_phase(Phase::GivenUp);
        p.mark = self.now;
        if !self.is_operator(person) {
            let group = self.group(person);
            self.ledger.gave_up(group);
            self.part_with(person, group);
        }
    }
}
