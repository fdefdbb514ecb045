//! The files of a model: one, or all those of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Problem;
use super::tree::{Entry, Node, Place, Source, Value};

/// The sub-folder in which a model folder may keep a file for each policy.
const POLICIES: &str = "policies";

/// The TOML files under `path`: itself, or those of the folder and of its `policies`, by name.
pub(super) fn list(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = toml_files(path).map_err(|error| unreadable(path, &error))?;
    let policies = path.join(POLICIES);
    if policies.is_dir() {
        files.extend(toml_files(&policies).map_err(|error| unreadable(&policies, &error))?);
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

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads the text of a file.
pub(super) fn text(path: &Path) -> Result<Source, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Source {
            name: path.display().to_string(),
            text: text.into(),
        }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let (wrong, right) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_owned(), "name a model file or folder"),
        io::ErrorKind::InvalidData => ("the file is not text".to_owned(), "save it as UTF-8"),
        _ => (format!("the file cannot be read: {error}"), ""),
    };
    Problem::with_file(path.display().to_string(), wrong, right)
}

/// Adds the top-level keys of another file. Policies are gathered by name, and every file may say the same version;
/// any other key in two files is a problem.
pub(super) fn merge(root: &mut Node, more: Node) -> Vec<Problem> {
    let (Value::Table(entries), Value::Table(others)) = (&mut root.value, more.value) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    for entry in others {
        match entries.iter_mut().find(|first| first.key == entry.key) {
            None => entries.push(entry),
            Some(first) if entry.key == "version" && first.node.written() == entry.node.written() => {}
            Some(first) if entry.key == "policy" => problems.extend(gather(first, entry)),
            Some(first) => problems.push(twice(first, &entry, "keep each top-level table in one file")),
        }
    }
    problems
}

fn gather(first: &mut Entry, second: Entry) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let (Value::Table(entries), Value::Table(others)) = (&mut first.node.value, second.node.value) {
        for entry in others {
            match entries.iter().find(|first| first.key == entry.key) {
                None => entries.push(entry),
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
    let source = Arc::new(Source {
        name: path.display().to_string(),
        text: "".into(),
    });
    Node::empty_table(Place { source, span: None })
}
