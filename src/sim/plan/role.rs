//! How a role behaves, made ready to be drawn from.

use crate::math;
use crate::model::Law;
use crate::model::people::{PatienceCovers, Role};
use crate::sim::random::Block;
use crate::sim::sampling::Sampler;

/// How a role behaves.
#[derive(Debug)]
pub(crate) struct RolePlan {
    pub(crate) name: String,
    pub(crate) patience: Option<Sampler>,
    pub(crate) patience_covers: PatienceCovers,
    pub(crate) pace: Option<Sampler>,
    /// Probability of trying again after the k-th failure of a visit.
    pub(crate) retry: Vec<f64>,
    pub(crate) reload_at_once: f64,
    /// How long after a failure: who does not reload at once, and who does.
    again_after: [Option<Sampler>; 2],
    pub(crate) come_back: f64,
    pub(crate) come_back_after: Option<Sampler>,
    pub(crate) session_lost: f64,
    pub(crate) draft_kept: f64,
    pub(crate) complies: f64,
    pub(crate) returns_after: Option<Sampler>,
}

/// Failures of one visit that are told apart.
const MOST_TRIES: usize = 256;

impl RolePlan {
    pub(super) fn new(name: &str, role: &Role) -> Self {
        let micros = |law: &Option<Law>| law.as_ref().map(Sampler::micros);
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
        RolePlan {
            name: name.to_owned(),
            patience: role.patience.as_ref().map(|p| Sampler::micros(&p.law)),
            patience_covers: role
                .patience
                .as_ref()
                .map_or(PatienceCovers::Response, |p| p.covers),
            pace: role.pace.as_ref().map(Sampler::plain),
            retry,
            reload_at_once: role.reload_at_once.get(),
            again_after: [micros(&role.retry_after), micros(&role.reload_after)],
            come_back: role.come_back.get(),
            come_back_after: micros(&role.come_back_after),
            session_lost: role.session_lost.get(),
            draft_kept: role.draft_kept.get(),
            complies: role.at_closed_door.complies.get(),
            returns_after: micros(&role.at_closed_door.returns_after),
        }
    }

    /// How long after a failure a person tries again \[µs\], if they do: lane 2 (lower) tells who reloads at once, lane 3 how long it takes.
    #[inline]
    pub(crate) fn try_again_after(&self, draws: &Block) -> u64 {
        // An index, since a guess which it is would be wrong half of the time.
        let reloads = usize::from(draws.lower(2) < self.reload_at_once);
        self.again_after[reloads]
            .as_ref()
            .map_or(0, |law| law.draw_us(draws.bits(3)))
    }
}
