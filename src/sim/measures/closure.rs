//! Closed to everyone: before the opening, after the end, or for a while in between.

use crate::model::policy::{Closure, Open};
use crate::sim::attacks::Intruder;
use crate::sim::door::{Admission, Around, Measure, Verdict, Visitor};
use crate::sim::plan::Plan;
use crate::sim::result::Outcome;

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
    fn admission(&mut self) -> Option<&mut dyn Admission> {
        Some(self)
    }
}

impl Admission for Closed {
    fn ask(&mut self, _visitor: Visitor, around: &mut Around) -> Verdict {
        match self.stretch_at(around.now) {
            None => Verdict::Admit,
            Some((_, until)) => Verdict::Closed {
                reopens: self.announced.then_some(until),
            },
        }
    }

    fn hours(&self) -> Vec<(u64, u64)> {
        self.stretches.clone()
    }

    fn ask_intruder(&mut self, _intruder: &Intruder, around: &mut Around) -> Option<Outcome> {
        self.stretch_at(around.now).map(|_| Outcome::Closed)
    }
}
