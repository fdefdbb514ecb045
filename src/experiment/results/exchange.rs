//! Two folders change places, and what somebody else left in the old one comes along.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The old folder while it is aside.
pub(super) const PREVIOUS: &str = "previous";

/// Puts each of two folders in the other's place: in one step where the system can. Gives the place
/// of the old one.
pub(super) fn swap(fresh: &Path, place: &Path) -> io::Result<PathBuf> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, fresh, CWD, place, RenameFlags::EXCHANGE).is_ok() {
            return Ok(fresh.to_owned());
        }
    }
    // Some file systems cannot: the old folder steps aside, and back again if the new one cannot
    // come in.
    let aside = fresh.with_file_name(PREVIOUS);
    fs::rename(place, &aside)?;
    match fs::rename(fresh, place) {
        Ok(()) => Ok(aside),
        Err(error) => fs::rename(&aside, place).and(Err(error)),
    }
}

/// Moves everything from `old` into `new` but the files in `own`, which are removed, and the
/// folders that are in both.
///
/// What has no place in `new` stays where it is.
pub(super) fn give_back(old: &Path, new: &Path, own: &BTreeSet<PathBuf>) -> io::Result<()> {
    give_back_below(Path::new(""), old, new, own)?;
    fs::remove_dir(old)
}

fn give_back_below(below: &Path, old: &Path, new: &Path, own: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(old.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        let (from, to) = (old.join(&name), new.join(&name));
        if own.contains(&name) {
            fs::remove_file(from)?;
        } else if entry.file_type()?.is_dir() && (to.is_dir() || own.iter().any(|own| own.starts_with(&name)))
        {
            give_back_below(&name, old, new, own)?;
            fs::remove_dir(from)?;
        } else if fs::symlink_metadata(&to).is_ok() {
            let reason = format!("{} is in the way of {}", to.display(), from.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
        } else {
            fs::create_dir_all(new.join(below))?;
            fs::rename(from, to)?;
        }
    }
    Ok(())
}

/// Makes sure that every file below `folder` outlives a loss of power.
pub(super) fn bring_to_disk(folder: &Path) -> io::Result<()> {
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
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the same signature as where there is something to do"
)]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
