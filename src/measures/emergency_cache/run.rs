//! A cache put before the portal in haste, whose key forgets the session.
//!
//! It keeps the page of whoever asked first, and shows it to everyone who asks for that page at the same node until it expires.
//! That spares the portal work; and it shows people other people's data. For one page at one node this is a renewal process
//! ([`crate::theory::cache_leak`]): a long lifetime shows few people's pages to many.
//!
//! Whoever is shown another's page has not got their own: the attempt has failed. Attackers' requests are for nobody's page, and
//! pass. The nodes do not shrink with `--scale`, so that the figures of a cache are those of a launch only at full scale.

use typed_index_collections::TiVec;

use super::{CacheSummary, EmergencyCache as Spec};
use crate::measures::definition::Definition;
use clickday_engine::model::units::Duration;
use clickday_engine::scenario::{Distribution, PageIndex, Scenario};
use clickday_engine::sim::door::{
    Actuator, Admission, AdmissionContext, AdmissionDecision, Audit, Figures, Measure, Observer, Visitor,
};
use clickday_engine::sim::event::Token;
use clickday_engine::sim::person::Phase;
use clickday_engine::sim::random::{Block, OwnPurpose};
use clickday_engine::sim::result::Outcome;

/// Which node a request comes to, and whether the answer may be stored; the index counts the person's attempts.
const ANSWER: OwnPurpose = OwnPurpose::numbered(15);

/// A page in a node's cache.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Whose it is, by their key to chance: a record can be somebody else's by now.
    owner: u64,
    /// Shown before this instant \[µs\]; 0: nothing is kept.
    expires: u64,
    /// Whether somebody else has seen it.
    seen: bool,
    /// For whom it is being fetched, and until when others wait for it \[µs\]; 0: it is not.
    filler: u64,
    filling: u64,
}

/// What a timer is for.
const REPORT: u32 = 0;
const FETCHED: u32 = 1;

/// The cache of each page at each node.
pub(crate) struct EmergencyCache {
    from: u64,
    until: u64,
    lifetime: u64,
    nodes: usize,
    stored: f64,
    /// Which of its pages each page of the journey is.
    place: TiVec<PageIndex, Option<usize>>,
    /// `entries[page * nodes + node]`.
    entries: Vec<Entry>,
    summary: CacheSummary,
    reported: f64,
    reported_after: Option<Distribution>,
    collapses: Option<u64>,
    /// Who waits for each entry that is being fetched; empty without request collapsing.
    waiters: Vec<Vec<u32>>,
}

impl EmergencyCache {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        let nodes = spec.nodes.get().max(1) as usize;
        EmergencyCache {
            from: instant(&spec.from),
            until: instant(&spec.until),
            lifetime: spec.lifetime.as_micros(),
            nodes,
            stored: spec.stored.get(),
            place: scenario
                .pages
                .iter()
                .map(|page| spec.pages.iter().position(|name| *name == page.name))
                .collect(),
            entries: vec![Entry::default(); spec.pages.len() * nodes],
            summary: CacheSummary::default(),
            reported: spec.reported.get(),
            reported_after: spec.reported_after.as_ref().map(Distribution::micros),
            collapses: spec.collapses.map(Duration::as_micros),
            waiters: match spec.collapses {
                Some(_) => vec![Vec::new(); spec.pages.len() * nodes],
                None => Vec::new(),
            },
        }
    }

    fn is_on(&self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }

    /// Where the page of a visitor is kept, when it is a page that is.
    fn entry(&self, page: PageIndex, draws: &Block) -> Option<usize> {
        let place = self.place[page]?;
        let node = (draws.uniform(0) * self.nodes as f64) as usize;
        Some(place * self.nodes + node)
    }

    /// The entry does not hold what is asked for: the visitor fetches it, or waits for whoever does.
    fn miss(
        &mut self,
        entry: usize,
        key: u64,
        person: u32,
        context: &mut AdmissionContext,
    ) -> AdmissionDecision {
        let Some(longest) = self.collapses else {
            return AdmissionDecision::Admit;
        };
        if context.now < self.entries[entry].filling {
            self.waiters[entry].push(person);
            context.people[person as usize].set_phase(Phase::Parked);
            return AdmissionDecision::Held;
        }
        let until = context.now.saturating_add(longest);
        (self.entries[entry].filler, self.entries[entry].filling) = (key, until);
        let token = Token {
            subject: entry as u32,
            about: FETCHED,
        };
        context.set_timer(until, token);
        AdmissionDecision::Admit
    }

    /// Nobody waits for an entry any more: those who did ask again.
    fn fetched(&mut self, entry: usize, context: &mut AdmissionContext) {
        (self.entries[entry].filler, self.entries[entry].filling) = (0, 0);
        if context.now >= context.end {
            return;
        }
        let Some(waiters) = self.waiters.get_mut(entry) else {
            return;
        };
        for person in waiters.drain(..) {
            context.people[person as usize].set_phase(Phase::Active);
            context.wake(person, context.now);
        }
    }

    /// Somebody is shown another's page, and may report it.
    fn expose(&mut self, entry: usize, draws: &Block, context: &mut AdmissionContext) {
        let first = !std::mem::replace(&mut self.entries[entry].seen, true);
        self.summary.victims += u64::from(first);
        self.summary.exposures += 1;
        if draws.uniform(2) < self.reported {
            let after = self
                .reported_after
                .as_ref()
                .map_or(0, |law| law.draw_us(draws.bits(3)));
            let token = Token {
                subject: 0,
                about: REPORT,
            };
            context.set_timer(context.now.saturating_add(after), token);
        }
    }
}

impl Measure for EmergencyCache {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        Some(self)
    }

    fn actuator(&mut self) -> Option<&mut dyn Actuator> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for EmergencyCache {
    fn hours(&self) -> Vec<(u64, u64)> {
        vec![(self.from, self.until)]
    }

    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        let now = context.now;
        if !self.is_on(now) || self.place[visitor.page].is_none() {
            return AdmissionDecision::Admit;
        }
        // The attempt that is about to be made.
        let attempt = context.people[visitor.person as usize].attempts + 1;
        let key = context.key_of(visitor.person);
        let draws = context.chance.own(key, ANSWER, u64::from(attempt));
        let Some(entry) = self.entry(visitor.page, &draws) else {
            return AdmissionDecision::Admit;
        };
        if now >= self.entries[entry].expires {
            return self.miss(entry, key, visitor.person, context);
        }
        if self.entries[entry].owner == key {
            self.summary.own += 1;
            return AdmissionDecision::Refused(Outcome::Served);
        }
        self.expose(entry, &draws, context);
        AdmissionDecision::Refused(Outcome::WrongPerson)
    }
}

impl Observer for EmergencyCache {
    fn served(&mut self, visitor: Visitor, context: &mut AdmissionContext) {
        let now = context.now;
        if !self.is_on(now) || self.place[visitor.page].is_none() {
            return;
        }
        let attempt = context.people[visitor.person as usize].attempts;
        let key = context.key_of(visitor.person);
        let draws = context.chance.own(key, ANSWER, u64::from(attempt));
        let (lifetime, stored) = (self.lifetime, self.stored);
        let Some(entry) = self.entry(visitor.page, &draws) else {
            return;
        };
        let held = self.entries[entry];
        if now >= held.expires && draws.uniform(1) < stored {
            self.entries[entry] = Entry {
                owner: key,
                expires: now.saturating_add(lifetime),
                seen: false,
                ..held
            };
            self.summary.stored += 1;
        }
        if held.filling != 0 && held.filler == key {
            self.fetched(entry, context);
        }
    }
}

impl Actuator for EmergencyCache {
    fn timer(&mut self, token: Token, context: &mut AdmissionContext) -> bool {
        if token.about == REPORT {
            self.summary.reports += 1;
            return true;
        }
        let entry = token.subject as usize;
        let filling = self.entries[entry].filling;
        let over = filling != 0 && filling <= context.now;
        if over {
            self.fetched(entry, context);
        }
        over
    }

    fn switched(&mut self, on: bool, context: &mut AdmissionContext) {
        if !on {
            self.purge(context);
        }
    }

    fn purge(&mut self, _around: &mut AdmissionContext) {
        self.summary.purges += 1;
        for entry in &mut self.entries {
            entry.expires = 0;
        }
    }
}

impl Audit for EmergencyCache {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.named.add(Spec::ID, &self.summary.counts());
    }

    fn reports(&self) -> u64 {
        self.summary.reports
    }
}
