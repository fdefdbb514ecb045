//! The door: asks the measures of a policy one after the other, and tells them what happens.

use crate::model::policy::{Measure as Spec, Policy};
use crate::sim::attacks::Intruder;
use crate::sim::defences::Tally;
use crate::sim::event::Token;
use crate::sim::person::{Person, Phase};
use crate::sim::plan::Plan;
use crate::sim::result::{CacheSummary, LockoutSummary, MeasureFigures, Outcome, RoomSummary};

use super::at_work;
use super::measure::{Around, Measure, Verdict, Visitor};

/// Visitors who are let in after a while: with which measure the door goes on, and when. Empty unless a measure delays anybody.
#[derive(Default)]
struct Delayed {
    until: Vec<(u64, u8)>,
}

impl Delayed {
    /// The first measure to ask a visitor.
    #[inline]
    fn resume(&self, person: u32, now: u64) -> usize {
        let kept = self.until.get(person as usize);
        kept.filter(|(until, _)| *until == now)
            .map_or(0, |(_, next)| *next as usize)
    }

    fn keep(&mut self, person: u32, next: usize, by: u64, around: &mut Around) {
        let until = around.now.saturating_add(by);
        let index = person as usize;
        if index >= self.until.len() {
            self.until.resize(around.people.len(), (0, 0));
        }
        self.until[index] = (until, next as u8);
        if until < around.end {
            around.wake(person, until);
        } else {
            around.people[index].set_phase(Phase::Parked);
        }
    }
}

/// The measures of a policy, in order.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is asked by itself, on the way of every attempt"
)]
pub(crate) struct Door {
    measures: Vec<Box<dyn Measure>>,
    /// Whether there are still times at which nobody needs to be asked.
    may_rest: bool,
    /// Nobody needs to be asked before this instant.
    rests_until: u64,
    hears_of_pages: bool,
    delayed: Delayed,
    hears_of_ends: bool,
    has_own_pages: bool,
    /// Measures an operator can switch, by name, and whether they are on.
    switches: Vec<(Option<&'static str>, bool)>,
    /// Whether the operator has closed the service.
    shut: bool,
}

/// Puts the measures of a policy to work.
pub(crate) fn open_door(policy: &Policy, plan: &Plan) -> Door {
    let measures: Vec<Box<dyn Measure>> = policy.measure.iter().map(|spec| at_work(spec, plan)).collect();
    Door {
        hears_of_pages: measures.iter().any(|m| m.hears_of_pages()),
        may_rest: policy.operator.is_empty() && measures.iter().all(|m| m.rests_until(0).is_some()),
        rests_until: 0,
        delayed: Delayed::default(),
        hears_of_ends: measures.iter().any(|m| m.hears_of_ends()),
        has_own_pages: measures.iter().any(|m| m.has_own_pages()),
        switches: switches(policy),
        shut: false,
        measures,
    }
}

/// What can be switched: a measure that a rule switches on is off until then.
fn switches(policy: &Policy) -> Vec<(Option<&'static str>, bool)> {
    let waits = |kind: &str| {
        policy
            .operator
            .iter()
            .any(|rule| rule.start.iter().any(|k| k == kind))
    };
    let kinds = policy.measure.iter().map(Spec::switchable);
    kinds.map(|kind| (kind, !kind.is_some_and(waits))).collect()
}

impl Door {
    /// Whether everyone is let in now, and nobody needs to be asked.
    #[inline]
    pub(crate) fn is_wide_open(&mut self, now: u64) -> bool {
        now < self.rests_until || (self.may_rest && self.begins_to_rest(now))
    }

    fn begins_to_rest(&mut self, now: u64) -> bool {
        let mut measures = self.measures.iter();
        let rest = measures.try_fold(u64::MAX, |least, m| Some(least.min(m.rests_until(now)?)));
        self.may_rest = rest.is_some();
        self.rests_until = rest.unwrap_or(now);
        now < self.rests_until
    }

    pub(crate) fn begin(&mut self, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.begin(around.at(i));
        }
    }

    /// The verdict of the first measure that does not admit the visitor.
    pub(crate) fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict {
        if self.shut {
            return Verdict::Closed { reopens: None };
        }
        let first = self.delayed.resume(visitor.person, around.now);
        for (i, measure) in self.measures.iter_mut().enumerate().skip(first) {
            if !self.switches[i].1 {
                continue;
            }
            match measure.ask(visitor, around.at(i)) {
                Verdict::Admit | Verdict::Delayed { by: 0 } => {}
                Verdict::Delayed { by } => {
                    self.delayed.keep(visitor.person, i + 1, by, around);
                    return Verdict::Kept;
                }
                verdict => return verdict,
            }
        }
        Verdict::Admit
    }

    /// How an attacker's request is turned away, if it is.
    pub(crate) fn ask_attack(&mut self, intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        if self.shut {
            return Some(Outcome::Closed);
        }
        let measures = self.measures.iter_mut().zip(&self.switches).enumerate();
        let mut on = measures.filter(|(_, (_, switch))| switch.1);
        on.find_map(|(i, (m, _))| m.ask_intruder(intruder, around.at(i)))
    }

    /// The operator closes the service, or reopens it.
    pub(crate) fn shut(&mut self, shut: bool) {
        self.shut = shut;
    }

    /// The operator switches measures of a kind on or off.
    pub(crate) fn switch(&mut self, kind: &str, on: bool, around: &mut Around) {
        for (i, (name, is_on)) in self.switches.iter_mut().enumerate() {
            if *name == Some(kind) && *is_on != on {
                *is_on = on;
                self.measures[i].switched(on, around.at(i));
            }
        }
    }

    /// The operator empties the caches.
    pub(crate) fn purge(&mut self, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.purge(around.at(i));
        }
    }

    /// Somebody has guessed at a person's password. Whether that got them in.
    pub(crate) fn guessed(&mut self, person: u32, right: bool, around: &mut Around) -> bool {
        let mut open = true;
        for (i, measure) in self.measures.iter_mut().enumerate() {
            open &= measure.guessed(person, right, around.at(i));
        }
        open && right
    }

    pub(crate) fn claimed(&mut self, person: u32, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.claimed(person, around.at(i));
        }
    }

    pub(crate) fn done(&mut self, person: u32, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.done(person, around.at(i));
        }
    }

    /// Whether any measure wants to hear of every page served.
    #[inline]
    pub(crate) fn hears_of_pages(&self) -> bool {
        self.hears_of_pages
    }

    pub(crate) fn served(&mut self, visitor: Visitor, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.served(visitor, around.at(i));
        }
    }

    /// Whether any measure wants to hear how every attempt ends.
    #[inline]
    pub(crate) fn hears_of_ends(&self) -> bool {
        self.hears_of_ends
    }

    pub(crate) fn page_ended(&mut self, outcome: Outcome, took: u64) {
        for measure in &mut self.measures {
            measure.page_ended(outcome, took);
        }
    }

    /// Whether a page just served to a person was a measure's own, so that the person is still at the door.
    #[inline]
    pub(crate) fn own_page_served(&mut self, person: u32) -> bool {
        self.has_own_pages && self.measures.iter_mut().any(|m| m.own_page_served(person))
    }

    pub(crate) fn pauses(&mut self, person: u32, pause: u64, around: &mut Around) {
        for (i, measure) in self.measures.iter_mut().enumerate() {
            measure.pauses(person, pause, around.at(i));
        }
    }

    /// False if the timer was stale.
    pub(crate) fn timer(&mut self, measure: u8, token: Token, around: &mut Around) -> bool {
        let found = self.measures.get_mut(measure as usize);
        found.is_some_and(|m| m.timer(token, around.at(measure as usize)))
    }

    /// Areas under the people waiting and the people let in.
    pub(crate) fn areas(&self, now: u64) -> Option<(u128, u128)> {
        self.measures.iter().find_map(|m| m.areas(now))
    }

    /// What does not add up between the measures' books and the people.
    pub(crate) fn breaches(&self, people: &[Person]) -> Vec<String> {
        self.measures.iter().flat_map(|m| m.breaches(people)).collect()
    }

    pub(crate) fn room_summary(&self, end: u64) -> Option<RoomSummary> {
        self.measures.iter().find_map(|m| m.room_summary(end))
    }

    /// What each defence has done, with its place among the measures.
    pub(crate) fn tallies(&self) -> impl Iterator<Item = (usize, &Tally)> {
        let measures = self.measures.iter().enumerate();
        measures.filter_map(|(i, m)| Some((i, m.tally()?)))
    }

    pub(crate) fn lockout_summary(&self) -> Option<LockoutSummary> {
        self.measures.iter().find_map(|m| m.lockout_summary())
    }

    /// What the other measures have to tell.
    pub(crate) fn figures(&self) -> MeasureFigures {
        let mut figures = MeasureFigures::default();
        self.measures.iter().for_each(|m| m.tell(&mut figures));
        figures
    }

    /// The figures of all caches together.
    pub(crate) fn cache_summary(&self) -> Option<CacheSummary> {
        let all = self.measures.iter().filter_map(|m| m.cache_summary());
        all.reduce(|a, b| CacheSummary {
            stored: a.stored + b.stored,
            victims: a.victims + b.victims,
            exposures: a.exposures + b.exposures,
            own: a.own + b.own,
            reports: a.reports + b.reports,
            purges: a.purges + b.purges,
        })
    }
}
