//! A processor shared by the requests inside a tier.
//!
//! With `n` requests at work it does `φ(n)` seconds of work a second, an equal share for each. In *virtual
//! time* `V`, with `V' = φ(n)/n`, a request that came at `V₀` with work `w` is done at `V₀ + w` whoever else
//! comes or goes: so a heap on that value knows who is next, and nothing is rescheduled when the sharing
//! changes. Only the next completion is translated into an instant, on demand.

use crate::scenario::ServiceCurve;

use super::completions::{Completion, CompletionHeap};
use crate::sim::event::RequestId;

/// A shared processor.
#[derive(Debug)]
pub(crate) struct SharedProcessor {
    service: ServiceCurve,
    /// Rate and pace with so many requests at work, for the numbers that are common.
    known: Vec<(f64, f64)>,
    /// Requests at work.
    n: usize,
    /// Work in a unit of time with that many.
    rate: f64,
    /// The share of each, which is the pace of virtual time; none when nothing is at work.
    pace: f64,
    /// Work done for each request inside since the processor was last idle \[µs of work\].
    virtual_time: f64,
    /// Instant up to which the above is settled \[µs\].
    settled: u64,
    /// Work owed for turning requests away, done before anything else \[µs of work\].
    overhead: f64,
    /// Who will be done when, in virtual time.
    heap: CompletionHeap,
    /// Heap entries whose request was cancelled.
    cancelled: usize,
    /// All work done \[µs of work\].
    done: f64,
    /// The next completion as it was last looked up, and what is known of it since.
    next: u64,
    certainty: Certainty,
}

/// What is known of the next completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// It is as it was looked up.
    Exact,
    /// It can only be later: work has been added since.
    NotBefore,
    /// Nothing.
    Unknown,
}

/// Rates are kept for at most so many requests at work; for more they are worked out each time.
const MOST_KNOWN: u64 = 1 << 14;

/// Work in a unit of time with `n` requests at work, and the share of each. Turning people away alone keeps one request's worth busy.
fn rate_and_pace(service: &ServiceCurve, n: usize) -> (f64, f64) {
    let rate = service.at(n.max(1) as f64);
    (rate, if n == 0 { 0.0 } else { rate / n as f64 })
}

impl SharedProcessor {
    /// At most `slots` requests are at work at once.
    pub(crate) fn new(service: ServiceCurve, slots: u64) -> Self {
        SharedProcessor {
            service,
            known: (0..=slots.min(MOST_KNOWN) as usize)
                .map(|n| rate_and_pace(&service, n))
                .collect(),
            n: 0,
            rate: service.at(1.0),
            pace: 0.0,
            virtual_time: 0.0,
            settled: 0,
            overhead: 0.0,
            heap: CompletionHeap::new(),
            cancelled: 0,
            done: 0.0,
            next: u64::MAX,
            certainty: Certainty::Exact,
        }
    }

    /// From `now` on it works as another one.
    pub(crate) fn set_service(&mut self, service: ServiceCurve, now: u64) {
        self.settle(now);
        self.service = service;
        for (n, known) in self.known.iter_mut().enumerate() {
            *known = rate_and_pace(&service, n);
        }
        self.set_number(self.n);
    }

    /// Share of it that has something to do.
    pub(crate) fn busy_share(&self) -> f64 {
        (self.n as f64 / self.service.busy_at()).min(1.0)
    }

    /// As many requests are at work now.
    #[inline]
    fn set_number(&mut self, n: usize) {
        self.n = n;
        self.certainty = Certainty::Unknown;
        (self.rate, self.pace) = match self.known.get(n) {
            Some(known) => *known,
            None => rate_and_pace(&self.service, n),
        };
    }

    /// Brings the work done up to `now`.
    #[inline]
    fn settle(&mut self, now: u64) {
        let elapsed = (now - self.settled).cast_signed() as f64;
        self.settled = now;
        if self.overhead > 0.0 {
            return self.settle_overhead(elapsed);
        }
        if self.n > 0 {
            self.virtual_time += self.pace * elapsed;
            self.done += self.rate * elapsed;
        }
    }

    /// Virtual time at `now`, which is not before the last change.
    fn virtual_time_at(&self, now: u64) -> f64 {
        let elapsed = (now - self.settled).cast_signed() as f64;
        if self.n == 0 {
            self.virtual_time
        } else if self.overhead > 0.0 {
            let work = self.rate * elapsed;
            self.virtual_time + (work - work.min(self.overhead)) / self.n as f64
        } else {
            self.virtual_time + self.pace * elapsed
        }
    }

    /// Work left at `now` on a request that will be done at the virtual time `end` \[µs of work\]. Changes nothing, unlike a
    /// settlement, which would round otherwise.
    pub(crate) fn work_left(&self, end: f64, now: u64) -> f64 {
        (end - self.virtual_time_at(now)).max(0.0)
    }

    fn settle_overhead(&mut self, elapsed: f64) {
        let work = self.rate * elapsed;
        let paid = work.min(self.overhead);
        self.overhead -= paid;
        self.done += paid;
        if self.n > 0 {
            self.virtual_time += (work - paid) / self.n as f64;
            self.done += work - paid;
        }
    }

    /// A request with `work` \[µs of work\] begins. Returns the virtual time at which it will be done.
    pub(crate) fn add(&mut self, request: RequestId, work: f64, now: u64) -> f64 {
        self.settle(now);
        if self.n == 0 {
            self.virtual_time = 0.0;
            self.heap.clear();
            self.cancelled = 0;
        }
        self.set_number(self.n + 1);
        let end = self.virtual_time + work;
        self.heap.push(Completion::new(end, request));
        end
    }

    /// A request stops before its end. Its heap entry goes when it surfaces. Returns the work left undone \[µs\].
    pub(crate) fn cancel(&mut self, end: f64, now: u64) -> f64 {
        self.settle(now);
        self.set_number(self.n - 1);
        self.cancelled += 1;
        (end - self.virtual_time).max(0.0)
    }

    /// Work spent on turning a request away.
    #[inline]
    pub(crate) fn add_overhead(&mut self, work: f64) {
        // No need to settle: it delays the next completion by as much whenever it came since.
        self.overhead += work;
        if self.certainty == Certainty::Exact {
            self.certainty = Certainty::NotBefore;
        }
    }

    /// An instant before which nothing is done \[µs\]; `u64::MAX` when nothing is at work. `alive` tells cancelled requests.
    #[inline]
    pub(crate) fn completion_bound(&mut self, alive: impl Fn(RequestId) -> bool) -> u64 {
        if self.certainty == Certainty::Unknown {
            self.next = self.look_up_completion(alive);
            self.certainty = Certainty::Exact;
        }
        self.next
    }

    /// The instant of the next completion \[µs\]; `u64::MAX` when nothing is at work. `alive` tells cancelled requests.
    #[inline]
    pub(crate) fn next_completion(&mut self, alive: impl Fn(RequestId) -> bool) -> u64 {
        match self.certainty {
            Certainty::Exact => {}
            Certainty::NotBefore => self.next = self.look_up_completion(alive).max(self.next),
            Certainty::Unknown => self.next = self.look_up_completion(alive),
        }
        self.certainty = Certainty::Exact;
        self.next
    }

    fn look_up_completion(&mut self, alive: impl Fn(RequestId) -> bool) -> u64 {
        if self.cancelled > 0 {
            self.drop_cancelled(alive);
        }
        match self.heap.peek() {
            None => u64::MAX,
            Some(due) => {
                let left = (due.end() - self.virtual_time).max(0.0) * self.n as f64;
                let wait = (self.overhead + left) / self.rate;
                // Rounded up, so that the work is done by then; the cast saturates. A signed number is a processor's own.
                let whole = wait as i64;
                let whole = whole.cast_unsigned() + u64::from((whole as f64) < wait);
                self.settled.saturating_add(whole)
            }
        }
    }

    /// Takes cancelled requests out of the front of the heap.
    #[inline(never)]
    fn drop_cancelled(&mut self, alive: impl Fn(RequestId) -> bool) {
        while self.cancelled > 0 {
            match self.heap.peek() {
                Some(due) if !alive(due.request()) => {
                    self.heap.pop();
                    self.cancelled -= 1;
                }
                _ => break,
            }
        }
    }

    /// The request that will be done next, if it is not cancelled.
    #[inline]
    pub(crate) fn next_request(&self) -> Option<RequestId> {
        self.heap.peek().map(Completion::request)
    }

    /// Takes out the request that is done at `now`, the instant `next_completion` gave.
    pub(crate) fn complete(&mut self, now: u64) -> Option<RequestId> {
        self.settle(now);
        let due = self.heap.pop()?;
        // The clock ticks in whole microseconds: let no one fall behind by a fraction of one.
        self.virtual_time = self.virtual_time.max(due.end());
        self.set_number(self.n - 1);
        Some(due.request())
    }

    /// All work done until `now` \[µs of work\].
    pub(crate) fn work_done(&mut self, now: u64) -> f64 {
        self.settle(now);
        self.done
    }

    /// The same without a settlement, and how much is then still owed for turning requests away \[µs of work\].
    pub(crate) fn work_done_and_owed(&self, now: u64) -> (f64, f64) {
        let work = self.rate * (now - self.settled).cast_signed() as f64;
        let paid = work.min(self.overhead);
        let rest = if self.n > 0 { work - paid } else { 0.0 };
        (self.done + paid + rest, self.overhead - paid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(index: u32) -> RequestId {
        RequestId { index, generation: 0 }
    }

    /// Two requests on one core: each runs at half speed while both are there.
    #[test]
    fn one_core_is_shared_equally() {
        let mut cpu = SharedProcessor::new(ServiceCurve::Cores(1.0), 2);
        cpu.add(id(0), 100.0, 0);
        cpu.add(id(1), 300.0, 50);
        // The first has 50 left, at half speed: done at 150. The second then has 250 left, alone: done at 400.
        assert_eq!(cpu.next_completion(|_| true), 150);
        assert_eq!(cpu.complete(150), Some(id(0)));
        assert_eq!(cpu.next_completion(|_| true), 400);
        assert_eq!(cpu.complete(400), Some(id(1)));
        assert!((cpu.work_done(1000) - 400.0).abs() < 1e-9);
    }

    #[test]
    fn cancelled_work_frees_the_processor() {
        let mut cpu = SharedProcessor::new(ServiceCurve::Cores(1.0), 2);
        let end = cpu.add(id(0), 100.0, 0);
        cpu.add(id(1), 300.0, 0);
        assert!((cpu.cancel(end, 40) - 80.0).abs() < 1e-9);
        assert_eq!(cpu.next_completion(|r| r == id(1)), 40 + 280);
    }

    /// What is left of a request's work is known without a settlement, and is what a cancellation would leave.
    #[test]
    fn the_work_left_is_what_a_cancellation_leaves_undone() {
        for overhead in [0.0, 30.0, 300.0] {
            let mut cpu = SharedProcessor::new(ServiceCurve::Cores(1.0), 2);
            let end = cpu.add(id(0), 100.0, 0);
            cpu.add(id(1), 300.0, 10);
            cpu.add_overhead(overhead);
            let left = cpu.work_left(end, 90);
            let exact = 90.0 - (80.0_f64 - overhead).max(0.0) / 2.0;
            assert!(
                (left - exact).abs() < 1e-9,
                "{left} left of {exact}, owing {overhead}"
            );
            assert_eq!(left.to_bits(), cpu.cancel(end, 90).to_bits());
        }
    }

    #[test]
    fn turning_people_away_delays_those_inside() {
        let mut cpu = SharedProcessor::new(ServiceCurve::Cores(1.0), 2);
        cpu.add(id(0), 100.0, 0);
        cpu.add_overhead(30.0);
        assert_eq!(cpu.next_completion(|_| true), 130);
    }
}
