//! How a role behaves.

use crate::math;
use crate::model::Law;
use crate::model::people::{self, PatienceCovers};

use super::distribution::Distribution;

/// How a role behaves.
#[derive(Debug)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// How long its people wait; `None`: for ever.
    pub patience: Option<Distribution>,
    /// What that is counted for.
    pub patience_covers: PatienceCovers,
    pub(crate) pace: Option<Distribution>,
    /// Probability of trying again after the k-th failure of a visit.
    pub(crate) retry: Vec<f64>,
    pub(crate) reload_at_once: f64,
    /// How long after a failure: who does not reload at once, and who does.
    again_after: [Option<Distribution>; 2],
    pub(crate) come_back: f64,
    /// How much later those come who come back another time.
    pub come_back_after: Option<Distribution>,
    pub(crate) session_lost: f64,
    pub(crate) draft_kept: f64,
    pub(crate) complies: f64,
    pub(crate) returns_after: Option<Distribution>,
    /// The role as it is written.
    pub(crate) spec: people::Role,
}

/// Failures of one visit that are distinguished.
const MOST_TRIES: usize = 256;

impl Role {
    pub(super) fn new(name: &str, role: &people::Role) -> Self {
        let micros = |law: &Option<Law>| law.as_ref().map(Distribution::micros);
        let retry = (0..MOST_TRIES)
            .map(|k| match (k, role.retry_first) {
                (0 | 1, Some(first)) => first.get(),
                _ => {
                    let earlier = k.saturating_sub(1) as f64;
                    role.retry.get()
                        * role
                            .retry_half_life
                            .map_or(1.0, |h| math::pow(0.5, earlier / h.get()))
                }
            })
            .collect();
        Role {
            name: name.to_owned(),
            patience: role.patience.as_ref().map(|p| Distribution::micros(&p.law)),
            patience_covers: role
                .patience
                .as_ref()
                .map_or(PatienceCovers::Response, |p| p.covers),
            pace: role.pace.as_ref().map(Distribution::plain),
            retry,
            reload_at_once: role.reload_at_once.get(),
            again_after: [micros(&role.retry_after), micros(&role.reload_after)],
            come_back: role.come_back.get(),
            come_back_after: micros(&role.come_back_after),
            session_lost: role.session_lost.get(),
            draft_kept: role.draft_kept.get(),
            complies: role.at_closed_door.complies.get(),
            returns_after: micros(&role.at_closed_door.returns_after),
            spec: role.clone(),
        }
    }

    /// How long those wait between two tries who do not reload at once \[µs\].
    pub fn retry_after(&self) -> Option<&Distribution> {
        self.again_after[0].as_ref()
    }

    /// Its people's pace on average: think times are multiplied by it.
    pub(crate) fn mean_pace(&self) -> f64 {
        self.pace.as_ref().map_or(1.0, Distribution::mean)
    }

    /// How long after a failure a person tries again \[µs\], if they do: a uniform draw tells who
    /// reloads at once, 64 random bits how long it takes.
    #[inline]
    pub(crate) fn try_again_after(&self, who: f64, bits: u64) -> u64 {
        // An index, since a guess which it is would be wrong half of the time.
        let reloads = usize::from(who < self.reload_at_once);
        self.again_after[reloads]
            .as_ref()
            .map_or(0, |law| law.draw_us(bits))
    }
}
