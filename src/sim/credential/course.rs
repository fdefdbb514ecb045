//! What happens to people on the way to a credential, and where one is shown.

use crate::sim::engine::Engine;
use crate::sim::event::{Awaited, Event};
use crate::sim::helpline::Reason;
use crate::sim::person::{Holding, Phase, Standing, begin_with};
use crate::sim::random::{Block, Purpose};

/// Index of the draws of a request, beside index 0 of those of what a person holds.
const REQUEST: u64 = 1;

impl Engine {
    #[inline]
    pub(crate) fn standing(&self, person: u32) -> Standing {
        self.population.people[person as usize].standing()
    }

    pub(crate) fn change_standing(&mut self, person: u32, change: impl FnOnce(&mut Standing)) {
        self.population.people[person as usize].change_standing(change);
    }

    fn set_holding(&mut self, person: u32, holding: Holding) {
        self.change_standing(person, |standing| standing.set_holding(holding));
    }

    fn credential_draws(&self, person: u32, index: u64) -> Block {
        let key = self.population.people[person as usize].key(&self.scenario.salts);
        self.chance.block(key, Purpose::Credential, index)
    }

    /// Whether the last page of the application, or any beyond it, has been served, or the page at which a credential is shown.
    #[inline]
    pub(crate) fn is_special(&self, page: usize) -> bool {
        page + 1 >= self.scenario.application_pages || page == self.login_page
    }

    /// The class of the request for a page, where a provider vouches for the person.
    #[inline]
    pub(crate) fn class_at(&self, person: u32, page: usize) -> u8 {
        let usual = self.scenario.pages[page].class;
        if page != self.login_page || self.standing(person).holding() != Holding::Provider {
            return usual;
        }
        let provider = self.credentials.as_ref().and_then(|c| c.rules.provider);
        provider.map_or(usual, |(class, _)| class)
    }

    /// A page has been served that [`Engine::is_special`]. True when it ends here, and the person does not go on to the next page.
    #[cold]
    pub(crate) fn comes_to_an_end(&mut self, person: u32, page: usize) -> bool {
        let Some(rules) = self.credentials.as_ref().map(|c| &c.rules) else {
            return false;
        };
        if rules.asking.end == page + 1 {
            self.has_asked(person);
            true
        } else if !rules.second.is_empty() && rules.second.end == page + 1 {
            self.has_second(person);
            true
        } else {
            page == rules.login && self.is_turned_away(person)
        }
    }

    /// The second product is applied for; the main application goes on under the same login.
    fn has_second(&mut self, person: u32) {
        self.change_standing(person, Standing::set_has_second);
        if let Some(c) = &mut self.credentials {
            c.books.second_product.applied += 1;
        }
        self.population.people[person as usize].page = self.scenario.next_file_from;
        self.act_at(person, self.now);
    }

    /// A credential is asked for. The person waits, and keeps no place.
    fn has_asked(&mut self, person: u32) {
        let draws = self.credential_draws(person, REQUEST);
        let now = self.now;
        let Some(c) = &mut self.credentials else { return };
        c.books.asked += 1;
        let arrives = c.send(now, &draws);
        let overdue = now.saturating_add(c.rules.overdue_us);
        let post = c
            .rules
            .post
            .as_ref()
            .map(|law| now.saturating_add(law.draw_us(draws.bits(2))));
        self.set_holding(person, Holding::AskedFor);
        self.population.people[person as usize].page = 0;
        self.await_credential(person);
        let message = Event::Credential {
            person,
            what: Awaited::Message,
        };
        if arrives.is_none_or(|at| at > overdue) {
            let what = Awaited::Overdue;
            self.put(overdue, Event::Credential { person, what });
        }
        if let Some(at) = arrives {
            self.put(at, message);
        }
        if let Some(at) = post {
            let what = Awaited::Post;
            self.put(at, Event::Credential { person, what });
        }
    }

    /// The person does nothing on the portal until a credential comes.
    fn await_credential(&mut self, person: u32) {
        let p = &mut self.population.people[person as usize];
        p.set_phase(Phase::Awaiting);
        p.mark = self.now;
        p.tries = 0;
        if p.is_admitted() {
            self.at_door(|door, around| door.done(person, around));
            self.see_off();
        }
    }

    /// Whether the login has not let the person in. A provider that does not confirm is asked again; who is asked for the whole
    /// credential calls the helpline, and waits for the post.
    fn is_turned_away(&mut self, person: u32) -> bool {
        let Some(rules) = self.credentials.as_ref().map(|c| &c.rules) else {
            return false;
        };
        let (provider, whole_one_wanted) = (rules.provider, rules.whole_one_wanted);
        match self.standing(person).holding() {
            Holding::Provider => {
                let attempts = u64::from(self.population.people[person as usize].attempts);
                let key = self.population.people[person as usize].key(&self.scenario.salts);
                let draws = self.chance.block(key, Purpose::Login, attempts);
                let fails = provider.is_some_and(|(_, fails)| draws.uniform(0) < fails);
                if fails {
                    if let Some(c) = &mut self.credentials {
                        c.books.provider_failures += 1;
                    }
                    let pause = &self.scenario.pages[self.login_page].think;
                    let pause = pause.as_ref().map_or(0, |law| law.draw_us(draws.bits(1)));
                    self.act_at(person, self.now.saturating_add(pause));
                }
                fails
            }
            // The same person meets the same fate at every login.
            Holding::FirstHalf if self.credential_draws(person, 0).upper(3) < whole_one_wanted => {
                if let Some(c) = &mut self.credentials {
                    c.books.whole_one_wanted += 1;
                }
                self.set_holding(person, Holding::WholeWanted);
                self.population.people[person as usize].page = 0;
                self.await_credential(person);
                self.phone(person, Reason::WholeWanted);
                true
            }
            _ => false,
        }
    }

    /// Something a person waits for has come, or has not. False if it is of no more interest.
    pub(crate) fn credential_event(&mut self, person: u32, what: Awaited) -> bool {
        let holding = self.standing(person).holding();
        let overdue_us = self.credentials.as_ref().map_or(0, |c| c.rules.overdue_us);
        let late = self.now - self.population.people[person as usize].mark > overdue_us;
        let Some(c) = &mut self.credentials else {
            return false;
        };
        match (what, holding) {
            (Awaited::Message, Holding::AskedFor) => {
                let received = if late {
                    &mut c.books.received_late
                } else {
                    &mut c.books.received_in_time
                };
                *received += 1;
                self.obtains(person, Holding::FirstHalf);
            }
            (Awaited::Overdue, Holding::AskedFor) => {
                c.books.overdue += 1;
                self.phone(person, Reason::Overdue);
            }
            (Awaited::Post, Holding::AskedFor) => {
                c.books.by_post += 1;
                self.obtains(person, Holding::Whole);
            }
            (Awaited::Post, Holding::WholeWanted) => {
                c.books.whole_one_by_post += 1;
                self.obtains(person, Holding::Whole);
            }
            (Awaited::Post, Holding::FirstHalf | Holding::Validated) => {
                self.set_holding(person, Holding::Whole);
            }
            _ => return false,
        }
        true
    }

    /// An operator checks what a person waits for.
    pub(crate) fn validate(&mut self, person: u32) {
        let holding = self.standing(person).holding();
        let Some(c) = &mut self.credentials else { return };
        match holding {
            Holding::AskedFor => c.books.validated += 1,
            Holding::WholeWanted => c.books.whole_one_validated += 1,
            _ => return,
        }
        self.obtains(person, Holding::Validated);
    }

    /// The wait for a credential is over.
    fn obtains(&mut self, person: u32, holding: Holding) {
        self.set_holding(person, holding);
        let standing = self.standing(person);
        let p = &mut self.population.people[person as usize];
        begin_with(&self.scenario, p, standing);
        let away = self.now - p.mark;
        self.population.was_away(person, away);
        self.act_at(person, self.now);
    }
}
