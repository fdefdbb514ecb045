//! The place where results go: never half written, never written over something else.
//!
//! A folder is filled beside its place, under a hidden name, brought to the disk, and then put in
//! its place in one step; what was there before is removed after that. So at any instant, also when
//! the process is killed, the place holds one whole folder: the old one or the new one.
//!
//! Only files that are as clickday wrote them are replaced. What desktops and notebooks left there,
//! and empty folders, are moved into the new folder.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::abandoned::{Beside, REHEARSED, RESULTS, remove_beside};
use super::exchange::{bring_to_disk, give_back, swap, sync_folder};
use super::manifest::{self, Manifest, OutputFile};
use super::names::{CHARTS, TIMINGS, is_of_format};
use super::timings;
use crate::ensemble::store::{opened, read_file, read_small};
use crate::ensemble::{Identity, sha256};
use clickday_engine::model::source::reason;
use clickday_engine::names::{file_stem, in_line};

/// Files that desktops and notebooks leave anywhere.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", ".ipynb_checkpoints"];

/// The place where the results of one experiment go.
#[derive(Debug, Clone)]
pub struct Target {
    path: PathBuf,
    identity: Identity,
    force: bool,
}

/// Why results cannot go where they should.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// There is something that is not a results folder.
    #[error("{} already exists, and is not a results folder", .0.display())]
    NotResults(PathBuf),
    /// There is a results folder with a file of somebody else in it.
    #[error("{} holds `{}`, which clickday did not write", .path.display(), in_line(.file))]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: String,
    },
    /// There is a file that clickday wrote, and somebody edited.
    #[error("{} holds `{}`, which was changed after clickday wrote it", .path.display(), in_line(.file))]
    Edited {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: String,
    },
    /// There are results of another experiment.
    #[error("{} holds the results of another experiment: {difference}", .path.display())]
    Another {
        /// The folder.
        path: PathBuf,
        /// How it differs.
        difference: String,
    },
    /// The disk refuses.
    #[error("cannot write the results to {}: {}", .path.display(), reason(.source))]
    Disk {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl TargetError {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            TargetError::NotResults(_) => "choose another folder with --out DIR",
            TargetError::Foreign { .. } => "move it elsewhere, or choose another folder with --out DIR",
            TargetError::Edited { .. } => {
                "move it elsewhere, choose another folder with --out DIR, or overwrite it with --force"
            }
            TargetError::Another { .. } => {
                "choose another folder with --out DIR, or overwrite it with --force"
            }
            TargetError::Disk { .. } => {
                "check the permissions and the space left, or choose another folder with --out DIR"
            }
        }
    }
}

impl Target {
    /// Makes sure that the results of the experiment called `identity` may go to `path`. Writes
    /// nothing.
    ///
    /// `force` allows them to take the place of another experiment's, and of files that were edited;
    /// never that of anything else.
    ///
    /// # Errors
    /// When the place is taken.
    pub fn claim(path: &Path, identity: Identity, force: bool) -> Result<Target, TargetError> {
        let unnamed = || TargetError::NotResults(path.to_owned());
        path.file_name().ok_or_else(unnamed)?;
        // A link stays a link: what it points to is replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let target = Target {
            path,
            identity,
            force,
        };
        target.occupant()?;
        Ok(target)
    }

    /// Where the results go.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the place already holds all these stages of the same experiment, and more. They are
    /// the same, byte for byte, and must not be replaced by less.
    ///
    /// # Errors
    /// When the place is taken.
    pub fn holds_more_than(&self, stages: &[String]) -> Result<bool, TargetError> {
        Ok(self.occupant()?.is_some_and(|Occupant { manifest, .. }| {
            manifest.identity == self.identity
                && manifest.finished.len() > stages.len()
                && stages.iter().all(|stage| manifest.finished.contains(stage))
        }))
    }

    /// Makes sure that a folder can be put in the place, before anything runs: writes one beside it,
    /// and removes it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn rehearse(&self) -> Result<(), TargetError> {
        let write = || {
            let beside = self.beside()?;
            fs::write(beside.path().join(REHEARSED), b"a file can be written")?;
            beside.close()?;
            may_be_replaced(&self.path)
        };
        write().map_err(|source| TargetError::Disk {
            path: self.path.clone(),
            source,
        })
    }

    /// Removes what a process left beside the place that was killed while it put a folder there.
    /// What another process is at work on stays.
    pub fn remove_abandoned(&self) {
        remove_beside(self.parent(), &self.before(), &self.path);
    }

    /// Puts a new folder, filled by `fill`, in the place. Gives the place back as it was when
    /// anything fails.
    ///
    /// # Errors
    /// When the place is taken, or the disk refuses.
    pub fn replace(&self, fill: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), TargetError> {
        let own = self.occupant()?.map(|there| there.own).unwrap_or_default();
        self.put(&own, fill).map_err(|source| TargetError::Disk {
            path: self.path.clone(),
            source,
        })
    }

    /// `own` are the files that are there, and may be removed. Charts change their names with the
    /// stages, and another build writes other formats. What else the same experiment does not write
    /// again was listed by somebody else: it stays.
    fn put(&self, own: &BTreeSet<PathBuf>, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        // Removed with all that is in it when this function ends, unless it is kept.
        let beside = self.beside()?;
        let fresh = beside.path().join(RESULTS);
        fs::create_dir(&fresh)?;
        fill(&fresh)?;
        let drawn = charts_of(&self.path);
        bring_to_disk(&fresh)?;
        if !self.path.exists() {
            fs::rename(&fresh, &self.path)?;
            sync_folder(self.parent())?;
            return beside.close();
        }
        // From here on it may hold what is not ours.
        let beside = beside.keep();
        let old = swap(&fresh, &self.path).inspect_err(|_| {
            if self.path.exists() {
                // What was there is there still, and this holds the new folder alone.
                beside.remove_all();
            }
        })?;
        sync_folder(self.parent())?;
        let is_made_again = |name: &Path| self.path.join(name).exists() || self.has_as_csv(name);
        let is_replaced = |name: &&PathBuf| self.force || drawn.contains(*name) || is_made_again(name);
        let replaced: BTreeSet<PathBuf> = own.iter().filter(is_replaced).cloned().collect();
        give_back(&old, &self.path, &replaced)?;
        beside.remove()
    }

    /// Whether the new folder has the table of a file of another build, as CSV.
    fn has_as_csv(&self, name: &Path) -> bool {
        let is_parquet = name.extension().is_some_and(|ending| ending == "parquet");
        is_parquet && self.path.join(name.with_extension("csv")).exists()
    }

    fn parent(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }

    /// An empty folder beside the place, under a hidden name.
    fn beside(&self) -> io::Result<Beside> {
        fs::create_dir_all(self.parent())?;
        Beside::new(self.parent(), &self.before())
    }

    /// What the names of such folders begin with.
    fn before(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!(".{}.", file_stem(&name))
    }

    /// What is there; `None` when the place is free.
    fn occupant(&self) -> Result<Option<Occupant>, TargetError> {
        let path = &self.path;
        let disk = |source| TargetError::Disk {
            path: path.clone(),
            source,
        };
        if !path.try_exists().map_err(disk)? {
            return Ok(None);
        }
        let not_results = || TargetError::NotResults(path.clone());
        let files = manifest::files_below(path).map_err(|_| not_results())?;
        if fs::read_dir(path).map_err(disk)?.next().is_none() {
            return Ok(None);
        }
        let text = read_small(&path.join(manifest::FILE)).map_err(|_| not_results())?;
        let there = opened::<Manifest>(&text).map_err(|_| not_results())?;
        if !there.is_intact && !self.force {
            return Err(self.edited(manifest::FILE));
        }
        let own = self.own(&files, &there.manifest)?;
        if let Some(difference) = there.manifest.identity.difference(&self.identity)
            && !self.force
        {
            return Err(TargetError::Another {
                path: path.clone(),
                difference,
            });
        }
        self.require_unedited(&there.manifest)?;
        Ok(Some(Occupant {
            manifest: there.manifest,
            own,
        }))
    }

    /// Those of the files that are there which clickday wrote: those of the format that the manifest lists.
    fn own(&self, files: &[String], manifest: &Manifest) -> Result<BTreeSet<PathBuf>, TargetError> {
        let is_own = |name: &str| name == manifest::FILE || listed(manifest).any(|file| file.name == name);
        let is_litter = |name: &str| name.split('/').any(|part| LITTER.contains(&part));
        let foreign = files.iter().find(|name| !is_own(name) && !is_litter(name));
        // A folder in the place of a file would be in the way of the new one.
        let mut places = listed(manifest).map(|file| &file.name);
        let foreign = foreign.or_else(|| places.find(|name| self.path.join(name).is_dir()));
        if let Some(file) = foreign {
            return Err(TargetError::Foreign {
                path: self.path.clone(),
                file: file.clone(),
            });
        }
        let own = files.iter().filter(|name| is_own(name));
        Ok(own.map(PathBuf::from).collect())
    }

    /// An error when a file is not as it was written. The timings have their hash
    /// themselves; those of earlier revisions have none.
    fn require_unedited(&self, manifest: &Manifest) -> Result<(), TargetError> {
        if self.force {
            return Ok(());
        }
        for file in listed(manifest) {
            match read_file(&self.path.join(&file.name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Ok(bytes)
                    if file.name == TIMINGS && (timings::is_intact(&bytes) || timings::is_older(&bytes)) => {}
                Ok(bytes) if Some(sha256(&bytes)) == file.sha256 => {}
                _ => return Err(self.edited(&file.name)),
            }
        }
        Ok(())
    }

    fn edited(&self, file: &str) -> TargetError {
        TargetError::Edited {
            path: self.path.clone(),
            file: file.to_owned(),
        }
    }
}

/// Makes sure that a folder can be given to this program and removed, if there is one; else that one
/// of this name can be made.
fn may_be_replaced(place: &Path) -> io::Result<()> {
    if !place.try_exists()? {
        fs::create_dir(place)?;
        return fs::remove_dir(place);
    }
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{Access, access};
        access(place, Access::WRITE_OK | Access::EXEC_OK)?;
    }
    Ok(())
}

/// The files of a results folder that a manifest lists. What else it lists is none of ours.
fn listed(manifest: &Manifest) -> impl Iterator<Item = &OutputFile> {
    manifest.files.iter().filter(|file| is_of_format(&file.name))
}

/// The files of the charts that a results folder has, as it says itself; none where it says nothing.
fn charts_of(folder: &Path) -> BTreeSet<PathBuf> {
    let listed = read_small(&folder.join(CHARTS).join("charts.json")).ok();
    let listed = listed.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let charts = listed.as_ref().and_then(serde_json::Value::as_array);
    let files = charts.into_iter().flatten().flat_map(|chart| {
        ["svg", "png", "data"]
            .into_iter()
            .filter_map(|key| chart[key].as_str())
    });
    let files = files.map(|file| Path::new(CHARTS).join(file));
    // Of a folder without charts the list itself is not made again.
    files.chain([Path::new(CHARTS).join("charts.json")]).collect()
}

/// What is in the place.
struct Occupant {
    manifest: Manifest,
    /// The files that clickday wrote, the manifest among them.
    own: BTreeSet<PathBuf>,
}

#[cfg(test)]
mod tests;
