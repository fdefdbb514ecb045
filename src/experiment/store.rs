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

mod durable;
mod tables;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use durable::{Durable, Kept};
pub use tables::{TABLES, write_tables};

use super::analysis::Analysis;
use super::inputs::Prepared;
use super::machine::platform;
use super::results::{self, INPUTS, Identity, MANIFEST, OutputFile, Source};
use super::study::{Row, Rows};

/// The folder of a sweep.
#[derive(Debug)]
pub struct Store(Durable);

impl Kept for Row {
    fn key(&self) -> String {
        self.task.key()
    }
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
    /// Where its statistics were worked out: see [`platform`]. Older folders do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The tables and the summary; none before all runs have ended.
    pub files: Vec<OutputFile>,
}

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
    /// A row cannot be read.
    #[error("{} is not a row of this {what}: {reason}; delete it, and the run is done again", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What it should be a row of.
        what: &'static str,
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
    pub(in crate::experiment) fn disk(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Disk { path, source }
    }
}

/// Version of the layout of the folder of a sweep.
const SWEEP_VERSION: u32 = 1;

const SWEEP: &str = "sweep";

impl Store {
    /// Opens the folder of a sweep, or makes it.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(path: &Path, prepared: &Prepared) -> Result<Store, StoreError> {
        let there = |path: &Path| Ok(manifest(path)?.map(|manifest| manifest.identity));
        let begin = |path: &Path| {
            keep_inputs(path, &prepared.sources)?;
            keep_manifest(path, prepared, Vec::new())
        };
        Durable::open(path, SWEEP, &prepared.identity, &there, &begin).map(Store)
    }

    /// Writes the table of all runs and the summary, and says so in the manifest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&self, prepared: &Prepared, rows: &Rows, analysis: &Analysis) -> Result<(), StoreError> {
        let files = write_tables(self.path(), &prepared.study, rows, analysis)?;
        keep_manifest(self.path(), prepared, files)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The rows there are.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn rows(&self) -> Result<Rows, StoreError> {
        let rows: Vec<Row> = self.0.rows()?;
        Ok(rows.into_iter().map(|row| (row.task.clone(), row)).collect())
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, row: &Row) -> Result<(), StoreError> {
        self.0.keep(row)
    }
}

fn keep_manifest(folder: &Path, prepared: &Prepared, files: Vec<OutputFile>) -> Result<(), StoreError> {
    let manifest = SweepManifest {
        sweep: SWEEP_VERSION,
        title: prepared.loaded.experiment.title.clone(),
        identity: prepared.identity.clone(),
        platform: Some(platform()),
        files,
    };
    let path = folder.join(MANIFEST);
    let keep = || put(&path, &serde_json::to_vec_pretty(&manifest)?);
    keep().map_err(StoreError::disk(&path))
}

/// The manifest of a folder, if it has one.
fn manifest(folder: &Path) -> Result<Option<SweepManifest>, StoreError> {
    let file = folder.join(MANIFEST);
    match fs::read(&file) {
        Ok(bytes) => match serde_json::from_slice::<SweepManifest>(&bytes) {
            Ok(manifest) if manifest.sweep == SWEEP_VERSION => Ok(Some(manifest)),
            _ => Err(StoreError::NotOne {
                path: folder.to_owned(),
                what: SWEEP,
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::disk(&file)(source)),
    }
}

/// Keeps the files that were read in a folder.
pub(in crate::experiment) fn keep_inputs(folder: &Path, sources: &[Source]) -> Result<(), StoreError> {
    fs::create_dir_all(folder.join(INPUTS)).map_err(StoreError::disk(folder))?;
    for (path, bytes) in results::kept(sources) {
        let path = folder.join(path);
        put(&path, bytes).map_err(StoreError::disk(&path))?;
    }
    Ok(())
}

/// Writes a file that is there whole or not at all.
pub(in crate::experiment) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
