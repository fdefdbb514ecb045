//! What goes wrong in a visit: an attempt fails, a session is lost, and somebody goes away.

use crate::sim::person::Phase;
use crate::sim::random::{Block, Purpose};
use crate::sim::result::Outcome;

use crate::scenario::PageIndex;

use super::Visit;

impl Visit<'_> {
    /// An idle session is lost before the next attempt.
    #[inline]
    pub(super) fn expire_session(&mut self, person: u32) {
        let p = self.world.person(person);
        if p.page != PageIndex::FIRST && self.world.now() - p.mark > self.world.scenario().session_idle_us {
            self.lose_idle_session(person);
        }
    }

    /// The person has thought for longer than the session lasts.
    #[inline(never)]
    fn lose_idle_session(&mut self, person: u32) {
        let draws = self.world.draws(person, Purpose::Returning, self.world.now());
        self.world.person_mut(person).set_session_expired();
        self.lose_session(person, draws.lower(1));
    }

    /// The session is gone; `u` decides whether the draft survives.
    fn lose_session(&mut self, person: u32, u: f64) {
        if u >= self.world.role(person).draft_kept {
            let scenario = self.world.scenario();
            let page = self.world.person(person).page;
            let start = if page < scenario.application_end {
                page.min(scenario.restart_from)
            } else {
                scenario.start_of_journey(page)
            };
            self.world.person_mut(person).page = start;
        }
        if self.world.is_operator(person) {
            self.world.population_mut().desk_of(person).login_left = 0;
        }
    }

    /// The attempt failed. Lanes of its draws: 0 calls the helpline (upper), 1 session lost (upper) and draft kept (lower), 2 tries again (upper) and
    /// reloads or comes back (lower), 3 how much later.
    pub(crate) fn failed(&mut self, person: u32, outcome: Outcome) {
        let p = self.world.person_mut(person);
        p.tries = p.tries.saturating_add(1);
        let p = *p;
        // First, since it takes longest: the books are kept while the processor works on it.
        let draws = self.world.draws(person, Purpose::Attempt, u64::from(p.attempts));
        let scenario = self.world.scenario();
        let which = scenario.role_of_kind[p.kind];
        let own = scenario.kinds().is_group(p.kind);
        let role = &scenario.roles[which];
        let delay = role.try_again_after(draws.lower(2), draws.bits(3));
        let session_lost = role.session_lost;
        self.ledger.outcome(self.world.group(person), outcome);
        if self.door.has_observers() {
            self.door.ended(outcome, 0);
        }
        if p.page > PageIndex::FIRST && draws.upper(1) < session_lost {
            self.lose_session(person, draws.lower(1));
        }
        // Skill is the applicants': operators know what they do.
        if let Some(centre) = self.helpline.as_mut().filter(|_| own) {
            centre.may_call(person, p.skill(), draws.upper(0), self.world);
        }
        let scenario = self.world.scenario();
        let skill = scenario.skills.get(p.skill()).filter(|_| own);
        let skilled = skill.map_or(1.0, |s| s.retry);
        if draws.upper(2) >= scenario.roles[which].retry[p.tries as usize] * skilled {
            return self.go_away(person, &draws);
        }
        self.act_at(person, self.world.now().saturating_add(delay));
    }

    /// The visit is over: the person comes back another time, or gives up.
    pub(super) fn go_away(&mut self, person: u32, draws: &Block) {
        let role = self.world.role(person);
        let comes_back = draws.lower(2) < role.come_back;
        let after = role.come_back_after.as_ref();
        let delay = after.map_or(0, |law| law.draw_us(draws.bits(3)));
        let now = self.world.now();
        self.world.person_mut(person).tries = 0;
        if comes_back {
            let back = now.saturating_add(delay);
            self.add_idle_time(person, back);
            return self.act_at(person, back);
        }
        self.pauses(person, u64::MAX);
        let p = self.world.person_mut(person);
        p.set_phase(Phase::GivenUp);
        p.mark = now;
        if !self.world.is_operator(person) {
            let group = self.world.group(person);
            self.ledger.gave_up(group);
            self.recycle(person, group);
        }
    }
}
