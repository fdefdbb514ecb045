//! One tier: slots, a backlog before them, a processor behind them, and what is measured of it.

use crate::model::portal::Order;
use crate::model::units::Duration;
use crate::sim::integral::Integral;
use crate::sim::plan::{Throughput, TierPlan};
use crate::sim::result::TierSummary;
use crate::sim::sampling::MICROS;

use super::backlog::Backlog;
use super::processor::SharedProcessor;

/// How a request leaves a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Done, somebody waiting for it.
    Served,
    /// Done, nobody waiting for it any more.
    ServedInVain,
    /// Let go, since its sender had left.
    Abandoned,
    /// Answered with an error.
    Failed,
}

/// A tier.
#[derive(Debug)]
pub(crate) struct Tier {
    pub(crate) slots: u64,
    pub(crate) backlog: Backlog,
    /// `None`: a processor for each slot.
    pub(crate) processor: Option<SharedProcessor>,
    pub(crate) gateway_timeout: Option<u64>,
    pub(crate) backlog_timeout: Option<u64>,
    pub(crate) oldest: Option<u64>,
    pub(crate) cancels: bool,
    pub(crate) refusal_work: f64,
    /// The most work it can do in a unit of time.
    most_work: f64,
    /// As the model has them: slots, the most work, the processor.
    own: (u64, f64, Option<Throughput>),
    /// The most work it could have done before it last grew, and when that was \[µs of work, µs\].
    most_work_before: (f64, u64),
    /// Requests inside, waiting or in a slot.
    inside: Integral,
    /// Slots taken.
    taken: Integral,
    /// Slots at work on processors of their own.
    working: Integral,
    arrivals: u64,
    refused: u64,
    served: u64,
    in_vain: u64,
    abandoned: u64,
    failed: u64,
    waited: u64,
    seated: u64,
    sojourn: u128,
    backlog_wait: u128,
    work_completed: f64,
    work_wasted: f64,
}

impl Tier {
    pub(crate) fn new(plan: &TierPlan) -> Self {
        let spec = plan.spec.backlog.as_ref();
        Tier {
            slots: plan.slots,
            backlog: Backlog::new(spec.map_or(Order::Fifo, |b| b.order), plan.backlog_length),
            processor: plan
                .throughput
                .map(|throughput| SharedProcessor::new(throughput, plan.slots)),
            gateway_timeout: plan.spec.gateway_timeout.map(Duration::as_micros),
            backlog_timeout: spec.and_then(|b| b.timeout).map(Duration::as_micros),
            oldest: spec
                .filter(|b| b.order == Order::Slack)
                .and_then(|b| b.oldest)
                .map(Duration::as_micros),
            cancels: plan.spec.cancel_on_disconnect,
            refusal_work: plan.spec.refusal_work.map_or(0.0, |d| d.as_micros() as f64),
            most_work: plan.most_work,
            own: (plan.slots, plan.most_work, plan.throughput),
            most_work_before: (0.0, 0),
            inside: Integral::default(),
            taken: Integral::default(),
            working: Integral::default(),
            arrivals: 0,
            refused: 0,
            served: 0,
            in_vain: 0,
            abandoned: 0,
            failed: 0,
            waited: 0,
            seated: 0,
            sojourn: 0,
            backlog_wait: 0,
            work_completed: 0.0,
            work_wasted: 0.0,
        }
    }

    /// Requests inside, waiting or in a slot.
    pub(crate) fn inside(&self) -> u64 {
        self.inside.value()
    }

    /// Share of the cores that have something to do.
    pub(crate) fn busy_share(&self) -> f64 {
        match &self.processor {
            Some(cpu) => cpu.busy_share(),
            None => self.working.value() as f64 / self.slots as f64,
        }
    }

    /// From now on it is `factor` times as large as the model has it.
    pub(crate) fn scale(&mut self, factor: f64, now: u64) {
        let (slots, most_work, throughput) = self.own;
        self.most_work_before = (self.most_work_until(now), now);
        self.slots = (slots as f64 * factor).round() as u64;
        self.most_work = most_work * factor;
        if let (Some(cpu), Some(throughput)) = (&mut self.processor, throughput) {
            cpu.set_throughput(throughput.scaled(factor), now);
        }
    }

    /// The most work it could have done until `now` \[µs of work\].
    fn most_work_until(&self, now: u64) -> f64 {
        let (before, since) = self.most_work_before;
        before + self.most_work * (now - since) as f64
    }

    #[inline]
    pub(crate) fn has_free_slot(&self) -> bool {
        self.taken.value() < self.slots
    }

    /// A request comes and is not refused.
    #[inline]
    pub(crate) fn admit(&mut self, now: u64) {
        self.arrivals += 1;
        self.inside.increase(now);
    }

    /// A request comes and finds no room.
    pub(crate) fn refuse(&mut self) {
        self.arrivals += 1;
        self.refused += 1;
        if self.refusal_work > 0.0
            && let Some(cpu) = &mut self.processor
        {
            cpu.owe(self.refusal_work);
            self.work_wasted += self.refusal_work;
        }
    }

    /// A request comes and leaves at once, since a tier behind has no room for it.
    #[inline]
    pub(crate) fn pass_on_a_refusal(&mut self) {
        self.arrivals += 1;
        self.seated += 1;
        self.failed += 1;
    }

    /// A request begins to wait for a slot.
    #[inline]
    pub(crate) fn begin_wait(&mut self) {
        self.waited += 1;
    }

    /// A request that came at `entered` takes a slot.
    #[inline]
    pub(crate) fn seat(&mut self, entered: u64, now: u64) {
        self.taken.increase(now);
        self.seated += 1;
        self.backlog_wait += u128::from(now - entered);
    }

    /// A connection without a request takes a slot.
    pub(crate) fn hold_slot(&mut self, now: u64) {
        self.taken.increase(now);
    }

    /// Such a slot is free again.
    pub(crate) fn free_held_slot(&mut self, now: u64) {
        self.taken.decrease(now);
    }

    /// Work begins on a processor of the slot's own.
    #[inline]
    pub(crate) fn begin_work(&mut self, now: u64) {
        self.working.increase(now);
    }

    /// Such work ends or stops.
    #[inline]
    pub(crate) fn end_work(&mut self, now: u64) {
        self.working.decrease(now);
    }

    /// Work was done for somebody, or for nobody \[µs of work\].
    #[inline]
    pub(crate) fn account(&mut self, work: f64, awaited: bool) {
        self.work_completed += work;
        if !awaited {
            self.work_wasted += work;
        }
    }

    /// A request that came at `entered` leaves, from a slot or from the backlog.
    #[inline]
    pub(crate) fn leave(&mut self, entered: u64, had_slot: bool, how: Leaving, now: u64) {
        self.inside.decrease(now);
        if had_slot {
            self.taken.decrease(now);
        }
        self.sojourn += u128::from(now - entered);
        match how {
            Leaving::Served => self.served += 1,
            Leaving::ServedInVain => {
                self.served += 1;
                self.in_vain += 1;
            }
            Leaving::Abandoned => self.abandoned += 1,
            Leaving::Failed => self.failed += 1,
        }
    }

    /// Area under the number inside until `now` \[request-µs\].
    pub(crate) fn area_inside(&self, now: u64) -> u128 {
        self.inside.area(now)
    }

    /// What is left of Little's law when the left side is taken from the right: zero, exactly. `still_inside` is the
    /// time the requests still inside have spent there so far.
    pub(crate) fn little_difference(&self, still_inside: u128, now: u64) -> i128 {
        self.inside.area(now).cast_signed() - (self.sojourn + still_inside).cast_signed()
    }

    /// What is left of the flow balance: zero, exactly.
    pub(crate) fn flow_difference(&self) -> i64 {
        let out = self.served + self.refused + self.abandoned + self.failed + self.inside.value();
        self.arrivals.cast_signed() - out.cast_signed()
    }

    /// The tier over a run that ended at `end` \[µs\].
    pub(crate) fn summary(&mut self, end: u64) -> TierSummary {
        let length = end as f64;
        let left = self.served + self.abandoned + self.failed;
        let admitted = self.arrivals - self.refused;
        let work = match &mut self.processor {
            Some(cpu) => cpu.work_done(end),
            None => self.working.area(end) as f64,
        };
        let mean = |sum: u128, n: u64| (n > 0).then(|| sum as f64 / n as f64 / MICROS);
        TierSummary {
            arrivals: self.arrivals,
            served: self.served,
            refused: self.refused,
            abandoned: self.abandoned,
            failed: self.failed,
            inside: self.inside.value(),
            mean_in_tier: self.inside.area(end) as f64 / length,
            mean_sojourn_s: mean(self.sojourn, left),
            mean_backlog_wait_s: mean(self.backlog_wait, self.seated),
            p_wait: (admitted > 0).then(|| self.waited as f64 / admitted as f64),
            utilisation: work / self.most_work_until(end),
            mean_slots_taken: self.taken.area(end) as f64 / length,
            goodput_per_s: (self.served - self.in_vain) as f64 / (length / MICROS),
            wasted_work_share: if work > 0.0 {
                (self.work_wasted / work).min(1.0)
            } else {
                0.0
            },
        }
    }
}
