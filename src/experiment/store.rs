//! The folder of a sweep: each run that has ended is on the disk for good, and none is repeated.
//!
//! ```text
//! results/cliff/
//!   lock            held by the process at work here
//!   manifest.json   which experiment it is (the folder takes no other), and the hashes of the tables once they are there
//!   inputs/         the files that were read
//!   rows/KEY.json   one for each run that has ended
//!   runs.csv, runs.parquet, summary.json     written when all have
//! ```
//!
//! A row is written beside its place, brought to the disk, and renamed: at any instant it is there whole or not at all.

mod tables;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use tables::{TABLES, write_tables};

use super::analysis::Analysis;
use super::inputs::Prepared;
use super::results::{self, INPUTS, Identity, MANIFEST, OutputFile, Source};
use super::study::{Row, Rows};

/// The folder of a sweep.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Let go by the system when the process ends, however it ends.
    _lock: File,
}

/// What the folder of a sweep holds, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepManifest {
    /// Version of the layout: 1.
    pub sweep: u32,
    /// The experiment's title.
    pub title: String,
    /// What tells one experiment from another.
    pub identity: Identity,
    /// The tables and the summary; none before all runs have ended.
    pub files: Vec<OutputFile>,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something else is there.
    #[error("{} is there already, and is not the folder of a sweep; choose another with --out DIR", .0.display())]
    NotASweep(PathBuf),
    /// Another sweep is there.
    #[error("{} holds another sweep: the experiment, the model, the overrides or the program differ; choose another \
             folder with --out DIR", .0.display())]
    Another(PathBuf),
    /// Another process is at work.
    #[error("another process works on {}; wait for it, or choose another folder with --out DIR", .0.display())]
    Busy(PathBuf),
    /// A row cannot be read.
    #[error("{} is not a row of this sweep: {reason}; delete it, and the run is done again", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
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
    pub(super) fn disk(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Disk { path, source }
    }
}

/// Version of the layout of the folder of a sweep.
const SWEEP_VERSION: u32 = 1;

const ROWS: &str = "rows";
const LOCK: &str = "lock";

impl Store {
    /// Opens the folder of a sweep, or makes it.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(path: &Path, prepared: &Prepared) -> Result<Store, StoreError> {
        match manifest(path)? {
            Some(there) if there.identity != prepared.identity => {
                return Err(StoreError::Another(path.to_owned()));
            }
            None if path.exists() && !is_begun(path) => return Err(StoreError::NotASweep(path.to_owned())),
            _ => {}
        }
        fs::create_dir_all(path.join(ROWS)).map_err(StoreError::disk(path))?;
        let store = Store {
            path: path.to_owned(),
            _lock: lock(path)?,
        };
        // Under the lock: whoever was first has said by now which sweep it is.
        match manifest(path)? {
            Some(there) if there.identity == prepared.identity => {}
            Some(_) => return Err(StoreError::Another(path.to_owned())),
            None => {
                keep_inputs(path, &prepared.sources)?;
                store.keep_manifest(prepared, Vec::new())?;
            }
        }
        Ok(store)
    }

    fn keep_manifest(&self, prepared: &Prepared, files: Vec<OutputFile>) -> Result<(), StoreError> {
        let manifest = SweepManifest {
            sweep: SWEEP_VERSION,
            title: prepared.loaded.experiment.title.clone(),
            identity: prepared.identity.clone(),
            files,
        };
        let path = self.path.join(MANIFEST);
        let keep = || put(&path, &serde_json::to_vec_pretty(&manifest)?);
        keep().map_err(StoreError::disk(&path))
    }

    /// Writes the table of all runs and the summary, and says so in the manifest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&self, prepared: &Prepared, rows: &Rows, analysis: &Analysis) -> Result<(), StoreError> {
        let files = write_tables(&self.path, &prepared.study, rows, analysis)?;
        self.keep_manifest(prepared, files)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows there are.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn rows(&self) -> Result<Rows, StoreError> {
        let folder = self.path.join(ROWS);
        let mut rows = Rows::new();
        for entry in fs::read_dir(&folder).map_err(StoreError::disk(&folder))? {
            let path = entry.map_err(StoreError::disk(&folder))?.path();
            // What a killed process left half written is none.
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let bytes = fs::read(&path).map_err(StoreError::disk(&path))?;
            let row: Row = serde_json::from_slice(&bytes).map_err(|error| StoreError::Corrupt {
                path: path.clone(),
                reason: error.to_string(),
            })?;
            if path.file_stem().is_none_or(|name| *name != *row.task.key()) {
                let reason = "it is about another run than its name says".to_owned();
                return Err(StoreError::Corrupt { path, reason });
            }
            rows.insert(row.task.clone(), row);
        }
        Ok(rows)
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, row: &Row) -> Result<(), StoreError> {
        let path = self.path.join(ROWS).join(format!("{}.json", row.task.key()));
        let keep = || put(&path, &serde_json::to_vec(row)?);
        keep().map_err(StoreError::disk(&path))
    }
}

/// The manifest of a folder, if it has one.
fn manifest(folder: &Path) -> Result<Option<SweepManifest>, StoreError> {
    let file = folder.join(MANIFEST);
    match fs::read(&file) {
        Ok(bytes) => match serde_json::from_slice::<SweepManifest>(&bytes) {
            Ok(manifest) if manifest.sweep == SWEEP_VERSION => Ok(Some(manifest)),
            _ => Err(StoreError::NotASweep(folder.to_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::disk(&file)(source)),
    }
}

/// Keeps the files that were read in a folder.
pub(super) fn keep_inputs(folder: &Path, sources: &[Source]) -> Result<(), StoreError> {
    fs::create_dir_all(folder.join(INPUTS)).map_err(StoreError::disk(folder))?;
    for (path, bytes) in results::kept(sources) {
        let path = folder.join(path);
        put(&path, bytes).map_err(StoreError::disk(&path))?;
    }
    Ok(())
}

/// Whether a folder holds no more than a sweep leaves that was killed before it said which it is.
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

/// Writes a file that is there whole or not at all.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".partial")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on the disk only once the folder is.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
