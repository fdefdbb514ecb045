//! Files that are being written: beside their place, under hidden names of their own.
//!
//! A process that is killed leaves such a file behind. While the process lives, it holds a lock on
//! the file. So a file that nobody holds can be removed by whoever comes next.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tempfile::NamedTempFile;

/// Before and behind the letters that are drawn.
const BEFORE: &str = ".";
const BEHIND: &str = ".partial";

/// How many letters and digits are drawn for a name.
const DRAWN: usize = 6;

/// An empty file in a folder, with a name of its own. It goes with its value, unless it is put in
/// a place.
pub(super) fn partial_in(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(BEFORE).suffix(BEHIND).rand_bytes(DRAWN);
        // Without this, a file for the time being can be read by its owner alone, and stays so.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        match file.as_file().try_lock() {
            // Another process may have removed it before it was held.
            Ok(()) if file.path().exists() => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // Some file systems have no locks. Nobody else gets one there, and the file stays.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// So long no file is being written. Assumed: the files of a plan are written within seconds.
const LONGEST: Duration = Duration::from_secs(3_600);

/// Removes from a folder the files that processes were writing when they were killed. What cannot
/// be removed stays: it is in nobody's way.
pub(crate) fn remove_abandoned(folder: &Path) {
    remove_if(folder, |_| true);
}

/// The same of a folder that many machines share: some disks tell a lock to one machine alone, so
/// the files have to be old besides.
pub(crate) fn remove_abandoned_shared(folder: &Path) {
    remove_if(folder, |file| {
        let written = file.metadata().and_then(|kind| kind.modified());
        written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > LONGEST))
    });
}

fn remove_if(folder: &Path, is_old: impl Fn(&File) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !is_partial(&entry.file_name(), BEFORE) {
            continue;
        }
        let path = entry.path();
        // Some systems lock only what is open for writing.
        if let Ok(file) = File::options().write(true).open(&path)
            && is_old(&file)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a name is one that was drawn, with this before the letters.
pub(crate) fn is_partial(name: &OsStr, before: &str) -> bool {
    let name = name.to_str().and_then(|name| name.strip_prefix(before));
    let drawn = name.and_then(|name| name.strip_suffix(BEHIND));
    drawn.is_some_and(|drawn| drawn.len() == DRAWN && drawn.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_nobody_holds_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let kept = [
            ".gitignore",
            ".notes.partial",
            "a.partial",
            "runs.csv",
            ".ab-def.partial",
        ];
        for name in kept.iter().chain(&[".abcDE1.partial", ".000000.partial"]) {
            fs::write(folder.path().join(name), "some").unwrap();
        }
        fs::create_dir(folder.path().join(".folder.partial")).unwrap();
        let mut held = partial_in(folder.path()).unwrap();
        held.write_all(b"half").unwrap();
        remove_abandoned(folder.path());
        let there = |name: &str| folder.path().join(name).exists();
        assert!(kept.iter().all(|name| there(name)) && there(".folder.partial"));
        assert!(!there(".abcDE1.partial") && !there(".000000.partial"));
        held.persist(folder.path().join("whole")).unwrap();
        remove_abandoned(folder.path());
        assert_eq!(fs::read(folder.path().join("whole")).unwrap(), b"half");
        remove_abandoned(&folder.path().join("nowhere"));
    }

    #[test]
    fn what_another_machine_may_be_writing_is_removed_when_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".abcDE1.partial");
        fs::write(&path, "half").unwrap();
        remove_abandoned_shared(folder.path());
        assert!(path.exists());
        let now = std::time::SystemTime::now();
        for (age, is_there) in [(LONGEST / 2, true), (LONGEST * 2, false)] {
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(now - age).unwrap();
            drop(file);
            remove_abandoned_shared(folder.path());
            assert_eq!(path.exists(), is_there, "{age:?}");
        }
    }

    #[test]
    fn each_file_has_a_name_of_this_kind() {
        let folder = tempfile::tempdir().unwrap();
        let file = partial_in(folder.path()).unwrap();
        assert!(is_partial(file.path().file_name().unwrap(), BEFORE));
        file.close().unwrap();
        for (name, before) in [(".a.b12345.partial", ".a."), (".a.b.c12345.partial", ".a.b.")] {
            assert!(is_partial(name.as_ref(), before), "{name}");
        }
        assert!(!is_partial(".a.b.c12345.partial".as_ref(), ".a."));
    }
}
