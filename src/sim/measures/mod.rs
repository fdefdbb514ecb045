//! The door: the measures of a policy, asked in the order they are listed.
//!
//! A [`Measure`] decides what happens to a visitor who comes to make an attempt. It may set timers for
//! itself and, like the waiting room, keep people and send them on later. To add one: a serde type in
//! [`crate::model::policy`], a file here that implements the trait, and its line in [`open_door`].

mod adaptive;
mod appointments;
mod autoscaling;
mod closure;
mod emergency_cache;
mod key_windows;
mod role_windows;
mod shedding;
mod waiting_room;

use crate::model::policy::{Measure as Spec, Policy};

use super::agenda::Agenda;
use super::attacks::Intruder;
use super::defences::{AddressLimit, Challenge, GeoBlock, Lockout, Scrubbing, Tally};
use super::event::{Event, Token};
use super::person::{Person, Phase};
use super::plan::Plan;
use super::portal::Portal;
use super::random::Chance;
use super::result::{CacheSummary, LockoutSummary, MeasureFigures, Outcome, RoomSummary};

use appointments::Appointments;
use autoscaling::Autoscaling;
use closure::Closed;
use emergency_cache::EmergencyCache;
use key_windows::KeyWindows;
use role_windows::RoleWindows;
use shedding::Shedding;
use waiting_room::WaitingRoom;

/// Someone at the door.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visitor {
    pub(crate) person: u32,
    pub(crate) role: usize,
    /// The page about to be requested.
    pub(crate) page: usize,
}

/// What a measure says to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Come in.
    Admit,
    /// Not now.
    Closed {
        /// When the door opens for this visitor, if that is known to them.
        reopens: Option<u64>,
    },
    /// The measure keeps the visitor, and will wake them.
    Kept,
    /// The visitor goes away, and comes back to the door at an instant they were given.
    Returns {
        /// When \[µs\].
        at: u64,
    },
    /// The visitor is let in after a while, and what follows this measure is asked then.
    Delayed {
        /// How long \[µs\].
        by: u64,
    },
    /// The measure answers in the portal's place.
    Answered(Outcome),
    /// The visitor asks the portal for a page of the measure's own, and comes back to the door when it is served.
    Asks {
        /// Its class of requests.
        class: u8,
    },
}

/// What a measure may touch.
pub(crate) struct Around<'a> {
    pub(crate) now: u64,
    pub(crate) end: u64,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) portal: &'a mut Portal,
    pub(crate) people: &'a mut [Person],
    pub(crate) chance: &'a Chance,
    /// Keys to chance of the kinds of people.
    pub(crate) salts: &'a [u64],
    /// People who have left a measure before it let them in, and may come back another time.
    pub(crate) left: &'a mut Vec<u32>,
    /// Which measure is at work.
    pub(crate) measure: u8,
}

impl Around<'_> {
    /// The same, for the measure at `index`.
    fn at(&mut self, index: usize) -> &mut Self {
        self.measure = index as u8;
        self
    }

    /// Sets a timer for the measure at work.
    pub(crate) fn set_timer(&mut self, at: u64, token: Token) {
        if at <= self.end {
            self.agenda.put(
                at,
                Event::Timer {
                    measure: self.measure,
                    token,
                }
                .key(),
            );
        }
    }

    /// Lets a person act at an instant.
    pub(crate) fn wake(&mut self, person: u32, at: u64) {
        if at <= self.end {
            self.agenda.put(at, Event::Act { person }.key());
        }
    }
}

/// A measure at work.
pub(crate) trait Measure: Send {
    /// The run begins: a measure that acts by itself sets its first timer.
    fn begin(&mut self, _around: &mut Around) {}

    /// Decides what happens to a visitor who comes to make an attempt. Called once an attempt, so it must be quick.
    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict;

    /// The instant up to which the measure admits everyone, and loses nothing by not being asked nor told; `now` when it has to be
    /// asked, `None` if it never rests. Most of a run lies outside the hours of most measures, and attempts are many.
    fn rests_until(&self, _now: u64) -> Option<u64> {
        None
    }

    /// How a request that belongs to nobody is turned away; `None` lets it through.
    fn ask_attack(&self, _now: u64) -> Option<Outcome> {
        None
    }

    /// The same, for a measure that looks at where the request comes from.
    fn ask_intruder(&mut self, _intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        self.ask_attack(around.now)
    }

    /// Somebody has guessed at a person's password. False if the account was locked, so that it was in vain.
    fn guessed(&mut self, _person: u32, _right: bool, _around: &mut Around) -> bool {
        true
    }

    /// The operator has switched it on or off.
    fn switched(&mut self, _on: bool, _around: &mut Around) {}

    /// The operator empties it.
    fn purge(&mut self, _around: &mut Around) {}

    /// A person the measure woke is on the way in.
    fn claimed(&mut self, _person: u32, _around: &mut Around) {}

    /// A person has submitted, or the session is over: whatever is kept for them is free now.
    fn done(&mut self, _person: u32, _around: &mut Around) {}

    /// Whether the measure wants to hear of every page served: most do not, and pages are served often.
    fn hears_of_pages(&self) -> bool {
        false
    }

    /// The portal has served a page.
    fn served(&mut self, _visitor: Visitor, _around: &mut Around) {}

    /// Whether the measure wants to hear how every attempt ends.
    fn hears_of_ends(&self) -> bool {
        false
    }

    /// An attempt has ended; a served page took so long \[µs\].
    fn page_ended(&mut self, _outcome: Outcome, _took: u64) {}

    /// Whether visitors may be sent to a page of the measure's own.
    fn has_own_pages(&self) -> bool {
        false
    }

    /// A page was served to a person. True if it was the measure's own.
    fn own_page_served(&mut self, _person: u32) -> bool {
        false
    }

    /// A person will make no request for `pause` \[µs\].
    fn pauses(&mut self, _person: u32, _pause: u64, _around: &mut Around) {}

    /// A timer the measure set. False if it was stale: nothing changed.
    fn timer(&mut self, _token: Token, _around: &mut Around) -> bool {
        false
    }

    /// People waiting and people let in now: areas until `now` \[person-µs\].
    fn areas(&self, _now: u64) -> Option<(u128, u128)> {
        None
    }

    /// What does not add up between the measure's books and the people, one line each.
    fn breaches(&self, _people: &[Person]) -> Vec<String> {
        Vec::new()
    }

    /// The waiting room's figures over a run that ended at `end` \[µs\].
    fn room_summary(&self, _end: u64) -> Option<RoomSummary> {
        None
    }

    /// Whom it has blocked, if it is a defence.
    fn tally(&self) -> Option<&Tally> {
        None
    }

    /// What it has locked.
    fn lockout_summary(&self) -> Option<LockoutSummary> {
        None
    }

    /// The cache's figures.
    fn cache_summary(&self) -> Option<CacheSummary> {
        None
    }

    /// Adds what else it has to tell.
    fn tell(&self, _figures: &mut MeasureFigures) {}
}

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
    /// Whether there are times at which nobody needs to be asked.
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
    let measures: Vec<Box<dyn Measure>> = policy
        .measure
        .iter()
        .map(|spec| -> Box<dyn Measure> {
            match spec {
                Spec::Open(open) => Box::new(Closed::outside(open, plan)),
                Spec::Closure(closure) => Box::new(Closed::during(closure, plan)),
                Spec::RoleWindows(windows) => Box::new(RoleWindows::new(windows, plan)),
                Spec::WaitingRoom(room) => Box::new(WaitingRoom::new(room, plan)),
                Spec::EmergencyCache(cache) => Box::new(EmergencyCache::new(cache, plan)),
                Spec::AddressLimit(limit) => Box::new(AddressLimit::new(limit, plan)),
                Spec::Challenge(challenge) => Box::new(Challenge::new(challenge, plan)),
                Spec::GeoBlock(block) => Box::new(GeoBlock::new(block, plan)),
                Spec::Scrubbing(scrubbing) => Box::new(Scrubbing::new(scrubbing, plan)),
                Spec::Lockout(lockout) => Box::new(Lockout::new(lockout, plan)),
                Spec::KeyWindows(windows) => Box::new(KeyWindows::new(windows, plan)),
                Spec::Appointments(appointments) => Box::new(Appointments::new(appointments, plan)),
                Spec::Shedding(shedding) => Box::new(Shedding::new(shedding, plan)),
                Spec::Autoscaling(scaling) => Box::new(Autoscaling::new(scaling, plan)),
            }
        })
        .collect();
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
        let rest = self.measures.iter().filter_map(|m| m.rests_until(now));
        self.rests_until = rest.min().unwrap_or(u64::MAX);
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
