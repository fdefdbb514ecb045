//! Which scales are too small to mean anything.

use super::Scenario;
use super::error::ScenarioError;
use super::indices::PageIndex;
use crate::model::checker::grouped;

/// The fewest people, of those who stand for all.
const LEAST_PEOPLE: f64 = 50_000.0;
/// The fewest sessions at which the portal saturates.
const LEAST_SESSIONS: f64 = 100.0;
/// The fewest cores of a tier.
const LEAST_CORES: f64 = 2.0;
/// Counts are rounded: so much less is as good.
const ROUNDING: f64 = 0.999;

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
        let full_sessions = sessions / self.scale;
        let closed = people > 0;
        let reason = if closed && (people as f64) < LEAST_PEOPLE.min(full_people) * ROUNDING {
            let least = LEAST_PEOPLE.min(full_people.round());
            format!(
                "only {} people would be simulated, and at least {} are needed",
                grouped(people as f64),
                grouped(least)
            )
        } else if closed && sessions.is_finite() && sessions < LEAST_SESSIONS.min(full_sessions) {
            let least = LEAST_SESSIONS.min(full_sessions);
            format!("the portal would be full at {sessions:.0} sessions, and at least {least:.0} are needed")
        } else {
            let too_few = |most: f64| most < LEAST_CORES.min(most / self.scale) * ROUNDING;
            let Some(tier) = self.tiers.iter().find(|tier| too_few(tier.most_work)) else {
                return Ok(());
            };
            // What rounding of the decimals leaves is no part of a core.
            let least = (100.0 * LEAST_CORES.min(tier.most_work / self.scale)).round() / 100.0;
            format!(
                "the tier {} would have {:.2} cores, and at least {least} are needed",
                tier.name, tier.most_work
            )
        };
        // Everything shrinks with the scale: each bound is reached at its share of what there is at full scale.
        let mut bounds = vec![self.scale];
        if closed {
            bounds.push(LEAST_PEOPLE / full_people);
            bounds.extend(sessions.is_finite().then_some(LEAST_SESSIONS / full_sessions));
        }
        let cores = self.tiers.iter().map(|tier| tier.most_work / self.scale);
        bounds.extend(cores.map(|full| LEAST_CORES / full));
        Err(ScenarioError::ScaleTooSmall {
            scale: self.scale,
            reason,
            least: rounded_up(bounds.into_iter().fold(0.0, f64::max)),
        })
    }
}

/// A scale rounded up to two digits, and no more than all.
fn rounded_up(scale: f64) -> f64 {
    let mut digit = 0.01;
    while scale < digit * 10.0 {
        digit /= 10.0;
    }
    // What rounding of the decimals leaves is no further step.
    let steps = (scale / digit - 1e-6).ceil();
    // Written and read again, so that it has no more digits than are shown.
    let written = format!("{:.12}", (steps * digit).min(1.0));
    written.parse().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::rounded_up;

    #[test]
    fn a_scale_is_rounded_up_to_two_digits() {
        for (scale, written) in [
            (0.01, "0.01"),
            (0.0101, "0.011"),
            (0.25, "0.25"),
            (0.1414, "0.15"),
            (0.000_123, "0.00013"),
            (0.999, "1"),
            (3.0, "1"),
        ] {
            assert_eq!(rounded_up(scale).to_string(), written, "{scale}");
        }
    }
}
