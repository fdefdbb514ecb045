//! `clickday gather`: the parts of a plan as one table.

use std::io::{self, Write};
use std::path::PathBuf;

use clickday::ensemble::store::rehearse;
use clickday::experiment::shards::Shards;
use clickday::experiment::store::write_tables;

use super::{Outcome, many};

const EXAMPLES: &str = "\
Examples:
  clickday gather shared/plan
  clickday gather shared/plan --missing";

/// Combines the parts of a plan into the results of a sweep.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Gather {
    /// Folder of the plan.
    folder: PathBuf,
    /// Print the indices of the shards that are not done, one on each line. Nothing is written.
    #[arg(long, alias = "lacking")]
    missing: bool,
    /// Print the results and nothing else.
    #[arg(long)]
    quiet: bool,
}

impl Gather {
    pub(crate) fn run(&self) -> Outcome {
        let shards = Shards::open(&self.folder)?;
        if self.missing {
            let mut out = io::stdout().lock();
            for index in shards.lacking()? {
                writeln!(out, "{index}")?;
            }
            return Ok(());
        }
        // Reading all parts and their statistics may take long.
        let folder = shards.folder();
        rehearse(&folder)?;
        shards.remove_abandoned();
        let rows = shards.gather()?;
        let analysis = many::analysis(&shards.prepared, &rows);
        // The same parts give the same bytes: a table that has others is not ours.
        write_tables(&folder, &shards.prepared.study, &rows, &analysis, &|_, _| false)?;
        many::report(&analysis, &folder, self.quiet)?;
        many::require_success(&analysis, &rows)
    }
}
