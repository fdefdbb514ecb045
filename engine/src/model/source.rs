//! Where the files of models and experiments come from: a disk, or texts at hand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// What stands at a path of a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Where files are read from.
///
/// Everything that reads a model or an experiment goes over it. So both can be read where there are
/// no files: [`Texts`] holds them in memory.
pub trait Source: fmt::Debug + Sync {
    /// What stands at a path, if anything does.
    fn entry(&self, path: &Path) -> Option<Entry>;

    /// The paths of the files that stand directly in a folder, sorted.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be read.
    fn files_in(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// The bytes of a file, at most the first `most`.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;
}

/// The disk.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Source for Disk {
    fn entry(&self, path: &Path) -> Option<Entry> {
        if path.is_dir() {
            Some(Entry::Folder)
        } else if path.try_exists().unwrap_or(true) {
            // What may not be looked at is there: reading it says why.
            Some(Entry::File)
        } else {
            None
        }
    }

    fn files_in(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        if let Some(what) = unending(path) {
            let reason = format!("it is a {what}, not a file");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What stands at a path that would be waited for without end: another program may never write to it. Those below `/dev`, such as
/// the standard input, are asked for on purpose.
#[cfg(unix)]
fn unending(path: &Path) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;

    let kind = fs::metadata(path).ok()?.file_type();
    if path.starts_with("/dev") {
        None
    } else if kind.is_fifo() {
        Some("pipe")
    } else if kind.is_socket() {
        Some("socket")
    } else {
        None
    }
}

#[cfg(not(unix))]
fn unending(_: &Path) -> Option<&'static str> {
    None
}

/// Why the system refuses, in words alone: it adds the number of the error.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let told = error.to_string();
    let words = told.split(" (os error ").next();
    words.map_or_else(|| told.clone(), str::to_owned)
}

/// Files in memory, each under its path.
///
/// ```
/// # use clickday_engine as clickday;
/// use clickday::model::{Document, Texts};
///
/// let texts = Texts::from([
///     ("queue/model.toml", "version = 1\ntitle = \"A queue\""),
///     ("queue/policies/door.toml", "policy.door = {}"),
/// ]);
/// let document = Document::open_in(&texts, "queue".as_ref());
/// assert_eq!(document.policies().collect::<Vec<_>>(), ["door"]);
/// ```
///
/// Texts that are made while the program runs are pairs of a path and a `String`, one of them or a
/// list. Bytes are collected from pairs of a path and a `Vec<u8>`. Where all texts are one model,
/// [`Document::of_texts`] only borrows them.
///
/// [`Document::of_texts`]: super::Document::of_texts
#[derive(Debug, Clone, Default)]
pub struct Texts(BTreeMap<PathBuf, Cow<'static, [u8]>>);

impl Texts {
    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// The bytes of a file, if it is there.
    pub fn get(&self, path: &Path) -> Option<&[u8]> {
        self.0.get(&plain(path)).map(|bytes| &**bytes)
    }
}

impl<P: AsRef<Path>, B: Into<Cow<'static, [u8]>>> FromIterator<(P, B)> for Texts {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let file = |(path, bytes): (P, B)| (plain(path.as_ref()), bytes.into());
        Texts(files.into_iter().map(file).collect())
    }
}

impl<P: AsRef<Path>, const N: usize> From<[(P, &'static str); N]> for Texts {
    fn from(files: [(P, &'static str); N]) -> Self {
        let files = files.into_iter();
        files.map(|(path, text)| (path, text.as_bytes())).collect()
    }
}

impl<P: AsRef<Path>, const N: usize> From<[(P, String); N]> for Texts {
    fn from(files: [(P, String); N]) -> Self {
        files.into_iter().map(owned).collect()
    }
}

impl<P: AsRef<Path>> From<Vec<(P, String)>> for Texts {
    fn from(files: Vec<(P, String)>) -> Self {
        files.into_iter().map(owned).collect()
    }
}

impl<P: AsRef<Path>> From<(P, String)> for Texts {
    fn from(file: (P, String)) -> Self {
        [file].into()
    }
}

/// A text as its bytes.
fn owned<P>((path, text): (P, String)) -> (P, Vec<u8>) {
    (path, text.into_bytes())
}

impl Source for Texts {
    fn entry(&self, path: &Path) -> Option<Entry> {
        let path = plain(path);
        if self.0.contains_key(&path) {
            return Some(Entry::File);
        }
        let is_folder = self.0.keys().any(|file| file.starts_with(&path));
        is_folder.then_some(Entry::Folder)
    }

    fn files_in(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let place = plain(folder);
        let files = self.0.keys().filter(|file| file.parent() == Some(&place));
        // Paths go on from the folder as it was asked for, as on the disk.
        let named = files.filter_map(|file| Some(folder.join(file.file_name()?)));
        Ok(named.collect())
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let bytes = self.get(path).ok_or(io::ErrorKind::NotFound)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(bytes[..bytes.len().min(most)].to_vec())
    }
}

/// A path without `.`, and without a folder that is left again by `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_plain_without_detours() {
        for (path, expected) in [
            ("./models/day", "models/day"),
            ("experiments/../models/day/", "models/day"),
            ("../models/day", "../models/day"),
            ("a/../../b", "../b"),
            ("/a/../b", "/b"),
        ] {
            assert_eq!(plain(path.as_ref()), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn texts_stand_in_folders_as_files_do() {
        let texts = Texts::from([
            ("day/model.toml", "a"),
            ("day/people.toml", "bc"),
            ("day/policies/door.toml", "d"),
            ("days.toml", "e"),
        ]);
        let entry = |path: &str| texts.entry(path.as_ref());
        assert_eq!(entry("day"), Some(Entry::Folder));
        assert_eq!(entry("./day/people.toml"), Some(Entry::File));
        assert_eq!(entry("da"), None);
        assert_eq!(
            texts.files_in("x/../day".as_ref()).unwrap(),
            ["x/../day/model.toml", "x/../day/people.toml"].map(PathBuf::from)
        );
        assert_eq!(texts.read("day/people.toml".as_ref(), 1).unwrap(), b"b");
        assert!(texts.read("day".as_ref(), 1).is_err());
    }
}
