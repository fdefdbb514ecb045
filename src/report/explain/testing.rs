//! What tests of statements share, here and in the folders of the measures.

use std::path::Path;

use super::{Explanation, explain};
use crate::measures::load;
use crate::messages::Language;
use clickday_engine::model::Model;
use clickday_engine::scenario::Scenario;

/// The model at `path`, explained under `policy`.
pub(crate) fn told(path: &str, policy: &str, set: &[&str]) -> Explanation {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = load(&root.join("models").join(path), &set).unwrap_or_else(|p| panic!("{path}: {p}"));
    of_model(&model, policy, 1.0)
}

/// The statements on a model under a policy, for a simulation at a scale.
pub(crate) fn of_model(model: &Model, policy: &str, scale: f64) -> Explanation {
    explain(
        &Scenario::new(model, policy, 1.0, None).unwrap(),
        scale,
        Language::English,
    )
    .unwrap()
}

#[track_caller]
pub(crate) fn assert_told(e: &Explanation, id: &str, want: f64, relative: f64) {
    let statement = e.find(id).unwrap_or_else(|| panic!("no statement {id}"));
    let got = statement
        .value
        .unwrap_or_else(|| panic!("{id}: {}", statement.sentence));
    assert!(
        (got - want).abs() <= relative * want.abs(),
        "{id}: {got}, and by hand {want}"
    );
}

#[track_caller]
pub(crate) fn assert_silent(e: &Explanation, id: &str, why: &str) {
    let statement = e.find(id).unwrap_or_else(|| panic!("no statement {id}"));
    assert_eq!(statement.value, None, "{id}");
    assert!(statement.sentence.contains(why), "{id}: {}", statement.sentence);
}
