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

/// The folder of the parts.
pub(super) const PARTS: &str = "parts";

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
        reason: String,
    },
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

fn file(folder: &Path, index: usize, extension: &str) -> PathBuf {
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
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let note = fs::read_to_string(file(folder, index, "failed"));
            return Ok(note.map_or(PartState::Missing, |reason| {
                PartState::Failed(reason.trim_end().to_owned())
            }));
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
fn rows(bytes: &[u8], manifest: &str, index: usize, tasks: &[Task]) -> Result<Vec<Row>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
    let (head, body) = text.split_once('\n').ok_or("its first line is cut short")?;
    let head: Head =
        serde_json::from_str(head).map_err(|error| format!("its first line is none of a part: {error}"))?;
    if head.manifest != manifest {
        return Err("it was made for another plan".to_owned());
    }
    if head.shard != index {
        return Err(format!("it is of shard {}", head.shard));
    }
    if head.sha256 != sha256(body.as_bytes()) {
        return Err("its rows have not the hash that its first line says".to_owned());
    }
    let rows: Vec<Row> = body
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("a row cannot be read: {error}"))?;
    if head.rows != rows.len() || !rows.iter().map(|row| &row.task).eq(tasks) {
        return Err("its rows are not of the runs that were planned".to_owned());
    }
    Ok(rows)
}

/// Writes a part; a note that the shard had failed goes.
pub(super) fn keep(folder: &Path, manifest: &str, index: usize, rows: Vec<Row>) -> Result<Part, StoreError> {
    let path = file(folder, index, "jsonl");
    let bytes = bytes_of(manifest, index, &rows).map_err(|error| StoreError::disk(&path)(error.into()))?;
    fs::create_dir_all(folder.join(PARTS)).map_err(StoreError::disk(&path))?;
    store::put(&path, &bytes).map_err(StoreError::disk(&path))?;
    let note = file(folder, index, "failed");
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
    let _ = store::put(&file(folder, index, "failed"), format!("{reason}\n").as_bytes());
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
