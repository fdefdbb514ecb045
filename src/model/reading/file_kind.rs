//! Of which kind a file is, by its top-level tables, and which command takes it.

use super::document::Document;

/// Of which kind a file or folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A launch or a textbook queue.
    Model,
    /// Policies for any model.
    Policies,
    /// Policies of a model, to be compared.
    Comparison,
    /// Many combinations of the values of a model.
    Sweep,
    /// Values of a model, to be fitted to a record.
    Calibration,
    /// What was said of a launch in public.
    Claims,
}

impl FileKind {
    /// The kind of a document, where its top-level tables show it.
    pub fn of(document: &Document) -> Option<FileKind> {
        let has = |key: &str| document.has(key);
        let any = |keys: &[&str]| keys.iter().any(|key| has(key));
        if has("claim") {
            Some(FileKind::Claims)
        } else if any(&["observation", "known-until"]) {
            Some(FileKind::Calibration)
        } else if has("model") && any(&["design", "factor"]) {
            Some(FileKind::Sweep)
        } else if has("stage") || has("model") && !has("parameter") {
            Some(FileKind::Comparison)
        } else if any(&["people", "portal", "journey", "calendar"]) {
            Some(FileKind::Model)
        } else if has("policy") && !has("title") {
            Some(FileKind::Policies)
        } else {
            None
        }
    }

    /// What it is called, with its article.
    pub fn noun(self) -> &'static str {
        match self {
            FileKind::Model => "a model",
            FileKind::Policies => "a file of policies",
            FileKind::Comparison => "an experiment",
            FileKind::Sweep => "an experiment with a design",
            FileKind::Calibration => "a calibration",
            FileKind::Claims => "a file of claims",
        }
    }

    /// The command that takes a file of this kind.
    pub fn command(self, file: &str) -> String {
        match self {
            FileKind::Model => format!("clickday run {file}"),
            FileKind::Policies => format!("clickday run MODEL --policy {file}"),
            FileKind::Comparison => format!("clickday compare {file}"),
            FileKind::Sweep => format!("clickday sweep {file}"),
            FileKind::Calibration => format!("clickday calibrate {file}"),
            FileKind::Claims => format!("clickday claims {file}"),
        }
    }

    /// Whether a command that wants `self` can do something with `other`: it then says itself what is missing.
    fn accepts(self, other: FileKind) -> bool {
        let is_experiment = |kind| matches!(kind, FileKind::Comparison | FileKind::Sweep);
        self == other || is_experiment(self) && is_experiment(other)
    }
}

impl Document {
    /// Makes sure that this is a file of a kind. Another kind is the only problem that is told: all others follow from it.
    pub(crate) fn require(&mut self, wanted: FileKind) {
        let Some(found) = FileKind::of(self).filter(|found| !wanted.accepts(*found)) else {
            return;
        };
        let wrong = format!("this is {}, not {}", found.noun(), wanted.noun());
        let right = format!("use it with: {}", found.command(self.name()));
        self.reject(&wrong, &right);
    }
}
