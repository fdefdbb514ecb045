//! Requests that end before their time: the sender leaves, a gateway gives up, a backlog lets them go; and how far inwards the
//! tiers then drop the work.

use crate::scenario::TierIndex;
use crate::sim::agenda::Agenda;
use crate::sim::event::RequestId;
use crate::sim::result::Outcome;

use super::Portal;
use super::request::{Request, Stage};
use super::tier::Leaving;

impl Portal {
    /// A deadline of a request may have come. False if the entry was stale.
    pub(crate) fn deadline(&mut self, id: RequestId, now: u64, agenda: &mut Agenda) -> bool {
        if !self.requests.is_alive(id) {
            return false;
        }
        let request = self.requests.get_mut(id);
        request.armed = u64::MAX;
        let acted = if request.patience_until <= now {
            self.sender_leaves(id, now);
            true
        } else if request.gateway_until <= now {
            self.gateway_gives_up(id, now);
            true
        } else if request.backlog_until <= now {
            let k = request.tier();
            self.leave_backlog(id, k, Leaving::Failed, now);
            self.fail_outward(id, k, Outcome::BacklogTimeout, now);
            true
        } else {
            false
        };
        if self.requests.is_alive(id) {
            self.requests.get_mut(id).arm(id, self.horizon, agenda);
        }
        if acted {
            self.settle(now, agenda);
        }
        acted
    }

    fn sender_leaves(&mut self, id: RequestId, now: u64) {
        if self.requests.get(id).awaited {
            self.answer(id, Outcome::Abandoned);
            self.lose_sender(id, now);
        }
        let request = self.requests.get_mut(id);
        request.patience_until = u64::MAX;
        let from = request.released();
        self.disconnect(id, from, now);
    }

    /// The tier that waited too long answers with an error; the tiers behind it learn that nobody waits any more.
    fn gateway_gives_up(&mut self, id: RequestId, now: u64) {
        if self.requests.get(id).awaited {
            self.answer(id, Outcome::GatewayTimeout);
            self.lose_sender(id, now);
        }
        let request = self.requests.get_mut(id);
        request.patience_until = u64::MAX;
        request.gateway_until = u64::MAX;
        let (from, to) = (
            request.released(),
            TierIndex::of_byte(request.gateway_tier).next(),
        );
        request.released = to.byte();
        self.release(id, from, to, Leaving::Failed, now);
        self.disconnect(id, to, now);
    }

    /// Nobody awaits the answer from now on: what is left of the work under way is left to be done for nobody.
    fn lose_sender(&mut self, id: RequestId, now: u64) {
        let left = self.work_left(self.requests.get(id), now);
        let request = self.requests.get_mut(id);
        request.awaited = false;
        request.work_after_departure = left;
    }

    /// What is left of the work under way on a request \[µs of work\]; 0 while it waits for a slot.
    pub(super) fn work_left(&self, request: &Request, now: u64) -> f64 {
        if request.stage == Stage::Backlog {
            return 0.0;
        }
        match &self.tiers[request.tier()].processor {
            Some(cpu) => cpu.work_left(request.work_mark, now),
            None => request.work_mark + request.work - now as f64,
        }
    }

    /// Tiers from `from` inwards let the request go, as far as each of them cancels.
    fn disconnect(&mut self, id: RequestId, from: TierIndex, now: u64) {
        let innermost = self.requests.get(id).tier();
        let mut k = from;
        while k <= innermost && self.tiers[k].cancels {
            if k == innermost && self.requests.get(id).stage == Stage::Backlog {
                self.leave_backlog(id, k, Leaving::Abandoned, now);
            } else {
                if k == innermost {
                    self.stop_work(id, k, now);
                }
                self.release(id, k, k.next(), Leaving::Abandoned, now);
            }
            k = k.next();
        }
        self.requests.get_mut(id).released = k.byte();
        if k > innermost {
            self.requests.remove(id);
        } else {
            self.renew_gateway(id);
        }
    }

    /// Looks up which of the tiers that still hold the request gives up first: each counts from the instant it passed it on.
    fn renew_gateway(&mut self, id: RequestId) {
        let (released, innermost) = {
            let request = self.requests.get(id);
            (request.released(), request.tier())
        };
        let earliest = released
            .until(innermost)
            .filter_map(|k| {
                self.tiers[k]
                    .gateway_timeout
                    .map(|t| (self.requests.stay(id, k.next()).entered.saturating_add(t), k))
            })
            .min();
        let request = self.requests.get_mut(id);
        (request.gateway_until, request.gateway_tier) =
            earliest.map_or((u64::MAX, 0), |(t, k)| (t, k.byte()));
    }

    fn leave_backlog(&mut self, id: RequestId, k: TierIndex, how: Leaving, now: u64) {
        // The entry in the queue stays until it surfaces: a generation that has passed marks it dead, and the request is removed right after.
        self.tiers[k].leave(self.requests.stay(id, k), false, how, now);
        let requests = &self.requests;
        self.tiers[k]
            .backlog
            .forget_one(|other| other != id && requests.is_alive(other));
    }

    /// Work under way on tier `k` stops, since its sender has gone.
    fn stop_work(&mut self, id: RequestId, k: TierIndex, now: u64) {
        let request = self.requests.get(id);
        let (mark, work, unawaited) = (request.work_mark, request.work, request.work_after_departure);
        let left = match &mut self.tiers[k].processor {
            Some(cpu) => cpu.cancel(mark, now),
            None => {
                self.tiers[k].end_work(now);
                mark + work - now as f64
            }
        };
        self.tiers[k].work_after_departure(unawaited - left);
        self.requests.end_work(id, k, work - left);
    }
}
