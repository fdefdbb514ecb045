//! The file of a row: what it is, what came of the run, and a hash over both.
//!
//! ```text
//! {"row":2,"of":"sweep","key":"…","identity":{…}}
//! what came of the run
//! SHA-256 of all bytes before this line
//! ```

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::put::read_file;
use crate::ensemble::{Identity, sha256};

/// What stays in a folder, a file each.
pub trait StoredRow: Sized {
    /// The name of its file, without the ending: the same for the same run, and for no other.
    fn key(&self) -> String;

    /// What came of the run.
    ///
    /// # Errors
    /// When it cannot be written.
    fn to_bytes(&self) -> io::Result<Vec<u8>>;

    /// The same, read back.
    ///
    /// # Errors
    /// When these bytes are none of it.
    fn of_bytes(bytes: &[u8]) -> io::Result<Self>;
}

/// A row that is left out: its run is made again.
#[derive(Debug)]
pub struct LeftOut {
    /// Its file.
    pub path: PathBuf,
    /// Why.
    pub reason: RowError,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

/// Why a row is left out.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// It was written before rows had a hash.
    #[error("it is as an older version wrote it, and cannot prove itself")]
    Older,
    /// A byte is not what it was.
    #[error("its bytes do not have the hash that it ends with")]
    Damaged,
    /// It was written by another version of the program.
    #[error("its layout is none that this version reads")]
    Layout,
    /// It is of a folder of another kind.
    #[error("it is of a {0}")]
    OfAnother(String),
    /// It is of another experiment.
    #[error("it is of another experiment: {0}")]
    Another(String),
    /// It stands under the name of another.
    #[error("it is about another run than its name says")]
    Name,
    /// It says nothing that can be used.
    #[error("it cannot be read: {0}")]
    Unread(io::Error),
}

/// Version of the layout of a row.
const VERSION: u32 = 2;

const EXTENSION: &str = "row";
/// Of the files that had no hash.
const OLDER: &str = "json";

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    row: u32,
    of: String,
    key: String,
    identity: Identity,
}

pub(super) fn file_name(key: &str) -> String {
    format!("{key}.{EXTENSION}")
}

/// The files of rows in a folder, in the order of their names. What a killed process left half written is none.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    ending_in(folder, &[EXTENSION, OLDER])
}

/// Those of the files in a folder that this program wrote: rows that prove themselves, whatever they are of, and what a killed
/// process left half written.
pub(super) fn own(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let is_hidden = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
    };
    let mut own = ending_in(folder, &["partial"])?;
    own.retain(|path| is_hidden(path));
    let mut rows = ending_in(folder, &[EXTENSION])?;
    rows.retain(|path| read_file(path).is_ok_and(|bytes| proven(&bytes).is_some()));
    own.extend(rows);
    Ok(own)
}

/// The key of a row, by the name of its file; `None` of what was half written.
pub(super) fn key_of(path: &Path) -> Option<&str> {
    let is_row = path.extension().is_some_and(|ending| ending == EXTENSION);
    path.file_stem().filter(|_| is_row).and_then(OsStr::to_str)
}

fn ending_in(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(StoreError::disk(folder))? {
        let path = entry.map_err(StoreError::disk(folder))?.path();
        let ending = path.extension().and_then(OsStr::to_str);
        if ending.is_some_and(|ending| endings.contains(&ending)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The bytes of the file of a row.
pub(super) fn bytes<T: StoredRow>(row: &T, what: &str, identity: &Identity) -> io::Result<Vec<u8>> {
    let head = Head {
        row: VERSION,
        of: what.to_owned(),
        key: row.key(),
        identity: identity.clone(),
    };
    let mut bytes = serde_json::to_vec(&head)?;
    bytes.push(b'\n');
    bytes.extend(row.to_bytes()?);
    bytes.push(b'\n');
    let hash = sha256(&bytes);
    bytes.extend(hash.as_bytes());
    bytes.push(b'\n');
    Ok(bytes)
}

/// The row in the file at `path`, if it belongs to the `what` called `identity`.
pub(super) fn read<T: StoredRow>(
    path: &Path,
    bytes: &[u8],
    what: &str,
    identity: &Identity,
) -> Result<T, RowError> {
    if path.extension().is_some_and(|ending| ending == OLDER) {
        return Err(RowError::Older);
    }
    let (head, body) = proven(bytes).ok_or(RowError::Damaged)?;
    let head: Head = serde_json::from_slice(head).map_err(|_| RowError::Layout)?;
    if head.row != VERSION {
        return Err(RowError::Layout);
    }
    if head.of != what {
        return Err(RowError::OfAnother(head.of));
    }
    if let Some(difference) = head.identity.difference(identity) {
        return Err(RowError::Another(difference));
    }
    let row = T::of_bytes(body).map_err(RowError::Unread)?;
    let key = row.key();
    if head.key != key || path.file_stem().is_none_or(|name| *name != *key) {
        return Err(RowError::Name);
    }
    Ok(row)
}

/// The first line and what follows it, if the last line is the hash of both.
fn proven(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const LAST: usize = 65;
    let (before, last) = bytes.split_at_checked(bytes.len().checked_sub(LAST)?)?;
    if last.strip_suffix(b"\n")? != sha256(before).as_bytes() {
        return None;
    }
    let before = before.strip_suffix(b"\n")?;
    let end = before.iter().position(|byte| *byte == b'\n')?;
    Some((&before[..end], &before[end + 1..]))
}

/// Removes what an older version wrote in the place of a row.
pub(super) fn remove_older(path: &Path) -> io::Result<()> {
    match fs::remove_file(path.with_extension(OLDER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
