//! What waiting rooms of real products get wrong.

use std::collections::VecDeque;

use crate::measures::waiting_room::WaitingRoom as Spec;
use clickday_engine::model::units::Duration;
use clickday_engine::scenario::{Distribution, MICROS, Scenario};

/// What the room gets wrong: see [`crate::measures::waiting_room::Pathologies`].
#[derive(Debug, Default)]
pub(super) struct Wrong {
    pub(super) stalls: bool,
    pub(super) keeps_lapsed: bool,
    /// Gaps between requests of clients without cookies.
    pub(super) cookieless: Option<Distribution>,
    /// How many of them have come.
    pub(super) phantoms: u64,
    /// Places taken and freed are seen so much later \[µs\].
    pub(super) lag: u64,
    /// Places that are seen to be taken.
    seen: u64,
    /// Places taken (true) and freed (false) that are not seen yet.
    unseen: VecDeque<(u64, bool)>,
}

impl Wrong {
    pub(super) fn new(room: &Spec, scenario: &Scenario) -> Self {
        let spec = &room.pathologies;
        let rate = spec
            .cookieless
            .map(|rate| rate.per_s() * scenario.scale)
            .filter(|rate| *rate > 0.0);
        Wrong {
            stalls: spec.stalls,
            keeps_lapsed: spec.keeps_lapsed,
            cookieless: rate.map(|rate| Distribution::Exponential { mean: MICROS / rate }),
            lag: spec.propagation.map_or(0, Duration::as_micros),
            ..Wrong::default()
        }
    }

    /// A place is taken, or free again.
    #[inline]
    pub(super) fn note(&mut self, taken: bool, now: u64) {
        if self.lag > 0 {
            self.unseen.push_back((now, taken));
        }
    }

    /// Places taken, as far as the room knows.
    #[inline]
    pub(super) fn sees(&mut self, taken: u64, now: u64) -> u64 {
        if self.lag == 0 {
            return taken;
        }
        while let Some((at, up)) = self.unseen.front().copied() {
            if at + self.lag > now {
                break;
            }
            self.seen = if up { self.seen + 1 } else { self.seen - 1 };
            self.unseen.pop_front();
        }
        self.seen
    }
}
