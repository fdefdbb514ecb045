//! The portal: nested tiers, and the requests in flight through them.
//!
//! A request enters the outermost tier; in a slot it does its own work there and is then passed to the
//! tier inside, *keeping the slot* until that one has answered: that is how a slow database starves
//! static pages. A sender who leaves is gone at once; the servers go on unless they cancel.
//!
//! Every request a person sends ends in exactly one `Answer`.

mod backlog;
mod completions;
mod entering;
mod held;
mod leaving;
mod patience;
mod processor;
pub(crate) mod request;
mod tier;

use typed_index_collections::{TiVec, ti_vec};

use crate::scenario::{Class, ClassIndex, Scenario, TierIndex};
use crate::sim::agenda::Agenda;
use crate::sim::event::RequestId;
use crate::sim::random::{Chance, Purpose};
use crate::sim::result::{Outcome, TierSummary};

pub(crate) use entering::work_bits;
pub use patience::Patience;
use patience::Senders;
use request::{Sender, Slab, Stage};
use tier::{Leaving, Tier, WorkInside};

/// How a request ended, for its sender.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) sender: Sender,
    pub(crate) outcome: Outcome,
    pub(crate) issued: u64,
}

/// What a sender asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) sender: Sender,
    pub(crate) class: ClassIndex,
    /// Keys of the draws of its work.
    pub(crate) entity: u64,
    pub(crate) purpose: Purpose,
    pub(crate) draw: u64,
    /// How long the sender waits: an index into the laws of patience, roles first, then attacks.
    pub(crate) patience: u16,
}

/// The portal at work.
#[derive(Debug)]
pub struct Portal {
    tiers: TiVec<TierIndex, Tier>,
    requests: Slab,
    classes: TiVec<ClassIndex, Class>,
    senders: Senders,
    /// The tiers whose requests share a processor.
    shared: Vec<TierIndex>,
    /// No shared processor is done with anything before this instant.
    completion_bound: u64,
    /// Tiers with a slot that has come free while others wait for one, a bit each.
    vacant: u64,
    /// Answers not yet taken by the engine.
    pub(crate) answers: Vec<Answer>,
    chance: Chance,
    horizon: u64,
}

impl Portal {
    /// `patience` holds the laws that [`Ask::patience`] points to.
    pub(crate) fn new(scenario: &Scenario, patience: Vec<Patience>, chance: Chance) -> Self {
        let tiers: TiVec<TierIndex, Tier> = scenario.tiers.iter().map(Tier::new).collect();
        Portal {
            requests: Slab::new(tiers.len()),
            senders: Senders::new(patience),
            completion_bound: u64::MAX,
            vacant: 0,
            answers: Vec::with_capacity(64),
            classes: scenario.classes.clone(),
            horizon: scenario.end_us,
            shared: tiers.keys().filter(|k| tiers[*k].processor.is_some()).collect(),
            tiers,
            chance,
        }
    }

    /// Requests inside, in whatever tier.
    #[inline]
    pub fn inside(&self) -> u64 {
        self.tiers.first().map_or(0, Tier::inside)
    }

    /// Requests that wait for a slot of a tier.
    #[inline]
    pub fn waiting(&self, k: TierIndex) -> u64 {
        self.tiers[k].backlog.len()
    }

    /// Share of a tier's cores that have something to do.
    #[inline]
    pub fn busy_share(&self, k: TierIndex) -> f64 {
        self.tiers[k].busy_share()
    }

    /// Makes a tier `factor` times as large as the model has it.
    pub fn scale_tier(&mut self, k: TierIndex, factor: f64, now: u64, agenda: &mut Agenda) {
        self.tiers[k].scale(factor, now);
        if self.waiting(k) > 0 {
            self.vacant |= 1 << usize::from(k);
        }
        self.settle(now, agenda);
    }

    /// Whether a request is still in flight.
    #[inline]
    pub(crate) fn is_in_flight(&self, id: RequestId) -> bool {
        self.requests.is_alive(id)
    }

    /// An instant before which no shared processor is done with anything, and no patience has to be drawn \[µs\].
    #[inline]
    pub(crate) fn next_duty(&self) -> u64 {
        self.completion_bound.min(self.senders.sure_until())
    }

    /// The clock has come to that instant. False if nothing has happened.
    pub(crate) fn do_duty(&mut self, agenda: &mut Agenda) -> bool {
        if self.senders.sure_until() <= self.completion_bound {
            self.senders
                .draw_deferred(&mut self.requests, self.horizon, agenda);
            return false;
        }
        self.complete_shared(agenda)
    }

    /// The answer travels out through the tiers that still hold the request.
    fn respond(&mut self, id: RequestId, now: u64) {
        let request = self.requests.get(id);
        let (outermost, innermost) = (request.released(), request.tier());
        let how = if request.awaited {
            let sender = request.sender;
            self.answer(id, Outcome::Served);
            Leaving::served(sender)
        } else {
            Leaving::ServedInVain
        };
        self.release(id, outermost, innermost.next(), how, now);
        self.requests.remove(id);
    }

    /// The request fails at tier `k`, where it holds nothing: the tiers outside pass the error on.
    fn fail_outward(&mut self, id: RequestId, k: TierIndex, outcome: Outcome, now: u64) {
        let request = self.requests.get(id);
        let outermost = request.released();
        if request.awaited {
            self.answer(id, outcome);
        }
        self.release(id, outermost, k, Leaving::Failed, now);
        self.requests.remove(id);
    }

    fn answer(&mut self, id: RequestId, outcome: Outcome) {
        let request = self.requests.get(id);
        self.answers.push(Answer {
            sender: request.sender,
            outcome,
            issued: request.issued,
        });
    }

    /// Frees the slots a request holds in tiers `from..to`.
    fn release(&mut self, id: RequestId, from: TierIndex, to: TierIndex, how: Leaving, now: u64) {
        for k in from.until(to) {
            let tier = &mut self.tiers[k];
            tier.leave(self.requests.stay(id, k), true, how, now);
            if !tier.backlog.is_empty() {
                self.vacant |= 1 << usize::from(k);
            }
        }
    }

    /// What every change ends with: free slots go to those who wait for them, and the next completion is looked up.
    #[inline]
    fn settle(&mut self, now: u64, agenda: &mut Agenda) {
        if self.vacant != 0 {
            self.fill_slots(now, agenda);
        }
        self.settle_completions();
    }

    /// Free slots go to those who wait for them: innermost first, one at a time. Whoever is seated finds the tiers behind at rest, and
    /// one refused there leaves a slot to the next, however many are turned away in a row.
    #[inline(never)]
    fn fill_slots(&mut self, now: u64, agenda: &mut Agenda) {
        while self.vacant != 0 {
            let k = TierIndex::from(self.vacant.ilog2() as usize);
            if !self.seat_next(k, now, agenda) {
                self.vacant &= !(1 << usize::from(k));
            }
        }
    }

    /// Gives a free slot of tier `k` to who waits for it. False when there is none, of the one or the other.
    fn seat_next(&mut self, k: TierIndex, now: u64, agenda: &mut Agenda) -> bool {
        let tier = &mut self.tiers[k];
        if !tier.has_free_slot() || tier.backlog.is_empty() {
            return false;
        }
        let requests = &self.requests;
        let Some(id) = tier.backlog.pop(|id| requests.is_alive(id)) else {
            return false;
        };
        let request = self.requests.get(id);
        let stay = self.requests.stay(id, k);
        if tier.oldest.is_some_and(|oldest| now - request.issued > oldest) {
            tier.leave(stay, false, Leaving::Failed, now);
            self.fail_outward(id, k, Outcome::BacklogTimeout, now);
        } else {
            // Who is next in line, most likely.
            if let Some(next) = tier.backlog.next() {
                self.requests.fetch(next);
            }
            tier.seat(stay.entered, now);
            self.wait_no_more(id);
            self.start_work(id, k, now, agenda);
        }
        true
    }

    /// A request that waited for a slot has one.
    #[inline]
    fn wait_no_more(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id);
        request.stage = Stage::Working;
        request.backlog_until = u64::MAX;
        if self.senders.only_a_backlog_tries(request.patience) {
            request.patience_until = u64::MAX;
        }
    }

    /// The work of a request on a processor of its own may be done. False if the entry was stale.
    pub(crate) fn work_done(&mut self, id: RequestId, now: u64, agenda: &mut Agenda) -> bool {
        if !self.requests.is_alive(id) {
            return false;
        }
        let k = self.requests.get(id).tier();
        self.tiers[k].end_work(now);
        self.account(id, k);
        self.pass_on(id, k, now, agenda);
        self.settle(now, agenda);
        true
    }

    /// The clock has come to the bound of completions: the next work on a shared processor is done now, unless it is done later
    /// than it seemed. False in the latter case: nothing has happened.
    fn complete_shared(&mut self, agenda: &mut Agenda) -> bool {
        let now = self.completion_bound;
        let done = self.shared.iter().find_map(|k| {
            let k = *k;
            let cpu = self.tiers[k].processor.as_mut()?;
            let requests = &self.requests;
            (cpu.next_completion(|id| requests.is_alive(id)) == now)
                .then(|| cpu.complete(now).map(|id| (k, id)))?
        });
        if let Some((k, id)) = done {
            self.account(id, k);
            self.pass_on(id, k, now, agenda);
        }
        self.settle(now, agenda);
        done.is_some()
    }

    /// The own work of tier `k` on a request has come to its end.
    #[inline]
    fn account(&mut self, id: RequestId, k: TierIndex) {
        let request = self.requests.get(id);
        let work = request.work;
        if !request.awaited {
            self.tiers[k].work_after_departure(request.work_after_departure);
        }
        self.requests.end_work(id, k, work);
    }

    /// Looks up how far shared work is from the next completion.
    #[inline]
    fn settle_completions(&mut self) {
        let mut bound = u64::MAX;
        for k in &self.shared {
            if let Some(cpu) = &mut self.tiers[*k].processor {
                let requests = &self.requests;
                bound = bound.min(cpu.completion_bound(|id| requests.is_alive(id)));
            }
        }
        self.completion_bound = bound;
    }

    /// The request that a shared processor will finish next: soon to be wanted from memory.
    #[inline]
    pub(crate) fn next_on_processor(&self) -> Option<RequestId> {
        self.shared
            .iter()
            .find_map(|k| self.tiers[*k].processor.as_ref()?.next_request())
    }

    /// Starts fetching a request from memory. Gives its sender, to be fetched as well; [`request::NO_PERSON`] if no person sent it.
    #[inline]
    pub(crate) fn fetch(&self, id: RequestId) -> u32 {
        self.requests.fetch(id)
    }

    /// Area under the number of requests in each tier until `now` \[request-µs\].
    pub(crate) fn areas_inside(&self, now: u64) -> impl Iterator<Item = u128> {
        self.tiers.iter().map(move |t| t.area_inside(now))
    }

    /// Each tier over a run that ended at `end` \[µs\].
    pub(crate) fn summaries(&mut self, end: u64) -> Vec<TierSummary> {
        let inside = self.work_inside(end);
        self.tiers
            .iter_mut()
            .zip(inside)
            .map(|(tier, inside)| tier.summary(inside, end))
            .collect()
    }

    /// Work that each tier has done on the requests that are still inside it.
    fn work_inside(&self, now: u64) -> TiVec<TierIndex, WorkInside> {
        let mut inside = ti_vec![WorkInside::default(); self.tiers.len()];
        for (id, request) in self.requests.alive() {
            let innermost = request.tier();
            for k in request.released().until(innermost) {
                inside[k].add(self.requests.stay(id, k).work, request.awaited);
            }
            if request.stage == Stage::Working {
                let left = self.work_left(request, now);
                inside[innermost].add(request.work - left, request.awaited);
                inside[innermost].after_departure += (request.work_after_departure - left).max(0.0);
            }
        }
        inside
    }

    /// Requests somebody still awaits.
    pub(crate) fn awaited(&self) -> impl Iterator<Item = Sender> {
        self.requests
            .alive()
            .filter(|(_, r)| r.awaited)
            .map(|(_, r)| r.sender)
    }

    /// Breaches of Little's law and of the balances of flow and work, one line each; none when the books balance.
    pub(crate) fn breaches(&self, now: u64) -> Vec<String> {
        let mut still_inside: TiVec<TierIndex, u128> = ti_vec![0; self.tiers.len()];
        for (id, request) in self.requests.alive() {
            for k in request.released().until(request.tier().next()) {
                still_inside[k] += u128::from(now - self.requests.stay(id, k).entered);
            }
        }
        let inside = self.work_inside(now);
        let mut breaches = Vec::new();
        for (k, tier) in self.tiers.iter_enumerated() {
            let number = usize::from(k);
            let work = tier.work_difference(&inside[k], now);
            if work.abs() > tier.work_rounding(now) {
                breaches.push(format!("tier {number} did {work} µs of work on no request"));
            }
            let little = tier.little_difference(still_inside[k], now);
            if little != 0 {
                breaches.push(format!(
                    "Little's law fails in tier {number} by {little} request-µs"
                ));
            }
            let flow = tier.flow_difference();
            if flow != 0 {
                breaches.push(format!("tier {number} lost {flow} requests"));
            }
        }
        breaches
    }
}
