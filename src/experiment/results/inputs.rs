//! The files that an experiment was made from, kept beside what was made of them: whoever has the folder can make it again.
//!
//! Each is kept once, under `inputs/`, with its SHA-256 for a name. The manifest says under which name the experiment knows it.

use std::path::{Path, PathBuf};

use super::Source;
use super::names::{INPUTS, is_hash};
use crate::ensemble::store::read_small;
use crate::ensemble::{Input, sha256};
use clickday_engine::model::source::reason;

/// The files to keep beside results, and where below the folder.
pub(in crate::experiment) fn kept(sources: &[Source]) -> impl Iterator<Item = (PathBuf, &[u8])> {
    sources.iter().map(|source| {
        (
            Path::new(INPUTS).join(source.input().sha256),
            source.bytes.as_slice(),
        )
    })
}

/// Why files that were kept cannot be had again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is no file with this name and hash.
    #[error("{name} cannot be made again: {}: {reason}", .path.display())]
    Lost {
        /// Its name.
        name: String,
        /// Where it should be.
        path: PathBuf,
        /// What is wrong there.
        reason: String,
    },
    /// What should be its hash is none, and may be the name of another file.
    #[error("{name} cannot be made again: {sha256:?} is no SHA-256")]
    NoHash {
        /// Its name.
        name: String,
        /// What the manifest has for its hash.
        sha256: String,
    },
}

/// The files that were kept below `folder`.
///
/// # Errors
/// When a file is lost or is not what it was, or a hash is none.
pub(in crate::experiment) fn recall(inputs: &[Input], folder: &Path) -> Result<Vec<Source>, RestoreError> {
    let source = |input: &Input| {
        if !is_hash(&input.sha256) {
            return Err(RestoreError::NoHash {
                name: input.name.clone(),
                sha256: input.sha256.clone(),
            });
        }
        Ok(Source {
            name: input.name.clone(),
            bytes: read(&folder.join(INPUTS).join(&input.sha256), input)?,
            is_shipped: false,
        })
    };
    inputs.iter().map(source).collect()
}

fn read(path: &Path, input: &Input) -> Result<Vec<u8>, RestoreError> {
    let lost = |reason: String| RestoreError::Lost {
        name: input.name.clone(),
        path: path.to_owned(),
        reason,
    };
    let bytes = read_small(path).map_err(|error| lost(reason(&error)))?;
    if sha256(&bytes) == input.sha256 {
        Ok(bytes)
    } else {
        Err(lost("it is not what it was: its hash is another".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
            is_shipped: false,
        }
    }

    fn keep(sources: &[Source], folder: &Path) -> Vec<Input> {
        fs::create_dir(folder.join(INPUTS)).unwrap();
        for (path, bytes) in kept(sources) {
            fs::write(folder.join(path), bytes).unwrap();
        }
        sources.iter().map(Source::input).collect()
    }

    #[test]
    fn files_that_were_kept_are_had_again() {
        let folder = tempfile::tempdir().unwrap();
        let sources = [
            source("rollout.toml", "the experiment"),
            source("../models/day/people.toml", "people"),
            source("/somewhere/queue.toml", "a queue"),
        ];
        let inputs = keep(&sources, folder.path());
        assert_eq!(recall(&inputs, folder.path()).unwrap(), sources);
    }

    #[test]
    fn a_file_that_is_lost_or_changed_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let inputs = keep(&[source("rollout.toml", "the experiment")], folder.path());
        let path = folder.path().join(INPUTS).join(&inputs[0].sha256);
        let refused = |inputs: &[Input]| recall(inputs, folder.path()).unwrap_err().to_string();
        fs::write(&path, "another").unwrap();
        let error = refused(&inputs);
        assert!(
            error.starts_with("rollout.toml cannot be made again") && error.ends_with("its hash is another")
        );
        fs::remove_file(&path).unwrap();
        assert!(refused(&inputs).starts_with("rollout.toml cannot be made again"));
        fs::create_dir(&path).unwrap();
        assert!(refused(&inputs).contains("it is a folder, not a file"));
    }

    #[test]
    fn a_hash_that_is_a_path_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(INPUTS)).unwrap();
        fs::write(folder.path().join("secret"), "the experiment").unwrap();
        for hash in ["../secret", "/etc/hostname", ""] {
            let input = Input {
                name: "rollout.toml".to_owned(),
                sha256: hash.to_owned(),
            };
            let error = recall(&[input], folder.path()).unwrap_err();
            assert!(matches!(error, RestoreError::NoHash { .. }), "{error}");
        }
    }
}
