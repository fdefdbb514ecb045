//! Names of a model, and the indices they become.

use std::collections::BTreeMap;

use super::error::ScenarioError;

/// The place of each name in the order of the map.
pub(super) fn index<I: From<usize>, T>(map: &BTreeMap<String, T>) -> BTreeMap<&str, I> {
    map.keys()
        .enumerate()
        .map(|(i, name)| (name.as_str(), I::from(i)))
        .collect()
}

/// The index of a name.
pub(super) fn look_up<I: Copy>(
    names: &BTreeMap<&str, I>,
    kind: &'static str,
    name: &str,
) -> Result<I, ScenarioError> {
    names.get(name).copied().ok_or_else(|| ScenarioError::NoSuch {
        kind,
        name: name.to_owned(),
    })
}
