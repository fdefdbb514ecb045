//! `manifest.json`: what is needed to make every byte of a results folder again, and to see whether it was.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::experiment::schedule::{FailedRun, Stage};

/// The manifest's own file.
pub(in crate::experiment) const FILE: &str = "manifest.json";

/// Version of the layout of results folders; 2 since a metric has one name in all of them.
pub const LAYOUT_VERSION: u32 = 2;

/// One hash for a set of files, whatever their order: that of the lines `name sha256`, sorted.
pub fn hash_of(inputs: &[Input]) -> String {
    let mut lines: Vec<String> = inputs
        .iter()
        .map(|input| format!("{} {}", input.name, input.sha256))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    sha256(lines.join("\n").as_bytes())
}

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
    /// Where its statistics were worked out: see [`platform`](crate::experiment::machine::platform). Older folders do not say.
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

/// What tells one experiment from another: the same identity gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The program and its version.
    pub tool: String,
    /// The files that were read, the experiment first.
    pub inputs: Vec<Input>,
    /// What was changed in the model, as `path=value`.
    pub overrides: Vec<String>,
    /// Master seed.
    pub seed: u64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name; for the model, as the experiment writes it.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its path in the folder.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal; `None` for the timings, which no machine repeats.
    pub sha256: Option<String>,
}

impl Identity {
    /// The identity of what this build makes of an experiment.
    pub fn new(inputs: Vec<Input>, overrides: Vec<String>, seed: u64) -> Self {
        let tool = concat!("clickday ", env!("CARGO_PKG_VERSION")).to_owned();
        Identity {
            tool,
            inputs,
            overrides,
            seed,
        }
    }

    /// How this experiment, found on the disk, differs from `ours`, in words; `None` when they are the same.
    pub fn difference(&self, ours: &Identity) -> Option<String> {
        let changed = |a: &Identity, b: &Identity| {
            a.inputs
                .iter()
                .find(|input| !b.inputs.contains(input))
                .map(|input| input.name.clone())
        };
        if self == ours {
            None
        } else if self.tool != ours.tool {
            Some(format!("it was made by {}, this is {}", self.tool, ours.tool))
        } else if let Some(name) = changed(ours, self).or_else(|| changed(self, ours)) {
            Some(format!("{name} is not the same"))
        } else if self.seed != ours.seed {
            Some(format!("its seed is {}, not {}", self.seed, ours.seed))
        } else {
            let list = |overrides: &[String]| {
                if overrides.is_empty() {
                    "no overrides".to_owned()
                } else {
                    overrides.join(", ")
                }
            };
            Some(format!(
                "it has {}, not {}",
                list(&self.overrides),
                list(&ours.overrides)
            ))
        }
    }
}

/// SHA-256, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The files of a results folder, manifest aside.
pub(super) fn list(folder: &Path) -> io::Result<Vec<OutputFile>> {
    let names = files_below(folder)?.into_iter().filter(|name| name != FILE);
    names
        .map(|name| {
            let repeatable = name != "timings.csv";
            let sha256 = repeatable.then(|| fs::read(folder.join(&name)).map(|bytes| sha256(&bytes)));
            Ok(OutputFile {
                sha256: sha256.transpose()?,
                name,
            })
        })
        .collect()
}

/// Paths of all files below a folder, `/` between the parts, sorted.
pub(super) fn files_below(folder: &Path) -> io::Result<Vec<String>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_sha256sum() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
