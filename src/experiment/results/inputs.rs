//! The files that an experiment was made from, kept beside what was made of them: whoever has the folder can make it again.
//!
//! Each is kept once, under `inputs/`, with its SHA-256 for a name. The manifest says under which name the experiment knows it.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::Source;
use crate::ensemble::{Input, sha256};

/// The folder of the files.
pub const INPUTS: &str = "inputs";

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
    /// The disk refuses.
    #[error("cannot write to {}: {source}", .path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The files that were kept below `folder`.
///
/// # Errors
/// When a file is lost or is not what it was.
pub(in crate::experiment) fn recall(inputs: &[Input], folder: &Path) -> Result<Vec<Source>, RestoreError> {
    let source = |input: &Input| {
        Ok(Source {
            name: input.name.clone(),
            bytes: read(&folder.join(INPUTS).join(&input.sha256), input)?,
            is_shipped: false,
        })
    };
    inputs.iter().map(source).collect()
}

/// Lays the files kept below `folder` out again below the empty folder `into`, under the names by which they find each other, and gives
/// the path of the first, which is the experiment. A file that was named by its path from the root has to be there still.
///
/// # Errors
/// When a file is lost or is not what it was, or the disk refuses.
pub fn restore(inputs: &[Input], folder: &Path, into: &Path) -> Result<PathBuf, RestoreError> {
    // Names may lead out of the folder of the experiment, which lies as deep as the highest of them leads up.
    let depth = inputs.iter().map(|input| climbs(&input.name)).max();
    let mut home = into.to_owned();
    home.extend((0..depth.unwrap_or_default()).map(|level| format!("level-{level}")));
    let disk = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::Disk { path, source }
    };
    fs::create_dir_all(&home).map_err(disk(&home))?;
    for input in inputs {
        let is_rooted = Path::new(&input.name).is_absolute();
        let path = if is_rooted {
            PathBuf::from(&input.name)
        } else {
            folder.join(INPUTS).join(&input.sha256)
        };
        let bytes = read(&path, input)?;
        if !is_rooted {
            let place = home.join(&input.name);
            let parent = place.parent().unwrap_or(&home);
            fs::create_dir_all(parent).map_err(disk(parent))?;
            fs::write(&place, bytes).map_err(disk(&place))?;
        }
    }
    Ok(home.join(inputs.first().map_or("", |experiment| &experiment.name)))
}

fn read(path: &Path, input: &Input) -> Result<Vec<u8>, RestoreError> {
    let lost = |reason: String| RestoreError::Lost {
        name: input.name.clone(),
        path: path.to_owned(),
        reason,
    };
    let bytes = fs::read(path).map_err(|error| lost(error.to_string()))?;
    if sha256(&bytes) == input.sha256 {
        Ok(bytes)
    } else {
        Err(lost("it is not what it was: its hash is another".to_owned()))
    }
}

/// How many folders a relative path leads up at its highest.
fn climbs(name: &str) -> usize {
    let (mut level, mut highest) = (0_usize, 0);
    for part in Path::new(name).components() {
        match part {
            Component::Normal(_) => level += 1,
            Component::ParentDir if level == 0 => highest += 1,
            Component::ParentDir => level -= 1,
            _ => {}
        }
    }
    highest
}

#[cfg(test)]
mod tests {
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
    fn a_name_climbs_as_far_as_it_leads_up() {
        for (name, expected) in [
            ("day.toml", 0),
            ("./day/people.toml", 0),
            ("../models/day.toml", 1),
            ("../../day.toml", 2),
            ("a/../../b/../../c.toml", 2),
        ] {
            assert_eq!(climbs(name), expected, "{name}");
        }
    }

    #[test]
    fn files_find_each_other_again() {
        let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sources = [
            source("rollout.toml", "the experiment"),
            source("../models/day/people.toml", "people"),
            source("a/../../../queue.toml", "a queue"),
        ];
        let inputs = keep(&sources, folder.path());
        let experiment = restore(&inputs, folder.path(), into.path()).unwrap();
        assert_eq!(fs::read(&experiment).unwrap(), b"the experiment");
        let home = experiment.parent().unwrap();
        for source in &sources {
            assert_eq!(fs::read(home.join(&source.name)).unwrap(), source.bytes);
        }
        assert!(into.path().join("queue.toml").exists(), "nothing is laid outside");
    }

    #[test]
    fn a_file_that_is_lost_or_changed_is_named() {
        let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let inputs = keep(&[source("rollout.toml", "the experiment")], folder.path());
        let path = folder.path().join(INPUTS).join(&inputs[0].sha256);
        fs::write(&path, "another").unwrap();
        let error = restore(&inputs, folder.path(), into.path())
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("rollout.toml cannot be made again") && error.ends_with("its hash is another")
        );
        fs::remove_file(&path).unwrap();
        assert!(restore(&inputs, folder.path(), into.path()).is_err());
    }
}
