//! The folder of a calibration: what [`Durable`] keeps, which calibration it is, and what it found.
//!
//! ```text
//! results/calibration/
//!   lock              held by the process at work here
//!   manifest.json     which calibration it is: the folder takes no other
//!   inputs/           the files that were read
//!   rows/KEY.json     one for each run that has ended
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
use crate::experiment::results::{Identity, MANIFEST, OutputFile, Source, sha256};
use crate::experiment::spec::LoadedModel;
use crate::experiment::store::{Durable, StoreError, keep_inputs, put};

/// What the folder of a calibration holds, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalibrationManifest {
    /// Version of the layout: 1.
    pub calibration: u32,
    /// Its title.
    pub title: String,
    /// What tells one from another.
    pub identity: Identity,
    /// The sample and the summary; none before they are there.
    pub files: Vec<OutputFile>,
}

/// Version of the layout of the folder of a calibration.
const CALIBRATION_VERSION: u32 = 1;

const CALIBRATION: &str = "calibration";

/// The folder of a calibration.
#[derive(Debug)]
pub struct Store {
    folder: Durable,
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
            files: Vec::new(),
        };
        let begin = |path: &Path| {
            keep_inputs(path, &sources)?;
            keep_manifest(path, &manifest)
        };
        let folder = Durable::open(path, CALIBRATION, &manifest.identity, &identity, &begin)?;
        Ok(Store { folder, manifest })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The runs there are, in no order.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn rows(&self) -> Result<Vec<Evaluation>, StoreError> {
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
            Ok(manifest) if manifest.calibration == CALIBRATION_VERSION => Ok(Some(manifest.identity)),
            _ => Err(StoreError::NotOne {
                path: folder.to_owned(),
                what: CALIBRATION,
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::disk(&file)(source)),
    }
}

fn keep_manifest(folder: &Path, manifest: &CalibrationManifest) -> Result<(), StoreError> {
    let path = folder.join(MANIFEST);
    let keep = || put(&path, &serde_json::to_vec_pretty(manifest)?);
    keep().map_err(StoreError::disk(&path))
}
