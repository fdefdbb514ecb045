//! A claims file as it was read, with the model it speaks of: reading it, and checking the one against the other.

use std::path::{Path, PathBuf};

use super::complaints;
use super::paper::{self, OnPaper};
use super::spec::Claims;
use super::statement::Statement;
use super::verdict::Verdict;
use crate::model::units::Share;
use crate::model::{self, CivilClock, Document, Model, Problems};

/// A claims file as it was read, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The claims.
    pub claims: Claims,
    path: PathBuf,
    document: Document,
    model: Document,
}

/// Reads a claims file.
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    read(Document::open(path), path)
}

/// Reads claims from a document already opened at `path`.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, path: &Path) -> Result<Loaded, Problems> {
    let claims = document.read::<Claims>();
    for (place, wrong, right) in claims.iter().flat_map(complaints::of_file) {
        document.complain(place, wrong, right);
    }
    let claims = document.clone().finish(claims)?;
    let model = Document::open(&beside(path, &claims.model));
    Ok(Loaded {
        claims,
        path: path.to_owned(),
        document,
        model,
    })
}

/// The file called `name` by a file at `path`.
fn beside(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(name)
}

impl Loaded {
    /// Reads the model, with `set` (`path=value` each) in it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn model(&self, set: &[String]) -> Result<Model, Problems> {
        model::load::read(self.model.clone(), set)
    }

    /// Reads the model as it is, in every world, and at both ends of every parameter, and checks that the claims speak of what it has.
    ///
    /// # Errors
    /// Everything that is wrong with it, and with what the claims say of it.
    pub fn check(&self) -> Result<(), Problems> {
        let model = self.model(&[])?;
        let mut document = self.document.clone();
        for (place, wrong, right) in complaints::of_model(&self.claims, &model, &self.model) {
            document.complain(place, wrong, right);
        }
        for (name, world) in &self.claims.world {
            self.try_in(&mut document, &["world", name, "set"], &world.set);
        }
        for (index, parameter) in self.claims.parameter.iter().enumerate() {
            let Ok(prior) = parameter.prior() else { continue };
            for position in [0.0, prior.zero, 1.0] {
                let set = parameter.settings(&prior, position);
                if !self.try_in(&mut document, &["parameter", &index.to_string(), "path"], &set) {
                    break;
                }
            }
        }
        document.finish(Some(()))
    }

    /// Whether the model can be read with `set` in it; else the first thing that is wrong is told of this place.
    fn try_in(&self, document: &mut Document, place: &[&str], set: &[String]) -> bool {
        let Err(problems) = self.model(set) else {
            return true;
        };
        if let Some(problem) = problems.iter().next() {
            document.complain(place.iter().copied(), &problem.wrong, &problem.right);
        }
        false
    }

    /// What decides a statement without a run, if anything does.
    pub(super) fn on_paper(&self, statement: &Statement, clock: &CivilClock) -> Option<(Verdict, OnPaper)> {
        paper::decide(statement, &self.model, clock)
    }

    /// The largest scale at which anything is simulated.
    pub fn largest_scale(&self) -> f64 {
        let worlds = self.claims.world.values().filter_map(|world| world.scale);
        worlds.map(Share::get).fold(self.claims.scale.get(), f64::max)
    }

    /// The file of the sample, if one is named.
    pub fn sample(&self) -> Option<PathBuf> {
        let name = self.claims.sample.as_ref()?;
        Some(beside(&self.path, name))
    }
}
