//! The folder of a sweep: each run that has ended is on the disk for good, and none is repeated.
//!
//! ```text
//! results/cliff/
//!   lock, rows/     see [`ensemble::store`](crate::ensemble::store)
//!   manifest.json   which experiment it is (the folder takes no other), and the hashes of the tables once they are there
//!   inputs/         the files that were read
//!   runs.csv, runs.parquet, summary.json     written when all runs have ended
//! ```

mod tables;

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use tables::{TABLES, write_tables};

use super::analysis::Analysis;
use super::inputs::Prepared;
use super::results::{INPUTS, MANIFEST, OutputFile, Source};
use super::study::{Row, Rows};
use crate::ensemble::Identity;
use crate::ensemble::machine::platform;
use crate::ensemble::store::{
    self, StoredRows, put, put_all, read_manifest, remove_abandoned, require_unedited, sealed,
};
pub use crate::ensemble::store::{StoreError, StoredRow};

/// The folder of a sweep.
#[derive(Debug)]
pub struct Store {
    folder: store::Store,
    /// The tables and the summary that were there, if the sweep had ended.
    written: Vec<OutputFile>,
}

impl StoredRow for Row {
    fn key(&self) -> String {
        self.task.key()
    }

    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    fn of_bytes(bytes: &[u8]) -> io::Result<Self> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

/// What the folder of a sweep holds, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SweepManifest {
    /// Version of the layout: 2. Rows of 1 have no hash.
    pub sweep: u32,
    /// The experiment's title.
    pub title: String,
    /// What tells one experiment from another.
    pub identity: Identity,
    /// Names of those input files that shipped with the program; the others were on the disk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipped: Vec<String>,
    /// Where its statistics were worked out: see [`platform`]. Older folders do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The tables and the summary; none before all runs have ended.
    pub files: Vec<OutputFile>,
}

/// Version of the layout of the folder of a sweep.
const SWEEP_VERSION: u32 = 2;

const SWEEP: &str = "sweep";

impl Store {
    /// Opens the folder of a sweep, or makes it. Every file that it lists has to be as it was written; of the files that were read,
    /// those that are lost are written again.
    ///
    /// # Errors
    /// When something else is there, a file was edited, or the disk refuses.
    pub fn open(path: &Path, prepared: &Prepared) -> Result<Store, StoreError> {
        let there = |path: &Path| Ok(manifest(path)?.map(|manifest| manifest.identity));
        let begin = |path: &Path| {
            keep_inputs(path, &prepared.sources)?;
            keep_manifest(path, prepared, Vec::new())
        };
        let folder = store::Store::open(path, SWEEP, &prepared.identity, &there, &begin, &[INPUTS])?;
        keep_inputs(path, &prepared.sources)?;
        let written = manifest(path)?.map(|manifest| manifest.files).unwrap_or_default();
        require_unedited(path, of_names(&written, &TABLES))?;
        Ok(Store { folder, written })
    }

    /// Makes sure that nothing of somebody else stands where the tables will be, for a sweep that has
    /// runs left: it has written none that it does not list.
    ///
    /// # Errors
    /// When something is there.
    pub fn require_free(&self) -> Result<(), StoreError> {
        require_free(self.path(), &self.written, &TABLES)
    }

    /// Writes the table of all runs and the summary, and says so in the manifest.
    ///
    /// # Errors
    /// When a table was edited, or the disk refuses.
    pub fn finish(&self, prepared: &Prepared, rows: &Rows, analysis: &Analysis) -> Result<(), StoreError> {
        let is_own = is_listed(&self.written);
        let files = write_tables(self.path(), &prepared.study, rows, analysis, &is_own)?;
        keep_manifest(self.path(), prepared, files)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The rows there are, and those that do not fit.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rows(&self) -> Result<StoredRows<Row>, StoreError> {
        self.folder.rows()
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, row: &Row) -> Result<(), StoreError> {
        self.folder.keep(row)
    }
}

fn keep_manifest(folder: &Path, prepared: &Prepared, files: Vec<OutputFile>) -> Result<(), StoreError> {
    let manifest = SweepManifest {
        sweep: SWEEP_VERSION,
        title: prepared.loaded.experiment.title.clone(),
        identity: prepared.identity.clone(),
        shipped: Source::shipped(&prepared.sources),
        platform: Some(platform()),
        files,
    };
    let path = folder.join(MANIFEST);
    let keep = || put(&path, &sealed(&manifest)?);
    keep().map_err(StoreError::disk(&path))
}

/// The manifest of a folder, if it has one.
fn manifest(folder: &Path) -> Result<Option<SweepManifest>, StoreError> {
    read_manifest(folder, &folder.join(MANIFEST), SWEEP, SWEEP_VERSION)
}

/// Those of the files with one of these names, each with its hash.
pub(in crate::experiment) fn of_names<'a>(
    files: &'a [OutputFile],
    names: &'a [&str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let chosen = files.iter().filter(|file| names.contains(&file.name.as_str()));
    chosen.filter_map(|file| Some((file.name.as_str(), file.sha256.as_deref()?)))
}

/// Whether a file with a name and a hash is among those that a manifest lists.
pub(in crate::experiment) fn is_listed(files: &[OutputFile]) -> impl Fn(&str, &str) -> bool {
    |name, hash| {
        let is_it = |file: &OutputFile| file.name == name && file.sha256.as_deref() == Some(hash);
        files.iter().any(is_it)
    }
}

/// An error when one of these names is taken in a folder by a file that is not listed.
pub(in crate::experiment) fn require_free(
    folder: &Path,
    listed: &[OutputFile],
    names: &[&str],
) -> Result<(), StoreError> {
    let is_listed = |name: &str| listed.iter().any(|file| file.name == name);
    let mut places = names
        .iter()
        .filter(|name| !is_listed(name))
        .map(|name| folder.join(name));
    match places.find(|place| place.symlink_metadata().is_ok()) {
        Some(place) => Err(StoreError::Edited(place)),
        None => Ok(()),
    }
}

/// Keeps the files that were read in a folder. Those that are there already have to be the same.
pub(in crate::experiment) fn keep_inputs(folder: &Path, sources: &[Source]) -> Result<(), StoreError> {
    let folder = folder.join(INPUTS);
    fs::create_dir_all(&folder).map_err(StoreError::disk(&folder))?;
    let files: Vec<(String, Vec<u8>)> = sources
        .iter()
        .map(|source| (source.input().sha256, source.bytes.clone()))
        .collect();
    remove_abandoned(&folder);
    put_all(&folder, &files, &|_, _| false)
}
