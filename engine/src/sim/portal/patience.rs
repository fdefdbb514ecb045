//! How long senders wait. It is drawn only when it is put to the test, and most answers come long before.
//!
//! The draw of a request tells at a glance whether its sender is among the more patient seven of eight, whose patience is longer
//! than the eighth part's: every law rises with its draw, and so that takes one comparison. Such a sender is *sure* until then.
//! The sure stand in line, one line a law, in the order of their requests; at the end of it the few whose requests are still in
//! flight have their patience drawn, and put on the agenda. So an answer within that time costs neither.

use std::collections::VecDeque;

use crate::model::people::PatienceCovers;
use crate::scenario::Distribution;
use crate::sim::agenda::Agenda;
use crate::sim::event::RequestId;
use crate::sim::random::Block;

use super::request::Slab;

/// The draws of a request: lanes 0 to 2 are its work on the first three tiers, lane 3 its sender's
/// patience; work on further tiers comes from further bits of these.
pub(super) const PATIENCE_LANE: usize = 3;

/// The patience of senders that never lose it.
pub(crate) const ENDLESS: u16 = u16::MAX;

/// The patience of a kind of senders.
#[derive(Debug, Clone)]
pub struct Patience {
    pub(crate) law: Option<Distribution>,
    pub(crate) covers: PatienceCovers,
}

impl Patience {
    /// Whether only waiting in a backlog tries it.
    #[inline]
    fn is_of_backlog(&self) -> bool {
        self.covers == PatienceCovers::Backlog
    }
}

/// Draws from here on belong to the more patient seven of eight.
const SURE_FROM: u64 = 1 << 61;
/// So many in sixteen of the eighth part's patience a sender is taken to be sure; those who become unsure in the rest of it are
/// looked at together.
const SURE_SIXTEENTHS: u64 = 14;

/// Senders that are sure to wait for a while yet.
#[derive(Debug)]
struct DeferredPatience {
    /// For how long \[µs\]; 0: none is sure, since only a backlog tries it, or it has no law.
    wait: u64,
    /// How much earlier than need be the last of those looked at together is looked at \[µs\].
    together: u64,
    /// Until when, and which request.
    line: VecDeque<(u64, RequestId)>,
}

impl DeferredPatience {
    fn new(patience: &Patience) -> Self {
        let eighth = match &patience.law {
            Some(law) if !patience.is_of_backlog() => law.draw_us(SURE_FROM),
            _ => 0,
        };
        let wait = eighth / 16 * SURE_SIXTEENTHS;
        DeferredPatience {
            wait,
            together: (eighth - wait) / 2,
            line: VecDeque::new(),
        }
    }
}

/// Those who wait for the answers to requests, as far as their patience goes.
#[derive(Debug)]
pub(super) struct Senders {
    patience: Vec<Patience>,
    /// Those who are sure to wait for a while, by the law of their patience.
    sure: Vec<DeferredPatience>,
    /// No patience of theirs need be drawn before this instant.
    sure_until: u64,
}

impl Senders {
    /// `patience` holds the laws that [`Ask::patience`](super::Ask::patience) points to.
    pub(super) fn new(patience: Vec<Patience>) -> Self {
        Senders {
            sure: patience.iter().map(DeferredPatience::new).collect(),
            sure_until: u64::MAX,
            patience,
        }
    }

    /// No patience of those who are sure to wait need be drawn before this instant \[µs\].
    #[inline]
    pub(super) fn sure_until(&self) -> u64 {
        self.sure_until
    }

    /// Whether only waiting in a backlog tries a patience.
    #[inline]
    pub(super) fn only_a_backlog_tries(&self, which: u16) -> bool {
        let patience = self.patience.get(which as usize);
        patience.is_some_and(Patience::is_of_backlog)
    }

    /// How long the sender of a new request waits \[µs\]; or, with `true`, how long at least.
    #[inline]
    pub(super) fn patience_at_first(&self, which: u16, draws: &Block) -> (u64, bool) {
        let Some(patience) = self.patience.get(which as usize) else {
            return (u64::MAX, false);
        };
        let sure = self.sure[which as usize].wait;
        if sure > 0 && draws.bits(PATIENCE_LANE) >= SURE_FROM {
            return (sure, true);
        }
        if patience.is_of_backlog() {
            return (u64::MAX, false);
        }
        (self.draw_patience(which, draws), false)
    }

    /// How long a sender waits \[µs\].
    pub(super) fn draw_patience(&self, which: u16, draws: &Block) -> u64 {
        let law = self.patience.get(which as usize).and_then(|p| p.law.as_ref());
        law.map_or(u64::MAX, |law| law.draw_us(draws.bits(PATIENCE_LANE)))
    }

    /// The sender of a request is sure to wait until an instant.
    #[inline]
    pub(super) fn defer_patience(&mut self, id: RequestId, which: u16, until: u64) {
        let line = &mut self.sure[which as usize].line;
        if line.is_empty() {
            self.sure_until = self.sure_until.min(until);
        }
        line.push_back((until, id));
    }

    /// Draws the patience of those who are no longer sure, or soon will not be, and whose requests are still in flight.
    pub(super) fn draw_deferred(&mut self, requests: &mut Slab, horizon: u64, agenda: &mut Agenda) {
        let now = self.sure_until;
        for which in 0..self.sure.len() {
            let until = now.saturating_add(self.sure[which].together);
            while let Some((sure, id)) = self.sure[which].line.front().copied()
                && sure <= until
            {
                self.sure[which].line.pop_front();
                if requests.is_alive(id) {
                    self.draw_patience_of(id, which as u16, sure, requests);
                    requests.get_mut(id).arm(id, horizon, agenda);
                }
            }
        }
        let heads = self.sure.iter().filter_map(|s| s.line.front());
        self.sure_until = heads.map(|(sure, _)| *sure).min().unwrap_or(u64::MAX);
    }

    fn draw_patience_of(&self, id: RequestId, which: u16, sure: u64, requests: &mut Slab) {
        let request = requests.get_mut(id);
        // Whom a gateway has answered has no patience to lose any more.
        if request.awaited {
            let patience = self.draw_patience(which, &request.draws);
            request.patience_until = request.issued.saturating_add(patience);
        }
        // The line stood for an entry on the agenda.
        if request.armed == sure {
            request.armed = u64::MAX;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Law;
    use crate::sim::random::{Chance, Purpose};

    fn patience(law: &str) -> Patience {
        #[derive(serde::Deserialize)]
        struct File {
            law: Law,
        }
        let file: File = toml::from_str(&format!("law = {law}")).unwrap();
        Patience {
            law: Some(Distribution::micros(&file.law)),
            covers: PatienceCovers::Response,
        }
    }

    /// Of every law: whoever is sure waits at least as long, even who is only just sure.
    #[test]
    fn whoever_is_sure_waits() {
        for law in [
            r#"{ lognormal = { median = "40 s", sigma = 0.6 } }"#,
            r#"{ lognormal = { mean = "40 s", cv = 3.0 } }"#,
            r#"{ exponential = "20 s" }"#,
            r#"{ uniform = { from = "1 s", to = "9 s" } }"#,
            r#"{ weibull = { mean = "20 s", shape = 0.5 } }"#,
            r#"{ erlang = { mean = "20 s", stages = 3 } }"#,
            r#"{ hyperexponential = { mean = "20 s", cv = 2.0 } }"#,
            r#"{ fixed = "10 s" }"#,
        ] {
            let patience = patience(law);
            let sure = DeferredPatience::new(&patience).wait;
            assert!(sure > 0, "{law}");
            let chance = Chance::new(1, 0);
            let drawn = (0..100_000).map(|i| chance.block(0, Purpose::Work, i).bits(PATIENCE_LANE));
            let just = (0..100_000).map(|i| SURE_FROM + (i << 32));
            for bits in drawn.chain(just).filter(|bits| *bits >= SURE_FROM) {
                let waits = patience.law.as_ref().unwrap().draw_us(bits);
                assert!(waits >= sure, "{law}: {waits} where {sure} is sure");
            }
        }
    }
}
