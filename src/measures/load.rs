//! Reads models with the measures of this build.

use std::path::Path;

use crate::model::policy::PolicyFile;
use crate::model::{self, Document, Model, Problems};
use crate::shipped::{self, Kind};

use super::SET;

/// Reads the model in a file or folder on the disk, or else one that ships, by its path or short name
/// (see [`shipped::find`]), with overrides `path=value`.
///
/// # Errors
/// Everything that is wrong with it, each with its place in the files.
pub fn load(path: &Path, overrides: &[String]) -> Result<Model, Problems> {
    read(shipped::find(path, &[Kind::Model])?.document(), overrides)
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
