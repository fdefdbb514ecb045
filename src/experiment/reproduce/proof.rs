//! What was made again beside what is claimed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::claim::{Claim, Command, parse};
use super::difference::{first_difference, statistics_differ, timings_differ, values_differ};
use super::error::ReproduceError;
use super::inside::{PARTS, ROWS};
use crate::ensemble::machine::platform;
use crate::ensemble::store::{StoredRow as _, read_file, read_if_there};
use crate::ensemble::{Identity, sha256};
use crate::experiment::results::{
    CHARTS, INPUTS, MANIFEST, OutputFile, SUMMARY, TIMINGS, are_timings_intact, are_timings_older,
};
use crate::experiment::shards::{PartState, Shards};
use crate::shipped;

/// The outcome of a comparison of results with those made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// They are what their manifest says.
    Holds(Agreement),
    /// They are not; the first difference.
    Differs(String),
}

/// How files that were made again agree with those that are claimed. Tables of runs are the same
/// bytes on every platform. What is worked out from them with the system's own functions is so on
/// one platform alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// The same to the last byte.
    pub same: Vec<String>,
    /// Statistics made on another platform, the same within [`NEAR`](super::NEAR).
    pub near: Vec<String>,
    /// Charts drawn on another platform that are not the same bytes. They are not compared further.
    pub not_compared: Vec<String>,
    /// What else is in the folder, and was not looked at.
    pub foreign: Vec<String>,
    /// The two platforms, where bytes differ for that reason: theirs, if they say, and this one.
    pub platforms: Option<(Option<String>, String)>,
}

/// What is not compared between two manifests as it stands: the hashes of files are compared with
/// the files, and where inputs were found and statistics were made does not follow from the inputs.
const NOT_REPEATED: [&str; 3] = ["files", "shipped", "platform"];

/// What the manifest of a plan has in common with that of a sweep. The rest was tried when the plan
/// was opened.
const OF_PLAN: [&str; 2] = ["title", "identity"];

/// What besides is in the folder of results, and is not in its manifest: some of it is compared on
/// its own.
const BESIDES: [&str; 6] = [MANIFEST, INPUTS, CHARTS, "lock", ROWS, PARTS];

/// What was made again.
#[derive(Deserialize)]
struct Made {
    identity: Identity,
    files: Vec<OutputFile>,
}

impl Claim {
    /// Holds what is claimed, and what stands beside the manifest, against what was made again in
    /// `fresh`: every file and every field of the manifest.
    ///
    /// # Errors
    /// When other files were run than are claimed, or the disk refuses.
    pub fn compare(&self, fresh: &Path) -> Result<Verdict, ReproduceError> {
        let path = fresh.join(MANIFEST);
        let bytes = read_file(&path).map_err(ReproduceError::disk(&path))?;
        let (value, _) = parse::<Value>(&path, &bytes)?;
        let made = Made::deserialize(&value).map_err(|error| ReproduceError::NoManifest {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        self.require_same_files(&made.identity)?;
        let mut agreement = Agreement::default();
        for file in &self.files {
            if let Some(differs) = self.file_differs(file, fresh, &mut agreement)? {
                return Ok(Verdict::Differs(format!("{}: {differs}", file.name)));
            }
        }
        let differs = match self.unlisted(&made.files) {
            Some(differs) => Some(differs),
            None => match self.manifest_differs(&value) {
                Some(differs) => Some(format!("{MANIFEST}: {differs}")),
                None => self.kept_differs(fresh)?,
            },
        };
        if let Some(differs) = differs {
            return Ok(Verdict::Differs(differs));
        }
        if agreement.same.len() < self.files.len() {
            agreement.platforms = Some((self.platform.clone(), platform()));
        }
        agreement.foreign = self.foreign()?;
        Ok(Verdict::Holds(agreement))
    }

    /// An error where what was made again is of other files than is claimed.
    fn require_same_files(&self, made: &Identity) -> Result<(), ReproduceError> {
        let is_same = self.identity.inputs == made.inputs && self.identity.tool == made.tool;
        match self.identity.difference(made) {
            Some(difference) if !is_same => Err(ReproduceError::OtherFiles { difference }),
            _ => Ok(()),
        }
    }

    /// How a file that is claimed differs from the one that is made again.
    fn file_differs(
        &self,
        file: &OutputFile,
        fresh: &Path,
        agreement: &mut Agreement,
    ) -> Result<Option<String>, ReproduceError> {
        let elsewhere = self.platform.as_ref() != Some(&platform());
        let read = |folder: &Path| {
            let path = folder.join(&file.name);
            read_if_there(&path).map_err(ReproduceError::disk(&path))
        };
        let Some(there) = read(&self.folder)? else {
            return Ok(Some("it is not there".to_owned()));
        };
        let Some(made) = read(fresh)? else {
            return Ok(Some("it is not made again".to_owned()));
        };
        if there == made && Some(sha256(&made)) == file.sha256 {
            agreement.same.push(file.name.clone());
            return Ok(None);
        }
        let kind = kind(&file.name);
        if !elsewhere || kind == Kind::Runs {
            return Ok(Some(if there == made {
                "the manifest has another hash than what is made again".to_owned()
            } else {
                first_difference(&there, &made)
            }));
        }
        if Some(sha256(&there)) != file.sha256 {
            let differs = "the manifest has another hash than the file beside it";
            return Ok(Some(differs.to_owned()));
        }
        if kind == Kind::Chart {
            agreement.not_compared.push(file.name.clone());
            return Ok(None);
        }
        agreement.near.push(file.name.clone());
        Ok(statistics_differ(&there, &made))
    }

    /// What was made again and is not claimed, or is claimed twice.
    fn unlisted(&self, made: &[OutputFile]) -> Option<String> {
        let is_listed = |file: &OutputFile| self.listed.iter().any(|listed| listed.name == file.name);
        let mut seen = BTreeSet::new();
        if let Some(twice) = self.listed.iter().find(|file| !seen.insert(&file.name)) {
            return Some(format!("{MANIFEST}: it lists {} twice", twice.name));
        }
        let name = &made.iter().find(|file| !is_listed(file))?.name;
        Some(if self.folder.join(name).exists() {
            format!("{name}: it is made again, and the manifest does not list it")
        } else {
            format!("{name}: it is not there")
        })
    }

    /// Where the manifest says something else than the one that was made again.
    fn manifest_differs(&self, made: &Value) -> Option<String> {
        let of_plan = self.shards.is_some();
        let is_compared = |key: &str| {
            if of_plan {
                OF_PLAN.contains(&key)
            } else {
                !NOT_REPEATED.contains(&key)
            }
        };
        let fields = made.as_object()?.iter().filter(|(key, _)| is_compared(key));
        let mut differences = fields.filter_map(|(key, made)| {
            let there = self.manifest.get(key).unwrap_or(&Value::Null);
            let differs = || values_differ(key, there, made);
            // Numbers that are near are not the same here.
            (there != made).then(|| {
                differs().unwrap_or_else(|| format!("{key} is {there} there, and {made} made again"))
            })
        });
        differences.next().or_else(|| self.not_shipped())
    }

    /// An input that is said to have shipped with the program, and did not. A build that nothing
    /// ships with cannot tell.
    fn not_shipped(&self) -> Option<String> {
        let files = shipped::files();
        let hashes: BTreeSet<String> = files
            .paths()
            .filter(|_| !self.shipped.is_empty())
            .filter_map(|path| files.get(path))
            .map(sha256)
            .collect();
        let is_shipped = |name: &String| {
            let mut inputs = self.identity.inputs.iter();
            inputs.any(|input| input.name == *name && hashes.contains(&input.sha256))
        };
        let name = self.shipped.iter().find(|name| !is_shipped(name))?;
        (!hashes.is_empty()).then(|| format!("shipped names {name}, which is no file of this program"))
    }

    /// Where what is kept beside the results differs: the timings of a comparison, the rows of a
    /// sweep, the parts of a plan.
    fn kept_differs(&self, fresh: &Path) -> Result<Option<String>, ReproduceError> {
        if let Some(shards) = &self.shards {
            return parts_differ(shards, fresh);
        }
        match self.command {
            Command::Compare { .. } => self.timings_differ(fresh),
            Command::Sweep => self.rows_differ(fresh),
        }
    }

    fn timings_differ(&self, fresh: &Path) -> Result<Option<String>, ReproduceError> {
        let read = |folder: &Path| {
            let path = folder.join(TIMINGS);
            read_if_there(&path).map_err(ReproduceError::disk(&path))
        };
        let differs = match (read(&self.folder)?, read(fresh)?) {
            (None, Some(_)) => Some("it is not there".to_owned()),
            (Some(there), Some(made)) => timings_differ(&there, &made).or_else(|| {
                let edited = !are_timings_intact(&there) && !are_timings_older(&there);
                edited.then(|| "it does not have the SHA-256 of its last column".to_owned())
            }),
            _ => None,
        };
        Ok(differs.map(|differs| format!("{TIMINGS}: {differs}")))
    }

    /// Rows that are there have to be those of the runs. They may be gone: results do not need them
    /// any more.
    fn rows_differ(&self, fresh: &Path) -> Result<Option<String>, ReproduceError> {
        let folder = self.folder.join(ROWS);
        let mut names = names_in(&folder)?;
        names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "row"));
        names.sort();
        for name in names {
            let path = folder.join(&name);
            let there = read_file(&path).map_err(ReproduceError::disk(&path))?;
            let made = fresh.join(ROWS).join(&name);
            let made = read_if_there(&made).map_err(ReproduceError::disk(&made))?;
            let differs = match made {
                None => "it is not made again".to_owned(),
                Some(made) if made != there => first_difference(&there, &made),
                Some(_) => continue,
            };
            return Ok(Some(format!("{ROWS}/{}: {differs}", name.to_string_lossy())));
        }
        Ok(None)
    }

    /// What is in the folder and not of these results.
    fn foreign(&self) -> Result<Vec<String>, ReproduceError> {
        let mut foreign = Vec::new();
        for below in ["", INPUTS, CHARTS] {
            for name in names_in(&self.folder.join(below))? {
                let name = name.to_string_lossy().into_owned();
                let is_input =
                    below == INPUTS && self.identity.inputs.iter().any(|input| input.sha256 == name);
                let is_besides = below.is_empty() && BESIDES.contains(&name.as_str());
                let name = if below.is_empty() {
                    name
                } else {
                    format!("{below}/{name}")
                };
                let is_listed = self.listed.iter().any(|listed| listed.name == name);
                if !is_input && !is_besides && !is_listed {
                    foreign.push(name);
                }
            }
        }
        foreign.sort();
        Ok(foreign)
    }
}

/// The names of what is in a folder; none if it is gone.
fn names_in(folder: &Path) -> Result<Vec<OsString>, ReproduceError> {
    let read = || -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?
            .map(|file| file.map(|file| file.file_name()))
            .collect()
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        names => names.map_err(ReproduceError::disk(folder)),
    }
}

/// Where the parts of a plan have other rows than were made again. They may be gone: results do not
/// need them any more.
fn parts_differ(shards: &Shards, fresh: &Path) -> Result<Option<String>, ReproduceError> {
    for index in 0..shards.manifest.shards.len() {
        let part = match shards.find(index)? {
            PartState::Whole(part) => part,
            PartState::Missing | PartState::Failed(_) => continue,
            PartState::Damaged { path, reason } => {
                return Ok(Some(format!("{}: {reason}", path.display())));
            }
        };
        for row in &part.rows {
            let path = fresh.join(ROWS).join(format!("{}.row", row.key()));
            let made = read_if_there(&path).map_err(ReproduceError::disk(&path))?;
            let there = row.to_bytes().map_err(ReproduceError::disk(&part.path))?;
            // The second line is what came of the run.
            let made = made
                .as_deref()
                .and_then(|made| made.split(|byte| *byte == b'\n').nth(1));
            let differs = match made {
                None => "it has a run that is not made again".to_owned(),
                Some(made) if made != there => first_difference(&there, made),
                Some(_) => continue,
            };
            return Ok(Some(format!("{}: {differs}", part.path.display())));
        }
    }
    Ok(None)
}

/// What a file of results depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Runs and what was read, the same everywhere.
    Runs,
    /// Numbers worked out from them with the system's functions.
    Statistics,
    /// A picture of both, and its data.
    Chart,
}

fn kind(name: &str) -> Kind {
    if name.split_once('/').is_some_and(|(folder, _)| folder == CHARTS) {
        Kind::Chart
    } else if name == SUMMARY {
        Kind::Statistics
    } else {
        Kind::Runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_folder_that_is_not_there_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(names_in(&folder.path().join("rows")).unwrap().is_empty());
        fs::write(folder.path().join("rows"), "a file").unwrap();
        assert!(names_in(&folder.path().join("rows")).is_err());
        assert_eq!(names_in(folder.path()).unwrap(), ["rows"]);
    }
}
