//! The folder of a calibration: what a [`store`] keeps, which calibration it is, and what it found.
//!
//! ```text
//! results/calibration/
//!   lock, rows/       see [`ensemble::store`](crate::ensemble::store)
//!   manifest.json     which calibration it is: the folder takes no other
//!   inputs/           the files that were read
//!   posterior.csv, summary.json     written when the sample is there
//! ```

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Fit;
use super::evaluation::Evaluation;
use super::findings::{self, Findings};
use super::spec::Loaded;
use crate::ensemble::store::{self, StoreError, StoredRows, put};
use crate::ensemble::{Identity, sha256};
use crate::experiment::results::{INPUTS, MANIFEST, OutputFile, Source};
use crate::experiment::spec::LoadedModel;
use crate::experiment::store::keep_inputs;

/// What the folder of a calibration holds, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationManifest {
    /// Version of the layout: 2. Rows of 1 have no hash.
    pub calibration: u32,
    /// Its title.
    pub title: String,
    /// What tells one from another.
    pub identity: Identity,
    /// Names of those input files that shipped with the program; the others were on the disk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipped: Vec<String>,
    /// The sample and the summary; none before they are there.
    pub files: Vec<OutputFile>,
}

/// Version of the layout of the folder of a calibration.
const CALIBRATION_VERSION: u32 = 2;

const CALIBRATION: &str = "calibration";

/// The folder of a calibration.
#[derive(Debug)]
pub struct Store {
    folder: store::Store,
    manifest: CalibrationManifest,
}

impl Store {
    /// Opens the folder of a calibration, or makes it.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(path: &Path, loaded: &Loaded, read: LoadedModel) -> Result<Store, StoreError> {
        let sources = loaded.sources();
        let inputs = sources.iter().map(Source::input).collect();
        let manifest = CalibrationManifest {
            calibration: CALIBRATION_VERSION,
            title: loaded.calibration.title.clone(),
            identity: Identity::new(inputs, read.overrides, loaded.calibration.seed),
            shipped: Source::shipped(&sources),
            files: Vec::new(),
        };
        let begin = |path: &Path| {
            keep_inputs(path, &sources)?;
            keep_manifest(path, &manifest)
        };
        let name = &manifest.identity;
        let folder = store::Store::open(path, CALIBRATION, name, &identity, &begin, &[INPUTS])?;
        Ok(Store { folder, manifest })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The runs there are, and those that do not fit.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rows(&self) -> Result<StoredRows<Evaluation>, StoreError> {
        self.folder.rows()
    }

    /// Keeps a run for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, row: &Evaluation) -> Result<(), StoreError> {
        self.folder.keep(row)
    }

    /// Writes the sample and what was found, and says so in the manifest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&self, loaded: &Loaded, fit: &Fit, findings: &Findings) -> Result<(), StoreError> {
        let rows = loaded.calibration.effort.rows.get() as usize;
        let write = || -> io::Result<Vec<OutputFile>> {
            let sample = findings::table(loaded, fit, rows)
                .to_csv()
                .map_err(io::Error::other)?;
            let summary = serde_json::to_vec_pretty(findings)?;
            let files = [("posterior.csv", sample), ("summary.json", summary)].into_iter();
            let written = files.map(|(name, bytes)| {
                put(&self.path().join(name), &bytes)?;
                Ok(OutputFile {
                    name: name.to_owned(),
                    sha256: Some(sha256(&bytes)),
                })
            });
            written.collect()
        };
        let files = write().map_err(StoreError::disk(self.path()))?;
        let manifest = CalibrationManifest {
            files,
            ..self.manifest.clone()
        };
        keep_manifest(self.path(), &manifest)
    }
}

/// Which calibration a folder is of, if it says so.
fn identity(folder: &Path) -> Result<Option<Identity>, StoreError> {
    let file = folder.join(MANIFEST);
    match fs::read(&file) {
        Ok(bytes) => match serde_json::from_slice::<CalibrationManifest>(&bytes) {
            Ok(manifest) if manifest.calibration <= CALIBRATION_VERSION => Ok(Some(manifest.identity)),
            _ => Err(StoreError::NotOne {
                path: folder.to_owned(),
                what: CALIBRATION,
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::folder(folder)(source)),
    }
}

fn keep_manifest(folder: &Path, manifest: &CalibrationManifest) -> Result<(), StoreError> {
    let path = folder.join(MANIFEST);
    let keep = || put(&path, &serde_json::to_vec_pretty(manifest)?);
    keep().map_err(StoreError::disk(&path))
}
