//! A claims file as it was read, with the models it speaks of: reading it, and checking the one against the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::complaints;
use super::launch::Terms;
use super::paper::{self, OnPaper};
use super::spec::Claims;
use super::statement::Statement;
use super::verdict::Verdict;
use crate::experiment::points::{Points, PointsError};
use crate::experiment::results::Source;
use crate::experiment::scales;
use crate::experiment::sources::{AtHand, Shelf};
use crate::measures;
use crate::shipped::{self, Kind, Location};
use clickday_engine::model::{
    self, CivilClock, Document, FileKind, MeasureSet, Model, Problems, missing_times,
};

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
    /// With which the models are read.
    measures: MeasureSet,
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
    measures: MeasureSet,
}

/// Reads a claims file, and the files that it names: those on the disk, or those that ship (see [`shipped::find`]).
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    let location = shipped::find(path, &[Kind::Claims])?;
    read(location.document(), &location)
}

/// Reads claims from a document already opened at a location, and the files that it names.
///
/// # Errors
/// As [`load`].
pub fn read(document: Document, location: &Location) -> Result<Loaded, Problems> {
    read_from(Shelf::Beside(location), document, location)
}

/// Reads claims from files that are at hand, of which they are the first: texts of a program.
///
/// # Errors
/// As [`load`].
pub fn from_files(files: &[Source]) -> Result<Loaded, Problems> {
    let at_hand = AtHand::of(files);
    read_from(Shelf::Texts(&at_hand.texts), at_hand.document, &at_hand.location)
}

fn read_from(shelf: Shelf, mut document: Document, location: &Location) -> Result<Loaded, Problems> {
    document.require(FileKind::Claims);
    let claims = document.read::<Claims>();
    for (place, wrong, right) in claims.iter().flat_map(complaints::of_file) {
        document.complain(place, wrong, right);
    }
    let claims = document.clone().finish(claims)?;
    // What several launches name is read once.
    let (mut models, mut samples) = (BTreeMap::new(), BTreeMap::new());
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
        measures: measures::SET,
    })
}

/// What is read under a name: now, or before.
fn once<T: Clone>(read: &mut BTreeMap<String, T>, name: &str, now: impl FnOnce(&str) -> T) -> T {
    read.entry(name.to_owned()).or_insert_with(|| now(name)).clone()
}

impl Loaded {
    /// The same claims, whose models are read with the measures of a set: with some of the caller's
    /// own (see [`measures::own`](crate::measures::own())).
    #[must_use]
    pub fn with_measures(self, measures: MeasureSet) -> Self {
        Loaded { measures, ..self }
    }

    /// Where the file and its models were found, each once.
    pub fn locations(&self) -> impl Iterator<Item = &Location> {
        self.locations.iter()
    }

    /// What is worth a second look in the models, and in the times of this file: see
    /// [`notes`](crate::model::notes).
    ///
    /// # Errors
    /// Everything that is wrong with a model.
    pub fn notes(&self) -> Result<Vec<String>, Problems> {
        let mut notes = Vec::new();
        for subject in self.subjects() {
            let model = subject.model(&[])?;
            if subject.terms.name.is_none() {
                notes.extend(missing_times(&self.document, &model));
            }
            // Several launches may be of one model.
            for note in model::notes(subject.model, &model, &[]) {
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        Ok(notes)
    }

    /// The file's own launch.
    pub fn own(&self) -> Subject<'_> {
        self.subject(self.claims.own(), &self.own)
    }

    /// Every launch: the file's own, then the further ones in the order of their names.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let further = self.claims.further().zip(&self.further);
        let further = further.map(|(terms, files)| self.subject(terms, files));
        std::iter::once(self.own()).chain(further)
    }

    fn subject<'a>(&self, terms: Terms<'a>, files: &'a Files) -> Subject<'a> {
        Subject {
            terms,
            model: &files.model,
            sample: files.sample.as_ref(),
            measures: self.measures,
        }
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

impl Loaded {
    /// Checks the sample of each launch, if it is there, and the model with each draw from it.
    ///
    /// # Errors
    /// The first thing that is wrong with each, told where the file names the sample.
    pub fn check_samples(&self) -> Result<(), Problems> {
        let mut document = self.document.clone();
        for subject in self.subjects() {
            match subject.draws(subject.terms.draws.get() as usize) {
                Err(error) => document.complain(subject.terms.place(&["sample"]), error.to_string(), ""),
                // Without a sample they are of the ranges, which are checked with the file.
                Ok(_) if subject.sample.is_none() => {}
                Ok(draws) => {
                    let mut draws = draws.settings.iter();
                    let _ = draws.all(|settings| subject.try_in(&mut document, &["sample"], settings));
                }
            }
        }
        document.finish(Some(()))
    }
}

impl Subject<'_> {
    /// Reads its model, with `set` (`path=value` each) in it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn model(&self, set: &[String]) -> Result<Model, Problems> {
        model::load::read(self.model.clone(), set, self.measures)
    }

    /// Complains of what claims say that its model does not have.
    fn check(&self, model: &Model, document: &mut Document) {
        let terms = &self.terms;
        for (place, wrong, right) in complaints::of_model(terms, model, self.model) {
            document.complain(place, wrong, right);
        }
        self.check_scales(model, document);
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

    /// Complains of scales that the engine does not accept: of the launch as it was, and of its worlds, where claims are measured
    /// in them.
    fn check_scales(&self, model: &Model, document: &mut Document) {
        let terms = &self.terms;
        let statements = terms.claims().flat_map(|(_, claim)| claim.statements());
        let measured = statements.filter(|(_, statement)| statement.is_measured());
        let worlds: BTreeSet<Option<&str>> = measured
            .flat_map(|(_, statement)| {
                let without = statement.without.as_deref().map(Some);
                std::iter::once(statement.world.as_deref()).chain(without)
            })
            .collect();
        for name in worlds {
            let world = name.and_then(|name| terms.worlds.get(name));
            let changed = world.map(|world| self.model(&world.set));
            let model = match &changed {
                None => model,
                Some(Ok(changed)) => changed,
                // What is wrong with it is told elsewhere.
                Some(Err(_)) => continue,
            };
            if let Some((wrong, right)) = scales::complaint(model, [terms.policy], terms.scale_of(name)) {
                document.complain(self.place_of_scale(name), wrong, right);
            }
        }
    }

    /// Where the file says the scale of a world, or of the launch as it was: what has none of its own takes that of the launch, or
    /// of the file.
    fn place_of_scale(&self, world: Option<&str>) -> Vec<String> {
        let terms = &self.terms;
        let of_world =
            world.filter(|name| terms.worlds.get(*name).is_some_and(|world| world.scale.is_some()));
        let has_own = |name: &str| {
            terms
                .file
                .launch
                .get(name)
                .is_some_and(|launch| launch.scale.is_some())
        };
        match (of_world, terms.name) {
            (Some(world), _) => terms.place(&["world", world, "scale"]),
            (None, Some(launch)) if !has_own(launch) => vec!["scale".to_owned()],
            (None, _) => terms.place(&["scale"]),
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
