//! Results on disk: a folder that is either whole or not there.
//!
//! | file | one row for each |
//! |---|---|
//! | `runs` | run |
//! | `groups` | run and group of people |
//! | `tiers` | run and tier of the portal |
//! | `series` | run, bin of time and group: what happened |
//! | `state` | run and bin of time: how the system stood |
//! | `waits` | run, group and bin of a histogram of waits |
//! | `draws` | launch under a draw of what nobody knows, where the experiment has draws |
//! | `equity` | run and share of the people: a group, a channel, a level of skill, a credential |
//!
//! each as CSV and as Parquet; `summary.json` with the numbers of the table, `manifest.json` with
//! what is needed to make every byte again, `inputs/` with the files that were read, and
//! `timings.csv`, the only file that differs from one machine to another. Every column is described
//! in `docs/results.md`.

#[cfg(feature = "store")]
mod abandoned;
mod csv;
#[cfg(feature = "store")]
mod draws;
mod equity;
#[cfg(feature = "store")]
mod exchange;
#[cfg(feature = "store")]
mod folder;
mod format;
mod formats;
#[cfg(feature = "store")]
mod inputs;
mod manifest;
#[cfg(feature = "store")]
mod names;
#[cfg(feature = "store")]
mod open;
mod over_time;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
mod runs;
mod source;
mod table;
#[cfg(feature = "store")]
mod timings;
mod waits;

#[cfg(feature = "store")]
use std::fs::{self, File};
#[cfg(feature = "store")]
use std::io::{self, BufWriter, Write};
#[cfg(feature = "store")]
use std::path::Path;

pub use crate::ensemble::identity::{Identity, Input, hash_of, sha256};
#[cfg(feature = "store")]
pub(in crate::experiment) use crate::ensemble::store::MANIFEST;
pub use csv::Csv;
#[cfg(feature = "store")]
pub use folder::{Target, TargetError};
pub use format::Format;
pub use formats::formats;
#[cfg(feature = "store")]
pub use inputs::RestoreError;
#[cfg(feature = "store")]
pub(in crate::experiment) use inputs::{kept, recall};
pub use manifest::{LAYOUT_VERSION, Manifest, OutputFile};
#[cfg(feature = "store")]
pub(crate) use names::INPUTS;
#[cfg(feature = "store")]
pub(in crate::experiment) use names::{CHARTS, SUMMARY, TIMINGS, is_of_format};
#[cfg(feature = "store")]
pub use open::{ReadError, Results, read_listed};
#[cfg(feature = "parquet")]
pub use parquet::Parquet;
pub use source::Source;
pub use table::{Column, Table, Values};
#[cfg(feature = "store")]
pub(in crate::experiment) use timings::{is_intact as are_timings_intact, is_older as are_timings_older};

use self::rows::Run;
#[cfg(feature = "store")]
use super::draws::DrawRuns;
#[cfg(feature = "store")]
use super::schedule::Stage;
use super::schedule::StageRuns;
#[cfg(feature = "store")]
use super::summary::Summary;
#[cfg(feature = "store")]
use crate::ensemble::store::sealed;
use crate::metrics::Quantity;
#[cfg(feature = "store")]
use clickday_engine::model::{CivilClock, Model};

/// The tables of a results folder, but for those that have the percentiles an experiment names.
const TABLES: [for<'a> fn(&[Run<'a>]) -> Table<'a>; 3] = [over_time::series, over_time::state, waits::waits];

/// What a row of a table takes at least, as CSV \[bytes\].
#[cfg(feature = "store")]
const LEAST_ROW: u64 = 40;

/// What the results of a comparison take at least on the disk \[bytes\]: the rows of every run for
/// each bin of time and group. What else there is depends on what happens in the runs.
#[cfg(feature = "store")]
pub fn least_bytes(model: &Model, policies: usize, stages: &[Stage]) -> u64 {
    let bins = CivilClock::new(&model.calendar).map_or(0, |clock| {
        let bin_us = model.calendar.bin.as_micros().max(1);
        clock.horizon_us() / bin_us
    });
    let launches: u64 = stages.iter().map(|stage| stage.replications).sum();
    let rows = bins.saturating_mul(model.people.group.len() as u64 + 1);
    let runs = launches.saturating_mul(policies as u64);
    runs.saturating_mul(rows).saturating_mul(LEAST_ROW)
}

/// Makes a table of runs, with the percentiles among the quantities that are asked for.
type MakeTable = for<'a> fn(&[Run<'a>], &[Quantity]) -> Table<'a>;

/// Those that do.
const WITH_PERCENTILES: [MakeTable; 4] = [runs::runs, runs::groups, runs::tiers, equity::equity];

#[cfg(feature = "store")]
/// What a results folder is made of.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// The manifest, its list of files still empty.
    pub manifest: &'a Manifest,
    /// The files that were read.
    pub sources: &'a [Source],
    /// The finished stages.
    pub stages: &'a [StageRuns],
    /// The launches under draws, where the experiment has draws.
    pub draws: Option<&'a DrawRuns>,
    /// The quantities that the experiment asks for.
    pub metrics: &'a [Quantity],
    /// What they come to.
    pub summary: &'a Summary,
}

#[cfg(feature = "store")]
/// Writes a results folder into the existing, empty `folder`. `also` adds what is not a table:
/// charts.
///
/// # Errors
/// When the disk refuses.
pub fn write(contents: Contents, folder: &Path, also: &dyn Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    let of_draws = contents.draws.map(|draws| draws::draws(draws, contents.metrics));
    for table in tables(contents.stages, contents.metrics).chain(of_draws) {
        for format in formats() {
            let name = format!("{}.{}", table.name, format.extension());
            create(&folder.join(name), |out| format.write(&table, out))?;
        }
    }
    create(&folder.join(TIMINGS), |out| {
        out.write_all(&timings::bytes(contents.stages)?)
    })?;
    create(&folder.join(SUMMARY), |out| json(contents.summary, out))?;
    fs::create_dir(folder.join(INPUTS))?;
    for (path, bytes) in kept(contents.sources) {
        fs::write(folder.join(path), bytes)?;
    }
    also(folder)?;
    let mut manifest = contents.manifest.clone();
    manifest.files = manifest::list(folder)?;
    create(&folder.join(MANIFEST), |out| out.write_all(&sealed(&manifest)?))
}

/// The tables of a results folder, in memory: each is made when the one before it has been taken. Those of runs, groups, tiers and
/// parts have the percentiles among the quantities that are asked for.
pub fn tables<'a>(stages: &'a [StageRuns], asked: &[Quantity]) -> impl Iterator<Item = Table<'a>> {
    let runs = rows::all(stages);
    let makers = WITH_PERCENTILES.into_iter().map(Maker::WithPercentiles);
    let makers = makers.chain(TABLES.into_iter().map(Maker::Plain));
    makers.map(move |maker| match maker {
        Maker::WithPercentiles(table) => table(&runs, asked),
        Maker::Plain(table) => table(&runs),
    })
}

enum Maker {
    WithPercentiles(MakeTable),
    Plain(for<'a> fn(&[Run<'a>]) -> Table<'a>),
}

#[cfg(feature = "store")]
fn create(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create_new(path)?);
    write(&mut out)?;
    out.flush()
}

#[cfg(feature = "store")]
fn json(value: &impl serde::Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::schedule::{Plan, Stage};
    use crate::metrics::{quantity, summary};

    const DOCUMENTATION: &str = concat!(
        include_str!("../../../docs/results.md"),
        include_str!("../../../docs/metrics.md")
    );

    fn stage() -> StageRuns {
        let stage = Stage {
            name: "quick".to_owned(),
            scale: 0.02,
            replications: 2,
        };
        let policies = ["open".to_owned(), "queue".to_owned()];
        let plan = Plan {
            stage: &stage,
            policies: &policies,
            seed: 1,
            first: 0,
        };
        plan.fake()
    }

    #[test]
    fn the_tables_of_runs_have_the_percentiles_that_are_asked_for() {
        let stages = [stage()];
        let runs = rows::all(&stages);
        let asked = ["p99.9 wait", "p5 page", "p12.5 submitted wait", "p30 call wait"];
        let asked = summary(asked.map(|name| quantity(name).unwrap()));
        let named =
            |table: Table| -> Vec<String> { table.columns.into_iter().map(|column| column.name).collect() };
        let (of_runs, of_groups) = (
            named(runs::runs(&runs, &asked)),
            named(runs::groups(&runs, &asked)),
        );
        for quantity in asked.iter().filter(|quantity| quantity.percentile().is_some()) {
            assert!(of_runs.contains(&quantity.name()), "{quantity:?}");
        }
        assert!(
            of_groups.contains(&"wait_p99.9_s".to_owned())
                && of_groups.contains(&"submitted_wait_p12.5_s".to_owned())
        );
    }

    #[cfg(feature = "store")]
    #[test]
    fn every_column_is_described() {
        let stages = [stage()];
        for table in tables(&stages, &summary([])).chain([timings::table(&stages)]) {
            for column in &table.columns {
                let described = DOCUMENTATION.contains(&format!("`{}`", column.name));
                assert!(
                    described || column.name == "in_web",
                    "{} of {}",
                    column.name,
                    table.name
                );
            }
        }
    }

    #[test]
    fn every_metric_is_described() {
        let asked = ["submitted wait p50", "call wait p50"].map(|name| quantity(name).unwrap());
        for name in summary(asked).iter().map(Quantity::name) {
            let described = DOCUMENTATION.contains(&format!("`{name}`"));
            assert!(described || name.ends_with("_share"), "{name}");
        }
    }

    #[cfg(feature = "store")]
    #[test]
    fn every_table_has_a_name_of_the_format() {
        for table in tables(&[], &[]).chain([timings::table(&[])]) {
            for format in formats() {
                let name = format!("{}.{}", table.name, format.extension());
                assert!(
                    names::is_of_format(&name) || table.name == "timings" && name != TIMINGS,
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn tables_have_a_row_for_everything_they_are_about() {
        let stages = [stage()];
        let rows: Vec<_> = tables(&stages, &summary([]))
            .map(|table| (table.name, table.rows()))
            .collect();
        // Two policies, two replications, one group, one tier, 74 hours, two bins of waits and the
        // unserved.
        let expected = [
            ("runs", 4),
            ("groups", 4),
            ("tiers", 4),
            ("equity", 0),
            ("series", 296),
            ("state", 296),
            ("waits", 12),
        ];
        assert_eq!(rows, expected);
    }
}
