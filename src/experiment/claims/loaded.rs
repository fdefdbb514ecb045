//! A claims file as it was read, with the models it speaks of: reading it, and checking the one against the others.

use std::collections::BTreeMap;
use std::path::Path;

use super::complaints;
use super::launch::Terms;
use super::paper::{self, OnPaper};
use super::spec::Claims;
use super::statement::Statement;
use super::verdict::Verdict;
use crate::experiment::points::{Points, PointsError};
use crate::experiment::scales;
use crate::experiment::sources::Shelf;
use crate::measures;
use crate::model::{CivilClock, Document, FileKind, Model, Problems};
use crate::shipped::{self, Kind, Location};

/// A claims file as it was read with the files that it names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The claims.
    pub claims: Claims,
    document: Document,
    /// Of the file's own launch.
    own: Files,
    /// Of the further ones, in the order of their names.
    further: Vec<Files>,
    /// Where the file and its models were found, each once.
    locations: Vec<Location>,
}

/// The files of a launch, as they were read.
#[derive(Debug, Clone)]
struct Files {
    model: Document,
    /// The sample, or what is wrong with it; `None` where none is named, or it is not there.
    sample: Option<Result<Points, PointsError>>,
}

/// A launch that claims of the file are about, with its model.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// In which terms the file tells of it.
    pub terms: Terms<'a>,
    model: &'a Document,
    /// Its sample of parameters, or what is wrong with it; `None` where none is named, or it is not there.
    pub(super) sample: Option<&'a Result<Points, PointsError>>,
}

/// Reads a claims file, and the files that it names: those on the disk, or those that ship (see [`shipped::find`]).
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let location = shipped::find(path, &[Kind::Experiment])?;
    read(location.document(), &location)
}

/// Reads claims from a document already opened at a location, and the files that it names.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, location: &Location) -> Result<Loaded, Problems> {
    document.require(FileKind::Claims);
    let claims = document.read::<Claims>();
    for (place, wrong, right) in claims.iter().flat_map(complaints::of_file) {
        document.complain(place, wrong, right);
    }
    let claims = document.clone().finish(claims)?;
    // What several launches name is read once.
    let (mut models, mut samples) = (BTreeMap::new(), BTreeMap::new());
    let shelf = Shelf::Beside(location);
    let mut locations = vec![location.clone()];
    let mut files_of = |launch: Terms| {
        let model = |name: &str| {
            let read = shelf.document(name, Kind::Model);
            locations.extend(read.location);
            read.document
        };
        let sample = |name: &str| {
            let table = shelf.table(name).transpose()?;
            Some(table.map(|(points, _)| points))
        };
        Files {
            model: once(&mut models, launch.model, model),
            sample: launch.sample.and_then(|name| once(&mut samples, name, sample)),
        }
    };
    Ok(Loaded {
        own: files_of(claims.own()),
        further: claims.further().map(files_of).collect(),
        locations,
        claims,
        document,
    })
}

/// What is read under a name: now, or before.
fn once<T: Clone>(read: &mut BTreeMap<String, T>, name: &str, now: impl FnOnce(&str) -> T) -> T {
    read.entry(name.to_owned()).or_insert_with(|| now(name)).clone()
}

impl Loaded {
    /// Where the file and its models were found, each once.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.locations.iter()
    }

    /// The file's own launch.
    pub fn own(&self) -> Subject<'_> {
        subject(self.claims.own(), &self.own)
    }

    /// Every launch: the file's own, then the further ones in the order of their names.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let further = self.claims.further().zip(&self.further);
        let further = further.map(|(terms, files)| subject(terms, files));
        std::iter::once(self.own()).chain(further)
    }

    /// Reads the model of each launch as it is, in every world, and at both ends of every parameter, and checks that the claims speak of
    /// what it has.
    ///
    /// # Errors
    /// Everything that is wrong with them, and with what the claims say of them.
    pub fn check(&self) -> Result<(), Problems> {
        let mut document = self.document.clone();
        let mut problems = Problems::default();
        for subject in self.subjects() {
            match subject.model(&[]) {
                Ok(model) => subject.check(&model, &mut document),
                Err(more) => problems.extend_once(more),
            }
        }
        if let Err(more) = document.finish(Some(())) {
            problems.extend_once(more);
        }
        problems.or(())
    }
}

fn subject<'a>(terms: Terms<'a>, files: &'a Files) -> Subject<'a> {
    Subject {
        terms,
        model: &files.model,
        sample: files.sample.as_ref(),
    }
}

impl Subject<'_> {
    /// Reads its model, with `set` (`path=value` each) in it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn model(&self, set: &[String]) -> Result<Model, Problems> {
        measures::load::read(self.model.clone(), set)
    }

    /// Complains of what claims say that its model does not have.
    fn check(&self, model: &Model, document: &mut Document) {
        let terms = &self.terms;
        for (place, wrong, right) in complaints::of_model(terms, model, self.model) {
            document.complain(place, wrong, right);
        }
        let too_small = scales::complaint(model, [terms.policy], terms.scale.get());
        if let Some((wrong, right)) = too_small {
            // Where a launch has no scale of its own, it has that of the file.
            let has_own = terms
                .name
                .and_then(|name| terms.file.launch.get(name)?.scale)
                .is_some();
            let place = if has_own {
                terms.place(&["scale"])
            } else {
                vec!["scale".to_owned()]
            };
            document.complain(place, wrong, right);
        }
        for (name, world) in terms.worlds {
            self.try_in(document, &["world", name, "set"], &world.set);
        }
        for (index, parameter) in terms.parameters.iter().enumerate() {
            let Ok(prior) = parameter.prior() else { continue };
            for position in [0.0, prior.zero, 1.0] {
                let set = parameter.settings(&prior, position);
                if !self.try_in(document, &["parameter", &index.to_string(), "path"], &set) {
                    break;
                }
            }
        }
    }

    /// Whether the model can be read with `set` in it; else the first thing that is wrong is told of this place.
    fn try_in(&self, document: &mut Document, place: &[&str], set: &[String]) -> bool {
        let Err(problems) = self.model(set) else {
            return true;
        };
        if let Some(problem) = problems.iter().next() {
            document.complain(self.terms.place(place), &problem.wrong, &problem.right);
        }
        false
    }

    /// What decides a statement without a run, if anything does.
    pub(super) fn on_paper(&self, statement: &Statement, clock: &CivilClock) -> Option<(Verdict, OnPaper)> {
        paper::decide(statement, self.model, clock)
    }
}
