//! The files that an experiment is made from. Each is read once, before anything runs, and everything is made of what was
//! read then: the hashes in the manifest, the files under `inputs/`, and the model of every run.

use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "store")]
use super::points;
use super::points::{MOST_BYTES, Points, PointsError, require_size};
use super::results::{Input, Source};
use crate::measures;
use crate::shipped::{Kind, Location, Origin};
use clickday_engine::model::source::reason;
use clickday_engine::model::{self, Document, MeasureSet, Model, Problems, Texts};

/// Where files come from, by the names that the file of the experiment gives them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shelf<'a> {
    /// From where the file of the experiment was found: names are paths from its folder, or names of what ships.
    Beside(&'a Location),
    /// From files that were read before, and kept under these names.
    Texts(&'a Texts),
}

/// A document that was read, with its files as the manifest knows them.
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) sources: Vec<Source>,
    /// Where it was found, unless it was kept.
    pub(super) location: Option<Location>,
}

impl Shelf<'_> {
    /// Reads a model file or folder, or a file of policies.
    pub(super) fn document(self, name: &str, kind: Kind) -> Read {
        match self {
            Shelf::Beside(file) => match file.beside(name, &[kind]) {
                Ok(location) => {
                    let document = location.document();
                    Read {
                        sources: files_of(&document, &location, name),
                        document,
                        location: Some(location),
                    }
                }
                Err(problem) => Read {
                    document: Document::unreadable(name.as_ref(), problem),
                    sources: Vec::new(),
                    location: None,
                },
            },
            Shelf::Texts(texts) => {
                // What is wrong is told under the name as it is written, without the last stroke.
                let path = Path::new(name.trim_end_matches('/'));
                let document = Document::open_in(texts, path);
                Read {
                    sources: files_of(&document, &Location::on_disk(path), name),
                    document,
                    location: None,
                }
            }
        }
    }

    /// Reads a table of points, with its file; `None` where there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read, or what is wrong with it.
    pub(super) fn table(self, name: &str) -> Result<Option<(Points, Source)>, PointsError> {
        let kept;
        let (source, location): (&dyn model::Source, &Location) = match self {
            Shelf::Beside(file) => match file.beside(name, &[]) {
                Ok(location) => {
                    kept = location;
                    (kept.source(), &kept)
                }
                Err(_) => return Ok(None),
            },
            Shelf::Texts(texts) => {
                kept = Location::on_disk(name.as_ref());
                (texts, &kept)
            }
        };
        if source.entry(location.path()).is_none() {
            return Ok(None);
        }
        let shown = location.path().display().to_string();
        let bytes = source
            .read(location.path(), MOST_BYTES as u64 + 1)
            .map_err(|error| PointsError::unreadable(&shown, &reason(&error)))?;
        // Of a file that is too large, only the beginning was read.
        require_size(&shown, &bytes)?;
        #[cfg(feature = "store")]
        points::require_unedited(source, location.path(), &bytes)?;
        let points = Points::parse(&shown, &bytes)?;
        let source = Source {
            name: name.to_owned(),
            bytes,
            is_shipped: location.origin() == Origin::Shipped,
        };
        Ok(Some((points, source)))
    }
}

/// The model that a file asks something of, as it was read: with overrides it can be read any number of times, and
/// is of the same bytes each time.
#[derive(Debug, Clone)]
pub(super) struct ModelFiles {
    document: Document,
    /// The files of the model and of further policies.
    sources: Vec<Source>,
    /// Where they were found.
    locations: Vec<Location>,
    /// The further policies.
    further: Vec<String>,
    measures: MeasureSet,
}

impl ModelFiles {
    /// Reads the files of the model, and of further policies for it. What is wrong with them is told with the model.
    pub(super) fn read(shelf: Shelf, model: &str, policy_files: &[String]) -> ModelFiles {
        let mut model = shelf.document(model, Kind::Model);
        let mut locations: Vec<Location> = model.location.into_iter().collect();
        let mut further = Vec::new();
        for name in policy_files {
            let policies = shelf.document(name, Kind::Policy);
            further.extend(model.document.add_policies(policies.document));
            model.sources.extend(policies.sources);
            locations.extend(policies.location);
        }
        ModelFiles {
            document: model.document,
            sources: model.sources,
            locations,
            further,
            measures: measures::SET,
        }
    }

    /// The model with overrides, `path=value` each.
    pub(super) fn model(&self, overrides: &[String]) -> Result<Model, Problems> {
        model::load::read(self.document.clone(), overrides, self.measures)
    }

    /// What is worth a second look in the model that was read from them.
    pub(super) fn notes(&self, model: &Model) -> Vec<String> {
        model::notes(&self.document, model, &self.further)
    }

    /// The measures with which the model is read.
    pub(super) fn measures(&self) -> MeasureSet {
        self.measures
    }

    /// The same files, read with the measures of a set.
    pub(super) fn with_measures(self, measures: MeasureSet) -> ModelFiles {
        ModelFiles { measures, ..self }
    }

    /// The file that asks, which was read from a location, and those of the model.
    pub(super) fn with_own(&self, document: &Document, location: &Location) -> Vec<Source> {
        let own_name = location.path().file_name().unwrap_or_default().to_string_lossy();
        let mut sources = files_of(document, location, &own_name);
        sources.extend(self.sources.iter().cloned());
        sources
    }

    /// Where the files were found: of the file that asks, of the model, and of further policies.
    pub(super) fn locations<'a>(&'a self, own: &'a Location) -> impl Iterator<Item = &'a Location> {
        std::iter::once(own).chain(&self.locations)
    }
}

/// Files that are at hand, and the first of them opened, which asks for the others by their names.
pub(super) struct AtHand {
    pub(super) texts: Arc<Texts>,
    pub(super) document: Document,
    pub(super) location: Location,
}

impl AtHand {
    pub(super) fn of(files: &[Source]) -> AtHand {
        let (name, bytes) = files.first().map_or(("", &[][..]), |own| (&own.name, &own.bytes));
        AtHand {
            texts: Arc::new(texts_of(files)),
            document: Document::of_bytes(name, bytes),
            location: Location::on_disk(name.as_ref()),
        }
    }
}

/// Files that were kept, by their names.
fn texts_of(files: &[Source]) -> Texts {
    let file = |file: &Source| (file.name.clone(), file.bytes.clone());
    files.iter().map(file).collect()
}

/// What a manifest says of the files of a document that was read from `path`, named as from `name`.
pub fn inputs_of(document: &Document, path: &Path, name: &str) -> Vec<Input> {
    let files = files_of(document, &Location::on_disk(path), name);
    files.iter().map(Source::input).collect()
}

/// The files of a document read from a location, with `name` in the place of its path: names that are the same wherever
/// the program is run.
fn files_of(document: &Document, location: &Location, name: &str) -> Vec<Source> {
    let named = |file: &str| {
        let below = Path::new(file)
            .strip_prefix(location.path())
            .unwrap_or(Path::new(""));
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
            is_shipped: location.origin() == Origin::Shipped,
        })
        .collect()
}
