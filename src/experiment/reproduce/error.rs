//! Why results cannot be made again.

use std::io;
use std::path::{Path, PathBuf};

use crate::experiment::inputs::InputError;
use crate::experiment::results::RestoreError;
use crate::experiment::shards::ShardError;
use clickday_engine::model::Problems;
use clickday_engine::model::source::reason;

/// Why a claim cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum ReproduceError {
    /// It is no manifest.
    #[error("{} is no manifest of clickday compare, sweep or plan: {reason}", .path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is nothing to reproduce.
    #[error("{} {}; name a folder of results, for example results/rollout", .0.display(), if .0.is_dir() { "has no manifest.json" } else { "does not exist" })]
    Nothing(PathBuf),
    /// Not all was run.
    #[error("{} claims nothing yet: {what}", .path.display())]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// What has to be done.
        what: &'static str,
    },
    /// Another program made it.
    #[error("{} was made by {theirs}, this is {ours}; only the same version makes the same bytes", .path.display())]
    AnotherTool {
        /// The manifest.
        path: PathBuf,
        /// Who made it.
        theirs: String,
        /// Who we are.
        ours: String,
    },
    /// The manifest is not as it was written.
    #[error("{} was changed after clickday wrote it: it does not have the SHA-256 that it ends with", .0.display())]
    Edited(PathBuf),
    /// The manifest lists what is no file of such results, and may lie elsewhere.
    #[error("{} lists {name:?}, which is no file of such a folder", .path.display())]
    Stray {
        /// The manifest.
        path: PathBuf,
        /// What it lists.
        name: String,
    },
    /// A file of the results is a link to something outside.
    #[error("{} is a link that leads out of the folder of results; put a copy of the file in its place", .0.display())]
    LeadsOut(PathBuf),
    /// The manifest lists a file that was not read.
    #[error("the manifest lists {name:?} among its inputs, which the experiment does not read")]
    NotRead {
        /// What it lists.
        name: String,
    },
    /// The files do not say what the manifest says.
    #[error(
        "the manifest has the overrides {claimed:?}, which do not begin with those of the experiment itself"
    )]
    Overrides {
        /// Those of the manifest.
        claimed: Vec<String>,
    },
    /// Results to compare with are of other files.
    #[error("nothing is proven: other files were run than are claimed: {difference}")]
    OtherFiles {
        /// What is not the same.
        difference: String,
    },
    /// The experiment cannot be read.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// The experiment cannot be run.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The plan is not as it was made.
    #[error(transparent)]
    Plan(#[from] ShardError),
    /// A file is lost.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The disk refuses.
    #[error("cannot read {}: {}", .path.display(), reason(.source))]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ReproduceError {
    /// What the disk said about a file.
    pub(super) fn disk(path: &Path) -> impl FnOnce(io::Error) -> ReproduceError {
        let path = path.to_owned();
        move |source| ReproduceError::Disk { path, source }
    }
}
