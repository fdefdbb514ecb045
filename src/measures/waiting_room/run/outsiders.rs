//! Tickets that none of the people holds: those of bots, and of clients that keep no cookie.

use clickday_engine::sim::door::{AdmissionContext, AttackRequest, Bot};
use clickday_engine::sim::event::Token;
use clickday_engine::sim::random::OwnPurpose;

use super::tickets::{FIRST_BOT, PHANTOM, Ticket};
use super::{COOKIELESS, NOBODY, PLACE_FREE, TICKET_LAPSED, WaitingRoom};

/// Gaps and lots of clients that keep no cookie; the index counts them.
const COOKIELESS_CLIENT: OwnPurpose = OwnPurpose::numbered(54);

impl WaitingRoom {
    /// The next client without a cookie comes after its gap; the first not before the room is there.
    pub(super) fn expect_cookieless(&self, context: &mut AdmissionContext) {
        if let Some(gap) = &self.wrong.cookieless {
            let draws = context.chance.own(0, COOKIELESS_CLIENT, self.wrong.phantoms);
            let token = Token {
                subject: NOBODY,
                about: COOKIELESS,
            };
            let last = context.now.max(self.from);
            context.set_timer(last.saturating_add(gap.draw_us(draws.bits(0))), token);
        }
    }

    /// A client without a cookie takes a ticket, which nobody will claim.
    pub(super) fn cookieless(&mut self, context: &mut AdmissionContext) {
        let ticket = Ticket {
            taken: context.now,
            person: PHANTOM,
        };
        let draws = context.chance.own(0, COOKIELESS_CLIENT, self.wrong.phantoms);
        self.wrong.phantoms += 1;
        self.expect_cookieless(context);
        self.take_ticket(ticket, draws.bits(1) as u32, context);
    }

    /// A ticket that none of the people holds.
    fn take_ticket(&mut self, ticket: Ticket, lot: u32, context: &mut AdmissionContext) {
        self.accounts.counts.tickets += 1;
        self.tickets.push(ticket, || lot);
        self.fill(context);
    }

    /// A bot takes a ticket.
    pub(super) fn take_bot(&mut self, bot: Bot, request: &AttackRequest, context: &mut AdmissionContext) {
        let attack = usize::from(request.attack);
        if attack >= self.bots.len() {
            self.bots.resize(attack + 1, None);
        }
        self.bots[attack] = bot.holds;
        let ticket = Ticket {
            taken: context.now,
            person: FIRST_BOT - attack as u32,
        };
        let lot = request.draws(context.chance).bits(3) as u32;
        self.take_ticket(ticket, lot, context);
    }

    /// Calls a ticket that none of the people holds.
    pub(super) fn call_in_vain(&mut self, holder: u32, context: &mut AdmissionContext) {
        self.accounts.counts.called_in_vain += 1;
        self.take_place(context.now);
        let (delay, about) = if holder == PHANTOM {
            (self.idle, PLACE_FREE)
        } else {
            match self.bots[(FIRST_BOT - holder) as usize] {
                Some(holds) => (holds, PLACE_FREE),
                None => (self.claim, TICKET_LAPSED),
            }
        };
        self.free_later(delay, about, context);
    }
}
