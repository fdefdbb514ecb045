//! What happens to people on the way to a credential, and where one is shown.

use crate::scenario::{ClassIndex, PageIndex};
use crate::sim::event::{Awaited, Event};
use crate::sim::helpline::Reason;
use crate::sim::person::{CredentialState, Holding, Person, Phase};
use crate::sim::random::Purpose;
use crate::sim::world::World;

use super::gateway::Credentials;

/// Index of the draws of a request, beside index 0 of those of what a person holds.
const REQUEST: u64 = 1;

/// What a person does after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Goes on to the next page.
    GoesOn,
    /// Does the next thing at an instant \[µs\].
    Acts(u64),
    /// Waits for a credential, and calls the helpline if there is a reason.
    Waits(Option<Reason>),
}

/// What came of something that a person waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// It is of no more interest.
    Stale,
    /// The person goes on as before.
    Nothing,
    /// The message is late: a reason to call the helpline.
    Overdue,
    /// The wait for a credential is over.
    Obtained,
}

impl Credentials {
    /// The class of the request for the page at which a credential is shown, where a provider vouches for the person.
    #[inline]
    pub(crate) fn login_class(&self, person: &Person) -> Option<ClassIndex> {
        let vouched = person.credential().holding() == Holding::Provider;
        self.rules.provider.filter(|_| vouched).map(|(class, _)| class)
    }

    /// Whether a credential is shown at a page.
    #[inline]
    pub(crate) fn is_shown_at(&self, page: PageIndex) -> bool {
        page == self.rules.login
    }

    /// A page has been served at which a credential is shown, or one beyond the application.
    #[cold]
    pub(crate) fn page_served(&mut self, person: u32, page: PageIndex, world: &mut World) -> Then {
        if self.rules.asking.end == page.next() {
            self.has_asked(person, world);
            Then::Waits(None)
        } else if !self.rules.second.is_empty() && self.rules.second.end == page.next() {
            self.has_second(person, world)
        } else if page == self.rules.login {
            self.login(person, world)
        } else {
            Then::GoesOn
        }
    }

    /// The second product is applied for; the main application goes on under the same login.
    fn has_second(&mut self, person: u32, world: &mut World) -> Then {
        self.books.second_product.applied += 1;
        let next = world.scenario().next_file_from;
        let p = world.person_mut(person);
        p.change_credential(CredentialState::set_has_second);
        p.page = next;
        Then::Acts(world.now())
    }

    /// A credential is asked for. The person waits.
    fn has_asked(&mut self, person: u32, world: &mut World) {
        let draws = world.draws(person, Purpose::Credential, REQUEST);
        let now = world.now();
        self.books.asked += 1;
        let arrives = self.send(now, &draws);
        let overdue = now.saturating_add(self.rules.overdue_us);
        await_credential(world.person_mut(person), Holding::AskedFor, now);
        let mut expect = |at, what| world.put(at, Event::Credential { person, what });
        if arrives.is_none_or(|at| at > overdue) {
            expect(overdue, Awaited::Overdue);
        }
        if let Some(at) = arrives {
            expect(at, Awaited::Message);
        }
        if let Some(law) = &self.rules.post {
            expect(now.saturating_add(law.draw_us(draws.bits(2))), Awaited::Post);
        }
    }

    /// Whether the login lets the person in. A provider that does not confirm is asked again; who is asked for the whole
    /// credential calls the helpline, and waits for the post.
    fn login(&mut self, person: u32, world: &mut World) -> Then {
        match world.person(person).credential().holding() {
            Holding::Provider => {
                let attempts = u64::from(world.person(person).attempts);
                let draws = world.draws(person, Purpose::Login, attempts);
                if !self
                    .rules
                    .provider
                    .is_some_and(|(_, fails)| draws.uniform(0) < fails)
                {
                    return Then::GoesOn;
                }
                self.books.provider_failures += 1;
                let pause = &world.scenario().pages[self.rules.login].think;
                let pause = pause.as_ref().map_or(0, |law| law.draw_us(draws.bits(1)));
                Then::Acts(world.now().saturating_add(pause))
            }
            // The same person meets the same fate at every login.
            Holding::FirstHalf
                if world.draws(person, Purpose::Credential, 0).upper(3) < self.rules.whole_one_wanted =>
            {
                self.books.whole_one_wanted += 1;
                let now = world.now();
                await_credential(world.person_mut(person), Holding::WholeWanted, now);
                Then::Waits(Some(Reason::WholeWanted))
            }
            _ => Then::GoesOn,
        }
    }

    /// Something a person waits for has come, or has not.
    pub(crate) fn comes(&mut self, person: u32, what: Awaited, world: &mut World) -> News {
        let p = world.person_mut(person);
        let holding = p.credential().holding();
        match (what, holding) {
            (Awaited::Message, Holding::AskedFor) => {
                let mark = p.mark;
                if world.now() - mark > self.rules.overdue_us {
                    self.books.received_late += 1;
                } else {
                    self.books.received_in_time += 1;
                }
                obtains(person, Holding::FirstHalf, world);
                News::Obtained
            }
            (Awaited::Overdue, Holding::AskedFor) => {
                self.books.overdue += 1;
                News::Overdue
            }
            (Awaited::Post, Holding::AskedFor) => {
                self.books.by_post += 1;
                obtains(person, Holding::Whole, world);
                News::Obtained
            }
            (Awaited::Post, Holding::WholeWanted) => {
                self.books.whole_one_by_post += 1;
                obtains(person, Holding::Whole, world);
                News::Obtained
            }
            (Awaited::Post, Holding::FirstHalf | Holding::Validated) => {
                p.change_credential(|credential| credential.set_holding(Holding::Whole));
                News::Nothing
            }
            _ => News::Stale,
        }
    }

    /// An operator of the helpline checks what a person waits for. False if that is nothing.
    pub(crate) fn validate(&mut self, person: u32, world: &mut World) -> bool {
        match world.person(person).credential().holding() {
            Holding::AskedFor => self.books.validated += 1,
            Holding::WholeWanted => self.books.whole_one_validated += 1,
            _ => return false,
        }
        obtains(person, Holding::Validated, world);
        true
    }
}

/// The person does nothing on the portal until a credential comes.
fn await_credential(person: &mut Person, holding: Holding, now: u64) {
    person.change_credential(|credential| credential.set_holding(holding));
    person.page = PageIndex::FIRST;
    person.set_phase(Phase::Awaiting);
    person.mark = now;
    person.tries = 0;
}

/// The wait for a credential is over.
fn obtains(person: u32, holding: Holding, world: &mut World) {
    world
        .person_mut(person)
        .change_credential(|credential| credential.set_holding(holding));
    let away = world.now() - world.person(person).mark;
    world.begin_journey(person);
    world.population_mut().was_away(person, away);
}
