//! `clickday plan`: the runs of a sweep, shared out among many machines.

use std::io::Write;
use std::path::PathBuf;

use clickday::ensemble::store::require_room;
use clickday::experiment::inputs::Prepared;
use clickday::experiment::shards;

use super::number::whole;
use super::{Outcome, origin, screen};

/// The manifest has a line for each shard.
const MOST_SHARDS: u64 = 100_000;

const EXAMPLES: &str = "\
Example:
  clickday plan rollout-posterior --shards 24 --out shared/plan";

/// Divides the runs of a sweep into shards, for many machines.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Plan {
    /// Experiment with a design: a file, or a name from `clickday models`.
    experiment: PathBuf,
    /// Number of shards. Each shard is one call of `clickday shard`, and should take minutes: hundreds of small runs.
    /// At most as many as there are runs, or 1000.
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = whole(1, MOST_SHARDS))]
    shards: u64,
    /// Folder for the plan, its parts and the results. Every machine must see it.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Override a value of the model, for example portal.tier.web.slots=3000. Can be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
}

impl Plan {
    pub(crate) fn run(&self) -> Outcome {
        let prepared = Prepared::read(&self.experiment, &self.set)?;
        prepared.try_values()?;
        require_room(&self.out, prepared.least_bytes(prepared.study.most_tasks()))?;
        let mut out = screen::out();
        origin::write(&mut out, prepared.loaded.locations())?;
        screen::tell_notes(&prepared.notes());
        let (manifest, path) = shards::plan(&prepared, self.shards as usize, &self.out)?;
        let say = screen::say();
        let plan = say.plan(&manifest.title, manifest.runs(), manifest.shards.len());
        writeln!(out, "{plan}\n{}", say.manifest(&path.display().to_string()))?;
        let empty = manifest.shards.iter().filter(|runs| runs.is_empty()).count();
        if empty > 0 {
            writeln!(out, "{}", say.empty_shards(empty, manifest.runs()))?;
        }
        Ok(())
    }
}
