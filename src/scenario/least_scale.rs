//! Which scales are too small to mean anything.

use super::Scenario;
use super::error::ScenarioError;
use super::indices::PageIndex;

impl Scenario {
    /// The rule of scale: at least 100 sessions at the knee, 2 cores where there are more, and
    /// 50,000 people where there are more.
    pub(super) fn refuse_too_small(&self) -> Result<(), ScenarioError> {
        if self.scale >= 1.0 {
            return Ok(());
        }
        let people: u64 = self.groups.iter().filter_map(|g| g.size).sum();
        let full_people = people as f64 / self.scale;
        let application = self.application_from(PageIndex::FIRST, 1.0);
        let sessions = application.saturation_point(self.completion_capacity(), 0.0);
        let complain = |reason: String| {
            Err(ScenarioError::ScaleTooSmall {
                scale: self.scale,
                reason,
            })
        };
        if (people as f64) < 50_000.0_f64.min(full_people) * 0.999 && people > 0 {
            return complain(format!(
                "{people} people are left, of the 50,000 that chance needs to even out"
            ));
        }
        if sessions.is_finite() && sessions < 100.0_f64.min(sessions / self.scale) && people > 0 {
            return complain(format!(
                "the portal saturates at {sessions:.0} sessions, and 100 are needed"
            ));
        }
        for tier in &self.tiers {
            let full = tier.most_work / self.scale;
            if tier.most_work < 2.0_f64.min(full) * 0.999 {
                return complain(format!(
                    "the tier `{}` is left with less than two cores",
                    tier.name
                ));
            }
        }
        Ok(())
    }
}
