//! Names of a model, and the indices they become.

use std::collections::BTreeMap;

use super::error::ScenarioError;

/// The place of each name in the order of the map.
pub(super) fn index<T>(map: &BTreeMap<String, T>) -> BTreeMap<&str, usize> {
    map.keys()
        .enumerate()
        .map(|(i, name)| (name.as_str(), i))
        .collect()
}

/// The index of a name.
pub(super) fn look_up(
    names: &BTreeMap<&str, usize>,
    kind: &'static str,
    name: &str,
) -> Result<usize, ScenarioError> {
    names.get(name).copied().ok_or_else(|| ScenarioError::NoSuch {
        kind,
        name: name.to_owned(),
    })
}
