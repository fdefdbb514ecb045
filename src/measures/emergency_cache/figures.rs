//! What came of an emergency cache.

use super::EmergencyCache;
use crate::measures::definition::Definition;
use clickday_engine::sim::RunResult;

/// What came of the emergency caches of a policy together. Their nodes do not shrink with the scale, so
/// the counts are those of a launch at full scale only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheSummary {
    /// Pages stored, each somebody's.
    pub stored: u64,
    /// Of those, pages that somebody else was shown.
    pub victims: u64,
    /// Times a person was shown another's page.
    pub exposures: u64,
    /// Times a person was shown their own page by the cache.
    pub own: u64,
    /// Exposures that somebody reported.
    pub reports: u64,
    /// Times the operator emptied it.
    pub purges: u64,
}

impl CacheSummary {
    /// The figures of a run's caches; `None` if the policy has none.
    pub fn of(run: &RunResult) -> Option<CacheSummary> {
        let caches = run.measures.of(EmergencyCache::ID)?;
        Some(CacheSummary {
            stored: caches.count("stored"),
            victims: caches.count("victims"),
            exposures: caches.count("exposures"),
            own: caches.count("own"),
            reports: caches.count("reports"),
            purges: caches.count("purges"),
        })
    }

    /// The counts under their names, in the order of the JSON object.
    pub(crate) fn counts(&self) -> [(&'static str, u64); 6] {
        [
            ("stored", self.stored),
            ("victims", self.victims),
            ("exposures", self.exposures),
            ("own", self.own),
            ("reports", self.reports),
            ("purges", self.purges),
        ]
    }
}
