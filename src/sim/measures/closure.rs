//! Closed to everyone: before the opening, after the end, or for a while in between.

use crate::model::policy::{Closure, Open};
use crate::sim::plan::Plan;
use crate::sim::result::Outcome;

use super::{Around, Measure, Verdict, Visitor};

/// Closed during `[from, until)` stretches \[µs\].
pub(crate) struct Closed {
    stretches: Vec<(u64, u64)>,
    announced: bool,
}

impl Closed {
    /// Closed outside the life of the service. When it opens is public.
    pub(crate) fn outside(open: &Open, plan: &Plan) -> Self {
        let instant = |m| plan.clock.micros(m).max(0).cast_unsigned();
        let from = open.from.as_ref().map_or(0, instant);
        let until = open.until.as_ref().map_or(u64::MAX, instant);
        Closed {
            stretches: vec![(0, from), (until, u64::MAX)],
            announced: true,
        }
    }

    /// Closed for a while.
    pub(crate) fn during(closure: &Closure, plan: &Plan) -> Self {
        let instant = |m| plan.clock.micros(m).max(0).cast_unsigned();
        Closed {
            stretches: vec![(instant(&closure.from), instant(&closure.until))],
            announced: closure.announced,
        }
    }

    fn stretch_at(&self, now: u64) -> Option<(u64, u64)> {
        self.stretches
            .iter()
            .copied()
            .find(|(from, until)| (*from..*until).contains(&now))
    }
}

impl Measure for Closed {
    fn ask(&mut self, _visitor: Visitor, around: &mut Around) -> Verdict {
        match self.stretch_at(around.now) {
            None => Verdict::Admit,
            Some((_, until)) => Verdict::Closed {
                reopens: self.announced.then_some(until),
            },
        }
    }

    fn rests_until(&self, now: u64) -> Option<u64> {
        if self.stretch_at(now).is_some() {
            return Some(now);
        }
        let ahead = self
            .stretches
            .iter()
            .map(|(from, _)| *from)
            .filter(|from| *from > now);
        Some(ahead.min().unwrap_or(u64::MAX))
    }

    fn ask_attack(&self, now: u64) -> Option<Outcome> {
        self.stretch_at(now).map(|_| Outcome::Closed)
    }
}
