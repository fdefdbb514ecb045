//! What the policy itself changes in the model.

use super::launch::Launch;
use crate::statement::{Statement, Topic, Unit};

const COUNTING: &str = "counting";

/// What the policy itself changes in the model.
pub(super) fn set(launch: &Launch) -> Option<Statement> {
    let set = &launch.model.policy.get(launch.policy)?.set;
    (!set.is_empty()).then(|| {
        let sentence = format!(
            "Everything above holds with what the policy sets: {}.",
            set.join("; ")
        );
        let value = (set.len() as f64, Unit::Count("values"));
        Statement::new(
            "policy_sets",
            Topic::Measures,
            "Values the policy changes",
            value,
            sentence,
        )
        .formula(COUNTING, COUNTING)
        .assuming("nothing else changes")
        .not_simulated("it is what was written")
    })
}
