//! Where a model, a policy or an experiment was found.

use std::path::{Component, Path, PathBuf};

use super::item::{self, Kind};
use super::tree;
use clickday_engine::model::source::{Entry, plain};
use clickday_engine::model::{Disk, Document, Problem, Source, nearest, one_of};

/// Most names that are suggested where nothing is found.
const MOST_SUGGESTED: usize = 3;

/// Whether a file was read from the disk, or ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is a file on the disk.
    Disk,
    /// It ships with the program.
    Shipped,
}

/// A file or folder that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    path: PathBuf,
    origin: Origin,
}

/// Finds a file or folder: on the disk; else at that path among what ships; else by its short name
/// among what ships of these kinds.
///
/// # Errors
/// When there is nothing, with the names that may have been meant.
pub fn find(path: &Path, kinds: &[Kind]) -> Result<Location, Problem> {
    if Disk.entry(path).is_some() {
        return Ok(Location::on_disk(path));
    }
    shipped(path, kinds)?.ok_or_else(|| missing(path, path, kinds))
}

impl Location {
    /// A path on the disk, whether there is something or not.
    pub fn on_disk(path: &Path) -> Location {
        Location {
            path: path.to_owned(),
            origin: Origin::Disk,
        }
    }

    /// Its path: on the disk, or among what ships.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path as it is shown, without detours such as `experiments/../models`.
    pub fn shown(&self) -> String {
        plain(&self.path).display().to_string()
    }

    /// Where it was found.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What it is read from.
    pub fn source(&self) -> &'static dyn Source {
        match self.origin {
            Origin::Disk => &Disk,
            Origin::Shipped => tree::files(),
        }
    }

    /// Reads it. What is wrong with it is told when the document is finished.
    pub fn document(&self) -> Document {
        Document::open_in(self.source(), &self.path)
    }

    /// Finds what the file here names by its path from it. What ships refers to what ships. A file on
    /// the disk refers to the disk, and else to what ships, by path or by short name.
    ///
    /// # Errors
    /// When there is nothing, with the names that may have been meant.
    pub fn beside(&self, name: &str, kinds: &[Kind]) -> Result<Location, Problem> {
        let path = self.path.parent().unwrap_or(Path::new("")).join(name);
        match self.origin {
            Origin::Disk if Disk.entry(&path).is_some() => Ok(Location::on_disk(&path)),
            Origin::Disk => {
                shipped(name.as_ref(), kinds)?.ok_or_else(|| missing(&path, name.as_ref(), kinds))
            }
            Origin::Shipped => shipped(&path, &[])?
                .or(shipped(name.as_ref(), kinds)?)
                .ok_or_else(|| missing(&path, name.as_ref(), kinds)),
        }
    }
}

/// What ships at a path, or under a short name of these kinds.
fn shipped(path: &Path, kinds: &[Kind]) -> Result<Option<Location>, Problem> {
    // A file in a folder of its own (`experiments/mine.toml`) says `../models/day`, as shipped ones do.
    let plain = plain(path);
    let place: PathBuf = plain
        .components()
        .skip_while(|part| *part == Component::ParentDir)
        .collect();
    let is_folder_of_files = || {
        let files = tree::files().files_in(&place);
        files.is_ok_and(|files| !files.is_empty())
    };
    let is_there = match tree::files().entry(&place) {
        Some(Entry::File) => true,
        Some(Entry::Folder) => is_folder_of_files(),
        None => false,
    };
    let location = |path: &Path| Location {
        path: path.to_owned(),
        origin: Origin::Shipped,
    };
    if is_there {
        return Ok(Some(location(&place)));
    }
    let mut named = item::items()
        .iter()
        .filter(|item| path == Path::new(&item.name) && kinds.contains(&item.kind()));
    match (named.next(), named.next()) {
        (Some(item), None) => Ok(Some(location(&item.path))),
        (Some(item), Some(other)) => {
            let name = path.display().to_string();
            let of = |item: &item::Item| format!("{} ({})", item.kind().with_article(), item.path.display());
            let wrong = format!("`{name}` is the name of {} and of {}", of(item), of(other));
            Err(Problem::with_file(name, wrong, "name one of them by its path"))
        }
        (None, _) => Ok(None),
    }
}

/// The problem of a name under which there is nothing, on the disk or among what ships.
fn missing(path: &Path, name: &Path, kinds: &[Kind]) -> Problem {
    let file = path.display().to_string();
    // What has the name and is of another kind was meant, with another command.
    let mut others = item::items().iter();
    let other = others.find(|item| name == Path::new(&item.name) && !kinds.contains(&item.kind()));
    if let Some(item) = other.filter(|_| !kinds.is_empty()) {
        let articles: Vec<&str> = kinds.iter().map(|kind| kind.with_article()).collect();
        let wrong = format!(
            "`{}` is {}, not {}",
            item.name,
            item.kind().with_article(),
            either(&articles)
        );
        return Problem::with_file(file, wrong, format!("use it with: {}", usage(item)));
    }
    let nouns: Vec<&str> = kinds.iter().map(|kind| kind.noun()).collect();
    let what = if nouns.is_empty() {
        "file".to_owned()
    } else {
        either(&nouns)
    };
    let wrong = format!("there is no such file or folder, and clickday has no {what} of this name");
    let meant = suggestions(name, kinds);
    let list = "`clickday models` lists what ships";
    let right = match meant.as_slice() {
        [] => format!("name a file or folder; {list}"),
        meant => format!("did you mean {}? {list}", one_of(meant)),
    };
    Problem::with_file(file, wrong, right)
}

/// Words of which one is meant: `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

/// A command that takes a thing that ships.
fn usage(item: &item::Item) -> String {
    match item.kind() {
        Kind::Policy => format!("clickday run MODEL --policy {}", item.name),
        _ => format!("clickday {} {}", item.command, item.name),
    }
}

/// Names and paths that may have been meant.
fn suggestions(name: &Path, kinds: &[Kind]) -> Vec<String> {
    let asked = name.to_string_lossy();
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let items = item::items().iter();
    let items: Vec<_> = items.filter(|item| kinds.contains(&item.kind())).collect();
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let paths: Vec<String> = items.iter().map(|item| item.path.display().to_string()).collect();
    if let Some(path) = nearest(&asked, &paths).filter(|_| asked.contains('/')) {
        return vec![path.to_owned()];
    }
    if let Some(name) = nearest(&stem, &names) {
        return vec![name.to_owned()];
    }
    let part = stem.to_lowercase();
    let alike = names
        .iter()
        .filter(|name| !part.is_empty() && name.contains(&part));
    alike
        .take(MOST_SUGGESTED)
        .map(|name| (*name).to_owned())
        .collect()
}

#[cfg(test)]
#[cfg(feature = "shipped")]
mod tests {
    use super::*;

    fn found(path: &str, kinds: &[Kind]) -> (String, Origin) {
        let found = shipped(path.as_ref(), kinds).unwrap().unwrap();
        (found.path().display().to_string(), found.origin())
    }

    #[test]
    fn what_ships_is_found_by_path_and_by_name() {
        for (asked, kind, path) in [
            ("models/inps-2020-04-01", Kind::Model, "models/inps-2020-04-01"),
            ("./models/inps-2020-04-01/", Kind::Model, "models/inps-2020-04-01"),
            ("../models/inps-2020-04-01", Kind::Model, "models/inps-2020-04-01"),
            ("inps-2020-04-01", Kind::Model, "models/inps-2020-04-01"),
            ("mm1", Kind::Model, "models/textbook/mm1.toml"),
            ("ramp", Kind::Model, "models/physics/ramp.toml"),
            ("waiting-room", Kind::Model, "models/textbook/waiting-room.toml"),
            ("waiting-room", Kind::Policy, "models/policies/waiting-room.toml"),
            ("rollout", Kind::Experiment, "experiments/rollout.toml"),
        ] {
            assert_eq!(
                found(asked, &[kind]),
                (path.to_owned(), Origin::Shipped),
                "{asked}"
            );
        }
        let nothing = |path: &str, kind| shipped(path.as_ref(), &[kind]).unwrap();
        assert_eq!(nothing("rollout", Kind::Model), None, "an experiment is no model");
        assert_eq!(
            nothing("models", Kind::Model),
            None,
            "a folder of folders is nothing"
        );
        assert_eq!(nothing("/models/inps-2020-04-01", Kind::Model), None);
    }

    #[test]
    fn a_name_of_two_kinds_is_asked_back() {
        let kinds = [Kind::Experiment, Kind::Model, Kind::Policy];
        let problem = shipped("waiting-room".as_ref(), &kinds).unwrap_err();
        let both =
            "a policy (models/policies/waiting-room.toml) and of a model (models/textbook/waiting-room.toml)";
        assert!(problem.wrong.ends_with(both), "{problem}");
    }

    #[test]
    fn what_ships_refers_to_what_ships() {
        let rollout = find("experiments/rollout.toml".as_ref(), &[]).unwrap();
        let rollout = Location {
            origin: Origin::Shipped,
            ..rollout
        };
        let model = rollout
            .beside("../models/inps-2020-04-01", &[Kind::Model])
            .unwrap();
        assert_eq!(model.path(), Path::new("models/inps-2020-04-01"));
        assert_eq!(model.origin(), Origin::Shipped);
    }

    #[test]
    fn a_name_of_another_kind_is_told_with_its_command() {
        for (asked, kind, told) in [
            (
                "lottery",
                Kind::Model,
                "lottery: `lottery` is a policy, not a model; use it with: clickday run MODEL --policy lottery",
            ),
            (
                "rollout",
                Kind::Model,
                "rollout: `rollout` is an experiment, not a model; use it with: clickday compare rollout",
            ),
            (
                "mm1",
                Kind::Experiment,
                "mm1: `mm1` is a model, not an experiment; use it with: clickday run mm1",
            ),
            (
                "claims",
                Kind::Experiment,
                "claims: `claims` is a file of claims, not an experiment; use it with: clickday claims claims",
            ),
            (
                "rollout",
                Kind::Calibration,
                "rollout: `rollout` is an experiment, not a calibration; use it with: clickday compare rollout",
            ),
        ] {
            let problem = missing(asked.as_ref(), asked.as_ref(), &[kind]);
            assert_eq!(clickday_engine::model::Problems::from(problem).to_string(), told);
        }
    }

    #[test]
    fn a_name_that_leads_nowhere_is_told_with_the_kind_that_was_looked_for() {
        let asked = Path::new("no-such-thing-at-all");
        for kind in Kind::ALL {
            let problem = missing(asked, asked, &[kind]);
            let told = format!("clickday has no {} of this name", kind.noun());
            assert!(problem.wrong.ends_with(&told), "{problem}");
        }
        let problem = missing(asked, asked, &Kind::ALL);
        let all = "no model, policy, experiment, calibration or file of claims of this name";
        assert!(problem.wrong.ends_with(all), "{problem}");
    }

    #[test]
    fn near_names_are_suggested() {
        for (asked, kind, meant) in [
            ("inps-2020-04-10", Kind::Model, &["inps-2020-04-01"][..]),
            ("inps", Kind::Model, &["inps-2020-04-01"]),
            (
                "models/textbok/mm1.toml",
                Kind::Model,
                &["models/textbook/mm1.toml"],
            ),
            ("rolout", Kind::Experiment, &["rollout"]),
            ("nothing-like-it-at-all", Kind::Experiment, &[]),
        ] {
            assert_eq!(suggestions(asked.as_ref(), &[kind]), meant, "{asked}");
        }
    }
}
