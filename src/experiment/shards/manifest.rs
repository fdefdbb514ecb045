//! The manifest of a plan: written once, and read by every shard.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ShardError;
use super::part::PARTS;
use crate::ensemble::store::{
    StoreError, opened, put, read_small, rehearse, remove_abandoned_shared, sealed,
};
use crate::ensemble::{Identity, sha256};
use crate::experiment::inputs::Prepared;
use crate::experiment::other_json;
use crate::experiment::results::{INPUTS, MANIFEST, Source};
use crate::experiment::store::keep_inputs;
use crate::experiment::study::{Rows, Task};
use clickday_engine::model::source;

/// So many shards are possible whatever the number of runs: some machines then have nothing to do.
/// Assumed.
const ALWAYS_POSSIBLE: usize = 1_000;

/// Version of the layout of a plan.
const PLAN_VERSION: u32 = 2;

/// Which runs there are, and which shard makes which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the layout: 2.
    pub plan: u32,
    /// The experiment's title.
    pub title: String,
    /// What was changed in the model on the command line, as `path=value`.
    pub set: Vec<String>,
    /// Program, files, overrides and seed: the same give the same bytes.
    pub identity: Identity,
    /// Names of those input files that shipped with the program; the others were on the disk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipped: Vec<String>,
    /// SHA-256 over the names of all runs in their order, hexadecimal.
    pub tasks_sha256: String,
    /// For each shard the numbers of its runs: from `start`, and before `end`.
    pub shards: Vec<Range<usize>>,
}

impl Manifest {
    /// Shares the runs of a sweep among `shards`, each with the same number, or one more.
    ///
    /// # Errors
    /// When the runs depend on what comes of others, or there are far more shards than runs.
    pub fn of(prepared: &Prepared, shards: usize) -> Result<Manifest, ShardError> {
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
        let most = tasks.len().max(ALWAYS_POSSIBLE);
        if shards > most {
            return Err(ShardError::TooMany {
                shards,
                runs: tasks.len(),
                most,
            });
        }
        Ok(Manifest {
            plan: PLAN_VERSION,
            title: asked.title.clone(),
            set: prepared.set.clone(),
            identity: prepared.identity.clone(),
            shipped: Source::shipped(&prepared.sources),
            tasks_sha256: hash_of(&tasks),
            shards: (0..shards)
                .map(|shard| shard * tasks.len() / shards..(shard + 1) * tasks.len() / shards)
                .collect(),
        })
    }

    /// Whether both share out the same runs of the same files, wherever those were found.
    fn is_same_plan(&self, other: &Manifest) -> bool {
        let shipped = self.shipped.clone();
        *self
            == Manifest {
                shipped,
                ..other.clone()
            }
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.shards.last().map_or(0, |range| range.end)
    }

    /// Reads a manifest, for the program `tool`.
    pub(super) fn read(path: &Path, tool: &str) -> Result<(Manifest, String), ShardError> {
        let unread = |reason: String| ShardError::NoManifest {
            path: path.to_owned(),
            reason,
        };
        let bytes = read_small(path).map_err(|error| unread(source::reason(&error)))?;
        let read = opened::<Manifest>(&bytes).map_err(|_| unread(other_json::told(&bytes)))?;
        let manifest = read.manifest;
        if manifest.plan != PLAN_VERSION {
            return Err(unread(format!("its layout is of version {}", manifest.plan)));
        }
        // Of another version of the program, that is said instead.
        if !read.is_intact && manifest.identity.tool == tool {
            return Err(unread("it was changed after it was written".to_owned()));
        }
        Ok((manifest, sha256(&bytes)))
    }
}

/// Writes the plan of a sweep into a folder, and gives the path of its manifest. Where the same plan is already, nothing is touched.
///
/// # Errors
/// When something else is in the folder, the runs cannot be shared out, or the disk refuses.
pub fn plan(prepared: &Prepared, shards: usize, folder: &Path) -> Result<(Manifest, PathBuf), ShardError> {
    // Refused before anything is written.
    let manifest = Manifest::of(prepared, shards)?;
    let path = folder.join(MANIFEST);
    let there = match Manifest::read(&path, &manifest.identity.tool) {
        Ok((there, _)) => Some(there),
        Err(_) if is_free(folder) => None,
        Err(_) => {
            return Err(ShardError::Taken {
                folder: folder.to_owned(),
                why: String::new(),
            });
        }
    };
    if let Some(there) = there.as_ref().filter(|there| !there.is_same_plan(&manifest)) {
        let why = there.identity.difference(&manifest.identity);
        let why = why.unwrap_or_else(|| format!("it has {} shards", there.shards.len()));
        return Err(ShardError::Taken {
            folder: folder.to_owned(),
            why: format!(": {why}"),
        });
    }
    rehearse(folder)?;
    fs::create_dir_all(folder.join(PARTS)).map_err(StoreError::folder(folder))?;
    remove_abandoned_shared(folder);
    if there.is_none() {
        keep_inputs(folder, &prepared.sources)?;
        let keep = || put(&path, &sealed(&manifest)?);
        keep().map_err(StoreError::disk(&path))?;
    }
    Ok((manifest, path))
}

/// Whether a folder holds no more than a plan leaves that was killed before its manifest was there.
fn is_free(folder: &Path) -> bool {
    let ours = |name: &str| [PARTS, INPUTS].contains(&name) || name.ends_with(".partial");
    match fs::read_dir(folder) {
        Ok(mut files) => files.all(|file| file.is_ok_and(|file| ours(&file.file_name().to_string_lossy()))),
        // A file in the place of a folder is told where the folder is made.
        Err(error) => matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    }
}

/// SHA-256 over the names of runs, hexadecimal.
pub(super) fn hash_of(tasks: &[Task]) -> String {
    let names: Vec<String> = tasks.iter().map(Task::key).collect();
    sha256(names.join("\n").as_bytes())
}

/// Whether ranges cover so many runs, each once, in their order.
pub(super) fn covers(shards: &[Range<usize>], runs: usize) -> bool {
    let end = shards.iter().try_fold(0, |end, range| {
        (range.start == end && range.end >= end).then_some(range.end)
    });
    end == Some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_cover_every_run_once() {
        assert!(covers(&[0..2, 2..2, 2..5], 5));
        assert!(!covers(&[0..2, 3..5], 5), "a gap");
        assert!(!covers(&[0..3, 2..5], 5), "twice");
        assert!(!covers(&[0..2, 2..4], 5), "too few");
    }
}
