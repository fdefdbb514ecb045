//! The files that an experiment is made from. Each is read once, before anything runs, and everything is made of what was
//! read then: the hashes in the manifest, the files under `inputs/`, and the model of every run.

use std::fs;
use std::io;
use std::path::Path;

use super::points::Points;
use super::results::{Input, Source};
use crate::measures;
use crate::model::{Document, Model, Problems};

/// Where files come from, by the names that the file of the experiment gives them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shelf<'a> {
    /// From the disk: names are paths from this folder.
    Folder(&'a Path),
    /// From files that were read before, and kept.
    Kept(&'a [Source]),
}

impl<'a> Shelf<'a> {
    /// The shelf of the file at `path`, which names others by their paths from its folder.
    pub(super) fn beside(path: &'a Path) -> Self {
        Shelf::Folder(path.parent().unwrap_or(Path::new("")))
    }

    /// Reads a model file or folder, or a file of policies; with its files as the manifest knows them.
    pub(super) fn document(self, name: &str) -> (Document, Vec<Source>) {
        match self {
            Shelf::Folder(folder) => {
                let path = folder.join(name);
                let document = Document::open(&path);
                let sources = files_of(&document, &path, name);
                (document, sources)
            }
            Shelf::Kept(files) => {
                let name = name.trim_end_matches('/');
                let is_of = |file: &&Source| {
                    let rest = file.name.strip_prefix(name);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                let sources: Vec<Source> = files.iter().filter(is_of).cloned().collect();
                let files = sources.iter().cloned().map(|file| (file.name, file.bytes));
                (Document::of_files(name, files), sources)
            }
        }
    }

    /// Reads a table of points, with its file; `None` where there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read, or what is wrong with it.
    pub(super) fn table(self, name: &str) -> Result<Option<(Points, Source)>, String> {
        let (shown, read) = match self {
            Shelf::Folder(folder) => {
                let path = folder.join(name);
                (path.display().to_string(), fs::read(&path))
            }
            Shelf::Kept(files) => {
                let file = files.iter().find(|file| file.name == name);
                let bytes = file.map(|file| file.bytes.clone());
                (name.to_owned(), bytes.ok_or(io::ErrorKind::NotFound.into()))
            }
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{shown} cannot be read: {error}")),
        };
        let points = Points::parse(&shown, &bytes)?;
        let name = name.to_owned();
        Ok(Some((points, Source { name, bytes })))
    }
}

/// The model that a file asks something of, as it was read: with overrides it can be read any number of times, and
/// is of the same bytes each time.
#[derive(Debug, Clone)]
pub(super) struct ModelFiles {
    document: Document,
    /// The files of the model and of further policies.
    sources: Vec<Source>,
}

impl ModelFiles {
    /// Reads the files of the model, and of further policies for it. What is wrong with them is told with the model.
    pub(super) fn read(shelf: Shelf, model: &str, policy_files: &[String]) -> ModelFiles {
        let (mut document, mut sources) = shelf.document(model);
        for name in policy_files {
            let (policies, files) = shelf.document(name);
            document.add_policies(policies);
            sources.extend(files);
        }
        ModelFiles { document, sources }
    }

    /// The model with overrides, `path=value` each.
    pub(super) fn model(&self, overrides: &[String]) -> Result<Model, Problems> {
        measures::load::read(self.document.clone(), overrides)
    }

    /// The file that asks, which was read from `path`, and those of the model.
    pub(super) fn with_own(&self, document: &Document, path: &Path) -> Vec<Source> {
        let own_name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut sources = files_of(document, path, &own_name);
        sources.extend(self.sources.iter().cloned());
        sources
    }
}

/// What a manifest says of the files of a document that was read from `path`, named as from `name`.
pub fn inputs_of(document: &Document, path: &Path, name: &str) -> Vec<Input> {
    let files = files_of(document, path, name);
    files.iter().map(Source::input).collect()
}

/// The files of a document read from `path`, with `name` in the place of that path: names that are the same wherever
/// the program is run.
fn files_of(document: &Document, path: &Path, name: &str) -> Vec<Source> {
    let named = |file: &str| {
        let below = Path::new(file).strip_prefix(path).unwrap_or(Path::new(""));
        let parts = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        std::iter::once(name.trim_end_matches('/').to_owned())
            .chain(parts)
            .collect::<Vec<_>>()
            .join("/")
    };
    document
        .files()
        .map(|(file, text)| Source {
            name: named(file),
            bytes: text.as_bytes().to_vec(),
        })
        .collect()
}
