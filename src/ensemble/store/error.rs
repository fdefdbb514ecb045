//! Why a folder of rows cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use clickday_engine::model::source::reason;

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something else is there.
    #[error("{} already exists, and is not the folder of a {what}; choose another folder with --out DIR", .path.display())]
    NotOne {
        /// The folder.
        path: PathBuf,
        /// What it should be the folder of.
        what: &'static str,
    },
    /// Another of its kind is there.
    #[error("{} holds another {what}: {difference}; choose another folder with --out DIR", .path.display())]
    Another {
        /// The folder.
        path: PathBuf,
        /// What it holds another of.
        what: &'static str,
        /// How they differ.
        difference: String,
    },
    /// A file is not as it was written.
    #[error("{} is not as clickday wrote it, and is not replaced; move it elsewhere, or remove it", .0.display())]
    Edited(PathBuf),
    /// Another process is at work.
    #[error("another process works on {}; wait for it, or choose another folder with --out DIR", .0.display())]
    Busy(PathBuf),
    /// It cannot be made, or not be written to.
    #[error("the folder {} cannot be used: {}; choose another folder with --out DIR", .path.display(), reason(.source))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The disk has not the room that the results will take.
    #[error("there is no room for the results in {}: {} MiB are left on the disk, and at least {} MiB are needed; make room, or choose another folder with --out DIR", .path.display(), .free >> 20, (.needed >> 20) + 1)]
    Full {
        /// The folder.
        path: PathBuf,
        /// What is left \[bytes\].
        free: u64,
        /// What the results take at least \[bytes\].
        needed: u64,
    },
    /// The disk refuses.
    #[error("cannot use {}: {}; check the permissions and the space left, and run the same command again", .path.display(), reason(.source))]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl StoreError {
    /// What the disk said about a file or folder.
    pub fn disk(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Disk { path, source }
    }

    /// Why a folder cannot be made or written to.
    pub fn folder(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Folder { path, source }
    }

    /// The same, of the folder that the user named for what is kept beside it.
    #[must_use]
    pub fn of_results(self, results: &Path) -> StoreError {
        match self {
            StoreError::Folder { source, .. } => StoreError::folder(results)(source),
            other => other,
        }
    }
}
