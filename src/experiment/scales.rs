//! Whether an experiment is run at a scale that the engine accepts, before anything runs.

use clickday_engine::model::Model;
use clickday_engine::scenario::{Scenario, ScenarioError};

/// What is wrong with a scale at which a model is to be run under some policies, and the smallest
/// that is not refused.
pub(super) fn complaint<'a>(
    model: &Model,
    policies: impl IntoIterator<Item = &'a str>,
    scale: f64,
) -> Option<(String, String)> {
    if scale >= 1.0 {
        return None;
    }
    let refused = policies.into_iter().filter_map(|policy| {
        let refusal = Scenario::new(model, policy, scale, None).err()?;
        match refusal {
            ScenarioError::ScaleTooSmall { reason, least, .. } => Some((least, policy, reason)),
            _ => None,
        }
    });
    let (least, policy, reason) = refused.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((
        format!("the scale {scale} is too small for `{policy}`: {reason}"),
        format!("write {least} or more"),
    ))
}
