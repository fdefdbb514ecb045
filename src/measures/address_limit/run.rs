//! A limit on the requests of each address: token buckets.
//!
//! A bucket is one number, the instant at which it will be full again: with `B` tokens and one every `τ`, the bucket lacks
//! `(full − now)⁺ / τ` tokens, and a request that finds one puts the instant `τ` later (the generic cell rate algorithm, ITU-T I.371).
//! Where tokens come by ticks, the clock of the bucket only moves by ticks. The blocking of a Poisson stream at one address is that of
//! [`crate::theory::token_bucket`].

use typed_index_collections::{TiVec, ti_vec};

use super::{AddressLimit as Spec, Refill};
use clickday_engine::scenario::{KindIndex, Scenario};
use clickday_engine::sim::door::{
    Admission, AdmissionContext, AdmissionDecision, AttackRequest, Audit, Figures, Measure, Tally, Visitor,
};
use clickday_engine::sim::result::Outcome;

use super::address::{Address, Addresses};
use crate::measures::stretch::Stretch;

/// Buckets count in nanoseconds, so that a rate of some thousands a second is not rounded.
const NANOS_A_MICRO: u64 = 1_000;
const NANOS: f64 = 1e9;

/// How buckets fill.
#[derive(Debug, Clone, Copy)]
struct Refilling {
    /// Time for a token \[ns\].
    gap: u64,
    /// Time from empty to full, less one token \[ns\].
    spare: u64,
    ticks: bool,
}

impl Refilling {
    /// Takes a token from a bucket that will be full at `full` \[ns\], if there is one.
    fn take(self, full: &mut u64, now_us: u64) -> bool {
        let now = now_us * NANOS_A_MICRO;
        let now = if self.ticks { now - now % self.gap } else { now };
        let lacking = full.saturating_sub(now);
        let has_one = lacking <= self.spare;
        if has_one {
            *full = now + lacking + self.gap;
        }
        has_one
    }
}

/// A limit at work.
pub(crate) struct AddressLimit {
    on: Stretch,
    refilling: Refilling,
    addresses: Addresses,
    /// Of people with an address of their own: their key to chance (a record can be somebody else's by now), and their bucket.
    own: Vec<(u64, u64)>,
    /// Of shared addresses, by kind of people.
    shared: TiVec<KindIndex, Vec<u64>>,
    /// Of attackers, by attack.
    attackers: Vec<Vec<u64>>,
    tally: Tally,
}

impl AddressLimit {
    pub(crate) fn new(spec: &Spec, scenario: &Scenario) -> Self {
        let gap = ((NANOS / spec.rate.per_s()).round() as u64).max(1);
        AddressLimit {
            on: Stretch::new(spec.from.as_ref(), spec.until.as_ref(), scenario),
            refilling: Refilling {
                gap,
                spare: gap.saturating_mul(spec.burst.get().saturating_sub(1)),
                ticks: spec.refill == Refill::Ticks,
            },
            addresses: Addresses::new(scenario),
            own: Vec::new(),
            shared: ti_vec![Vec::new(); scenario.salts.len()],
            attackers: Vec::new(),
            tally: Tally::new("address-limit", scenario),
        }
    }

    /// The bucket of a person's address.
    fn bucket(&mut self, visitor: Visitor, context: &AdmissionContext) -> &mut u64 {
        match self.addresses.of(visitor, context) {
            Address::Shared { kind, number } => at(&mut self.shared[kind], number),
            Address::Own => {
                let index = visitor.person as usize;
                let key = context.people[index].key(context.salts);
                let (owner, bucket) = at(&mut self.own, index);
                if *owner != key {
                    (*owner, *bucket) = (key, 0);
                }
                bucket
            }
        }
    }
}

/// The item at an index of a list that grows as it is needed.
fn at<T: Clone + Default>(list: &mut Vec<T>, index: usize) -> &mut T {
    if index >= list.len() {
        list.resize(index + 1, T::default());
    }
    &mut list[index]
}

impl Measure for AddressLimit {
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }

    fn audit(&self) -> Option<&dyn Audit> {
        Some(self)
    }
}

impl Admission for AddressLimit {
    fn ask(&mut self, visitor: Visitor, context: &mut AdmissionContext) -> AdmissionDecision {
        if !self.on.has(context.now) {
            return AdmissionDecision::Admit;
        }
        let (refilling, now) = (self.refilling, context.now);
        let has_token = refilling.take(self.bucket(visitor, context), now);
        if self.tally.person(visitor, context, !has_token) {
            AdmissionDecision::Refused(Outcome::Blocked)
        } else {
            AdmissionDecision::Admit
        }
    }

    fn ask_attack_request(
        &mut self,
        request: &AttackRequest,
        context: &mut AdmissionContext,
    ) -> Option<Outcome> {
        if !self.on.has(context.now) {
            return None;
        }
        let mut has_token = true;
        if request.addresses > 0 {
            let buckets = at(&mut self.attackers, usize::from(request.attack));
            buckets.resize(request.addresses as usize, 0);
            let which = request.draws(context.chance).uniform(0) * request.addresses as f64;
            has_token = self.refilling.take(&mut buckets[which as usize], context.now);
        }
        self.tally.attack(!has_token).then_some(Outcome::Blocked)
    }
}

impl Audit for AddressLimit {
    fn report(&self, _end: u64, figures: &mut Figures) {
        figures.add_defence(&self.tally);
    }
}
