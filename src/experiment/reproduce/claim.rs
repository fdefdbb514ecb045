//! What a manifest claims, and the experiment that it claims to be the results of.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::ReproduceError;
use super::inside::leads_out;
use crate::ensemble::store::{opened, read_if_there, read_small};
use crate::ensemble::{Identity, sha256};
use crate::experiment::inputs::Prepared;
use crate::experiment::other_json;
use crate::experiment::results::{self, MANIFEST, Manifest, OutputFile, Source, TIMINGS, is_of_format};
use crate::experiment::shards::{self, Shards};
use crate::experiment::spec::{self, Loaded};
use crate::experiment::store::{SweepManifest, TABLES};
use crate::measures;
use clickday_engine::model::MeasureSet;

/// What a manifest claims.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The experiment's title.
    pub title: String,
    /// The command that makes it again.
    pub command: Command,
    /// The files it claims, the timings left out: no machine repeats those.
    pub files: Vec<OutputFile>,
    /// What it says of its own files, the timings among them.
    pub(super) listed: Vec<OutputFile>,
    pub(super) identity: Identity,
    /// Those of its inputs that shipped with the program.
    pub(super) shipped: Vec<String>,
    /// Where it was made, if it says.
    pub(super) platform: Option<String>,
    pub(super) folder: PathBuf,
    /// All that it says.
    pub(super) manifest: Value,
    /// The plan, where it is one.
    pub(super) shards: Option<Box<Shards>>,
    /// With which the model is read.
    measures: MeasureSet,
}

/// The command that makes results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `clickday compare`.
    Compare {
        /// Of the stages below full scale only.
        quick: bool,
    },
    /// `clickday sweep`.
    Sweep,
}

/// The experiment of a claim, ready to be run: read from the files that were kept with the results
/// alone.
#[derive(Debug, Clone)]
pub enum Again {
    /// Of `clickday compare`.
    Compare {
        /// The experiment.
        loaded: Box<Loaded>,
        /// What was changed in the model on the command line, as `path=value`.
        set: Vec<String>,
        /// Of the stages below full scale only.
        quick: bool,
    },
    /// Of `clickday sweep`.
    Sweep(Box<Prepared>),
}

impl Claim {
    /// Reads a manifest, or that of a folder.
    ///
    /// # Errors
    /// When it is none, was edited, lists what is not of such a folder or has a link that leads out of
    /// it, claims nothing, or another version of the program made it.
    pub fn read(path: &Path) -> Result<Claim, ReproduceError> {
        Claim::read_with(path, measures::SET)
    }

    /// The same of results whose model was read with the measures of a set (see
    /// [`Loaded::with_measures`]).
    ///
    /// # Errors
    /// As [`Claim::read`].
    pub fn read_with(path: &Path, measures: MeasureSet) -> Result<Claim, ReproduceError> {
        let place = path;
        let path = &if path.is_dir() {
            path.join(MANIFEST)
        } else {
            path.to_owned()
        };
        if !path.exists() {
            return Err(ReproduceError::Nothing(place.to_owned()));
        }
        let bytes = read_small(path).map_err(ReproduceError::disk(path))?;
        let (manifest, is_intact) = parse::<Value>(path, &bytes)?;
        let folder = match path.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let (is_plan, is_sweep) = (manifest.get("plan").is_some(), manifest.get("sweep").is_some());
        let mut claim = if is_plan {
            of_plan(parse(path, &bytes)?.0, folder, manifest)?
        } else if is_sweep {
            of_sweep(parse(path, &bytes)?.0, folder, manifest)
        } else {
            of_comparison(parse(path, &bytes)?.0, folder, manifest).ok_or(ReproduceError::Unfinished {
                path: path.clone(),
                what: "only some of its stages are there; run clickday compare to its end",
            })?
        };
        claim.measures = measures;
        claim.require_own_tool(path)?;
        if !is_intact {
            return Err(ReproduceError::Edited(path.clone()));
        }
        if claim.listed.is_empty() {
            return Err(ReproduceError::Unfinished {
                path: path.clone(),
                what: "run clickday sweep to its end, or gather the parts of the plan",
            });
        }
        let is_known = |name: &str| match claim.command {
            Command::Compare { .. } => is_of_format(name),
            Command::Sweep => TABLES.contains(&name),
        };
        if let Some(stray) = claim.listed.iter().find(|file| !is_known(&file.name)) {
            return Err(ReproduceError::Stray {
                path: path.clone(),
                name: stray.name.clone(),
            });
        }
        if let Some(name) = leads_out(&claim.folder, &claim.listed) {
            return Err(ReproduceError::LeadsOut(claim.folder.join(name)));
        }
        if is_plan {
            claim.shards = Some(Box::new(Shards::open_with(path, measures)?));
        }
        Ok(claim)
    }

    fn require_own_tool(&self, path: &Path) -> Result<(), ReproduceError> {
        let ours = Identity::tool_with(self.measures);
        if self.identity.tool == ours {
            return Ok(());
        }
        Err(ReproduceError::AnotherTool {
            path: path.to_owned(),
            theirs: self.identity.tool.clone(),
            ours,
        })
    }

    /// Reads the experiment from the files that were kept with the results. No other file is read.
    ///
    /// # Errors
    /// When one of them is lost or is not what it was, or they are not those that the experiment
    /// reads.
    pub fn again(&self) -> Result<Again, ReproduceError> {
        let files = results::recall(&self.identity.inputs, &self.folder)?;
        let loaded = spec::from_files(&files)?.with_measures(self.measures);
        let own: Vec<String> = loaded.own_overrides().collect();
        let set = self.identity.overrides.strip_prefix(own.as_slice());
        let set = set.ok_or_else(|| ReproduceError::Overrides {
            claimed: self.identity.overrides.clone(),
        })?;
        match self.command {
            Command::Compare { quick } => {
                self.require_read(&loaded.sources())?;
                Ok(Again::Compare {
                    loaded: Box::new(loaded),
                    set: set.to_vec(),
                    quick,
                })
            }
            Command::Sweep => {
                let prepared = Prepared::of_loaded(loaded, set)?;
                self.require_read(&prepared.sources)?;
                Ok(Again::Sweep(Box::new(prepared)))
            }
        }
    }

    /// An error where other inputs are listed than were read.
    fn require_read(&self, read: &[Source]) -> Result<(), ReproduceError> {
        let mut read = read.iter().map(Source::input);
        let unread = self
            .identity
            .inputs
            .iter()
            .find(|listed| Some(*listed) != read.next().as_ref());
        unread.map_or(Ok(()), |input| {
            Err(ReproduceError::NotRead {
                name: input.name.clone(),
            })
        })
    }
}

/// What a manifest says, and whether its bytes are those that were written.
pub(super) fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<(T, bool), ReproduceError> {
    let read = opened(bytes).map_err(|_| ReproduceError::NoManifest {
        path: path.to_owned(),
        reason: other_json::told(bytes),
    })?;
    Ok((read.manifest, read.is_intact))
}

/// The claim of a comparison; `None` where some stages are there that no command makes without the
/// others.
fn of_comparison(manifest: Manifest, folder: PathBuf, all: Value) -> Option<Claim> {
    let is_there = |name: &String| manifest.finished.contains(name);
    let quick = if manifest.planned.iter().all(|stage| is_there(&stage.name)) {
        false
    } else if manifest
        .planned
        .iter()
        .all(|stage| is_there(&stage.name) == (stage.scale < 1.0))
    {
        true
    } else {
        return None;
    };
    let is_repeated = |file: &&OutputFile| file.name != TIMINGS;
    Some(Claim {
        title: manifest.title,
        command: Command::Compare { quick },
        files: manifest.files.iter().filter(is_repeated).cloned().collect(),
        listed: manifest.files,
        identity: manifest.identity,
        shipped: manifest.shipped,
        platform: manifest.platform,
        folder,
        manifest: all,
        shards: None,
        measures: measures::SET,
    })
}

fn of_sweep(manifest: SweepManifest, folder: PathBuf, all: Value) -> Claim {
    Claim {
        title: manifest.title,
        command: Command::Sweep,
        files: manifest.files.clone(),
        listed: manifest.files,
        identity: manifest.identity,
        shipped: manifest.shipped,
        platform: manifest.platform,
        folder,
        manifest: all,
        shards: None,
        measures: measures::SET,
    }
}

/// The claim of a plan that was gathered: the tables beside it. Its manifest was written before
/// there were any.
fn of_plan(manifest: shards::Manifest, folder: PathBuf, all: Value) -> Result<Claim, ReproduceError> {
    let mut files = Vec::new();
    for name in TABLES {
        let path = folder.join(name);
        if let Some(bytes) = read_if_there(&path).map_err(ReproduceError::disk(&path))? {
            files.push(OutputFile {
                name: name.to_owned(),
                sha256: Some(sha256(&bytes)),
            });
        }
    }
    Ok(Claim {
        title: manifest.title,
        command: Command::Sweep,
        files: files.clone(),
        listed: files,
        identity: manifest.identity,
        shipped: manifest.shipped,
        // It was written where the runs were shared out. Who gathered them is not said.
        platform: None,
        folder,
        manifest: all,
        shards: None,
        measures: measures::SET,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Stage;

    #[test]
    fn a_comparison_is_made_again_with_the_stages_that_it_has() {
        let command = |finished: &[&str]| {
            let stage = |name: &str, scale| Stage {
                name: name.to_owned(),
                scale,
                replications: 1,
            };
            let manifest = Manifest {
                format: results::LAYOUT_VERSION,
                title: String::new(),
                identity: Identity::new(Vec::new(), Vec::new(), 1),
                shipped: Vec::new(),
                platform: None,
                policies: Vec::new(),
                baseline: String::new(),
                planned: vec![stage("tiny", 0.01), stage("quick", 0.1), stage("full", 1.0)],
                finished: finished.iter().map(|&name| name.to_owned()).collect(),
                failed: Vec::new(),
                files: Vec::new(),
            };
            of_comparison(manifest, PathBuf::new(), Value::Null).map(|claim| claim.command)
        };
        let quick = |quick| Some(Command::Compare { quick });
        assert_eq!(command(&["tiny", "quick", "full"]), quick(false));
        assert_eq!(command(&["tiny", "quick"]), quick(true));
        assert_eq!(command(&["tiny"]), None);
    }
}
