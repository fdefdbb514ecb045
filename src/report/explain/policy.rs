//! What the policy itself changes in the model.

use super::launch::Launch;
use crate::statement::{Statement, Topic, Unit};

/// What the policy itself changes in the model.
pub(super) fn set(launch: &Launch) -> Option<Statement> {
    let set = &launch.model.policy.get(launch.policy)?.set;
    (!set.is_empty()).then(|| {
        let value = (set.len() as f64, Unit::Count("values"));
        let words = launch.language.policy().policy_sets(set);
        Statement::worded("policy_sets", Topic::Measures, value, words).source("counting")
    })
}
