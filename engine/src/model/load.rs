//! Reads a model from its files.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;

use super::kinds::MeasureSet;
use super::measure::{MEASURE, Measure};
use super::policy::{OPEN, Policy, PolicyFile, WrittenPolicy};
use super::reading::{Document, FileKind, Shape};
use super::{Model, Problem, Problems, WrittenForm, check};

/// The key under which a file has its policies, and the key of a policy under which it has its measures.
const POLICY: &str = "policy";
const MEASURE_LIST: &str = "measure";

/// Reads a model from a document already opened, with overrides `path=value` (see [`Document::set`]), and checks that it
/// makes sense. Its measures are those of the set. A sweep opens the files once, and reads them with many overrides.
///
/// # Errors
/// Everything that is wrong with it, each with its place in the files.
pub fn read(mut document: Document, overrides: &[String], measures: MeasureSet) -> Result<Model, Problems> {
    document.require(FileKind::Model);
    let shape = shape::<Model>(measures);
    document.set_shaped(&shape, "--set", overrides);
    let written = Arc::new(document.clone());
    let mut model = read_model(&mut document, &shape, measures);
    if let Some(model) = &mut model {
        if model.policy.is_empty() {
            model.policy.insert(OPEN.to_owned(), Policy::open());
        }
        check::check(model, &mut document, measures);
    }
    let mut model = document.finish(model)?;
    for (name, policy) in model.policy.iter().filter(|(_, policy)| !policy.set.is_empty()) {
        let changed = under((*written).clone(), name, &policy.set, measures).map_err(|problems| {
            let of = |problem: &Problem| {
                policy
                    .set
                    .iter()
                    .position(|set| problem.is_of_path(set).is_some())
            };
            written.retell(problems, |problem| {
                Some(vec![
                    POLICY.to_owned(),
                    name.clone(),
                    "set".to_owned(),
                    of(problem)?.to_string(),
                ])
            })
        })?;
        model.changed.insert(name.clone(), Arc::new(changed));
    }
    keep_written(&mut model.policy, &written);
    model.written = WrittenForm(Some(written));
    Ok(model)
}

/// Lets each policy know what it was read from.
fn keep_written(policies: &mut BTreeMap<String, Policy>, written: &Arc<Document>) {
    for (name, policy) in policies {
        policy.written = WrittenPolicy::new(written, name);
    }
}

/// Reads a file of policies, to be used with any model that has what they name.
///
/// # Errors
/// Everything that cannot be read. What a policy names is checked with a model only.
pub fn read_policies(mut document: Document, measures: MeasureSet) -> Result<PolicyFile, Problems> {
    document.require(FileKind::Policies);
    let shape = shape::<PolicyFile>(measures);
    let mut file: Option<PolicyFile> = document.read_shaped(&shape);
    if let Some(file) = &mut file {
        read_measures(&mut document, &mut file.policy, &shape, measures);
    }
    let written = Arc::new(document.clone());
    let mut file = document.finish(file)?;
    keep_written(&mut file.policy, &written);
    Ok(file)
}

/// The model as it is under a policy that sets some of its values.
fn under(
    mut document: Document,
    policy: &str,
    set: &[String],
    measures: MeasureSet,
) -> Result<Model, Problems> {
    let shape = shape::<Model>(measures);
    document.set_shaped(&shape, &format!("policy.{policy}.set"), set);
    let written = Arc::new(document.clone());
    let mut model = read_model(&mut document, &shape, measures);
    if let Some(model) = &mut model {
        // The other policies are for the model as it stands.
        model.policy.retain(|name, _| name == policy);
        check::check(model, &mut document, measures);
        keep_written(&mut model.policy, &written);
        model.written = WrittenForm(Some(written));
    }
    document.finish(model)
}

/// What may stand in a file that is read as a `T`, with measures of a set.
fn shape<T: JsonSchema>(measures: MeasureSet) -> Shape {
    Shape::made::<T>(measures.identity(), || measures.schema_of::<T>())
}

/// Reads the model, and then its measures.
fn read_model(document: &mut Document, shape: &Shape, measures: MeasureSet) -> Option<Model> {
    let mut model: Model = document.read_shaped(shape)?;
    read_measures(document, &mut model.policy, shape, measures);
    Some(model)
}

/// Reads the measures of all policies, where they are still as they are written.
fn read_measures(
    document: &mut Document,
    policies: &mut BTreeMap<String, Policy>,
    shape: &Shape,
    measures: MeasureSet,
) {
    let names: Vec<&str> = measures.names().map(|(name, _)| name).collect();
    let read = |which, content: super::reading::Content<'_>| measures.read(which, content);
    let found: Vec<(String, usize, Measure)> =
        document.read_choices((POLICY, MEASURE_LIST), shape, (MEASURE, &names), read);
    for (policy, i, measure) in found {
        let there = policies
            .get_mut(&policy)
            .and_then(|policy| policy.measure.get_mut(i));
        if let Some(there) = there {
            *there = measure;
        }
    }
}
