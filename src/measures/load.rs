//! Reads models with the measures of this build.

use std::path::Path;

use crate::model::policy::PolicyFile;
use crate::model::{self, Document, Model, Problems};

use super::SET;

/// As [`model::load::load`].
///
/// # Errors
/// Everything that is wrong with it, each with its place in the files.
pub fn load(path: &Path, overrides: &[String]) -> Result<Model, Problems> {
    model::load::load(path, overrides, SET)
}

/// As [`model::load::read`].
///
/// # Errors
/// As [`load`].
pub fn read(document: Document, overrides: &[String]) -> Result<Model, Problems> {
    model::load::read(document, overrides, SET)
}

/// As [`model::load::read_policies`].
///
/// # Errors
/// Everything that cannot be read.
pub fn read_policies(document: Document) -> Result<PolicyFile, Problems> {
    model::load::read_policies(document, SET)
}
