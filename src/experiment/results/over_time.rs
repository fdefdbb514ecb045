//! `series` and `state`: a run bin by bin, what happened to each group and how the system stood.

use super::rows::{Run, metrics};
use super::table::Table;
use crate::metrics::{Dimension, View, catalogue};
use clickday_engine::sim::result::{BinCounts, BinState};

/// One row a run, bin and group: what happened to the group within the bin.
pub(super) fn series<'a>(runs: &[Run<'a>]) -> Table<'a> {
    let mut rows: Vec<(Run<'a>, usize, &'a str, &'a BinCounts)> = Vec::new();
    for run in runs {
        let series = &run.result.series;
        for (index, counts) in series.counts.iter().enumerate() {
            let (bin, group) = (index / series.groups.len(), index % series.groups.len());
            rows.push((*run, bin, &series.groups[group], counts));
        }
    }
    let mut table = Table::new("series");
    bin_keys(&mut table, rows.iter().map(|row| (row.0, row.1)));
    table.text("group", rows.iter().map(|row| row.2));
    let counts = rows.iter().map(|row| View::Bin(row.3));
    metrics(&mut table, &[Dimension::Time], &counts, &[]);
    table
}

/// One row a run and bin: how the system stood.
pub(super) fn state<'a>(runs: &[Run<'a>]) -> Table<'a> {
    let rows: Vec<(Run<'a>, usize, &'a BinState)> = runs
        .iter()
        .flat_map(|run| {
            run.result
                .series
                .state
                .iter()
                .enumerate()
                .map(|(bin, state)| (*run, bin, state))
        })
        .collect();
    let mut table = Table::new("state");
    bin_keys(&mut table, rows.iter().map(|row| (row.0, row.1)));
    let states = || rows.iter().map(|row| row.2);
    // All runs of an experiment have the portal of its one model.
    let tiers = runs.first().map_or(&[][..], |run| &run.result.series.tiers);
    for (index, tier) in tiers.iter().enumerate() {
        for metric in catalogue().filter(|metric| metric.has(Dimension::TierState)) {
            let name = format!("{}_{tier}", metric.column);
            let values = states().map(|state| metric.value(View::TierState(state, index), None));
            table.number(name, metric.unit.name(), values);
        }
    }
    let of_system = rows.iter().map(|row| View::State(row.2));
    metrics(&mut table, &[Dimension::State], &of_system, &[]);
    table
}

fn bin_keys<'a>(table: &mut Table<'a>, bins: impl Iterator<Item = (Run<'a>, usize)> + Clone) {
    table.keys(bins.clone().map(|(run, _)| run));
    let series = bins.map(|(run, bin)| (&run.result.series, bin));
    table.time(
        "time",
        series.clone().map(|(s, bin)| s.time.get(bin).map(String::as_str)),
    );
    table.number(
        "start_s",
        "s",
        series.clone().map(|(s, bin)| s.start_s.get(bin).copied()),
    );
    table.number("bin_s", "s", series.map(|(s, _)| Some(s.bin_s)));
}
