//! Reads models with the measures of this build.

use std::path::Path;

use crate::shipped::{self, Kind};
use clickday_engine::model::policy::PolicyFile;
use clickday_engine::model::{self, Document, Model, Problems};

use super::SET;

/// Reads the model in a file or folder on the disk, or else one that ships, by its path or short name
/// (see [`shipped::find`]), with overrides `path=value`.
///
/// # Errors
/// Everything that is wrong with it, each with its place in the files.
pub fn load(path: &Path, overrides: &[String]) -> Result<Model, Problems> {
    read(shipped::find(path, &[Kind::Model])?.document(), overrides)
}

/// Reads a model from a document that was opened, with overrides `path=value` (see
/// [`Document::set`]). A document can be made of texts in memory: [`Document::of_text`],
/// [`Document::of_texts`], or [`Document::open_in`] with [`Texts`](crate::model::Texts).
///
/// A policy from a file joins the model before it is read:
///
/// ```
/// use clickday::Simulation;
/// use clickday::measures::load;
/// use clickday::model::Document;
///
/// let mut document = Document::open("models/inps-2020-04-01".as_ref());
/// let names = document.add_policies(Document::open("models/policies/waiting-room.toml".as_ref()));
/// let model = load::read(document, &[])?;
/// let run = Simulation::builder(&model)
///     .policy(&names[0])
///     .scale(0.03)
///     .until(3_600.0)
///     .run()?;
/// assert_eq!(run.policy, names[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// For measures of your own see [`measures::own`](crate::measures::own()), and
/// [`model::load::read`], which is given them.
///
/// # Errors
/// Everything that is wrong with the model, each with its place in the files.
pub fn read(document: Document, overrides: &[String]) -> Result<Model, Problems> {
    model::load::read(document, overrides, SET)
}

/// Reads a file of policies, to be used with any model that has what they name. To add policies to
/// a model before it is read, see [`Document::add_policies`].
///
/// # Errors
/// Everything that cannot be read. What a policy names is checked with a model only.
pub fn read_policies(document: Document) -> Result<PolicyFile, Problems> {
    model::load::read_policies(document, SET)
}
