//! Of which kind a file is, by its top-level tables, and which command takes it.

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
    /// The kind of a file, where its top-level keys show it; `has` says which there are.
    pub(super) fn of(has: impl Fn(&str) -> bool) -> Option<FileKind> {
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
    pub(super) fn accepts(self, other: FileKind) -> bool {
        let is_experiment = |kind| matches!(kind, FileKind::Comparison | FileKind::Sweep);
        self == other || is_experiment(self) && is_experiment(other)
    }
}
