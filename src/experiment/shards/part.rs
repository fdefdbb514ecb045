//! A part: the results of a shard, in a file with a line about itself and one for each run.
//!
//! The first line says for which plan and shard it is, and the hash of the others: a part proves
//! itself, and one that was cut short, altered, or made for another plan is never taken for a part.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::ensemble::sha256;
use crate::ensemble::store::{self, StoreError};
use crate::experiment::study::{Row, Task};

/// The most bytes of a note on a failed shard that are told. Assumed.
const LONGEST_NOTE: usize = 4_096;

/// The folder of the parts.
pub(super) const PARTS: &str = "parts";

/// What the file ends in that says why a shard has no part.
pub(super) const NOTE: &str = "failed";

/// The first line of a part.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    /// SHA-256 of the manifest.
    manifest: String,
    /// Index of the shard.
    shard: usize,
    /// How many lines follow.
    rows: usize,
    /// SHA-256 of the lines that follow.
    sha256: String,
}

/// The results of a shard.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its file.
    pub path: PathBuf,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its rows, in the order of the plan.
    pub rows: Vec<Row>,
}

/// What there is of a shard.
#[derive(Debug, Clone, PartialEq)]
pub enum PartState {
    /// A part that can be used.
    Whole(Part),
    /// Nothing.
    Missing,
    /// Nothing, and why.
    Failed(String),
    /// A part that cannot be used, and why.
    Damaged {
        /// Its file.
        path: PathBuf,
        /// Why.
        reason: PartError,
    },
}

/// Why a file is not the part that it should be. What to do is to make the shard again:
/// [`ShardError::Incomplete`](super::ShardError::Incomplete) says so for all of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// It is no file, or larger than any part.
    #[error("{0}")]
    NoFile(String),
    /// It is not text.
    #[error("it is not text")]
    NotText,
    /// It ends within its first line.
    #[error("its first line is cut short")]
    CutShort,
    /// Its first line says nothing of a part.
    #[error("its first line is none of a part: {0}")]
    FirstLine(String),
    /// It belongs to another plan.
    #[error("it was made for another plan")]
    OtherPlan,
    /// It belongs to another shard.
    #[error("it is of shard {0}")]
    OtherShard(usize),
    /// Its rows were changed.
    #[error("its rows have not the hash that its first line says")]
    Hash,
    /// A row is no row.
    #[error("a row cannot be read: {0}")]
    Row(String),
    /// It has other runs than the plan.
    #[error("its rows are not of the runs that were planned")]
    OtherRuns,
}

impl fmt::Display for PartState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartState::Whole(part) => write!(f, "is whole: {} rows", part.rows.len()),
            PartState::Missing => write!(f, "is missing"),
            PartState::Failed(reason) => write!(f, "failed: {reason}"),
            PartState::Damaged { path, reason } => write!(f, "is damaged: {}: {reason}", path.display()),
        }
    }
}

/// A file of a shard, by what it ends in.
pub(super) fn file(folder: &Path, index: usize, extension: &str) -> PathBuf {
    folder.join(PARTS).join(format!("{index:05}.{extension}"))
}

/// What there is of shard `index`, whose runs are `tasks`, of the plan whose manifest has this
/// hash.
pub(super) fn find(
    folder: &Path,
    manifest: &str,
    index: usize,
    tasks: &[Task],
) -> Result<PartState, StoreError> {
    let path = file(folder, index, "jsonl");
    let bytes = match store::read_file(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let note = store::read_small(&file(folder, index, "failed"));
            return Ok(note.map_or(PartState::Missing, |note| {
                let reason = String::from_utf8_lossy(&note[..note.len().min(LONGEST_NOTE)]);
                PartState::Failed(reason.trim_end().to_owned())
            }));
        }
        Err(error) if store::is_no_file(&error) => {
            let reason = PartError::NoFile(error.to_string());
            return Ok(PartState::Damaged { path, reason });
        }
        Err(source) => return Err(StoreError::disk(&path)(source)),
    };
    Ok(match rows(&bytes, manifest, index, tasks) {
        Ok(rows) => PartState::Whole(Part {
            sha256: sha256(&bytes),
            path,
            rows,
        }),
        Err(reason) => PartState::Damaged { path, reason },
    })
}

/// The rows of a part, or why it is none.
fn rows(bytes: &[u8], manifest: &str, index: usize, tasks: &[Task]) -> Result<Vec<Row>, PartError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PartError::NotText)?;
    let (head, body) = text.split_once('\n').ok_or(PartError::CutShort)?;
    let head: Head = serde_json::from_str(head).map_err(|error| PartError::FirstLine(error.to_string()))?;
    if head.manifest != manifest {
        return Err(PartError::OtherPlan);
    }
    if head.shard != index {
        return Err(PartError::OtherShard(head.shard));
    }
    if head.sha256 != sha256(body.as_bytes()) {
        return Err(PartError::Hash);
    }
    let rows: Vec<Row> = body
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(|error: serde_json::Error| PartError::Row(error.to_string()))?;
    if head.rows != rows.len() || !rows.iter().map(|row| &row.task).eq(tasks) {
        return Err(PartError::OtherRuns);
    }
    Ok(rows)
}

/// Writes a part; a note that the shard had failed goes.
pub(super) fn keep(folder: &Path, manifest: &str, index: usize, rows: Vec<Row>) -> Result<Part, StoreError> {
    let path = file(folder, index, "jsonl");
    let bytes = bytes_of(manifest, index, &rows).map_err(|error| StoreError::disk(&path)(error.into()))?;
    fs::create_dir_all(folder.join(PARTS)).map_err(StoreError::disk(&path))?;
    store::put(&path, &bytes).map_err(StoreError::disk(&path))?;
    let note = file(folder, index, NOTE);
    match fs::remove_file(&note) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(StoreError::disk(&note)(error)),
        _ => {}
    }
    Ok(Part {
        sha256: sha256(&bytes),
        path,
        rows,
    })
}

fn bytes_of(manifest: &str, index: usize, rows: &[Row]) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut body, row)?;
        body.push(b'\n');
    }
    let head = Head {
        manifest: manifest.to_owned(),
        shard: index,
        rows: rows.len(),
        sha256: sha256(&body),
    };
    let mut bytes = serde_json::to_vec(&head)?;
    bytes.push(b'\n');
    bytes.append(&mut body);
    Ok(bytes)
}

/// Writes why a shard has no part; nothing where there is one.
pub(super) fn note_failure(folder: &Path, index: usize, reason: &str) {
    if file(folder, index, "jsonl").exists() {
        return;
    }
    // A disk that refuses the part may refuse this as well.
    let _ = store::put(&file(folder, index, NOTE), format!("{reason}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(replication: u64) -> Task {
        Task {
            settings: vec!["portal.tier.web.slots=3".to_owned()],
            policy: "open".to_owned(),
            replication,
        }
    }

    fn kept(folder: &Path) -> Part {
        let rows = (0..3).map(|n| Row::failed(task(n), "no such \"door\"\nat all".to_owned()));
        keep(folder, "plan", 7, rows.collect()).unwrap()
    }

    #[test]
    fn a_part_is_found_as_it_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let tasks: Vec<Task> = (0..3).map(task).collect();
        let find = |index, tasks: &[Task]| find(folder.path(), "plan", index, tasks).unwrap();
        assert_eq!(find(7, &tasks), PartState::Missing);
        fs::create_dir_all(folder.path().join(PARTS)).unwrap();
        note_failure(folder.path(), 7, "the disk is full");
        assert_eq!(find(7, &tasks), PartState::Failed("the disk is full".to_owned()));
        let part = kept(folder.path());
        assert_eq!(find(7, &tasks), PartState::Whole(part));
        assert!(matches!(find(7, &tasks[1..]), PartState::Damaged { .. }));
    }

    #[test]
    fn any_byte_that_is_not_as_it_was_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let tasks: Vec<Task> = (0..3).map(task).collect();
        let whole = fs::read(kept(folder.path()).path).unwrap();
        assert!(rows(&whole, "plan", 7, &tasks).is_ok());
        assert!(rows(&whole, "another", 7, &tasks).is_err());
        assert!(rows(&whole, "plan", 8, &tasks).is_err());
        for index in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[index] ^= 1;
            assert!(rows(&damaged, "plan", 7, &tasks).is_err(), "byte {index}");
            assert!(
                rows(&whole[..index], "plan", 7, &tasks).is_err(),
                "cut at {index}"
            );
        }
    }
}
