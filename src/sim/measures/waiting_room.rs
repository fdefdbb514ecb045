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

mod tickets;
mod wrong;

use std::collections::BTreeMap;

use crate::model::policy::WaitingRoom as Spec;
use crate::model::units::Duration;
use crate::sim::attacks::{Bot, Intruder};
use crate::sim::event::Token;
use crate::sim::integral::Integral;
use crate::sim::person::{Person, Phase};
use crate::sim::plan::{Plan, scaled};
use crate::sim::random::{Block, Purpose, further};
use crate::sim::result::{Outcome, RoomSummary};
use crate::sim::sampling::{MICROS, Sampler};

use super::adaptive::Adaptive;
use super::{Around, Measure, Verdict, Visitor};
use tickets::{FIRST_BOT, PHANTOM, Ticket, Tickets};
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
    opens: u64,
    cap: u64,
    /// Time between two calls \[µs\].
    gap: f64,
    poll: u64,
    lease: u64,
    claim: u64,
    leaves_after: Option<Sampler>,
    no_show: f64,
    tickets_per_person: f64,
    idle: u64,
    stay: Option<u64>,
    adaptive: Option<Adaptive>,
    wrong: Wrong,
    /// How long a bot of each attack keeps its place \[µs\]; `None`: it does not come. Attacks that have taken no ticket may be missing.
    bots: Vec<Option<u64>>,
    tickets: Tickets,
    waiting: Integral,
    /// Places taken: called or inside.
    taken: Integral,
    /// Of them, called and on the way in.
    coming: u64,
    /// Of them, given up by their holders and not yet free.
    abandoned: u64,
    /// When those with a limited stay came in.
    since: BTreeMap<u32, u64>,
    next_call: f64,
    call_timer: bool,
    most_waiting: u64,
    counts: RoomSummary,
    waited: u128,
}

impl WaitingRoom {
    pub(crate) fn new(spec: &Spec, plan: &Plan) -> Self {
        let rate = spec.release.map(|r| r.per_s() * plan.scale);
        let adaptive = spec
            .adaptive
            .as_ref()
            .map(|spec| Adaptive::new(spec, rate, plan.scale));
        WaitingRoom {
            opens: spec
                .opens
                .as_ref()
                .map_or(0, |m| plan.clock.micros(m).max(0).cast_unsigned()),
            cap: scaled(spec.cap.get(), plan.scale),
            gap: adaptive
                .as_ref()
                .map_or(rate.map_or(0.0, |r| MICROS / r), Adaptive::gap),
            adaptive,
            wrong: Wrong::new(spec, plan),
            bots: Vec::new(),
            poll: spec.poll.as_micros(),
            lease: spec.lease.as_micros(),
            claim: spec.claim.as_micros(),
            leaves_after: spec.leaves_after.map(|d| Sampler::Exponential {
                mean: d.as_micros() as f64,
            }),
            no_show: spec.no_show.get(),
            tickets_per_person: spec.tickets_per_person.get(),
            idle: spec.idle.as_micros(),
            stay: spec.stay.map(Duration::as_micros),
            tickets: Tickets::new(spec.order),
            waiting: Integral::default(),
            taken: Integral::default(),
            coming: 0,
            abandoned: 0,
            since: BTreeMap::new(),
            next_call: 0.0,
            call_timer: false,
            most_waiting: 0,
            counts: RoomSummary::default(),
            waited: 0,
        }
    }

    /// The draws of a stay in the room: lane 0 when the person leaves, 1 no-show and number of tickets, 2 the poll that notices the call, 3 the lot.
    fn draws(around: &Around, ticket: Ticket) -> Block {
        let key = around.people[ticket.person as usize].key(around.salts);
        around.chance.block(key, Purpose::Room, ticket.taken)
    }

    /// When the person leaves the page if not called before \[µs\].
    fn leaves_at(&self, ticket: Ticket, draws: &Block) -> u64 {
        self.leaves_after.map_or(u64::MAX, |law| {
            ticket.taken.saturating_add(law.draw_us(draws.bits(0)))
        })
    }

    fn may_call(&mut self, now: u64) -> bool {
        self.has_place(now) && now as f64 >= self.next_call
    }

    /// Whether the room is open and sees a place for one more.
    #[inline]
    fn has_place(&mut self, now: u64) -> bool {
        now >= self.opens && self.wrong.sees(self.taken.value(), now) < self.cap
    }

    /// A place is taken by a call.
    fn take_place(&mut self, now: u64) {
        self.counts.called += 1;
        self.taken.increase(now);
        self.wrong.note(true, now);
        self.next_call = self.next_call.max(now as f64 - self.gap) + self.gap;
    }

    fn let_in(&mut self, person: u32, around: &mut Around) {
        self.counts.claimed += 1;
        around.people[person as usize].set_admitted(true);
        if let Some(stay) = self.stay {
            self.since.insert(person, around.now);
            around.set_timer(
                around.now.saturating_add(stay),
                Token {
                    subject: person,
                    about: STAY_OVER,
                },
            );
        }
    }

    fn join(&mut self, person: u32, around: &mut Around) {
        let ticket = Ticket {
            taken: around.now,
            person,
        };
        let draws = Self::draws(around, ticket);
        let p = &mut around.people[person as usize];
        p.set_phase(Phase::Waiting);
        p.mark = around.now;
        let whole = self.tickets_per_person.floor();
        let copies = whole as u64 + u64::from(draws.lower(1) < self.tickets_per_person - whole);
        for copy in 0..copies {
            self.tickets.push(ticket, || further(draws.bits(3), copy) as u32);
        }
        self.counts.tickets += copies;
        self.waiting.increase(around.now);
        self.most_waiting = self.most_waiting.max(self.waiting.value());
        let lapses = self.leaves_at(ticket, &draws).saturating_add(self.lease);
        around.set_timer(
            lapses,
            Token {
                subject: person,
                about: LEAVES,
            },
        );
    }

    /// Calls as many tickets as there are places for and the release rate allows.
    fn fill(&mut self, around: &mut Around) {
        while self.may_call(around.now) {
            let Some(ticket) = self.tickets.pop() else { return };
            self.call(ticket, around);
        }
        let only_rate_holds = self.has_place(around.now);
        if only_rate_holds && !self.tickets.is_empty() && !self.call_timer {
            self.call_timer = true;
            around.set_timer(
                self.next_call.ceil() as u64,
                Token {
                    subject: NOBODY,
                    about: RELEASE,
                },
            );
        }
    }

    fn call(&mut self, ticket: Ticket, around: &mut Around) {
        let now = around.now;
        if ticket.person as usize >= around.people.len() {
            return self.call_in_vain(ticket.person, around);
        }
        let draws = Self::draws(around, ticket);
        let leaves = self.leaves_at(ticket, &draws);
        if now > leaves.saturating_add(self.lease) {
            if self.wrong.stalls {
                self.take_place(now);
                self.free_later(self.lease, TICKET_LAPSED, around);
            }
            return;
        }
        let p = &mut around.people[ticket.person as usize];
        let waits = p.phase() == Phase::Waiting && p.mark == ticket.taken;
        self.take_place(now);
        if waits {
            self.waiting.decrease(now);
            self.waited += u128::from(now - ticket.taken);
            let notices = (draws.uniform(2) * self.poll as f64) as u64;
            if leaves > now && draws.upper(1) >= self.no_show && notices <= self.claim {
                p.set_phase(Phase::Called);
                self.coming += 1;
                around.wake(ticket.person, now + notices);
                return;
            }
            p.set_phase(Phase::Active);
            around.left.push(ticket.person);
        }
        // Nobody claims it: another device of someone already called, a person who has left the page, or a no-show.
        self.free_later(self.claim, TICKET_LAPSED, around);
    }

    /// Calls a ticket that none of the people holds.
    fn call_in_vain(&mut self, holder: u32, around: &mut Around) {
        self.counts.called_in_vain += 1;
        self.take_place(around.now);
        let (delay, about) = if holder == PHANTOM {
            (self.idle, PLACE_FREE)
        } else {
            match self.bots[(FIRST_BOT - holder) as usize] {
                Some(holds) => (holds, PLACE_FREE),
                None => (self.claim, TICKET_LAPSED),
            }
        };
        self.free_later(delay, about, around);
    }

    /// A place nobody uses any more is free after `delay` \[µs\].
    fn free_later(&mut self, delay: u64, about: u32, around: &mut Around) {
        self.abandoned += 1;
        let token = Token {
            subject: NOBODY,
            about,
        };
        around.set_timer(around.now.saturating_add(delay), token);
    }

    fn free_place(&mut self, around: &mut Around) {
        self.taken.decrease(around.now);
        self.wrong.note(false, around.now);
        if self.wrong.lag > 0 {
            let token = Token {
                subject: NOBODY,
                about: SEEN,
            };
            around.set_timer(around.now.saturating_add(self.wrong.lag), token);
        }
        self.fill(around);
    }

    /// The interval after which the release rate is decided is over.
    fn adapt(&mut self, around: &mut Around) -> bool {
        let binding = !self.tickets.is_empty() && self.has_place(around.now);
        let Some(adaptive) = &mut self.adaptive else {
            return false;
        };
        let changed = adaptive.decide(binding);
        self.gap = adaptive.gap();
        let token = Token {
            subject: NOBODY,
            about: ADAPT,
        };
        around.set_timer(around.now.saturating_add(adaptive.every), token);
        changed
    }

    /// The next client without a cookie comes after its gap.
    fn expect_cookieless(&self, around: &mut Around) {
        if let Some(gap) = self.wrong.cookieless {
            let draws = around.chance.block(0, Purpose::Cookieless, self.wrong.phantoms);
            let token = Token {
                subject: NOBODY,
                about: COOKIELESS,
            };
            around.set_timer(around.now.saturating_add(gap.draw_us(draws.bits(0))), token);
        }
    }

    /// A client without a cookie takes a ticket, which nobody will claim.
    fn cookieless(&mut self, around: &mut Around) {
        let ticket = Ticket {
            taken: around.now,
            person: PHANTOM,
        };
        let draws = around.chance.block(0, Purpose::Cookieless, self.wrong.phantoms);
        self.wrong.phantoms += 1;
        self.expect_cookieless(around);
        self.take_ticket(ticket, draws.bits(1) as u32, around);
    }

    /// A ticket that none of the people holds.
    fn take_ticket(&mut self, ticket: Ticket, lot: u32, around: &mut Around) {
        self.counts.tickets += 1;
        self.tickets.push(ticket, || lot);
        self.fill(around);
    }

    /// A bot takes a ticket.
    fn take_bot(&mut self, bot: Bot, intruder: &Intruder, around: &mut Around) {
        if intruder.attack >= self.bots.len() {
            self.bots.resize(intruder.attack + 1, None);
        }
        self.bots[intruder.attack] = bot.holds;
        let ticket = Ticket {
            taken: around.now,
            person: FIRST_BOT - intruder.attack as u32,
        };
        let lot = intruder.draws(around.chance).bits(3) as u32;
        self.take_ticket(ticket, lot, around);
    }

    /// The ticket of someone who left the page lapses, unless they have been called since.
    fn leaves(&mut self, person: u32, around: &mut Around) -> bool {
        let p = around.people[person as usize];
        let ticket = Ticket {
            taken: p.mark,
            person,
        };
        let lapses = self
            .leaves_at(ticket, &Self::draws(around, ticket))
            .saturating_add(self.lease);
        let left = p.phase() == Phase::Waiting && lapses == around.now;
        if left {
            self.waiting.decrease(around.now);
            self.counts.left += 1;
            around.people[person as usize].set_phase(Phase::Active);
            around.left.push(person);
        }
        left
    }

    fn stay_over(&mut self, person: u32, around: &mut Around) -> bool {
        let since = self.since.get(&person).zip(self.stay);
        let over = since.is_some_and(|(since, stay)| since + stay == around.now);
        if over && self.forget(person, around) {
            self.free_place(around);
        }
        over
    }

    /// A person let in loses the place: now, or when the room notices.
    fn forget(&mut self, person: u32, around: &mut Around) -> bool {
        let p = &mut around.people[person as usize];
        let had = p.is_admitted();
        p.set_admitted(false);
        self.since.remove(&person);
        had
    }
}

impl Measure for WaitingRoom {
    fn begin(&mut self, around: &mut Around) {
        self.expect_cookieless(around);
        if let Some(adaptive) = &self.adaptive {
            let token = Token {
                subject: NOBODY,
                about: ADAPT,
            };
            around.set_timer(self.opens.saturating_add(adaptive.every), token);
        }
        if self.opens > 0 {
            around.set_timer(
                self.opens,
                Token {
                    subject: NOBODY,
                    about: OPENS,
                },
            );
        }
    }

    fn ask(&mut self, visitor: Visitor, around: &mut Around) -> Verdict {
        if around.people[visitor.person as usize].is_admitted() {
            return Verdict::Admit;
        }
        if self.tickets.is_empty() && self.may_call(around.now) {
            self.counts.tickets += 1;
            self.take_place(around.now);
            self.let_in(visitor.person, around);
            return Verdict::Admit;
        }
        self.join(visitor.person, around);
        self.fill(around);
        Verdict::Kept
    }

    fn ask_intruder(&mut self, intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        let Some(bot) = intruder.bot else {
            // Nobody gets past the room without a ticket, before it calls anyone as well as after.
            return Some(Outcome::Shed);
        };
        self.take_bot(bot, intruder, around);
        Some(Outcome::Served)
    }

    fn claimed(&mut self, person: u32, around: &mut Around) {
        self.coming -= 1;
        self.let_in(person, around);
    }

    fn done(&mut self, person: u32, around: &mut Around) {
        if self.forget(person, around) {
            self.free_place(around);
        }
    }

    fn pauses(&mut self, person: u32, pause: u64, around: &mut Around) {
        if pause > self.idle && self.forget(person, around) {
            self.free_later(self.idle, PLACE_FREE, around);
        }
    }

    fn timer(&mut self, token: Token, around: &mut Around) -> bool {
        match token.about {
            OPENS => self.fill(around),
            RELEASE => {
                self.call_timer = false;
                self.fill(around);
            }
            PLACE_FREE => {
                self.abandoned -= 1;
                self.free_place(around);
            }
            TICKET_LAPSED => {
                self.counts.lapsed += 1;
                if !self.wrong.keeps_lapsed {
                    self.abandoned -= 1;
                    self.free_place(around);
                }
            }
            ADAPT => return self.adapt(around),
            COOKIELESS => self.cookieless(around),
            SEEN => {
                let called = self.counts.called;
                self.fill(around);
                return self.counts.called > called;
            }
            LEAVES => return self.leaves(token.subject, around),
            _ => return self.stay_over(token.subject, around),
        }
        true
    }

    fn hears_of_ends(&self) -> bool {
        self.adaptive.is_some()
    }

    fn page_ended(&mut self, outcome: Outcome, took: u64) {
        if let Some(adaptive) = &mut self.adaptive {
            adaptive.hear(outcome, took);
        }
    }

    fn areas(&self, now: u64) -> Option<(u128, u128)> {
        Some((self.waiting.area(now), self.taken.area(now)))
    }

    fn breaches(&self, people: &[Person]) -> Vec<String> {
        let count = |which: fn(&Person) -> bool| people.iter().filter(|p| which(p)).count() as u64;
        let waiting = count(|p| p.phase() == Phase::Waiting);
        let coming = count(|p| p.phase() == Phase::Called);
        let inside = count(Person::is_admitted);
        let mut breaches = Vec::new();
        if waiting != self.waiting.value() {
            breaches.push(format!(
                "the waiting room counts {} people waiting, and {waiting} are",
                self.waiting.value()
            ));
        }
        if (coming, coming + inside + self.abandoned) != (self.coming, self.taken.value()) {
            breaches.push(format!(
                "{} places of the waiting room are taken: {coming} people are on the way in ({} were called), {inside} inside, \
                 and {} places not free yet",
                self.taken.value(),
                self.coming,
                self.abandoned
            ));
        }
        if self.taken.value() > self.cap && self.wrong.lag == 0 {
            breaches.push(format!(
                "{} places are taken, of {}",
                self.taken.value(),
                self.cap
            ));
        }
        breaches
    }

    fn room_summary(&self, end: u64) -> Option<RoomSummary> {
        let called_waiting = self.waited as f64;
        let of_people = self.counts.called - self.counts.called_in_vain;
        let polls = if self.poll == 0 {
            0
        } else {
            (self.waiting.area(end) / u128::from(self.poll)) as u64
        };
        Some(RoomSummary {
            polls,
            most_waiting: self.most_waiting,
            mean_waiting: self.waiting.area(end) as f64 / end as f64,
            mean_inside: self.taken.area(end) as f64 / end as f64,
            mean_wait_s: (of_people > 0).then(|| called_waiting / of_people as f64 / MICROS),
            ..self.counts.clone()
        })
    }
}
