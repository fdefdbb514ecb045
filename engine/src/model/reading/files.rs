//! The files of a model: one, or all those of a folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tree::{Entry, Node, Place, Text, Value};
use super::{Problem, steps};
use crate::model::source::{self, Source, reason};

/// The largest file that is read: over a hundred times the largest that ships. Reading takes work and memory in proportion to it.
const MOST_BYTES: usize = 1 << 20;
/// The most files of one folder. Assumed.
const MOST_FILES: usize = 1_000;

/// The sub-folder in which a model folder may keep a file for each policy.
const POLICIES: &str = "policies";

/// The TOML files under `path`: itself, or those of the folder and of its `policies`, by name.
pub(super) fn list(source: &dyn Source, path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if source.entry(path) != Some(source::Entry::Folder) {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = toml_files(source, path)?;
    let policies = path.join(POLICIES);
    if source.entry(&policies) == Some(source::Entry::Folder) {
        files.extend(toml_files(source, &policies)?);
    }
    if files.len() > MOST_FILES {
        let wrong = format!("the folder holds more than {MOST_FILES} TOML files");
        return Err(Problem::with_file(
            path.display().to_string(),
            wrong,
            "name a model file or folder",
        ));
    }
    if files.is_empty() {
        let name = path.display().to_string();
        return Err(Problem::with_file(
            name,
            "the folder holds no TOML file",
            "name a model file or folder",
        ));
    }
    Ok(files)
}

fn toml_files(source: &dyn Source, folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut files = source
        .files_in(folder)
        .map_err(|error| unreadable(folder, &error))?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    Ok(files)
}

/// Reads the text of a file.
pub(super) fn text(source: &dyn Source, path: &Path) -> Result<Text, Problem> {
    // One byte more than allowed tells a file that is too large from one that just fits; a device has no end.
    match source.read(path, MOST_BYTES as u64 + 1) {
        Ok(bytes) => of_bytes(path.display().to_string(), bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// The text that these bytes of a file called `name` are.
pub(super) fn of_bytes(name: String, bytes: Vec<u8>) -> Result<Text, Problem> {
    if bytes.len() > MOST_BYTES {
        let wrong = format!("the file is larger than {} MiB", MOST_BYTES >> 20);
        return Err(Problem::with_file(name, wrong, "name a model file or folder"));
    }
    if let Some(encoding) = utf_16_or_32(&bytes) {
        let wrong = format!("this seems to be {encoding} text");
        return Err(Problem::with_file(name, wrong, "save it as UTF-8"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Text {
            name,
            text: text.into(),
        }),
        Err(_) => Err(Problem::with_file(
            name,
            "the file is not text",
            "save it as UTF-8",
        )),
    }
}

/// The encoding of two or four bytes for each character that a file seems to have, with its mark or without.
fn utf_16_or_32(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some("UTF-16"),
        _ => None,
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::NotFound {
        return no_such(path);
    }
    let wrong = format!("the file cannot be read: {}", reason(error));
    Problem::with_file(path.display().to_string(), wrong, "")
}

/// The problem of a path at which there is nothing.
fn no_such(path: &Path) -> Problem {
    let (wrong, right) = ("there is no such file", "name a model file or folder");
    Problem::with_file(path.display().to_string(), wrong, right)
}

/// Where the top-level keys of a document are, and its policies. It is kept from one file to the next: looking for each key
/// among all the others would take the square of their number.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    top: BTreeMap<String, usize>,
    policies: BTreeMap<String, usize>,
}

/// Adds the top-level keys of another file. Policies are gathered by name, and every file may say the same version;
/// any other key in two files is a problem.
pub(super) fn merge(root: &mut Node, keys: &mut Keys, more: Node) -> Vec<Problem> {
    let (Value::Table(entries), Value::Table(others)) = (&mut root.value, more.value) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    know(&mut keys.top, entries);
    for entry in others {
        steps::count(1);
        match keys.top.get(&entry.key).map(|i| &mut entries[*i]) {
            None => {
                keys.top.insert(entry.key.clone(), entries.len());
                entries.push(entry);
            }
            Some(first) if entry.key == "version" && first.node.written() == entry.node.written() => {}
            Some(first) if entry.key == "policy" => problems.extend(gather(first, &mut keys.policies, entry)),
            Some(first) => problems.push(twice(first, &entry, "keep each top-level table in one file")),
        }
    }
    problems
}

/// Notes where each key is, where not all of them are known.
fn know(keys: &mut BTreeMap<String, usize>, entries: &[Entry]) {
    if keys.len() != entries.len() {
        steps::count(entries.len());
        let all = entries.iter().enumerate();
        *keys = all.map(|(i, entry)| (entry.key.clone(), i)).collect();
    }
}

fn gather(first: &mut Entry, keys: &mut BTreeMap<String, usize>, second: Entry) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let (Value::Table(entries), Value::Table(others)) = (&mut first.node.value, second.node.value) {
        know(keys, entries);
        for entry in others {
            steps::count(1);
            match keys.get(&entry.key).map(|i| &entries[*i]) {
                None => {
                    keys.insert(entry.key.clone(), entries.len());
                    entries.push(entry);
                }
                Some(first) => problems.push(twice(first, &entry, "give one of the policies another name")),
            }
        }
    }
    problems
}

fn twice(first: &Entry, second: &Entry, right: &str) -> Problem {
    let wrong = format!("`{}` is already in {}", second.key, first.key_place.source.name);
    second.key_place.problem(wrong, right)
}

/// The root of a document of several texts.
pub(super) fn root(path: &Path) -> Node {
    let source = Arc::new(Text {
        name: path.display().to_string(),
        text: "".into(),
    });
    Node::empty_table(Place { source, span: None })
}
