//! Reads a model from its files.

use std::sync::Arc;

use schemars::JsonSchema;

use super::kinds::MeasureSet;
use super::measure::{MEASURE, Measure};
use super::policy::{OPEN, Policy, PolicyFile};
use super::reading::{Document, FileKind, Path, Shape};
use super::{Model, Problems, WrittenForm, check};

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
        let changed = under((*written).clone(), name, &policy.set, measures)?;
        model.changed.insert(name.clone(), Arc::new(changed));
    }
    model.written = WrittenForm(Some(written));
    Ok(model)
}

/// Reads a file of policies, to be used with any model that has what they name.
///
/// # Errors
/// Everything that cannot be read. What a policy names is checked with a model only.
pub fn read_policies(mut document: Document, measures: MeasureSet) -> Result<PolicyFile, Problems> {
    document.require(FileKind::Policies);
    let shape = shape::<PolicyFile>(measures);
    let mut file: Option<PolicyFile> = document.read_shaped(&shape);
    let policies = file.iter_mut().flat_map(|file| &mut file.policy);
    for (name, policy) in policies {
        read_measures(&mut document, name, policy, &shape, measures);
    }
    document.finish(file)
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
    for (name, policy) in &mut model.policy {
        read_measures(document, name, policy, shape, measures);
    }
    Some(model)
}

fn read_measures(
    document: &mut Document,
    name: &str,
    policy: &mut Policy,
    shape: &Shape,
    measures: MeasureSet,
) {
    let names: Vec<&str> = measures.names().map(|(name, _)| name).collect();
    let list: Path = ["policy", name, "measure"].into_iter().collect();
    for (i, measure) in policy.measure.iter_mut().enumerate() {
        let path = list.then(i.to_string());
        let read = |which, content: super::reading::Content<'_>| measures.read(which, content);
        let found: Option<Measure> = document.read_choice(&path, shape, (MEASURE, &names), read);
        if let Some(found) = found {
            *measure = found;
        }
    }
}
