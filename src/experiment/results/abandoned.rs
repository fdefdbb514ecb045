//! What a process leaves beside a results folder when it is killed while it puts a new one there.
//!
//! ```text
//! .NAME.abc123.partial/
//!   held        locked by the process that is at work on the folder
//!   file        written to see whether a file can be
//!   results/    the new folder, half filled or whole; or the old one, after both changed places
//!   previous/   the old one, on systems where two folders cannot change places in one step
//! ```

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::exchange::{PREVIOUS, give_back};
use super::manifest::{self, FILE};
use super::names::{CHARTS, INPUTS, is_of_format};
use crate::ensemble::store::is_partial;

/// The new folder.
pub(super) const RESULTS: &str = "results";
/// What is written to see whether a file can be.
pub(super) const REHEARSED: &str = "file";

/// What the process at work holds.
const HELD: &str = "held";

/// A folder beside the place, which no other process removes. It goes with all that is in it when
/// its value does.
pub(super) struct Beside {
    folder: TempDir,
    held: File,
}

/// The same, when it may hold what is not ours: it stays until it is removed.
pub(super) struct Kept {
    folder: PathBuf,
    _held: File,
}

impl Beside {
    /// An empty one, with a name that begins with `before`.
    pub(super) fn new(parent: &Path, before: &str) -> io::Result<Beside> {
        loop {
            let folder = tempfile::Builder::new()
                .prefix(before)
                .suffix(".partial")
                .tempdir_in(parent)?;
            let path = folder.path().join(HELD);
            let held = match File::create_new(&path) {
                Ok(held) => held,
                // Another process removed the folder before it was held.
                Err(_) if !folder.path().exists() => continue,
                Err(error) => return Err(error),
            };
            match held.try_lock() {
                Ok(()) if path.exists() => return Ok(Beside { folder, held }),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                // Some file systems have no locks. Nobody else gets one there, and the folder stays.
                Err(TryLockError::Error(_)) => return Ok(Beside { folder, held }),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes it with all that is in it.
    pub(super) fn close(self) -> io::Result<()> {
        let Beside { folder, held } = self;
        let closed = folder.close();
        drop(held);
        closed
    }

    pub(super) fn keep(self) -> Kept {
        Kept {
            folder: self.folder.keep(),
            _held: self.held,
        }
    }
}

impl Kept {
    /// Removes it with all that is in it. What cannot be removed stays.
    pub(super) fn remove_all(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Removes it, if nothing is left in it.
    pub(super) fn remove(self) -> io::Result<()> {
        let gone = |result: io::Result<()>| match result {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        gone(fs::remove_file(self.folder.join(HELD)))?;
        gone(fs::remove_dir(&self.folder))
    }
}

/// Removes what is left of earlier attempts at `place`, whose folders beside it have names that
/// begin with `before`. What others had put into the old folder goes to the new one. What cannot
/// be removed stays: it is in nobody's way.
pub(super) fn remove_beside(parent: &Path, before: &str, place: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && is_partial(&entry.file_name(), before) {
            remove(&entry.path(), place);
        }
    }
}

fn remove(beside: &Path, place: &Path) {
    // Kept until all is removed. Earlier versions left folders without it.
    let held = beside.join(HELD);
    let _held = match File::options().write(true).open(&held) {
        Ok(file) if file.try_lock().is_ok() => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        _ => return,
    };
    let previous = beside.join(PREVIOUS);
    // Killed between the two steps: nothing is in the place, and this is the only copy.
    if !place.exists() && is_folder(&previous) && fs::rename(&previous, place).is_err() {
        return;
    }
    for name in [RESULTS, PREVIOUS] {
        remove_own(&beside.join(name), place);
    }
    let _ = fs::remove_file(beside.join(REHEARSED));
    let is_empty = fs::read_dir(beside).is_ok_and(|files| {
        let mut others = files.flatten().filter(|file| file.file_name() != HELD);
        others.next().is_none()
    });
    if is_empty {
        let _ = fs::remove_file(held);
        let _ = fs::remove_dir(beside);
    }
}

/// Whether this is a folder itself: what a link leads to is of somebody else.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir())
}

/// Removes the files of a results folder that clickday writes, and moves all others to the place.
fn remove_own(folder: &Path, place: &Path) {
    if !is_folder(folder) {
        return;
    }
    let files = manifest::files_below(folder).unwrap_or_default();
    for name in files.iter().filter(|name| *name == FILE || is_of_format(name)) {
        let _ = fs::remove_file(folder.join(name));
    }
    for own in [CHARTS, INPUTS] {
        let _ = fs::remove_dir(folder.join(own));
    }
    if fs::remove_dir(folder).is_err() && place.is_dir() {
        // A name that is in both stays here.
        let _ = give_back(folder, place, &BTreeSet::new());
    }
}
