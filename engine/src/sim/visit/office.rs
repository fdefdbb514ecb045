//! Operators of offices: each does one file after the other, under one login for some of them.

use crate::scenario::{GroupIndex, PageIndex};
use crate::sim::person::Phase;
use crate::sim::random::Purpose;

use super::Visit;

impl Visit<'_> {
    /// An operator works in office hours, on a file whose owner has come. Otherwise they rest until then.
    #[inline(never)]
    pub(super) fn is_ready_to_work(&mut self, person: u32) -> bool {
        let scenario = self.world.scenario();
        let office = scenario.kinds().office(self.world.person(person).kind);
        let (Some(file), Some(office)) = (self.world.population().file_of(person), office) else {
            self.park(person);
            return false;
        };
        let office = &scenario.offices[office];
        let now = self.world.now();
        let ready = match office.hours.opens(now) {
            None => None,
            Some(opens) if opens > now => Some(self.spread(person, opens)),
            Some(_) if file.comes > now => Some(file.comes),
            Some(_) => {
                let per_login = office.files_per_login as u32;
                let desk = self.world.population_mut().desk_of(person);
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
        self.world.person_mut(person).set_phase(Phase::Parked);
        self.pauses(person, u64::MAX);
    }

    /// The file on an operator's desk is submitted: on to the next one.
    pub(super) fn finish_file(&mut self, person: u32, group: GroupIndex) {
        let now = self.world.now();
        if let Some(file) = self.world.population().file_of(person) {
            let owner = self.world.person_mut(file.person);
            owner.set_phase(Phase::Submitted);
            owner.mark = now;
            self.ledger.submitted(group, owner.intent(), now);
        }
        let next_file_from = self.world.scenario().next_file_from;
        let population = self.world.population_mut();
        population.finish_file(person);
        let desk = population.desk_of(person);
        desk.login_left = desk.login_left.saturating_sub(1);
        let logged_in = desk.login_left > 0;
        let p = self.world.person_mut(person);
        p.page = if logged_in {
            next_file_from
        } else {
            PageIndex::FIRST
        };
        p.tries = 0;
        let (kind, attempts) = (p.kind, u64::from(p.attempts));
        if !logged_in {
            self.leaves_place(person);
        }
        let scenario = self.world.scenario();
        let office = scenario.kinds().office(kind);
        let between = office.and_then(|office| scenario.offices[office].between_files.as_ref());
        let pause = between.map_or(0, |law| {
            law.draw_us(self.world.draws(person, Purpose::Desk, attempts).bits(0))
        });
        self.act_at(person, now.saturating_add(pause));
    }
}
