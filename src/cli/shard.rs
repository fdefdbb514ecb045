//! `clickday shard`: the runs of one shard of a plan.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::ensemble::store::require_room;
use clickday::experiment::shards::{self, Part, PartState, ShardError, Shards};

use super::failure::Left;
use super::many::{self, RunOptions};
use super::number::whole;
use super::{Failure, Outcome, screen};

const EXAMPLES: &str = "\
Example:
  clickday shard shared/plan --index 0";

/// Runs one shard of a plan (skips it if it is done), and prints its file as JSON.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Shard {
    /// Folder of the plan, or its manifest.
    manifest: PathBuf,
    /// Index of the shard. The first is 0.
    #[arg(long, allow_negative_numbers = true, value_name = "I", value_parser = whole(0, u32::MAX.into()))]
    index: u64,
    #[command(flatten)]
    options: RunOptions,
}

impl Shard {
    pub(crate) fn run(&self) -> Outcome {
        let part = self.part().inspect_err(|failure| {
            shards::note_failure(&self.manifest, self.index(), &failure.reason());
        })?;
        let told = serde_json::json!({
            "path": part.path,
            "rows": part.rows.len(),
            "sha256": part.sha256,
        });
        writeln!(io::stdout().lock(), "{told}")?;
        Ok(())
    }

    fn index(&self) -> usize {
        self.index as usize
    }

    fn part(&self) -> Result<Part, Failure> {
        let shards = Shards::open(&self.manifest)?;
        match shards.find(self.index())? {
            PartState::Whole(part) => return Ok(part),
            PartState::Damaged { path, reason } => {
                let (file, reason) = (path.display().to_string(), reason.to_string());
                let damaged = screen::say().damaged_shard(self.index(), &file, &reason);
                screen::tell(&damaged);
            }
            PartState::Missing | PartState::Failed(_) => {}
        }
        let tasks = shards.tasks(self.index())?;
        let prepared = &shards.prepared;
        shards.rehearse()?;
        require_room(&shards.folder(), prepared.least_bytes(tasks.len() as u64))?;
        let made = self
            .options
            .workers()?
            .collect(tasks, &|task, run| prepared.simulate(task, run));
        let rows = made.map_err(|error| {
            let left = |_| Left::Exactly(tasks.len() as u64);
            many::unfinished(error, left, false)
        })?;
        Ok(shards.keep(self.index(), rows)?)
    }
}

impl From<ShardError> for Failure {
    fn from(error: ShardError) -> Self {
        match error {
            ShardError::Input(error) => error.into(),
            ShardError::Disk(error) => error.into(),
            _ => Failure::Refused(error.to_string()),
        }
    }
}
