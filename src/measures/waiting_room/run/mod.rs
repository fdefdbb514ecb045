//! A waiting room: who comes takes a ticket, and is called when there is a place inside.
//!
//! ```text
//!   comes ─▶ waiting ──called──▶ called ──claims──▶ inside ──▶ submits, or makes no request for `idle`
//!               │                   └─ not claimed for `claim`: the place is free again
//!               └─ leaves; the ticket lives on for `lease`
//! ```
//!
//! Polling is not simulated poll by poll: it is the integral of the number waiting over the interval, and a
//! person called notices a uniformly distributed part of an interval later. Whether and when a person leaves
//! the page is drawn when the ticket is taken. So a quiet room of four million costs no events.
//!
//! A room can begin in the middle of a run. Until then it is not there: everyone passes, without a ticket and without a place. From then on
//! whoever has no place queues at their next request and keeps the page they are on; those who are being answered are answered.

mod accounts;
mod adaptive;
mod calls;
mod outsiders;
mod pace;
mod queue;
#[cfg(test)]
mod tests;
mod tickets;
mod wrong;

use std::collections::BTreeMap;

use super::WaitingRoom as Spec;
use crate::measures::definition::Definition;
use clickday_engine::model::units::Duration;
use clickday_engine::scenario::{Distribution, MICROS, Scenario, scaled};
use clickday_engine::sim::door::{
    Actuator, Admission, AdmissionContext, AdmissionDecision, AttackRequest, Audit, Figures, Measure,
    Observer, Places, Visitor,
};
use clickday_engine::sim::event::Token;
use clickday_engine::sim::person::Person;
use clickday_engine::sim::result::Outcome;

use accounts::Accounts;
use adaptive::Adaptive;
use pace::Pace;
use tickets::Tickets;
use wrong::Wrong;

/// What a timer is for.
const OPENS: u32 = 0;
const RELEASE: u32 = 1;
const PLACE_FREE: u32 = 2;
const TICKET_LAPSED: u32 = 3;
const LEAVES: u32 = 4;
const STAY_OVER: u32 = 5;
const ADAPT: u32 = 6;
const COOKIELESS: u32 = 7;
const SEEN: u32 = 8;
/// Timers of the room itself concern nobody.
const NOBODY: u32 = 0;

/// A waiting room at work.
pub(crate) struct WaitingRoom {
    /// When the room begins \[µs\]: before it everyone passes.
    from: u64,
    /// When the first ticket can be called \[µs\].
    opens: u64,
    cap: u64,
    pace: Pace,
    poll: u64,
    lease: u64,
    claim: u64,
    leaves_after: Option<Distribution>,
    no_show: f64,
    tickets_per_person: f64,
    idle: u64,
    stay: Option<u64>,
    adaptive: Option<Adaptive>,
    wrong: Wrong,
    /// How long a bot of each attack keeps its place \[µs\]; `None`: it does not come. Attacks that have taken no ticket may be missing.
    bots: Vec<Option<u64>>,
    tickets: Tickets,
    /// When those with a limited stay came in.
    since: BTreeMap<u32, u64>,
    call_timer: bool,
    accounts: Accounts,
}

impl WaitingRoom {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let rate = spec.release.map(|r| r.per_s() * scenario.scale);
        let adaptive = spec
            .adaptive
            .as_ref()
            .map(|spec| Adaptive::new(spec, rate, scenario.scale));
        let gap = adaptive
            .as_ref()
            .map_or(rate.map_or(0.0, |r| MICROS / r), Adaptive::gap);
        let instant = |m| scenario.clock.micros(m).max(0).cast_unsigned();
        WaitingRoom {
            from: spec.from.as_ref().map_or(0, instant),
            opens: spec.first_call().map_or(0, instant),
            cap: scaled(spec.cap.get(), scenario.scale),
            pace: Pace::new(gap, scaled(spec.burst.get(), scenario.scale)),
            adaptive,
            wrong: Wrong::new(spec, scenario),
            bots: Vec::new(),
            poll: spec.poll.as_micros(),
            lease: spec.lease.as_micros(),
            claim: spec.claim.as_micros(),
            leaves_after: spec.leaves_after.map(|d| Distribution::Exponential {
                mean: d.as_micros() as f64,
            }),
            no_show: spec.no_show.get(),
            tickets_per_person: spec.tickets_per_person.get(),
            idle: spec.idle.as_micros(),
            stay: spec.stay.map(Duration::as_micros),
            tickets: Tickets::new(spec.order),
            since: BTreeMap::new(),
            call_timer: false,
            accounts: Accounts::default(),
        }
    }

    fn let_in(&mut self, person: u32, context: &mut AdmissionContext) {
        self.accounts.counts.claimed += 1;
        context.people[person as usize].set_admitted(true);
        if let Some(stay) = self.stay {
            self.since.insert(person, context.now);
            context.set_timer(
                context.now.saturating_add(stay),
                Token {
                    subject: person,
                    about: STAY_OVER,
                },
            );
        }
    }

    /// Whether the room is there.
    #[inline]
    fn stands(&self, now: u64) -> bool {
        now >= self.from
    }

    /// The first tickets are called.
    fn open(&mut self, context: &mut AdmissionContext) {
        // What was heard of the portal while everyone passed says nothing of a release rate.
        if let Some(adaptive) = self.adaptive.as_mut().filter(|_| self.from > 0) {
            adaptive.listen_anew();
        }
        self.fill(context);
    }

    /// The interval after which the release rate is decided is over.
    fn adapt(&mut self, context: &mut AdmissionContext) -> bool {
        let binding = !self.tickets.is_empty() && self.has_place(context.now);
        let Some(adaptive) = &mut self.adaptive else {
            return false;
        };
        let changed = adaptive.decide(binding);
        self.pace.set_gap(adaptive.gap());
        let token = Token {
            subject: NOBODY,
            about: ADAPT,
        };
        context.set_timer(context.now.saturating_add(adaptive.every), token);
        changed
    }

    fn stay_over(&mut self, person: u32, context: &mut AdmissionContext) -> bool {
        let since = self.since.get(&person).zip(self.stay);
        let over = since.is_some_and(|(since, stay)| since + stay == context.now);
        if over && self.forget(person, context) {
            self.free_place(context);
        }
        over
    }

    /// A person let in loses the place: now, or when the room notices.
    fn forget(&mut self, person: u32, context: &mut AdmissionContext) -> bool {
        let p = &mut context.people[person as usize];
        let had = p.is_admitted();
        p.set_admitted(false);
        self.since.remove(&person);
        had
    }
}

impl Measure for WaitingRoom {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        self.adaptive
            .as_mut()
            .map(|adaptive| adaptive as &mut dyn Observer)
    }

    fn actuator(&mut self) -> Option<&mut dyn Actuator> {
        Some(self)
    }

    fn places(&mut self) -> Option<&mut dyn Places> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for WaitingRoom {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if !self.stands(context.now) || context.people[visitor.person as usize].is_admitted() {
            return AdmissionDecision::Admit;
        }
        if self.tickets.is_empty() && self.may_call(context.now) {
            self.accounts.counts.tickets += 1;
            self.take_place(context.now);
            self.let_in(visitor.person, context);
            return AdmissionDecision::Admit;
        }
        self.join(visitor.person, context);
        self.fill(context);
        AdmissionDecision::Held
    }

    fn ask_attack_request(
        &mut self,
        request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        if !self.stands(context.now) {
            return None;
        }
        let Some(bot) = request.bot else {
            // Nobody gets past the room without a ticket, before it calls anyone as well as after.
            return Some(Outcome::Shed);
        };
        self.take_bot(bot, request, context);
        Some(Outcome::Served)
    }

    fn hours(&self) -> Vec<(u64, u64)> {
        vec![(self.from, u64::MAX)]
    }
}

impl Actuator for WaitingRoom {
    fn begin(&mut self, context: &mut AdmissionContext) {
        self.expect_cookieless(context);
        if let Some(adaptive) = &self.adaptive {
            let token = Token {
                subject: NOBODY,
                about: ADAPT,
            };
            context.set_timer(self.opens.saturating_add(adaptive.every), token);
        }
        if self.opens > 0 {
            context.set_timer(
                self.opens,
                Token {
                    subject: NOBODY,
                    about: OPENS,
                },
            );
        }
    }

    fn timer(&mut self, token: Token, context: &mut AdmissionContext) -> bool {
        match token.about {
            OPENS => self.open(context),
            RELEASE => {
                self.call_timer = false;
                self.fill(context);
            }
            PLACE_FREE => {
                self.accounts.abandoned -= 1;
                self.free_place(context);
            }
            TICKET_LAPSED => {
                self.accounts.counts.lapsed += 1;
                if !self.wrong.keeps_lapsed {
                    self.accounts.abandoned -= 1;
                    self.free_place(context);
                }
            }
            ADAPT => return self.adapt(context),
            COOKIELESS => self.cookieless(context),
            SEEN => {
                let called = self.accounts.counts.called;
                self.fill(context);
                return self.accounts.counts.called > called;
            }
            LEAVES => return self.leaves(token.subject, context),
            _ => return self.stay_over(token.subject, context),
        }
        true
    }
}

impl Places for WaitingRoom {
    fn claimed(&mut self, person: u32, context: &mut AdmissionContext) {
        self.accounts.coming -= 1;
        self.let_in(person, context);
    }

    fn done(&mut self, person: u32, context: &mut AdmissionContext) {
        if self.forget(person, context) {
            self.free_place(context);
        }
    }

    fn pauses(&mut self, person: u32, pause: u64, context: &mut AdmissionContext) {
        if pause > self.idle && self.forget(person, context) {
            self.free_later(self.idle, PLACE_FREE, context);
        }
    }

    fn areas(&self, now: u64) -> (u128, u128) {
        (self.accounts.waiting.area(now), self.accounts.taken.area(now))
    }
}

impl Audit for WaitingRoom {
    fn report(&self, end: u64, figures: &mut Figures) {
        let summary = self.accounts.summary(end, self.poll);
        figures.named.add_first(Spec::ID, &summary.figures());
    }

    fn breaches(&self, people: &[Person]) -> Vec<String> {
        // A room that sees places late may pass its cap.
        let cap = (self.wrong.lag == 0).then_some(self.cap);
        self.accounts.breaches(people, cap)
    }
}
