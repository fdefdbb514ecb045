//! Reads a model from its files.

use std::path::Path;
use std::sync::Arc;

use super::policy::{OPEN, Policy};
use super::reading::Document;
use super::{Model, Problems, check};

/// Reads the model in a TOML file or in a folder of them, with overrides `path=value` (see [`Document::set`]), and
/// checks that it makes sense.
///
/// # Errors
/// Everything that is wrong with it, each with its place in the files.
pub fn load(path: &Path, overrides: &[String]) -> Result<Model, Problems> {
    read(Document::open(path), overrides)
}

/// Reads a model from a document already opened: a sweep opens the files once, and reads them with many overrides.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, overrides: &[String]) -> Result<Model, Problems> {
    document.set::<Model>(overrides);
    let written = document.clone();
    let mut model = document.read::<Model>();
    if let Some(model) = &mut model {
        if model.policy.is_empty() {
            model.policy.insert(OPEN.to_owned(), Policy::open());
        }
        check::check(model, &mut document);
    }
    let mut model = document.finish(model)?;
    for (name, policy) in model.policy.iter().filter(|(_, policy)| !policy.set.is_empty()) {
        let changed = under(written.clone(), name, &policy.set)?;
        model.changed.insert(name.clone(), Arc::new(changed));
    }
    Ok(model)
}

/// The model as it is under a policy that sets some of its values.
fn under(mut document: Document, policy: &str, set: &[String]) -> Result<Model, Problems> {
    document.set_as::<Model>(&format!("policy.{policy}.set"), set);
    let mut model = document.read::<Model>();
    if let Some(model) = &mut model {
        // The other policies are for the model as it stands.
        model.policy.retain(|name, _| name == policy);
        check::check(model, &mut document);
    }
    document.finish(model)
}
