//! What people show to be let in, and how those who have nothing to show come by it.
//!
//! A request for a credential is a journey of its own on the portal; then the person waits. The first half comes as a message, or an
//! operator of the helpline checks the request by phone; the second half comes by post. Each request ends in exactly one way:
//!
//! `asked = received_in_time + received_late + validated + by_post + waiting`.
//!
//! Without a table `people.credentials` nobody has a [`Standing`], and nothing here is ever called.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::Model;

use super::engine::Engine;
use super::error::SimError;
use super::event::{Awaited, Event};
use super::helpline::Reason;
use super::person::{Person, Phase};
use super::plan::{Plan, look_up};
use super::random::{Block, Chance, Purpose};
use super::result::{CredentialSummary, SecondProductSummary};
use super::sampling::{MICROS, Sampler};

/// How credentials are obtained and shown, made ready.
#[derive(Debug, Clone)]
pub(crate) struct CredentialPlan {
    /// The pages on which one is asked for, among the pages of the plan.
    asking: Range<usize>,
    /// The pages of the second product.
    second: Range<usize>,
    /// The page at which a credential is shown.
    login: usize,
    /// Time the gateway takes for a message \[µs\].
    gateway_us: f64,
    loss: f64,
    delay: Option<Sampler>,
    overdue_us: u64,
    post: Option<Sampler>,
    whole_one_wanted: f64,
    /// What the login page asks of the portal when a provider vouches for the person, and how often it does not.
    provider: Option<(u8, f64)>,
}

impl CredentialPlan {
    pub(crate) fn new(
        model: &Model,
        classes: &BTreeMap<&str, usize>,
        scale: f64,
    ) -> Result<Option<Self>, SimError> {
        let Some(spec) = &model.people.credentials else {
            return Ok(None);
        };
        let own = model.journey.page.len();
        let second = own + spec.page.len();
        let provider = match &spec.identity_provider {
            Some(p) => Some((look_up(classes, "request", &p.request)? as u8, p.fails.get())),
            None => None,
        };
        let login = model.journey.page.iter().position(|p| p.name == spec.login);
        Ok(Some(CredentialPlan {
            asking: own..second,
            second: second..second + spec.second_product.as_ref().map_or(0, |s| s.page.len()),
            login: login.unwrap_or(0),
            gateway_us: spec.gateway.rate.map_or(0.0, |r| MICROS / (r.per_s() * scale)),
            loss: spec.gateway.loss.get(),
            delay: spec.gateway.delay.as_ref().map(Sampler::micros),
            overdue_us: spec.overdue_after.as_micros(),
            post: spec.post.as_ref().map(Sampler::micros),
            whole_one_wanted: spec.whole_one_wanted.get(),
            provider,
        }))
    }

    /// The page at which a credential is shown.
    pub(crate) fn login(&self) -> usize {
        self.login
    }
}

/// What a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Holding {
    /// A whole credential.
    Whole = 0,
    /// An account at an identity provider.
    Provider = 1,
    /// None, and none asked for.
    Nothing = 2,
    /// None yet: it has been asked for.
    AskedFor = 3,
    /// The first half.
    FirstHalf = 4,
    /// The first half, and the portal wants the whole.
    WholeWanted = 5,
    /// The first half, checked by an operator.
    Validated = 6,
}

const HOLDINGS: [Holding; 8] = [
    Holding::Whole,
    Holding::Provider,
    Holding::Nothing,
    Holding::AskedFor,
    Holding::FirstHalf,
    Holding::WholeWanted,
    Holding::Validated,
    Holding::Whole,
];

const HOLDING_BITS: u8 = 0b111;
const CALLING: u8 = 1 << 3;
const ANSWERED: u8 = 1 << 4;
const WANTS_SECOND: u8 = 1 << 5;
const HAS_SECOND: u8 = 1 << 6;
const HAD_NOTHING: u8 = 1 << 7;

/// What a person holds, wants, and has had of the helpline: a byte beside the person's record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing(u8);

impl Standing {
    pub(crate) fn holding(self) -> Holding {
        HOLDINGS[(self.0 & HOLDING_BITS) as usize]
    }

    fn set_holding(&mut self, holding: Holding) {
        self.0 = self.0 & !HOLDING_BITS | holding as u8;
    }

    /// Whether a call of the person's is under way, or will be made.
    pub(crate) fn is_calling(self) -> bool {
        self.0 & CALLING != 0
    }

    pub(crate) fn set_calling(&mut self, calling: bool) {
        self.0 = self.0 & !CALLING | if calling { CALLING } else { 0 };
    }

    /// Whether an operator has answered the person.
    pub(crate) fn was_answered(self) -> bool {
        self.0 & ANSWERED != 0
    }

    pub(crate) fn set_answered(&mut self) {
        self.0 |= ANSWERED;
    }

    /// Whether the person came with nothing to show.
    pub(crate) fn had_nothing(self) -> bool {
        self.0 & HAD_NOTHING != 0
    }

    /// Whether the person waits for a credential, or for a better one.
    pub(crate) fn awaits(self) -> bool {
        matches!(self.holding(), Holding::AskedFor | Holding::WholeWanted)
    }

    /// Whether the person can apply for the second product, and wants to.
    fn goes_for_second(self) -> bool {
        self.0 & WANTS_SECOND != 0
            && self.0 & HAS_SECOND == 0
            && matches!(self.holding(), Holding::Whole | Holding::Provider)
    }
}

/// What a group's people hold when they first want to apply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endowment {
    missing: f64,
    provider: f64,
    second: f64,
    /// Whether those who have nothing ask for a credential; else they only wait for one.
    asks: bool,
}

impl Endowment {
    /// The endowment of a group of the plan.
    pub(crate) fn of(plan: &Plan, group: usize) -> Endowment {
        let spec = plan.groups[group].spec.credential.as_ref();
        let described = plan.credentials.is_some();
        Endowment {
            missing: spec.map_or(0.0, |c| c.missing.get()),
            provider: spec.map_or(0.0, |c| c.identity_provider.get()),
            second: spec.map_or(0.0, |c| c.second_product.get()),
            asks: described && spec.is_some_and(|c| c.obtained_after.is_none()),
        }
    }

    /// Whether all of the group hold a whole credential, so that there is nothing to draw.
    pub(crate) fn is_whole(&self) -> bool {
        self.missing <= 0.0 && self.provider <= 0.0
    }

    /// Lanes of the draws: 0 whether anything is missing, 2 a provider's account (upper) and the second product (lower).
    pub(crate) fn draw(&self, draws: &Block) -> Standing {
        let mut standing = Standing::default();
        if draws.uniform(0) < self.missing {
            standing.0 |= HAD_NOTHING;
            if self.asks {
                standing.set_holding(Holding::Nothing);
            }
        } else if draws.upper(2) < self.provider {
            standing.set_holding(Holding::Provider);
        }
        if draws.lower(2) < self.second {
            standing.0 |= WANTS_SECOND;
        }
        standing
    }
}

impl Plan {
    /// Lets a person who has come begin where their credential lets them begin.
    pub(crate) fn begin_with(&self, person: &mut Person, standing: Standing) {
        if let Some(c) = &self.credentials {
            person.page = match standing.holding() {
                Holding::Nothing => c.asking.start as u8,
                _ if standing.goes_for_second() && !c.second.is_empty() => c.second.start as u8,
                _ => person.page,
            };
        }
    }

    /// The first page of the journey that a page beyond the application belongs to.
    pub(crate) fn start_of_journey(&self, page: usize) -> u8 {
        let c = self.credentials.as_ref();
        c.map_or(0, |c| {
            if c.second.contains(&page) {
                c.second.start as u8
            } else {
                c.asking.start as u8
            }
        })
    }
}

/// The credentials of a run: the gateway, and the books.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) plan: CredentialPlan,
    /// When the gateway has sent all it has been given \[µs\].
    gateway_free: f64,
    /// Time messages have waited to be sent \[µs\].
    gateway_wait: f64,
    longest_wait: f64,
    pub(crate) books: CredentialSummary,
}

impl Credentials {
    pub(crate) fn new(plan: CredentialPlan) -> Self {
        Credentials {
            plan,
            gateway_free: 0.0,
            gateway_wait: 0.0,
            longest_wait: 0.0,
            books: CredentialSummary::default(),
        }
    }

    /// Hands a message to the gateway at `now`: when it arrives, if it does. Lanes: 0 whether it is lost, 1 how long it is under way.
    fn send(&mut self, now: u64, draws: &Block) -> Option<u64> {
        let begins = self.gateway_free.max(now as f64);
        self.gateway_free = begins + self.plan.gateway_us;
        let wait = begins - now as f64;
        self.gateway_wait += wait;
        self.longest_wait = self.longest_wait.max(wait);
        if draws.uniform(0) < self.plan.loss {
            self.books.lost += 1;
            return None;
        }
        let delay = self.plan.delay.map_or(0.0, |law| law.draw(draws.bits(1)));
        Some((self.gateway_free + delay + 0.5) as u64)
    }
}

/// Index of the draws of a request, beside index 0 of those of what a person holds.
const REQUEST: u64 = 1;

impl Engine {
    pub(crate) fn standing(&self, person: u32) -> Standing {
        let found = self.population.standings.get(person as usize);
        found.copied().unwrap_or_default()
    }

    pub(crate) fn standing_mut(&mut self, person: u32) -> Option<&mut Standing> {
        self.population.standings.get_mut(person as usize)
    }

    fn set_holding(&mut self, person: u32, holding: Holding) {
        if let Some(standing) = self.standing_mut(person) {
            standing.set_holding(holding);
        }
    }

    fn credential_draws(&self, person: u32, index: u64) -> Block {
        let key = self.population.people[person as usize].key(&self.plan.salts);
        self.chance.block(key, Purpose::Credential, index)
    }

    /// Whether the last page of the application, or any beyond it, has been served, or the page at which a credential is shown.
    #[inline]
    pub(crate) fn is_special(&self, page: usize) -> bool {
        page + 1 >= self.plan.application_pages || page == self.login_page
    }

    /// The class of the request for a page, where a provider vouches for the person.
    #[inline]
    pub(crate) fn class_at(&self, person: u32, page: usize) -> u8 {
        let usual = self.plan.pages[page].class;
        if page != self.login_page || self.standing(person).holding() != Holding::Provider {
            return usual;
        }
        let provider = self.credentials.as_ref().and_then(|c| c.plan.provider);
        provider.map_or(usual, |(class, _)| class)
    }

    /// A page has been served that [`Engine::is_special`]. True when it ends here, and the person does not go on to the next page.
    #[cold]
    pub(crate) fn comes_to_an_end(&mut self, person: u32, page: usize) -> bool {
        let Some(plan) = self.credentials.as_ref().map(|c| &c.plan) else {
            return false;
        };
        if plan.asking.end == page + 1 {
            self.has_asked(person);
            true
        } else if !plan.second.is_empty() && plan.second.end == page + 1 {
            self.has_second(person);
            true
        } else {
            page == plan.login && self.is_turned_away(person)
        }
    }

    /// The second product is applied for; the main application goes on under the same login.
    fn has_second(&mut self, person: u32) {
        if let Some(standing) = self.standing_mut(person) {
            standing.0 |= HAS_SECOND;
        }
        if let Some(c) = &mut self.credentials {
            c.books.second_product.applied += 1;
        }
        self.population.people[person as usize].page = self.plan.next_file_from;
        self.act_at(person, self.now);
    }

    /// A credential is asked for. The person waits, and keeps no place.
    fn has_asked(&mut self, person: u32) {
        let draws = self.credential_draws(person, REQUEST);
        let now = self.now;
        let Some(c) = &mut self.credentials else { return };
        c.books.asked += 1;
        let arrives = c.send(now, &draws);
        let overdue = now.saturating_add(c.plan.overdue_us);
        let post = c
            .plan
            .post
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
        let Some(plan) = self.credentials.as_ref().map(|c| &c.plan) else {
            return false;
        };
        let (provider, whole_one_wanted) = (plan.provider, plan.whole_one_wanted);
        match self.standing(person).holding() {
            Holding::Provider => {
                let attempts = u64::from(self.population.people[person as usize].attempts);
                let key = self.population.people[person as usize].key(&self.plan.salts);
                let draws = self.chance.block(key, Purpose::Login, attempts);
                let fails = provider.is_some_and(|(_, fails)| draws.uniform(0) < fails);
                if fails {
                    if let Some(c) = &mut self.credentials {
                        c.books.provider_failures += 1;
                    }
                    let pause = self.plan.pages[self.login_page].think;
                    let pause = pause.map_or(0, |law| law.draw_us(draws.bits(1)));
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
        let overdue_us = self.credentials.as_ref().map_or(0, |c| c.plan.overdue_us);
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
        self.plan.begin_with(p, standing);
        let away = self.now - p.mark;
        self.population.was_away(person, away);
        self.act_at(person, self.now);
    }

    /// The figures of a run that has ended.
    pub(crate) fn credential_summary(&self) -> Option<CredentialSummary> {
        let c = self.credentials.as_ref()?;
        let mut summary = c.books;
        let sent = summary.asked.max(1) as f64;
        summary.gateway_mean_wait_s = (summary.asked > 0).then(|| c.gateway_wait / sent / MICROS);
        summary.gateway_longest_wait_s = c.longest_wait / MICROS;
        let mut second = SecondProductSummary {
            applied: summary.second_product.applied,
            ..SecondProductSummary::default()
        };
        let groups = self.plan.groups.len();
        for (person, standing) in self.population.people.iter().zip(&self.population.standings) {
            if person.phase() == Phase::Never || person.kind as usize >= groups {
                continue;
            }
            let holding = standing.holding();
            summary.lacking += u64::from(standing.had_nothing());
            summary.waiting += u64::from(holding == Holding::AskedFor);
            summary.whole_one_waiting += u64::from(holding == Holding::WholeWanted);
            if standing.0 & WANTS_SECOND != 0 {
                let whole = matches!(holding, Holding::Whole | Holding::Provider);
                let applied = standing.0 & HAS_SECOND != 0;
                second.wanted += 1;
                second.without_whole += u64::from(!applied && !whole);
                second.not_yet += u64::from(!applied && whole);
            }
        }
        summary.second_product = second;
        Some(summary)
    }

    /// What does not add up about credentials, one line each.
    pub(crate) fn credential_breaches(&self) -> Vec<String> {
        let Some(s) = self.credential_summary() else {
            return Vec::new();
        };
        let mut breaches = Vec::new();
        if s.asked != s.received_in_time + s.received_late + s.validated + s.by_post + s.waiting {
            breaches.push(format!("requests for credentials without exactly one end: {s:?}"));
        }
        if s.whole_one_wanted != s.whole_one_validated + s.whole_one_by_post + s.whole_one_waiting {
            breaches.push(format!("logins turned away without exactly one end: {s:?}"));
        }
        let closed = self.plan.groups.iter().all(|g| g.size.is_some());
        let p = &s.second_product;
        if closed && p.wanted != p.applied + p.without_whole + p.not_yet {
            breaches.push(format!("the second product has lost people: {p:?}"));
        }
        let awaiting = self
            .population
            .people
            .iter()
            .filter(|p| p.phase() == Phase::Awaiting)
            .count() as u64;
        if awaiting != s.waiting + s.whole_one_waiting {
            breaches.push(format!("{awaiting} people wait for a credential: {s:?}"));
        }
        breaches
    }
}

/// Draws what the people of a group hold.
pub(crate) fn standing(endowment: &Endowment, key: u64, chance: &Chance) -> Standing {
    endowment.draw(&chance.block(key, Purpose::Credential, 0))
}
