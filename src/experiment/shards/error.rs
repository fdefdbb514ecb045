//! What can go wrong when a sweep is shared out.

use std::path::PathBuf;

use crate::ensemble::{StoreError, Unfinished};
use crate::experiment::inputs::InputError;
use crate::experiment::results::RestoreError;

/// Why there is no plan, no part, or no whole.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// The list of runs depends on the results of other runs.
    #[error("{0}; run it on one machine: clickday sweep")]
    Adaptive(String),
    /// There are far fewer runs than shards.
    #[error("{runs} runs cannot be shared out among {shards} shards: write --shards {most} or fewer")]
    TooMany {
        /// How many were asked for.
        shards: usize,
        /// How many runs there are.
        runs: usize,
        /// The most that are possible.
        most: usize,
    },
    /// Something else is there.
    #[error("{} already exists, and is not the folder of this plan{why}; choose another folder with --out DIR", .folder.display())]
    Taken {
        /// The folder.
        folder: PathBuf,
        /// How they differ, if both are plans.
        why: String,
    },
    /// There is no manifest, or it says nothing that this build understands.
    #[error("{} is no manifest that this build reads: {reason}; make a plan with clickday plan FILE --shards N --out DIR", .path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// This is not the program, or these are not the files, that the plan was made with.
    #[error("{} was planned otherwise: {difference}; make a new plan in another folder", .path.display())]
    Changed {
        /// The manifest.
        path: PathBuf,
        /// What is not as it was.
        difference: String,
    },
    /// There is no such shard.
    #[error("there is no shard {index}: the plan has {shards}, from 0 to {}", .shards.saturating_sub(1))]
    NoShard {
        /// The number that was asked for.
        index: usize,
        /// How many there are.
        shards: usize,
    },
    /// Parts are missing or cannot be used.
    #[error("{} of {shards} shards have no part that can be used:\n{}\nmake them with: clickday shard {} --index I", .lacking.len(), .lacking.join("\n"), .manifest.display())]
    Incomplete {
        /// The manifest.
        manifest: PathBuf,
        /// How many shards there are.
        shards: usize,
        /// A line for each that is lacking.
        lacking: Vec<String>,
    },
    /// A file that was kept with the plan is lost.
    #[error("{0}; make a new plan in another folder")]
    Lost(#[from] RestoreError),
    /// The experiment cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A run failed, or somebody stopped them.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] StoreError),
}
