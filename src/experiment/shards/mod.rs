//! A sweep on many machines: a plan that says which runs each of them makes, parts with what came
//! of them, and the whole again.
//!
//! ```text
//! DIR/
//!   manifest.json            what is run, from which files, and which runs each shard makes
//!   inputs/                  those files: what every shard runs
//!   parts/00003.jsonl        the results of shard 3: there whole or not at all
//!   parts/00003.failed       why shard 3 has no part, if it said so
//!   runs.csv, runs.parquet, summary.json     once gathered: the same bytes as those of `clickday sweep`
//! ```
//!
//! Nothing here knows who starts the machines: `clickday shard` is a command that may be run
//! anywhere, at any time, and any number of times, by anyone who sees the folder. A shard runs the
//! files that the plan kept, whatever became of the originals.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//!
//! use clickday::ensemble::{Ensemble, Resources};
//! use clickday::experiment::inputs::Prepared;
//! use clickday::experiment::shards::{Shards, plan};
//!
//! let prepared = Prepared::read("experiments/reloads-screening.toml".as_ref(), &[])?;
//! let (_, manifest) = plan(&prepared, 4, "shared/plan".as_ref())?;
//! // On each machine, with the index of its shard:
//! let shards = Shards::open(&manifest)?;
//! let ensemble = Ensemble::new(Resources::default())?;
//! shards.make(0, &ensemble, &|_| ControlFlow::Continue(()))?;
//! // Once every part is there:
//! println!("{} runs", shards.whole()?.rows.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod manifest;
mod part;

use std::path::{Path, PathBuf};

pub use error::ShardError;
pub use manifest::{Manifest, plan};
pub use part::{Part, PartError, PartState};

use self::manifest::{covers, hash_of};
use super::inputs::{InputError, Prepared};
use super::results::{self, MANIFEST};
use super::study::{Row, Rows, Task};
use super::sweep::Sweep;
use crate::ensemble::{Ensemble, Identity, Watch, store};
use crate::experiment::spec;
use crate::measures;
use clickday_engine::model::MeasureSet;

/// A plan that was found as it was made: the program, every file and every run are the same. The
/// files are those that the plan kept.
#[derive(Debug, Clone)]
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
    /// Opens the plan at `path`, and reads the files that were kept with it.
    ///
    /// # Errors
    /// When there is no plan, the program is not the one that was planned with, or a file that was
    /// kept is lost or is not what it was.
    pub fn open(path: &Path) -> Result<Shards, ShardError> {
        Shards::open_with(path, measures::SET)
    }

    /// The same of a plan whose model is read with the measures of a set: with those that the
    /// experiment had when it was planned (see
    /// [`Loaded::with_measures`](crate::experiment::spec::Loaded::with_measures)).
    ///
    /// # Errors
    /// As [`Shards::open`].
    pub fn open_with(path: &Path, measures: MeasureSet) -> Result<Shards, ShardError> {
        let path = manifest_at(path);
        let tool = Identity::tool_with(measures);
        let (manifest, sha256) = Manifest::read(&path, &tool)?;
        let changed = |difference: String| ShardError::Changed {
            path: path.clone(),
            difference,
        };
        // Another version may not even read the files as this one does.
        if tool != manifest.identity.tool {
            let planned = &manifest.identity.tool;
            return Err(changed(format!("it was made by {planned}, this is {tool}")));
        }
        let files = results::recall(&manifest.identity.inputs, &folder_of(&path))?;
        let loaded = spec::from_files(&files).map_err(InputError::from)?;
        let prepared = Prepared::of_loaded(loaded.with_measures(measures), &manifest.set)?;
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
    pub fn find(&self, index: usize) -> Result<PartState, ShardError> {
        let tasks = self.tasks(index)?;
        Ok(part::find(&self.folder(), &self.sha256, index, tasks)?)
    }

    /// Makes sure that parts can be written, before anything runs.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rehearse(&self) -> Result<(), ShardError> {
        Ok(store::rehearse(&self.folder().join(part::PARTS))?)
    }

    /// Removes what shards were writing when they were killed, an hour ago or more.
    pub fn remove_abandoned(&self) {
        let folder = self.folder();
        store::remove_abandoned_shared(&folder);
        store::remove_abandoned_shared(&folder.join(part::PARTS));
    }

    /// Makes the runs of a shard and keeps them, unless its part is there: the part.
    ///
    /// # Errors
    /// When there is no such shard, a run fails, `watch` breaks, or the disk refuses.
    pub fn make(&self, index: usize, ensemble: &Ensemble, watch: &Watch) -> Result<Part, ShardError> {
        if let PartState::Whole(part) = self.find(index)? {
            return Ok(part);
        }
        let tasks = self.tasks(index)?;
        self.rehearse()?;
        let rows = ensemble.collect(tasks, watch, &|task, run| self.prepared.simulate(task, run))?;
        self.keep(index, rows)
    }

    /// The whole sweep, of the rows of all shards. `store::write_tables` writes its tables.
    ///
    /// # Errors
    /// As [`Shards::gather`].
    pub fn whole(&self) -> Result<Sweep, ShardError> {
        Ok(Sweep::of(&self.prepared, self.gather()?))
    }

    /// Keeps the results of a shard.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, index: usize, rows: Vec<Row>) -> Result<Part, ShardError> {
        Ok(part::keep(&self.folder(), &self.sha256, index, rows)?)
    }

    /// The indices of the shards whose parts are not there, or cannot be used.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn lacking(&self) -> Result<Vec<usize>, ShardError> {
        let mut lacking = Vec::new();
        for index in 0..self.manifest.shards.len() {
            if !matches!(self.find(index)?, PartState::Whole(_)) {
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
        let folder = self.folder();
        let (mut rows, mut lacking) = (Rows::new(), Vec::new());
        for index in 0..self.manifest.shards.len() {
            match self.find(index)? {
                PartState::Whole(part) => {
                    rows.extend(part.rows.into_iter().map(|row| (row.task.clone(), row)));
                }
                lack @ PartState::Failed(_) => {
                    let note = part::file(&folder, index, part::NOTE);
                    lacking.push(format!("  shard {index} {lack} ({})", note.display()));
                }
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

/// Notes beside the parts of the plan at `manifest` why a shard has none, for `gather`.
/// Where that cannot be written, the exit code says it alone.
pub fn note_failure(manifest: &Path, index: usize, reason: &str) {
    let manifest = manifest_at(manifest);
    let is_planned =
        Manifest::read(&manifest, &Identity::tool()).is_ok_and(|(plan, _)| index < plan.shards.len());
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
