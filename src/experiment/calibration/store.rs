//! The folder of a calibration: what a [`store`] keeps, which calibration it is, and what it found.
//!
//! ```text
//! results/calibration/
//!   lock, rows/       see [`ensemble::store`](crate::ensemble::store)
//!   manifest.json     which calibration it is: the folder takes no other
//!   inputs/           the files that were read
//!   posterior.csv, summary.json     written when the sample is there
//! ```

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Fit;
use super::evaluation::Evaluation;
use super::findings::{self, Findings};
use super::spec::Loaded;
use crate::ensemble::store::{
    self, StoreError, StoredRows, put, put_all, read_manifest, require_unedited, sealed,
};
use crate::ensemble::{Identity, sha256};
use crate::experiment::results::{INPUTS, MANIFEST, OutputFile, Source};
use crate::experiment::spec::LoadedModel;
use crate::experiment::store::{is_listed, keep_inputs, of_names, require_free};

/// What the folder of a calibration holds, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalibrationManifest {
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

/// The sample and the summary.
const FILES: [&str; 2] = ["posterior.csv", "summary.json"];

/// The folder of a calibration.
#[derive(Debug)]
pub struct Store {
    folder: store::Store,
    /// Without the sample and the summary.
    manifest: CalibrationManifest,
    /// The sample and the summary that were there, if the calibration had ended.
    written: Vec<OutputFile>,
}

impl Store {
    /// Opens the folder of a calibration, or makes it. Every file that it lists has to be as it was written; of the files that were
    /// read, those that are lost are written again.
    ///
    /// # Errors
    /// When something else is there, a file was edited, or the disk refuses.
    pub fn open(path: &Path, loaded: &Loaded, read: LoadedModel) -> Result<Store, StoreError> {
        let sources = loaded.sources();
        let inputs = sources.iter().map(Source::input).collect();
        let manifest = CalibrationManifest {
            calibration: CALIBRATION_VERSION,
            title: loaded.calibration.title.clone(),
            identity: Identity::new(inputs, read.overrides, loaded.calibration.seed)
                .with_measures(loaded.measures()),
            shipped: Source::shipped(&sources),
            files: Vec::new(),
        };
        let begin = |path: &Path| {
            keep_inputs(path, &sources)?;
            keep_manifest(path, &manifest)
        };
        let there = |path: &Path| Ok(kept_manifest(path)?.map(|manifest| manifest.identity));
        let name = &manifest.identity;
        let folder = store::Store::open(path, CALIBRATION, name, &there, &begin, &[INPUTS])?;
        keep_inputs(path, &sources)?;
        let written = kept_manifest(path)?.map(|manifest| manifest.files);
        let written = written.unwrap_or_default();
        require_unedited(path, of_names(&written, &FILES))?;
        Ok(Store {
            folder,
            manifest,
            written,
        })
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

    /// Makes sure that nothing of somebody else stands where the sample and the summary will be, for a
    /// calibration whose first wave has runs left: it has written none that it does not list.
    ///
    /// # Errors
    /// When something is there.
    pub fn require_free(&self) -> Result<(), StoreError> {
        require_free(self.path(), &self.written, &FILES)
    }

    /// Writes the sample and what was found, and says so in the manifest.
    ///
    /// # Errors
    /// When one of them was edited, or the disk refuses.
    pub fn finish(&self, loaded: &Loaded, fit: &Fit, findings: &Findings) -> Result<(), StoreError> {
        let rows = loaded.calibration.effort.rows.get() as usize;
        let make = || -> io::Result<Vec<(String, Vec<u8>)>> {
            let sample = findings::table(loaded, fit, rows)
                .to_csv()
                .map_err(io::Error::other)?;
            let summary = serde_json::to_vec_pretty(findings)?;
            let files = FILES.into_iter().zip([sample, summary]);
            Ok(files.map(|(name, bytes)| (name.to_owned(), bytes)).collect())
        };
        let files = make().map_err(StoreError::disk(self.path()))?;
        put_all(self.path(), &files, &is_listed(&self.written))?;
        let output = |(name, bytes): (String, Vec<u8>)| OutputFile {
            name,
            sha256: Some(sha256(&bytes)),
        };
        let manifest = CalibrationManifest {
            files: files.into_iter().map(output).collect(),
            ..self.manifest.clone()
        };
        keep_manifest(self.path(), &manifest)
    }
}

/// The manifest of a folder, if it has one.
fn kept_manifest(folder: &Path) -> Result<Option<CalibrationManifest>, StoreError> {
    read_manifest(folder, &folder.join(MANIFEST), CALIBRATION, CALIBRATION_VERSION)
}

fn keep_manifest(folder: &Path, manifest: &CalibrationManifest) -> Result<(), StoreError> {
    let path = folder.join(MANIFEST);
    let keep = || put(&path, &sealed(manifest)?);
    keep().map_err(StoreError::disk(&path))
}
