//! Why a folder of rows cannot be used.

use std::io;
use std::path::{Path, PathBuf};

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something else is there.
    #[error("{} is there already, and is not the folder of a {what}; choose another with --out DIR", .path.display())]
    NotOne {
        /// The folder.
        path: PathBuf,
        /// What it should be the folder of.
        what: &'static str,
    },
    /// Another of its kind is there.
    #[error("{} holds another {what}: the experiment, the model, the overrides or the program differ; choose another \
             folder with --out DIR", .path.display())]
    Another {
        /// The folder.
        path: PathBuf,
        /// What it holds another of.
        what: &'static str,
    },
    /// Another process is at work.
    #[error("another process works on {}; wait for it, or choose another folder with --out DIR", .0.display())]
    Busy(PathBuf),
    /// The disk refuses.
    #[error("cannot use {}: {source}; check the permissions and the space left, and run the same command again", .path.display())]
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
}
