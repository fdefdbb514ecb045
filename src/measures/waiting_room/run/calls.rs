//! The calls: while there are places and the release rate allows, the next ticket is called; a place given up is free again.

use clickday_engine::sim::door::AdmissionContext;
use clickday_engine::sim::event::Token;
use clickday_engine::sim::person::Phase;

use super::tickets::Ticket;
use super::{NOBODY, RELEASE, SEEN, TICKET_LAPSED, WaitingRoom};

impl WaitingRoom {
    pub(super) fn may_call(&mut self, now: u64) -> bool {
        self.has_place(now) && self.pace.allows(now)
    }

    /// Whether the room is open and sees a place for one more.
    #[inline]
    pub(super) fn has_place(&mut self, now: u64) -> bool {
        now >= self.opens && self.wrong.sees(self.accounts.taken.value(), now) < self.cap
    }

    /// A place is taken by a call.
    pub(super) fn take_place(&mut self, now: u64) {
        self.accounts.counts.called += 1;
        self.accounts.taken.increase(now);
        self.wrong.note(true, now);
        self.pace.call(now);
    }

    /// Calls as many tickets as there are places for and the release rate allows.
    pub(super) fn fill(&mut self, context: &mut AdmissionContext) {
        while self.may_call(context.now) {
            let Some(ticket) = self.tickets.pop() else { return };
            self.call(ticket, context);
        }
        let only_rate_holds = self.has_place(context.now);
        if only_rate_holds && !self.tickets.is_empty() && !self.call_timer {
            self.call_timer = true;
            context.set_timer(
                self.pace.next(),
                Token {
                    subject: NOBODY,
                    about: RELEASE,
                },
            );
        }
    }

    fn call(&mut self, ticket: Ticket, context: &mut AdmissionContext) {
        let now = context.now;
        if ticket.person as usize >= context.people.len() {
            return self.call_in_vain(ticket.person, context);
        }
        let draws = Self::draws(context, ticket);
        let leaves = self.leaves_at(ticket, &draws);
        if now > leaves.saturating_add(self.lease) {
            if self.wrong.stalls {
                self.take_place(now);
                self.free_later(self.lease, TICKET_LAPSED, context);
            }
            return;
        }
        let p = &mut context.people[ticket.person as usize];
        let waits = p.phase() == Phase::Waiting && p.mark == ticket.taken;
        self.take_place(now);
        if waits {
            self.accounts.has_waited(ticket.taken, now);
            let notices = (draws.uniform(2) * self.poll as f64) as u64;
            if leaves > now && draws.upper(1) >= self.no_show && notices <= self.claim {
                p.set_phase(Phase::Called);
                self.accounts.coming += 1;
                context.wake(ticket.person, now + notices);
                return;
            }
            p.set_phase(Phase::Active);
            context.left.push(ticket.person);
        }
        // Nobody claims it: another device of someone already called, a person who has left the page, or a no-show.
        self.free_later(self.claim, TICKET_LAPSED, context);
    }

    /// A place nobody uses any more is free after `delay` \[µs\].
    pub(super) fn free_later(&mut self, delay: u64, about: u32, context: &mut AdmissionContext) {
        self.accounts.abandoned += 1;
        let token = Token {
            subject: NOBODY,
            about,
        };
        context.set_timer(context.now.saturating_add(delay), token);
    }

    pub(super) fn free_place(&mut self, context: &mut AdmissionContext) {
        self.accounts.taken.decrease(context.now);
        self.wrong.note(false, context.now);
        if self.wrong.lag > 0 {
            let token = Token {
                subject: NOBODY,
                about: SEEN,
            };
            context.set_timer(context.now.saturating_add(self.wrong.lag), token);
        }
        self.fill(context);
    }
}
