//! Files that are there whole or not at all, with the mode that the umask gives, and only in the
//! place of files of our own.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::StoreError;
use super::partial::partial_in;
use crate::ensemble::sha256;

/// The most bytes of a file of results: of a table of very many runs. Assumed.
const MOST_BYTES: u64 = 1 << 32;

/// The most bytes of a manifest, of a row and of a file that is kept with results. A manifest has a
/// line for each file, shard and failed run. Assumed.
pub(crate) const MOST_SMALL_BYTES: u64 = 1 << 28;

/// Writes a file that is there whole or not at all.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    partial(folder, bytes)?
        .persist(path)
        .map_err(|error| error.error)?;
    sync(folder)
}

/// Writes files into a folder: all of them, or none. A file that has these bytes already is left
/// alone. One that has others is replaced where `is_own` says so, by its name and the SHA-256 of
/// its bytes.
///
/// # Errors
/// When a file is there that may not be replaced, or the disk refuses. Every file is then as it
/// was.
pub fn put_all(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    is_own: &dyn Fn(&str, &str) -> bool,
) -> Result<(), StoreError> {
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        let before = read_if_there(&path).map_err(StoreError::disk(&path))?;
        if before.as_ref() == Some(bytes) {
            continue;
        }
        if before
            .as_ref()
            .is_some_and(|before| !is_own(name, &sha256(before)))
        {
            return Err(StoreError::Edited(path));
        }
        let file = partial(folder, bytes).map_err(StoreError::disk(&path))?;
        ready.push((path, before, file));
    }
    let mut placed: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (path, before, file) in ready {
        if let Err(error) = file.persist(&path) {
            take_back(&placed);
            return Err(StoreError::disk(&path)(error.error));
        }
        placed.push((path, before));
    }
    sync(folder).map_err(StoreError::disk(folder))
}

/// Makes sure that files have the bytes that were written, each by its name and their SHA-256. A
/// file that is not there is none of them.
///
/// # Errors
/// When one was edited, or the disk refuses.
pub(crate) fn require_unedited<'a>(
    folder: &Path,
    written: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), StoreError> {
    for (name, hash) in written {
        let path = folder.join(name);
        let there = read_if_there(&path).map_err(StoreError::disk(&path))?;
        if there.is_some_and(|there| sha256(&there) != hash) {
            return Err(StoreError::Edited(path));
        }
    }
    Ok(())
}

/// The bytes of a file of results. What another program may never end, such as a pipe, is none.
///
/// # Errors
/// When there is no such file, it is larger than 4 GiB, or it cannot be read.
pub(crate) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read_at_most(path, MOST_BYTES)
}

/// The same of a manifest, of a row and of a file that is kept with results.
///
/// # Errors
/// When there is no such file, it is larger than 256 MiB, or it cannot be read.
pub(crate) fn read_small(path: &Path) -> io::Result<Vec<u8>> {
    read_at_most(path, MOST_SMALL_BYTES)
}

/// Whether this is no file that clickday could have written: it is something else, or too large.
pub(crate) fn is_no_file(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::FileTooLarge
    )
}

fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?;
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "a folder"
        } else {
            "a pipe or a device"
        };
        let reason = format!("it is {what}, not a file");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    let too_large = || {
        let reason = format!(
            "it is larger than {} MiB, and clickday writes no such file",
            most >> 20
        );
        io::Error::new(io::ErrorKind::FileTooLarge, reason)
    };
    if kind.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(kind.len()).unwrap_or(usize::MAX))?;
    // It may grow while it is read.
    fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The same; `None` when there is nothing.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if_there(read_file(path))
}

/// What was read; `None` when there is nothing.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn if_there(read: io::Result<Vec<u8>>) -> io::Result<Option<Vec<u8>>> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A file beside its place, brought to the disk. It goes unless it is put there.
fn partial(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = partial_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives each place what was there before.
fn take_back(placed: &[(PathBuf, Option<Vec<u8>>)]) {
    for (path, before) in placed {
        // The disk has refused already: why is said of the file that it refused.
        let _ = match before {
            Some(before) => put(path, before),
            None => fs::remove_file(path),
        };
    }
}

/// A name is on the disk only once its folder is.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the same signature as where there is something to do"
)]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(texts: [&str; 3]) -> Vec<(String, Vec<u8>)> {
        let names = ["a.csv", "b.csv", "c.json"].into_iter();
        names
            .zip(texts)
            .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    fn text(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join(name)).ok()
    }

    #[test]
    fn all_files_are_written_or_none_whichever_is_refused() {
        for refused in ["a.csv", "b.csv", "c.json"] {
            let folder = tempfile::tempdir().unwrap();
            // A folder stands in the place.
            fs::create_dir(folder.path().join(refused)).unwrap();
            let error = put_all(folder.path(), &files(["1", "2", "3"]), &|_, _| true).unwrap_err();
            assert!(error.to_string().contains(refused), "{error}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{refused}");
        }
    }

    #[test]
    fn only_own_files_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let put = |texts, is_own: &dyn Fn(&str, &str) -> bool| put_all(folder.path(), &files(texts), is_own);
        let never = |_: &str, _: &str| false;
        put(["1", "2", "3"], &never).unwrap();
        put(["1", "2", "3"], &never).unwrap();
        fs::write(folder.path().join("b.csv"), "mine").unwrap();
        let error = put(["4", "2", "3"], &|name, _| name != "b.csv").unwrap_err();
        assert!(
            matches!(&error, StoreError::Edited(path) if path.ends_with("b.csv")),
            "{error}"
        );
        assert_eq!(
            text(folder.path(), "a.csv").as_deref(),
            Some("1"),
            "none is written"
        );
        put(["4", "2", "3"], &|_, hash| {
            [sha256(b"1"), sha256(b"mine")].contains(&hash.to_owned())
        })
        .unwrap();
        let there = ["a.csv", "b.csv", "c.json"].map(|name| text(folder.path(), name).unwrap());
        assert_eq!(there, ["4", "2", "3"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_was_placed_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for name in ["new", "old"] {
            fs::write(place(name), "second").unwrap();
        }
        take_back(&[(place("new"), None), (place("old"), Some(b"first".to_vec()))]);
        assert_eq!(text(folder.path(), "new"), None);
        assert_eq!(text(folder.path(), "old").as_deref(), Some("first"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_has_the_mode_that_the_umask_gives() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode()
        };
        fs::write(folder.path().join("plain"), "1").unwrap();
        put(&folder.path().join("put"), b"1").unwrap();
        put_all(folder.path(), &files(["1", "2", "3"]), &|_, _| false).unwrap();
        for name in ["put", "a.csv", "c.json"] {
            assert_eq!(mode(name), mode("plain"), "{name}");
        }
    }
}
