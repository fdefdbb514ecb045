//! `manifest.json`: what is needed to make every byte of a results folder again, and to see whether it was.

#[cfg(feature = "store")]
use std::fs;
#[cfg(feature = "store")]
use std::io;
#[cfg(feature = "store")]
use std::path::Path;

use serde::{Deserialize, Serialize};

#[cfg(feature = "store")]
use super::names::TIMINGS;
use crate::ensemble::Identity;
#[cfg(feature = "store")]
use crate::ensemble::sha256;
use crate::experiment::schedule::{FailedRun, Stage};

#[cfg(feature = "store")]
/// The manifest's own file.
pub(in crate::experiment) use crate::ensemble::store::MANIFEST as FILE;

/// Version of the layout of results folders; 2 since a metric has one name in all of them.
pub const LAYOUT_VERSION: u32 = 2;

/// What a results folder holds and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the layout: [`LAYOUT_VERSION`].
    pub format: u32,
    /// The experiment's title.
    pub title: String,
    /// What tells one experiment from another.
    pub identity: Identity,
    /// Names of those input files that shipped with the program; the others were on the disk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shipped: Vec<String>,
    /// Where its statistics were worked out: see [`platform`](crate::ensemble::machine::platform). Older folders do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The policies compared.
    pub policies: Vec<String>,
    /// The policy the others are compared with.
    pub baseline: String,
    /// Every stage of the experiment.
    pub planned: Vec<Stage>,
    /// Names of the stages that are finished, and in this folder.
    pub finished: Vec<String>,
    /// Runs that came to nothing.
    pub failed: Vec<FailedRun>,
    /// Every other file of the folder.
    pub files: Vec<OutputFile>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputFile {
    /// Its path in the folder.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal; `None` for the timings, which no machine repeats: they have theirs in a column
    /// of their own.
    pub sha256: Option<String>,
}

#[cfg(feature = "store")]
/// The files of a results folder, manifest aside.
pub(super) fn list(folder: &Path) -> io::Result<Vec<OutputFile>> {
    let names = files_below(folder)?.into_iter().filter(|name| name != FILE);
    names
        .map(|name| {
            let repeatable = name != TIMINGS;
            let sha256 = repeatable.then(|| fs::read(folder.join(&name)).map(|bytes| sha256(&bytes)));
            Ok(OutputFile {
                sha256: sha256.transpose()?,
                name,
            })
        })
        .collect()
}

#[cfg(feature = "store")]
/// Paths of all files below a folder, `/` between the parts, sorted.
pub(in crate::experiment) fn files_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            files.extend(
                files_below(&entry.path())?
                    .iter()
                    .map(|below| format!("{name}/{below}")),
            );
        } else {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}
