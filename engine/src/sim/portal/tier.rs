//! One tier: slots, a backlog before them, a processor behind them, and what is measured of it.

use crate::model::portal::Order;
use crate::model::units::Duration;
use crate::scenario::{self, MICROS, ServiceCurve};
use crate::sim::integral::Integral;
use crate::sim::result::{TierSummary, TimeDistribution};
use crate::sim::times::Times;

use super::backlog::Backlog;
use super::processor::SharedProcessor;
use super::request::{Sender, TierVisit};

/// How a request leaves a tier. Each tier counts them by this number: no branch, on a way that every request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Leaving {
    /// Done, for a person who was still there.
    ServedPerson,
    /// Done, for an attack.
    ServedAttack,
    /// Done, for nobody: the run began with it.
    ServedStart,
    /// Done, nobody waiting for it any more.
    ServedInVain,
    /// Let go, since its sender had left.
    Abandoned,
    /// Answered with an error.
    Failed,
}

impl Leaving {
    const COUNT: usize = Leaving::Failed as usize + 1;

    /// Done, and its sender was still there.
    #[inline]
    pub(crate) fn served(sender: Sender) -> Self {
        match sender {
            Sender::Person(_) => Leaving::ServedPerson,
            Sender::Attack(_) => Leaving::ServedAttack,
            Sender::Start => Leaving::ServedStart,
        }
    }

    #[inline]
    fn is_undelivered(self) -> bool {
        self as u8 >= Leaving::ServedInVain as u8
    }
}

/// Work that a tier has done on the requests still inside it \[µs of work\].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WorkInside {
    /// Requests whose answer may still be received.
    awaited: f64,
    /// Requests whose sender has gone.
    unawaited: f64,
    /// Of the latter, after the sender had gone.
    pub(crate) after_departure: f64,
}

impl WorkInside {
    /// So much for one more request.
    pub(crate) fn add(&mut self, work: f64, awaited: bool) {
        if awaited {
            self.awaited += work;
        } else {
            self.unawaited += work;
        }
    }
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
    own: (u64, f64, Option<ServiceCurve>),
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
    /// Requests that have left it, by [`Leaving`].
    left: [u64; Leaving::COUNT],
    waited: u64,
    seated: u64,
    sojourn: u128,
    backlog_wait: u128,
    /// Time inside of the answers that people received.
    pages: Times,
    /// Work on requests that have left it: that were served to whoever sent them, and that were not \[µs of work; so for the others\].
    work_left: [f64; 2],
    /// Work done after the sender of the request had gone.
    work_after_departure: f64,
    /// Work owed, and most of it done, for turning requests away.
    work_refusals: f64,
    /// Of it, for requests whose sender had gone.
    work_refusals_after_departure: f64,
}

impl Tier {
    pub(crate) fn new(tier: &scenario::Tier) -> Self {
        let spec = tier.spec.backlog.as_ref();
        Tier {
            slots: tier.slots,
            backlog: Backlog::new(spec.map_or(Order::Fifo, |b| b.order), tier.backlog_length),
            processor: tier
                .service
                .map(|service| SharedProcessor::new(service, tier.slots)),
            gateway_timeout: tier.spec.gateway_timeout.map(Duration::as_micros),
            backlog_timeout: spec.and_then(|b| b.timeout).map(Duration::as_micros),
            oldest: spec
                .filter(|b| b.order == Order::Slack)
                .and_then(|b| b.oldest)
                .map(Duration::as_micros),
            cancels: tier.spec.cancel_on_disconnect,
            refusal_work: tier.spec.refusal_work.map_or(0.0, |d| d.as_micros() as f64),
            most_work: tier.most_work,
            own: (tier.slots, tier.most_work, tier.service),
            most_work_before: (0.0, 0),
            inside: Integral::default(),
            taken: Integral::default(),
            working: Integral::default(),
            arrivals: 0,
            refused: 0,
            left: [0; Leaving::COUNT],
            waited: 0,
            seated: 0,
            sojourn: 0,
            backlog_wait: 0,
            pages: Times::new(),
            work_left: [0.0; 2],
            work_after_departure: 0.0,
            work_refusals: 0.0,
            work_refusals_after_departure: 0.0,
        }
    }

    /// Requests inside, waiting or in a slot.
    #[inline]
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
        let (slots, most_work, service) = self.own;
        self.most_work_before = (self.most_work_until(now), now);
        self.slots = (slots as f64 * factor).round() as u64;
        self.most_work = most_work * factor;
        if let (Some(cpu), Some(service)) = (&mut self.processor, service) {
            cpu.set_service(service.scaled(factor), now);
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
    pub(crate) fn refuse(&mut self, awaited: bool) {
        self.arrivals += 1;
        self.refused += 1;
        if self.refusal_work > 0.0
            && let Some(cpu) = &mut self.processor
        {
            cpu.add_overhead(self.refusal_work);
            self.work_refusals += self.refusal_work;
            if !awaited {
                self.work_refusals_after_departure += self.refusal_work;
            }
        }
    }

    /// A request comes and leaves at once, since a tier behind has no room for it.
    #[inline]
    pub(crate) fn pass_on_a_refusal(&mut self) {
        self.arrivals += 1;
        self.seated += 1;
        self.left[Leaving::Failed as usize] += 1;
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

    /// Work was done on a request whose sender had gone \[µs of work\].
    #[inline]
    pub(crate) fn work_after_departure(&mut self, work: f64) {
        self.work_after_departure += work;
    }

    /// A request leaves after its stay, from a slot or from the backlog.
    #[inline]
    pub(crate) fn leave(&mut self, stay: TierVisit, had_slot: bool, how: Leaving, now: u64) {
        self.inside.decrease(now);
        if had_slot {
            self.taken.decrease(now);
        }
        let inside = now - stay.entered;
        self.sojourn += u128::from(inside);
        self.left[how as usize] += 1;
        self.work_left[usize::from(how.is_undelivered())] += stay.work;
        if how == Leaving::ServedPerson {
            self.pages.record(inside);
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
        let out = self.refused + self.left.iter().sum::<u64>() + self.inside.value();
        self.arrivals.cast_signed() - out.cast_signed()
    }

    /// What is left of all work done until `now` when the work on requests that were served, that were not, and that are still inside
    /// is taken from it \[µs of work\]: zero where each slot has a processor.
    ///
    /// A shared processor ends work in whole microseconds: each request at work on it may keep it so much longer.
    pub(crate) fn work_difference(&self, inside: &WorkInside, now: u64) -> f64 {
        let [delivered, undelivered] = self.work_left;
        let accounted = delivered + undelivered + inside.awaited + inside.unawaited;
        match &self.processor {
            Some(cpu) => {
                let (done, overhead) = cpu.work_done_and_owed(now);
                done - accounted - (self.work_refusals - overhead)
            }
            None => self.working.area(now) as f64 - accounted,
        }
    }

    /// What [`Tier::work_difference`] may come to by rounding \[µs of work\].
    pub(crate) fn work_rounding(&self, now: u64) -> f64 {
        let requests = if self.processor.is_some() { self.seated } else { 0 };
        requests as f64 + 1e-9 * self.most_work_until(now)
    }

    /// The tier over a run that ended at `end` \[µs\], with what it has done on the requests still `inside` it.
    pub(crate) fn summary(&mut self, inside: WorkInside, end: u64) -> TierSummary {
        let length = end as f64;
        let left = |how: Leaving| self.left[how as usize];
        let admitted = self.arrivals - self.refused;
        // Of the Work owed for turning requests away, the last is not yet done.
        let (work, overhead) = match &mut self.processor {
            Some(cpu) => (cpu.work_done(end), cpu.work_done_and_owed(end).1),
            None => (self.working.area(end) as f64, 0.0),
        };
        let share = |part: f64| if work > 0.0 { (part / work).min(1.0) } else { 0.0 };
        let undelivered = share(self.work_left[1] + inside.unawaited + self.work_refusals - overhead);
        let turned_away = (self.work_refusals_after_departure - overhead).max(0.0);
        let after_departure = share(self.work_after_departure + inside.after_departure + turned_away);
        let mean = |sum: u128, n: u64| (n > 0).then(|| sum as f64 / n as f64 / MICROS);
        TierSummary {
            arrivals: self.arrivals,
            served: left(Leaving::ServedPerson)
                + left(Leaving::ServedAttack)
                + left(Leaving::ServedStart)
                + left(Leaving::ServedInVain),
            refused: self.refused,
            abandoned: left(Leaving::Abandoned),
            failed: left(Leaving::Failed),
            inside: self.inside.value(),
            mean_in_tier: self.inside.area(end) as f64 / length,
            mean_sojourn_s: mean(self.sojourn, self.left.iter().sum()),
            mean_backlog_wait_s: mean(self.backlog_wait, self.seated),
            p_wait: (admitted > 0).then(|| self.waited as f64 / admitted as f64),
            utilisation: work / self.most_work_until(end),
            mean_slots_taken: self.taken.area(end) as f64 / length,
            goodput_per_s: left(Leaving::ServedPerson) as f64 / (length / MICROS),
            attack_answers_per_s: left(Leaving::ServedAttack) as f64 / (length / MICROS),
            work_after_departure_share: after_departure.min(undelivered),
            undelivered_work_share: undelivered,
            pages: TimeDistribution::recorded(&self.pages, 0),
        }
    }
}
