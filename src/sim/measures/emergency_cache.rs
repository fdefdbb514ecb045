//! A cache put before the portal in haste, whose key forgets the session.
//!
//! It keeps the page of whoever asked first, and shows it to everyone who asks for that page at the same node until it expires.
//! That spares the portal work; and it shows people other people's data. For one page at one node this is a renewal process
//! ([`crate::theory::cache_leak`]): a long lifetime shows few people's pages to many.
//!
//! Whoever is shown another's page has not got their own: the attempt has failed. Attackers' requests are for nobody's page, and
//! pass. The nodes do not shrink with `--scale`, so that the figures of a cache are those of a launch only at full scale.

use crate::model::policy::EmergencyCache as Spec;
use crate::sim::plan::Plan;
use crate::sim::random::{Block, Purpose};
use crate::sim::result::{CacheSummary, Outcome};

use super::{Around, Measure, Verdict, Visitor};

/// A page in a node's cache.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Whose it is, by their key to chance: a record can be somebody else's by now.
    owner: u64,
    /// Shown before this instant \[µs\]; 0: nothing is kept.
    expires: u64,
    /// Whether somebody else has seen it.
    seen: bool,
}

/// The cache of each page at each node.
pub(crate) struct EmergencyCache {
    from: u64,
    until: u64,
    lifetime: u64,
    nodes: usize,
    stored: f64,
    /// Which of its pages each page of the journey is.
    place: Vec<Option<usize>>,
    /// `entries[page * nodes + node]`.
    entries: Vec<Entry>,
    summary: CacheSummary,
}

impl EmergencyCache {
    pub(crate) fn new(spec: &Spec, plan: &Plan) -> Self {
        let instant = |m| plan.clock.micros(m).max(0).cast_unsigned();
        let nodes = spec.nodes.get().max(1) as usize;
        EmergencyCache {
            from: instant(&spec.from),
            until: instant(&spec.until),
            lifetime: spec.lifetime.as_micros(),
            nodes,
            stored: spec.stored.get(),
            place: plan
                .pages
                .iter()
                .map(|page| spec.pages.iter().position(|name| *name == page.name))
                .collect(),
            entries: vec![Entry::default(); spec.pages.len() * nodes],
            summary: CacheSummary::default(),
        }
    }

    fn is_on(&self, now: u64) -> bool {
        (self.from..self.until).contains(&now)
    }

    /// Where the page of a visitor is kept, when it is a page that is.
    fn entry(&mut self, page: usize, draws: &Block) -> Option<&mut Entry> {
        let place = self.place[page]?;
        let node = (draws.uniform(0) * self.nodes as f64) as usize;
        self.entries.get_mut(place * self.nodes + node)
    }
}

/// A person's key to chance.
fn key(visitor: Visitor, around: &Around) -> u64 {
    around.people[visitor.person as usize].key(around.salts)
}

impl Measure for EmergencyCache {
    fn rests_until(&self, now: u64) -> Option<u64> {
        Some(if now < self.from {
            self.from
        } else if now < self.until {
            now
        } else {
            u64::MAX
        })
    }

    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict {
        let now = around.now;
        if !self.is_on(now) || self.place[visitor.page].is_none() {
            return Verdict::Admit;
        }
        // The attempt that is about to be made.
        let attempt = around.people[visitor.person as usize].attempts + 1;
        let key = key(visitor, around);
        let draws = around.chance.block(key, Purpose::Cache, u64::from(attempt));
        let Some(entry) = self.entry(visitor.page, &draws).filter(|e| now < e.expires) else {
            return Verdict::Admit;
        };
        if entry.owner == key {
            self.summary.own += 1;
            return Verdict::Answered(Outcome::Served);
        }
        let first = !std::mem::replace(&mut entry.seen, true);
        self.summary.victims += u64::from(first);
        self.summary.exposures += 1;
        Verdict::Answered(Outcome::WrongPerson)
    }

    fn hears_of_pages(&self) -> bool {
        true
    }

    fn served(&mut self, visitor: Visitor, around: &mut Around) {
        let now = around.now;
        if !self.is_on(now) || self.place[visitor.page].is_none() {
            return;
        }
        let attempt = around.people[visitor.person as usize].attempts;
        let key = key(visitor, around);
        let draws = around.chance.block(key, Purpose::Cache, u64::from(attempt));
        let (lifetime, stored) = (self.lifetime, self.stored);
        let Some(entry) = self.entry(visitor.page, &draws).filter(|e| now >= e.expires) else {
            return;
        };
        if draws.uniform(1) < stored {
            *entry = Entry {
                owner: key,
                expires: now.saturating_add(lifetime),
                seen: false,
            };
            self.summary.stored += 1;
        }
    }

    fn cache_summary(&self) -> Option<CacheSummary> {
        Some(self.summary)
    }
}
