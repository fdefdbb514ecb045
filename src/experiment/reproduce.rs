//! Whether results are what their manifest says: the files they were made from, the run to make
//! again, and the first difference.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::other_json;
use super::results::{self, MANIFEST, Manifest, OutputFile, RestoreError};
use super::shards;
use super::spec;
use super::store::{SweepManifest, TABLES};
use crate::ensemble::machine::platform;
use crate::ensemble::{Identity, sha256};
use crate::model::Problems;
use crate::model::source::reason;

/// What a manifest claims.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The experiment's title.
    pub title: String,
    /// The command that makes it again.
    pub command: Command,
    /// The files it claims, the timings left out: no machine repeats those.
    pub files: Vec<OutputFile>,
    identity: Identity,
    /// Where it was made, if it says.
    platform: Option<String>,
    folder: PathBuf,
}

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
    /// Statistics made on another platform, the same within [`NEAR`].
    pub near: Vec<String>,
    /// Charts drawn on another platform that are not the same bytes. They are not compared further.
    pub not_compared: Vec<String>,
    /// The two platforms, where bytes differ for that reason: theirs, if they say, and this one.
    pub platforms: Option<(Option<String>, String)>,
}

/// Statistics made on two platforms agree to this: a share of the number, or an absolute difference
/// where it is below one.
pub const NEAR: f64 = 1e-12;

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

/// The experiment of a claim, laid out to be run.
#[derive(Debug, Clone)]
pub struct Again {
    /// The experiment file.
    pub experiment: PathBuf,
    /// What was changed in the model on the command line, as `path=value`.
    pub set: Vec<String>,
}

/// Why a claim cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum ReproduceError {
    /// It is no manifest.
    #[error("{} is no manifest of clickday compare, sweep or plan: {reason}", .path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is nothing to reproduce.
    #[error("{} {}; name a folder of results, for example results/rollout", .0.display(), if .0.is_dir() { "has no manifest.json" } else { "does not exist" })]
    Nothing(PathBuf),
    /// Not all was run.
    #[error("{} claims nothing yet: {what}", .path.display())]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// What has to be done.
        what: &'static str,
    },
    /// Another program made it.
    #[error("{} was made by {theirs}, this is {ours}; only the same version makes the same bytes", .path.display())]
    AnotherTool {
        /// The manifest.
        path: PathBuf,
        /// Who made it.
        theirs: String,
        /// Who we are.
        ours: String,
    },
    /// The files do not say what the manifest says.
    #[error(
        "the manifest has the overrides {claimed:?}, which do not begin with those of the experiment itself"
    )]
    Overrides {
        /// Those of the manifest.
        claimed: Vec<String>,
    },
    /// A file that is not kept with the results, as its name is a path from the root, is not what
    /// it was when the run began.
    #[error(
        "nothing is proven: other files were run than are claimed: {difference}; leave them alone, and try again"
    )]
    Stirred {
        /// What is not as it was.
        difference: String,
    },
    /// The experiment cannot be read.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// A file is lost.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The disk refuses.
    #[error("cannot read {}: {}", .path.display(), reason(.source))]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Claim {
    /// Reads a manifest, or that of a folder.
    ///
    /// # Errors
    /// When it is none, or claims nothing, or another version of the program made it.
    pub fn read(path: &Path) -> Result<Claim, ReproduceError> {
        let place = path;
        let path = &if path.is_dir() {
            path.join(MANIFEST)
        } else {
            path.to_owned()
        };
        if !path.exists() {
            return Err(ReproduceError::Nothing(place.to_owned()));
        }
        let bytes = fs::read(path).map_err(|source| ReproduceError::Disk {
            path: path.clone(),
            source,
        })?;
        let value: Value = parse(path, &bytes)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let claim = if value.get("plan").is_some() {
            of_plan(parse(path, &bytes)?, folder)?
        } else if value.get("sweep").is_some() {
            of_sweep(parse(path, &bytes)?, folder)
        } else {
            of_comparison(parse(path, &bytes)?, folder).ok_or(ReproduceError::Unfinished {
                path: path.clone(),
                what: "only some of its stages are there; run clickday compare to its end",
            })?
        };
        let ours = Identity::new(Vec::new(), Vec::new(), 0).tool;
        if claim.identity.tool != ours {
            return Err(ReproduceError::AnotherTool {
                path: path.clone(),
                theirs: claim.identity.tool,
                ours,
            });
        }
        if claim.files.is_empty() {
            return Err(ReproduceError::Unfinished {
                path: path.clone(),
                what: "run clickday sweep to its end, or gather the parts of the plan",
            });
        }
        Ok(claim)
    }

    /// Lays the experiment out below an empty folder, from the files that were kept with the
    /// results.
    ///
    /// # Errors
    /// When one of them is lost or is not what it was, or the disk refuses.
    pub fn restore(&self, into: &Path) -> Result<Again, ReproduceError> {
        let experiment = results::restore(&self.identity.inputs, &self.folder, into)?;
        let own: Vec<String> = spec::load(&experiment)?.own_overrides().collect();
        let set = self.identity.overrides.strip_prefix(own.as_slice());
        let set = set.ok_or_else(|| ReproduceError::Overrides {
            claimed: self.identity.overrides.clone(),
        })?;
        Ok(Again {
            experiment,
            set: set.to_vec(),
        })
    }

    /// Holds what is claimed, and what stands beside the manifest, against what was made again in
    /// `fresh`.
    ///
    /// # Errors
    /// When other files were run than are claimed, or the disk refuses.
    pub fn compare(&self, fresh: &Path) -> Result<Verdict, ReproduceError> {
        self.require_same_files(fresh)?;
        let here = platform();
        let elsewhere = self.platform.as_ref() != Some(&here);
        let mut agreement = Agreement::default();
        for file in &self.files {
            let made = read_if_there(&fresh.join(&file.name))?;
            let there = read_if_there(&self.folder.join(&file.name))?;
            let differs = match (made, there) {
                (None, _) => Some("it is not made again".to_owned()),
                (Some(made), there)
                    if Some(sha256(&made)) == file.sha256
                        && there.as_ref().is_none_or(|there| *there == made) =>
                {
                    agreement.same.push(file.name.clone());
                    None
                }
                (Some(made), Some(there)) if elsewhere && kind(&file.name) != Kind::Runs => {
                    if Some(sha256(&there)) != file.sha256 {
                        Some("the manifest has another hash than the file beside it".to_owned())
                    } else if kind(&file.name) == Kind::Chart {
                        agreement.not_compared.push(file.name.clone());
                        None
                    } else {
                        agreement.near.push(file.name.clone());
                        statistics_differ(&there, &made)
                    }
                }
                (Some(made), Some(there)) if made != there => Some(first_difference(&there, &made)),
                _ => Some("the manifest has another hash than what is made again".to_owned()),
            };
            if let Some(differs) = differs {
                return Ok(Verdict::Differs(format!("{}: {differs}", file.name)));
            }
        }
        if agreement.same.len() < self.files.len() {
            agreement.platforms = Some((self.platform.clone(), here));
        }
        Ok(Verdict::Holds(agreement))
    }

    /// An error where what was made again in `fresh` is of other files than is claimed.
    fn require_same_files(&self, fresh: &Path) -> Result<(), ReproduceError> {
        #[derive(Deserialize)]
        struct Made {
            identity: Identity,
        }
        let path = fresh.join(MANIFEST);
        let Some(bytes) = read_if_there(&path)? else {
            return Ok(());
        };
        let made: Made = parse(&path, &bytes)?;
        match self.identity.difference(&made.identity) {
            None => Ok(()),
            Some(difference) => Err(ReproduceError::Stirred { difference }),
        }
    }
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
    if name.starts_with("charts/") {
        Kind::Chart
    } else if name == "summary.json" {
        Kind::Statistics
    } else {
        Kind::Runs
    }
}

/// Where two files of statistics differ by more than [`NEAR`], or in anything but a number.
fn statistics_differ(there: &[u8], made: &[u8]) -> Option<String> {
    let parsed = |bytes| serde_json::from_slice::<Value>(bytes);
    match (parsed(there), parsed(made)) {
        (Ok(there), Ok(made)) => values_differ("", &there, &made),
        _ => Some(first_difference(there, made)),
    }
}

fn values_differ(path: &str, there: &Value, made: &Value) -> Option<String> {
    let pairs: Vec<(String, &Value, &Value)> = match (there, made) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let pair = |(key, value): (&String, _)| (format!("{path}.{key}"), value, &made[key]);
            a.iter().map(pair).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pair = |(i, (a, b))| (format!("{path}[{i}]"), a, b);
            a.iter().zip(b).enumerate().map(pair).collect()
        }
        (Value::Number(a), Value::Number(b)) if are_near(a, b) => return None,
        _ if there == made => return None,
        _ => {
            let at = path.strip_prefix('.').unwrap_or(path);
            return Some(format!("{at} is {there} there, and {made} made again"));
        }
    };
    pairs
        .into_iter()
        .find_map(|(path, a, b)| values_differ(&path, a, b))
}

/// Counts are near when they are the same.
fn are_near(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() || b.is_f64() => {
            (x - y).abs() <= NEAR * x.abs().max(y.abs()).max(1.0)
        }
        _ => a == b,
    }
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, ReproduceError> {
    serde_json::from_slice(bytes).map_err(|_| ReproduceError::NoManifest {
        path: path.to_owned(),
        reason: other_json::told(bytes),
    })
}

/// The claim of a comparison; `None` where some stages are there that no command makes without the
/// others.
fn of_comparison(manifest: Manifest, folder: PathBuf) -> Option<Claim> {
    let quick = if manifest
        .planned
        .iter()
        .all(|stage| manifest.finished.contains(&stage.name))
    {
        false
    } else if manifest
        .planned
        .iter()
        .all(|stage| manifest.finished.contains(&stage.name) == (stage.scale < 1.0))
    {
        true
    } else {
        return None;
    };
    Some(Claim {
        title: manifest.title,
        command: Command::Compare { quick },
        files: manifest
            .files
            .into_iter()
            .filter(|file| file.sha256.is_some())
            .collect(),
        identity: manifest.identity,
        platform: manifest.platform,
        folder,
    })
}

fn of_sweep(manifest: SweepManifest, folder: PathBuf) -> Claim {
    Claim {
        title: manifest.title,
        command: Command::Sweep,
        files: manifest.files,
        identity: manifest.identity,
        platform: manifest.platform,
        folder,
    }
}

/// The claim of a plan that was gathered: the tables beside it. Its manifest was written before
/// there were any.
fn of_plan(manifest: shards::Manifest, folder: PathBuf) -> Result<Claim, ReproduceError> {
    let mut files = Vec::new();
    for name in TABLES {
        if let Some(bytes) = read_if_there(&folder.join(name))? {
            files.push(OutputFile {
                name: name.to_owned(),
                sha256: Some(sha256(&bytes)),
            });
        }
    }
    Ok(Claim {
        title: manifest.title,
        command: Command::Sweep,
        files,
        identity: manifest.identity,
        // It was written where the runs were shared out. Who gathered them is not said.
        platform: None,
        folder,
    })
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, ReproduceError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReproduceError::Disk {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Where two files begin to differ: the line of a text with what stands on it there and here, or
/// else the byte.
fn first_difference(there: &[u8], here: &[u8]) -> String {
    if let (Ok(there), Ok(here)) = (std::str::from_utf8(there), std::str::from_utf8(here)) {
        let lines = there.split('\n').zip(here.split('\n'));
        let same = lines.take_while(|(a, b)| a == b).count();
        let line = |text: &str| match text.split('\n').nth(same) {
            Some(line) => format!("`{line}`"),
            None => "the end".to_owned(),
        };
        return format!(
            "line {} is {} there, and {} made again",
            same + 1,
            line(there),
            line(here)
        );
    }
    let same = there.iter().zip(here).take_while(|(a, b)| a == b).count();
    format!(
        "byte {} is the first that differs, of {} there and {} made again",
        same + 1,
        there.len(),
        here.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Stage;

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(
            first_difference(b"a\nb\nc\n", b"a\nx\nc\n"),
            "line 2 is `b` there, and `x` made again"
        );
        assert_eq!(
            first_difference(b"a", b"a\nb"),
            "line 2 is the end there, and `b` made again"
        );
        assert_eq!(
            first_difference(b"\xff\x00", b"\xff\x01\x02"),
            "byte 2 is the first that differs, of 2 there and 3 made again"
        );
    }

    #[test]
    fn statistics_of_two_platforms_agree_to_their_last_digits() {
        let differ = |a: &str, b: &str| statistics_differ(a.as_bytes(), b.as_bytes());
        let of = |low: f64| format!(r#"{{"title": "A", "points": [{{"low": {low:?}, "n": 7}}]}}"#);
        for value in [1234.5_f64, -1234.5, 0.25, 1e-13, 3e9] {
            let scale = value.abs().max(1.0);
            assert_eq!(differ(&of(value), &of(value + 5e-13 * scale)), None);
            let told = differ(&of(value), &of(value + 2e-12 * scale));
            assert!(
                told.is_some_and(|told| told.starts_with("points[0].low is ")),
                "{value}"
            );
        }
        for (from, to) in [
            ("\"A\"", "\"B\""),
            ("7", "8"),
            ("\"n\"", "\"m\""),
            ("7", "null"),
            ("}]", "}, 1]"),
        ] {
            assert!(
                differ(&of(1.5), &of(1.5).replace(from, to)).is_some(),
                "{from} {to}"
            );
        }
    }

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
            of_comparison(manifest, PathBuf::new()).map(|claim| claim.command)
        };
        let quick = |quick| Some(Command::Compare { quick });
        assert_eq!(command(&["tiny", "quick", "full"]), quick(false));
        assert_eq!(command(&["tiny", "quick"]), quick(true));
        assert_eq!(command(&["tiny"]), None);
    }
}
