//! A folder in which what has ended stays, and which one process at a time works on.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreError, put};
use crate::experiment::results::{INPUTS, Identity};

/// A folder in which what has ended stays: of a sweep, or of a calibration.
#[derive(Debug)]
pub struct Durable {
    path: PathBuf,
    what: &'static str,
    /// Let go by the system when the process ends, however it ends.
    _lock: File,
}

/// What stays in a folder, a file each.
pub trait Kept: Serialize + DeserializeOwned {
    /// The name of its file, without the ending: the same for the same run, and for no other.
    fn key(&self) -> String;
}

const ROWS: &str = "rows";
const LOCK: &str = "lock";

impl Durable {
    /// Opens the folder of the sweep, or `what` else, called `identity`, or makes it. `there` reads which one it is the folder of, if
    /// that is said; `begin` says so, of a folder that was not there.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(
        path: &Path,
        what: &'static str,
        identity: &Identity,
        there: &dyn Fn(&Path) -> Result<Option<Identity>, StoreError>,
        begin: &dyn Fn(&Path) -> Result<(), StoreError>,
    ) -> Result<Durable, StoreError> {
        let path_and_what = || (path.to_owned(), what);
        let another = || {
            let (path, what) = path_and_what();
            StoreError::Another { path, what }
        };
        match there(path)? {
            Some(there) if there != *identity => return Err(another()),
            None if path.exists() && !is_begun(path) => {
                let (path, what) = path_and_what();
                return Err(StoreError::NotOne { path, what });
            }
            _ => {}
        }
        fs::create_dir_all(path.join(ROWS)).map_err(StoreError::disk(path))?;
        let folder = Durable {
            path: path.to_owned(),
            what,
            _lock: lock(path)?,
        };
        // Under the lock: whoever was first has said by now which one it is.
        match there(path)? {
            Some(there) if there == *identity => {}
            Some(_) => return Err(another()),
            None => begin(path)?,
        }
        Ok(folder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows there are, in no order.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn rows<T: Kept>(&self) -> Result<Vec<T>, StoreError> {
        let folder = self.path.join(ROWS);
        let mut rows = Vec::new();
        for entry in fs::read_dir(&folder).map_err(StoreError::disk(&folder))? {
            let path = entry.map_err(StoreError::disk(&folder))?.path();
            // What a killed process left half written is none.
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let bytes = fs::read(&path).map_err(StoreError::disk(&path))?;
            let corrupt = |reason| StoreError::Corrupt {
                path: path.clone(),
                what: self.what,
                reason,
            };
            let row: T = serde_json::from_slice(&bytes).map_err(|error| corrupt(error.to_string()))?;
            if path.file_stem().is_none_or(|name| *name != *row.key()) {
                return Err(corrupt("it is about another run than its name says".to_owned()));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep<T: Kept>(&self, row: &T) -> Result<(), StoreError> {
        let path = self.path.join(ROWS).join(format!("{}.json", row.key()));
        let keep = || put(&path, &serde_json::to_vec(row)?);
        keep().map_err(StoreError::disk(&path))
    }
}

/// Whether a folder holds no more than is left by what was killed before it said which one it is.
fn is_begun(path: &Path) -> bool {
    let ours = |name: &str| [LOCK, ROWS, INPUTS].contains(&name) || name.ends_with(".partial");
    fs::read_dir(path).is_ok_and(|mut files| {
        files.all(|file| file.is_ok_and(|file| ours(&file.file_name().to_string_lossy())))
    })
}

/// Takes the lock of a folder.
fn lock(path: &Path) -> Result<File, StoreError> {
    let file = path.join(LOCK);
    let mut options = File::options();
    let lock = options
        .create(true)
        .truncate(false)
        .write(true)
        .open(&file)
        .map_err(StoreError::disk(&file))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::disk(&file)(error)),
    }
}
