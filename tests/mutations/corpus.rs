//! What ships: every model, policy and experiment file, and the words and pieces they are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a file belongs, and so how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A model in one file.
    Model,
    /// A file of a model folder: read with the others of the folder.
    Part,
    /// An experiment.
    Experiment,
    /// A calibration.
    Calibration,
    /// A file of claims.
    Claims,
}

/// A file that ships.
#[derive(Debug, Clone)]
pub(crate) struct Shipped {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// All files, and what they are made of.
pub(crate) struct Corpus {
    pub(crate) files: Vec<Shipped>,
    /// Values as they stand after `=`, without the line's rest.
    pub(crate) values: Vec<String>,
    /// Bare words: keys, names and kinds.
    pub(crate) words: Vec<String>,
    /// Values by the last key of their path.
    pub(crate) by_key: BTreeMap<String, Vec<String>>,
}

impl Corpus {
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for (folder, kind) in [
            ("models/textbook", Kind::Model),
            ("models/physics", Kind::Model),
            ("models/inps-2020-04-01", Kind::Part),
            ("models/cerb-2020-04-06", Kind::Part),
            ("models/seiss-2020-05-13", Kind::Part),
            ("models/census-2016-08-09", Kind::Part),
            ("tests/models/launch", Kind::Part),
            ("tests/models/launch/policies", Kind::Part),
            ("experiments", Kind::Experiment),
        ] {
            let mut paths: Vec<PathBuf> = fs::read_dir(root.join(folder))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
                .collect();
            paths.sort();
            files.extend(paths.into_iter().map(|path| {
                let text = fs::read_to_string(&path).unwrap();
                let kind = match kind {
                    Kind::Experiment if text.contains("[[observation]]") => Kind::Calibration,
                    Kind::Experiment if text.contains("[[claim]]") => Kind::Claims,
                    kind => kind,
                };
                Shipped { path, kind, text }
            }));
        }
        let texts = || files.iter().flat_map(|file| file.text.lines());
        let values: BTreeSet<String> = texts()
            .filter_map(|line| line.split_once(" = "))
            .map(|(_, value)| value.split(" #").next().unwrap_or_default().trim().to_owned())
            .filter(|value| value.len() < 120)
            .collect();
        let words: BTreeSet<String> = texts()
            .filter(|line| !line.trim_start().starts_with('#'))
            .flat_map(|line| line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')))
            .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
            .map(str::to_owned)
            .collect();
        let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, value) in files.iter().flat_map(|file| settings_in(&file.text)) {
            by_key.entry(last_key(&path).to_owned()).or_default().push(value);
        }
        Corpus {
            values: values.into_iter().collect(),
            words: words.into_iter().collect(),
            by_key,
            files,
        }
    }
}

/// The last key of a dotted path.
pub(crate) fn last_key(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The dotted paths of the keys of a text, as `--set` takes them, and their values.
pub(crate) fn settings_in(text: &str) -> Vec<(String, String)> {
    let mut table = String::new();
    let mut settings = Vec::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix('[') {
            table = header.split(']').next().unwrap_or_default().replace('[', "");
        } else if let Some((key, value)) = line.split_once(" = ") {
            let dot = if table.is_empty() { "" } else { "." };
            let value = value.split(" #").next().unwrap_or_default().trim();
            settings.push((format!("{table}{dot}{}", key.trim()), value.to_owned()));
        }
    }
    settings
}
