//! The way in: a request comes, gets a slot of each tier or waits for one, and does its work there.

use crate::scenario::{ClassIndex, Scenario, TierIndex, splitmix};
use crate::sim::agenda::Agenda;
use crate::sim::event::{Event, RequestId};
use crate::sim::random::{Block, Purpose};
use crate::sim::result::Outcome;

use super::patience::{ENDLESS, PATIENCE_LANE};
use super::request::{Request, Sender, Stage};
use super::{Ask, Portal};

impl Portal {
    /// Fills the tiers that begin the run full.
    pub(crate) fn fill(&mut self, scenario: &Scenario, agenda: &mut Agenda) {
        for (k, tier) in scenario.tiers.iter_enumerated() {
            let Some(class) = tier.start_full_of else { continue };
            for i in 0..tier.slots {
                let ask = Ask {
                    sender: Sender::Start,
                    class,
                    entity: usize::from(k) as u64,
                    purpose: Purpose::StartWork,
                    draw: i,
                    patience: ENDLESS,
                };
                let id = self.issue(&ask, 0);
                self.requests.get_mut(id).released = k.byte();
                self.enter(id, k, 0, agenda);
            }
        }
        self.settle(0, agenda);
    }

    /// A request arrives. Gives its outcome if it is turned away at once; any other comes as an [`Answer`].
    #[expect(clippy::inline_always, reason = "on the way of every attempt")]
    #[inline(always)]
    pub(crate) fn arrive(&mut self, ask: &Ask, now: u64, agenda: &mut Agenda) -> Option<Outcome> {
        if let Some(k) = self.refusing_tier(ask.class) {
            // Nothing begins or ends; Work owed for the refusal only delays what is under way.
            self.pass_on_a_refusal(k);
            return Some(Outcome::Refused);
        }
        self.take_in(ask, now, agenda);
        None
    }

    /// A request comes in; how it ends will be an [`Answer`].
    #[inline(never)]
    fn take_in(&mut self, ask: &Ask, now: u64, agenda: &mut Agenda) {
        let id = self.issue(ask, now);
        self.enter(id, TierIndex::FIRST, now, agenda);
        self.settle(now, agenda);
    }

    /// The tier that has no room for a request of this class, where no tier before it has any work to do: most requests of a
    /// portal in trouble go no further.
    #[inline]
    fn refusing_tier(&self, class: ClassIndex) -> Option<TierIndex> {
        let class = &self.classes[class];
        for (k, tier) in self.tiers.iter_enumerated() {
            if !tier.has_free_slot() {
                return (!tier.backlog.has_room()).then_some(k);
            }
            if k == class.deepest || class.work[k].is_some() {
                return None;
            }
        }
        None
    }

    /// The request passes tiers `0..k` in no time and is refused by tier `k`.
    fn pass_on_a_refusal(&mut self, k: TierIndex) {
        for tier in &mut self.tiers[..k] {
            tier.pass_on_a_refusal();
        }
        self.tiers[k].refuse(true);
    }

    fn issue(&mut self, ask: &Ask, now: u64) -> RequestId {
        let draws = self.chance.block(ask.entity, ask.purpose, ask.draw);
        let (patience, is_sure) = self.senders.patience_at_first(ask.patience, &draws);
        let patience_until = now.saturating_add(patience);
        let id = self.requests.take_slot();
        let request = Request {
            sender: ask.sender,
            draws,
            issued: now,
            patience: ask.patience,
            patience_until,
            gateway_until: u64::MAX,
            backlog_until: u64::MAX,
            armed: if is_sure { patience_until } else { u64::MAX },
            work_mark: 0.0,
            work: 0.0,
            work_after_departure: 0.0,
            class: ask.class,
            tier: 0,
            released: 0,
            gateway_tier: 0,
            stage: Stage::Working,
            awaited: true,
        };
        self.requests.put(id, request);
        if is_sure {
            self.senders.defer_patience(id, ask.patience, patience_until);
        }
        id
    }

    /// A request comes to tier `k`, and goes on to the tiers inside as far as it comes at once.
    fn enter(&mut self, id: RequestId, mut k: TierIndex, now: u64, agenda: &mut Agenda) {
        let deepest = self.classes[self.requests.get(id).class].deepest;
        while self.gets_slot(id, k, now, agenda) && !self.begins_work(id, k, now, agenda) {
            if k >= deepest {
                return self.respond(id, now);
            }
            self.watch(id, k, now, agenda);
            k = k.next();
        }
    }

    /// Whether a request that comes to tier `k` gets a slot at once; else it waits, or is refused.
    #[expect(clippy::inline_always, reason = "in the loop that every request goes through")]
    #[inline(always)]
    fn gets_slot(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) -> bool {
        let tier = &mut self.tiers[k];
        if tier.has_free_slot() && tier.backlog.is_empty() {
            tier.admit(now);
            tier.seat(now, now);
            self.requests.enter(id, k, now);
            let request = self.requests.get_mut(id);
            request.tier = k.byte();
            if k == TierIndex::FIRST {
                request.arm(id, self.horizon, agenda);
            }
            return true;
        }
        if tier.backlog.has_room() {
            self.wait(id, k, now, agenda);
        } else {
            tier.refuse(self.requests.get(id).awaited);
            self.fail_outward(id, k, Outcome::Refused, now);
        }
        false
    }

    /// A request begins to wait for a slot of tier `k`.
    #[inline(never)]
    fn wait(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) {
        let tier = &mut self.tiers[k];
        tier.admit(now);
        tier.begin_wait();
        tier.backlog.push(id);
        let timeout = tier.backlog_timeout;
        self.requests.enter(id, k, now);
        let request = self.requests.get_mut(id);
        request.tier = k.byte();
        request.stage = Stage::Backlog;
        request.backlog_until = timeout.map_or(u64::MAX, |t| now.saturating_add(t));
        let which = request.patience;
        if request.awaited && self.senders.only_a_backlog_tries(which) {
            let patience = self.senders.draw_patience(which, &request.draws);
            request.patience_until = now.saturating_add(patience);
        }
        request.arm(id, self.horizon, agenda);
    }

    /// A request in a slot of tier `k` begins its own work there; without any, it goes on.
    #[inline]
    pub(super) fn start_work(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) {
        if !self.begins_work(id, k, now, agenda) {
            self.pass_on(id, k, now, agenda);
        }
    }

    /// Whether a request in a slot of tier `k` has work of its own there, which then begins.
    #[expect(clippy::inline_always, reason = "in the loop that every request goes through")]
    #[inline(always)]
    fn begins_work(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) -> bool {
        let request = self.requests.get_mut(id);
        let Some(law) = &self.classes[request.class].work[k] else {
            return false;
        };
        let mut work = law.draw(work_bits(&request.draws, k));
        match &mut self.tiers[k].processor {
            Some(cpu) => request.work_mark = cpu.add(id, work, now),
            None => {
                request.work_mark = now as f64;
                self.tiers[k].begin_work(now);
                let whole = (work + 0.5) as u64;
                work = whole as f64;
                let end = now.saturating_add(whole);
                if end <= self.horizon {
                    agenda.put(end, Event::WorkDone(id).key());
                }
            }
        }
        request.work = work;
        if !request.awaited {
            request.work_after_departure = work;
        }
        true
    }

    /// A request's own work on tier `k` is done: on to the tiers inside, or back with the answer.
    pub(super) fn pass_on(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) {
        if k >= self.classes[self.requests.get(id).class].deepest {
            return self.respond(id, now);
        }
        self.watch(id, k, now, agenda);
        self.enter(id, k.next(), now, agenda);
    }

    /// Tier `k` passes a request on, and gives up on it after a while.
    #[inline]
    fn watch(&mut self, id: RequestId, k: TierIndex, now: u64, agenda: &mut Agenda) {
        let Some(timeout) = self.tiers[k].gateway_timeout else {
            return;
        };
        let request = self.requests.get_mut(id);
        let until = now.saturating_add(timeout);
        if until < request.gateway_until {
            request.gateway_until = until;
            request.gateway_tier = k.byte();
            request.arm(id, self.horizon, agenda);
        }
    }
}

/// The bits from which a request's work on tier `k` is drawn.
#[expect(clippy::inline_always, reason = "in the loop that every request goes through")]
#[inline(always)]
pub(crate) fn work_bits(draws: &Block, k: TierIndex) -> u64 {
    let k = usize::from(k);
    if k < PATIENCE_LANE {
        draws.bits(k)
    } else {
        splitmix(draws.bits(k % PATIENCE_LANE), k as u64)
    }
}
