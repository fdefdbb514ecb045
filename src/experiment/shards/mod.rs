//! A sweep on many machines: a plan that says which runs each of them makes, parts with what came of them, and the whole again.
//!
//! ```text
//! DIR/
//!   manifest.json            what is run, from which files, and which runs each shard makes
//!   parts/00003.jsonl        what came of shard 3: there whole or not at all
//!   parts/00003.failed       why shard 3 has no part, if it said so
//!   runs.csv, runs.parquet, summary.json     once gathered: the same bytes as those of `clickday sweep`
//! ```
//!
//! Nothing here knows who starts the machines: `clickday shard` is a command that may be run anywhere, at any time, and any number
//! of times, by anyone who sees the folder and the files of the experiment.

mod part;

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use part::{Found, Part};

use super::inputs::{InputError, Prepared};
use super::results::{Identity, sha256};
use super::store::{self, StoreError};
use super::study::{Row, Rows, Task};

/// The manifest's file.
const MANIFEST: &str = "manifest.json";

/// The folder of the parts.
const PARTS: &str = "parts";

/// Version of the layout of a plan.
const PLAN_VERSION: u32 = 1;

/// Which runs there are, and which shard makes which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the layout: 1.
    pub plan: u32,
    /// The experiment's title.
    pub title: String,
    /// The experiment file, by its path from the folder of the manifest.
    pub experiment: PathBuf,
    /// What was changed in the model on the command line, as `path=value`.
    pub set: Vec<String>,
    /// Program, files, overrides and seed: the same give the same bytes.
    pub identity: Identity,
    /// SHA-256 over the names of all runs in their order, hexadecimal.
    pub tasks_sha256: String,
    /// For each shard the numbers of its runs: from `start`, and before `end`.
    pub shards: Vec<Range<usize>>,
}

/// Why there is no plan, no part, or no whole.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// Which runs there are depends on what came of others.
    #[error("{0}; run it on one machine: clickday sweep")]
    Adaptive(String),
    /// Something else is there.
    #[error("{} is there already, and is not the folder of this plan{why}; choose another with --out DIR", .folder.display())]
    Taken {
        /// The folder.
        folder: PathBuf,
        /// How they differ, if both are plans.
        why: String,
    },
    /// There is no manifest, or it says nothing that this build understands.
    #[error("{} is no manifest that this build reads: {reason}; make one with clickday plan FILE --shards N --out DIR", .path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The experiment is not what was planned.
    #[error("{} was planned otherwise: {difference}; put it back, or make a new plan in another folder", .path.display())]
    Changed {
        /// The manifest.
        path: PathBuf,
        /// What is not as it was.
        difference: String,
    },
    /// There is no such shard.
    #[error("there is no shard {index}: the plan has {shards}, from 0 to {}", .shards.saturating_sub(1))]
    NoShard {
        /// The number that was asked for.
        index: usize,
        /// How many there are.
        shards: usize,
    },
    /// Parts are missing or cannot be used.
    #[error("{} of {shards} shards have no part that can be used:\n{}\nmake them with: clickday shard {} --index I", .lacking.len(), .lacking.join("\n"), .manifest.display())]
    Incomplete {
        /// The manifest.
        manifest: PathBuf,
        /// How many shards there are.
        shards: usize,
        /// A line for each that is lacking.
        lacking: Vec<String>,
    },
    /// The experiment cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] StoreError),
}

impl Manifest {
    /// Shares the runs of a sweep among `shards`, each with the same number, or one more.
    ///
    /// # Errors
    /// When the runs depend on what comes of others.
    pub fn of(prepared: &Prepared, experiment: PathBuf, shards: usize) -> Result<Manifest, ShardError> {
        let asked = &prepared.loaded.experiment;
        if let Some(searched) = &prepared.study.search {
            let reason = format!(
                "a bisection along {} asks where to run next only when earlier runs have ended, and cannot be shared out beforehand",
                searched.path
            );
            return Err(ShardError::Adaptive(reason));
        }
        if let Some(stage) = asked.stage.iter().find(|stage| stage.until.is_some()) {
            let reason = format!(
                "stage \"{}\" goes on `until` it knows enough, which depends on runs that have ended, and cannot be shared out beforehand",
                stage.name
            );
            return Err(ShardError::Adaptive(reason));
        }
        let tasks = prepared.study.next(&Rows::new());
        Ok(Manifest {
            plan: PLAN_VERSION,
            title: asked.title.clone(),
            experiment,
            set: prepared.set.clone(),
            identity: prepared.identity.clone(),
            tasks_sha256: hash_of(&tasks),
            shards: (0..shards)
                .map(|shard| shard * tasks.len() / shards..(shard + 1) * tasks.len() / shards)
                .collect(),
        })
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.shards.last().map_or(0, |range| range.end)
    }

    fn read(path: &Path) -> Result<(Manifest, String), ShardError> {
        let unread = |reason: String| ShardError::NoManifest {
            path: path.to_owned(),
            reason,
        };
        let bytes = fs::read(path).map_err(|error| unread(error.to_string()))?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| unread(error.to_string()))?;
        if manifest.plan != PLAN_VERSION {
            return Err(unread(format!("its layout is of version {}", manifest.plan)));
        }
        Ok((manifest, sha256(&bytes)))
    }
}

/// Writes the plan of a sweep into a folder, and gives the path of its manifest. Where the same plan is already, nothing is touched.
///
/// # Errors
/// When something else is in the folder, the runs cannot be shared out, or the disk refuses.
pub fn plan(
    prepared: &Prepared,
    experiment: &Path,
    shards: usize,
    folder: &Path,
) -> Result<(Manifest, PathBuf), ShardError> {
    // Refused before anything is written.
    let mut manifest = Manifest::of(prepared, PathBuf::new(), shards)?;
    let path = folder.join(MANIFEST);
    let there = match Manifest::read(&path) {
        Ok((there, _)) => Some(there),
        Err(_) if is_free(folder) => None,
        Err(_) => {
            return Err(ShardError::Taken {
                folder: folder.to_owned(),
                why: String::new(),
            });
        }
    };
    fs::create_dir_all(folder.join(PARTS)).map_err(StoreError::disk(folder))?;
    manifest.experiment = relative(folder, experiment).map_err(StoreError::disk(folder))?;
    match there {
        Some(there) if there == manifest => {}
        Some(there) => {
            let why = there.identity.difference(&manifest.identity);
            let why = why.unwrap_or_else(|| format!("it has {} shards", there.shards.len()));
            return Err(ShardError::Taken {
                folder: folder.to_owned(),
                why: format!(": {why}"),
            });
        }
        None => serde_json::to_vec_pretty(&manifest)
            .map_err(io::Error::from)
            .and_then(|bytes| store::put(&path, &bytes))
            .map_err(StoreError::disk(&path))?,
    }
    Ok((manifest, path))
}

/// Whether a folder holds no more than a plan leaves that was killed before its manifest was there.
fn is_free(folder: &Path) -> bool {
    let ours = |name: &str| name == PARTS || name.ends_with(".partial");
    match fs::read_dir(folder) {
        Ok(mut files) => files.all(|file| file.is_ok_and(|file| ours(&file.file_name().to_string_lossy()))),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// The path of `file` from `folder`: the same wherever both are mounted. Absolute where they share nothing.
fn relative(folder: &Path, file: &Path) -> io::Result<PathBuf> {
    let (folder, file) = (folder.canonicalize()?, file.canonicalize()?);
    let shared = folder
        .components()
        .zip(file.components())
        .take_while(|(a, b)| a == b)
        .count();
    if shared == 0 {
        return Ok(file);
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    Ok(up.chain(file.components().skip(shared)).collect())
}

fn hash_of(tasks: &[Task]) -> String {
    let names: Vec<String> = tasks.iter().map(Task::key).collect();
    sha256(names.join("\n").as_bytes())
}

/// A plan that was found as it was made: the program, every file and every run are the same.
#[derive(Debug)]
pub struct Shards {
    /// What was planned.
    pub manifest: Manifest,
    /// The sweep.
    pub prepared: Prepared,
    path: PathBuf,
    sha256: String,
    tasks: Vec<Task>,
}

impl Shards {
    /// Opens the plan at `path`; `experiment` is where its experiment file is, if not where the manifest says.
    ///
    /// # Errors
    /// When there is no plan, or the program or a file is not the one that was planned with.
    pub fn open(path: &Path, experiment: Option<&Path>) -> Result<Shards, ShardError> {
        let path = manifest_at(path);
        let (manifest, sha256) = Manifest::read(&path)?;
        let beside = path.parent().unwrap_or(Path::new("")).join(&manifest.experiment);
        let changed = |difference: String| ShardError::Changed {
            path: path.clone(),
            difference,
        };
        // Another version may not even read the files as this one does.
        let tool = Identity::new(Vec::new(), Vec::new(), 0).tool;
        if tool != manifest.identity.tool {
            let planned = &manifest.identity.tool;
            return Err(changed(format!("it was made by {planned}, this is {tool}")));
        }
        let prepared = Prepared::read(experiment.unwrap_or(&beside), &manifest.set)?;
        if let Some(difference) = manifest.identity.difference(&prepared.identity) {
            return Err(changed(difference));
        }
        let tasks = prepared.study.next(&Rows::new());
        if hash_of(&tasks) != manifest.tasks_sha256 || !covers(&manifest.shards, tasks.len()) {
            return Err(changed("its runs are not those of the experiment".to_owned()));
        }
        Ok(Shards {
            manifest,
            prepared,
            path,
            sha256,
            tasks,
        })
    }

    /// The runs of a shard.
    ///
    /// # Errors
    /// When there is no such shard.
    pub fn tasks(&self, index: usize) -> Result<&[Task], ShardError> {
        let shards = self.manifest.shards.len();
        let range = self.manifest.shards.get(index).cloned();
        let tasks = range.and_then(|range| self.tasks.get(range));
        tasks.ok_or(ShardError::NoShard { index, shards })
    }

    /// What there is of a shard.
    ///
    /// # Errors
    /// When there is no such shard, or the disk refuses.
    pub fn find(&self, index: usize) -> Result<Found, ShardError> {
        let tasks = self.tasks(index)?;
        Ok(part::find(&self.folder(), &self.sha256, index, tasks)?)
    }

    /// Keeps what came of a shard for good.
    ///
    /// # Errors
    /// When a file of the experiment changed in the meantime, or the disk refuses.
    pub fn keep(&self, index: usize, rows: Vec<Row>) -> Result<Part, ShardError> {
        // Each run reads the model: rows of two models must not stand in one part.
        let now = Prepared::read(self.prepared.loaded.path(), &self.manifest.set)?;
        if let Some(difference) = self.manifest.identity.difference(&now.identity) {
            return Err(ShardError::Changed {
                path: self.path.clone(),
                difference,
            });
        }
        Ok(part::keep(&self.folder(), &self.sha256, index, rows)?)
    }

    /// The indices of the shards whose parts are not there, or cannot be used.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn lacking(&self) -> Result<Vec<usize>, ShardError> {
        let mut lacking = Vec::new();
        for index in 0..self.manifest.shards.len() {
            if !matches!(self.find(index)?, Found::Whole(_)) {
                lacking.push(index);
            }
        }
        Ok(lacking)
    }

    /// The rows of all shards.
    ///
    /// # Errors
    /// When some are not there, each with the reason; or the disk refuses.
    pub fn gather(&self) -> Result<Rows, ShardError> {
        let (mut rows, mut lacking) = (Rows::new(), Vec::new());
        for index in 0..self.manifest.shards.len() {
            match self.find(index)? {
                Found::Whole(part) => rows.extend(part.rows.into_iter().map(|row| (row.task.clone(), row))),
                lack => lacking.push(format!("  shard {index} {lack}")),
            }
        }
        if lacking.is_empty() {
            return Ok(rows);
        }
        Err(ShardError::Incomplete {
            manifest: self.path.clone(),
            shards: self.manifest.shards.len(),
            lacking,
        })
    }

    /// The folder of the plan.
    pub fn folder(&self) -> PathBuf {
        folder_of(&self.path)
    }
}

/// Notes beside the parts of the plan at `manifest` why a shard has none, for whoever gathers. Where that cannot be written, the exit code
/// says it alone.
pub fn note_failure(manifest: &Path, index: usize, reason: &str) {
    let manifest = manifest_at(manifest);
    let is_planned = Manifest::read(&manifest).is_ok_and(|(plan, _)| index < plan.shards.len());
    if is_planned {
        part::note_failure(&folder_of(&manifest), index, reason);
    }
}

/// The manifest that a path means: itself, or the one in a folder.
fn manifest_at(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join(MANIFEST)
    } else {
        path.to_owned()
    }
}

fn folder_of(manifest: &Path) -> PathBuf {
    match manifest.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether ranges cover so many runs, each once, in their order.
fn covers(shards: &[Range<usize>], runs: usize) -> bool {
    let end = shards.iter().try_fold(0, |end, range| {
        (range.start == end && range.end >= end).then_some(range.end)
    });
    end == Some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_a_folder_to_a_file() {
        let desk = tempfile::tempdir().unwrap();
        let (plan, file) = (desk.path().join("a/plan"), desk.path().join("b.toml"));
        fs::create_dir_all(&plan).unwrap();
        fs::write(&file, "").unwrap();
        assert_eq!(relative(&plan, &file).unwrap(), Path::new("../../b.toml"));
        assert_eq!(relative(desk.path(), &file).unwrap(), Path::new("b.toml"));
    }

    #[test]
    fn shards_cover_every_run_once() {
        assert!(covers(&[0..2, 2..2, 2..5], 5));
        assert!(!covers(&[0..2, 3..5], 5), "a gap");
        assert!(!covers(&[0..3, 2..5], 5), "twice");
        assert!(!covers(&[0..2, 2..4], 5), "too few");
    }
}
