//! The place where results go: never half written, never written over something else.
//!
//! A folder is filled beside its place, under a hidden name, brought to the disk, and then put in
//! its place in one step; what was there before is removed after that. So at any instant, also when
//! the process is killed, the place holds one whole folder: the old one or the new one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::manifest::{self, Manifest};
use crate::ensemble::Identity;
use crate::model::source::reason;
use crate::names::file_stem;

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
    #[error("{} holds `{file}`, which clickday did not write", .path.display())]
    Foreign {
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
    /// `force` allows them to take the place of another experiment's; never that of anything else.
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
        Ok(self.occupant()?.is_some_and(|there| {
            there.identity == self.identity
                && there.finished.len() > stages.len()
                && stages.iter().all(|stage| there.finished.contains(stage))
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
            fs::write(beside.path().join("file"), b"a file can be written")?;
            beside.close()?;
            may_be_replaced(&self.path)
        };
        write().map_err(|source| TargetError::Disk {
            path: self.path.clone(),
            source,
        })
    }

    /// Puts a new folder, filled by `fill`, in the place. Gives the place back as it was when
    /// anything fails.
    ///
    /// # Errors
    /// When the place is taken, or the disk refuses.
    pub fn replace(&self, fill: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), TargetError> {
        self.occupant()?;
        self.put(fill).map_err(|source| TargetError::Disk {
            path: self.path.clone(),
            source,
        })
    }

    fn put(&self, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        // Removed with all that is in it when this function ends: what was not put in place, or
        // what was there before.
        let beside = self.beside()?;
        let fresh = beside.path().join("results");
        fs::create_dir(&fresh)?;
        fill(&fresh)?;
        bring_to_disk(&fresh)?;
        if self.path.exists() {
            swap(&fresh, &self.path)?;
        } else {
            fs::rename(&fresh, &self.path)?;
        }
        sync_folder(self.parent())?;
        beside.close()
    }

    fn parent(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }

    /// An empty folder beside the place, under a hidden name.
    fn beside(&self) -> io::Result<TempDir> {
        fs::create_dir_all(self.parent())?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        tempfile::Builder::new()
            .prefix(&format!(".{}.", file_stem(&name)))
            .suffix(".partial")
            .tempdir_in(self.parent())
    }

    /// The manifest of what is there; `None` when the place is free.
    fn occupant(&self) -> Result<Option<Manifest>, TargetError> {
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
        let text = fs::read(path.join(manifest::FILE)).map_err(|_| not_results())?;
        let there: Manifest = serde_json::from_slice(&text).map_err(|_| not_results())?;
        if let Some(file) = files.iter().find(|file| !is_ours(file, &there)) {
            return Err(TargetError::Foreign {
                path: path.clone(),
                file: file.clone(),
            });
        }
        match there.identity.difference(&self.identity) {
            Some(difference) if !self.force => Err(TargetError::Another {
                path: path.clone(),
                difference,
            }),
            _ => Ok(Some(there)),
        }
    }
}

fn is_ours(file: &str, manifest: &Manifest) -> bool {
    file == manifest::FILE
        || manifest.files.iter().any(|ours| ours.name == file)
        || file.split('/').any(|part| LITTER.contains(&part))
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

/// Puts each of two folders in the other's place: in one step where the system can.
fn swap(fresh: &Path, place: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, fresh, CWD, place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    // Some file systems cannot: the old folder steps aside, and back again if the new one cannot
    // come in.
    let aside = fresh.with_file_name("previous");
    fs::rename(place, &aside)?;
    fs::rename(fresh, place).or_else(|error| fs::rename(&aside, place).and(Err(error)))
}

/// Makes sure that every file below `folder` outlives a loss of power.
fn bring_to_disk(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            bring_to_disk(&entry.path())?;
        } else {
            // Windows flushes only what is open for writing.
            File::options()
                .read(true)
                .write(true)
                .open(entry.path())?
                .sync_all()?;
        }
    }
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the same signature as where there is something to do"
)]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
