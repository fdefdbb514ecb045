//! Why two results folders cannot be held against each other.

use std::path::PathBuf;

use crate::experiment::results::ReadError;

/// Why two results folders cannot be held against each other.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// There is nothing of the kind.
    #[error("{} {}; name two folders that `clickday compare` wrote, for example results/rollout", .0.display(), if .0.is_dir() { "has no manifest.json" } else { "does not exist" })]
    Nothing(PathBuf),
    /// It holds results of another command.
    #[error("{} holds the results of `clickday {kind}`; only those of `clickday compare` can be held against each other", .folder.display())]
    OtherKind {
        /// The folder.
        folder: PathBuf,
        /// The command that wrote it.
        kind: &'static str,
    },
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// No stage of the one has the name of a stage of the other.
    #[error("the two have no stage in common: {} has {a}, and {} has {b}", .folders.0.display(), .folders.1.display())]
    NoStage {
        /// The two.
        folders: Box<(PathBuf, PathBuf)>,
        /// The finished stages of the first.
        a: String,
        /// The finished stages of the second.
        b: String,
    },
    /// No policy of the one has the name of a policy of the other.
    #[error("the two have no policy in common: {} has {a}, and {} has {b}", .folders.0.display(), .folders.1.display())]
    NoPolicy {
        /// The two.
        folders: Box<(PathBuf, PathBuf)>,
        /// The policies of the first.
        a: String,
        /// The policies of the second.
        b: String,
    },
}
