//! `runs`, `groups`, `tiers`: the results of each run, as a whole, by group of people and by tier
//! of the portal.

use super::rows::{Run, metrics};
use super::table::Table;
use crate::metrics::{Dimension, Quantity, View};
use clickday_engine::sim::equity::Equity;

/// One row a run, with the percentiles among those `asked` for.
pub(super) fn runs<'a>(rows: &[Run<'a>], asked: &[Quantity]) -> Table<'a> {
    let mut table = Table::new("runs");
    table.keys(rows.iter().copied());
    let results = || rows.iter().map(|run| run.result);
    table.time("start", results().map(|r| Some(r.start.as_str())));
    table.time("until", results().map(|r| Some(r.until.as_str())));
    table.time("deadline", results().map(|r| Some(r.deadline.as_str())));
    table.flag("collapsed", results().map(|r| r.collapsed));
    table.time(
        "collapsed_since",
        results().map(|r| r.collapse.as_ref().map(|c| c.since.as_str())),
    );
    let of = [Dimension::Run, Dimension::Room];
    metrics(&mut table, &of, &results().map(View::Run), asked);
    table.count("events", "events", results().map(|r| r.events));
    table
}

/// One row a run and group of people, with the percentiles among those `asked` for.
pub(super) fn groups<'a>(runs: &[Run<'a>], asked: &[Quantity]) -> Table<'a> {
    let mut rows: Vec<(Run<'a>, &'a str, View<'a>)> = Vec::new();
    for run in runs {
        let equity = run.result.equity.as_ref();
        for (name, group) in &run.result.by_group {
            let named = |equity: &'a Equity| equity.by_group.iter().find(|(key, _)| key == name);
            let share = equity.and_then(named).map(|(_, share)| share);
            rows.push((*run, name, View::Group(group, share)));
        }
    }
    of_parts("groups", Dimension::Group, &rows, asked)
}

/// One row a run and tier, with the percentiles among those `asked` for.
pub(super) fn tiers<'a>(runs: &[Run<'a>], asked: &[Quantity]) -> Table<'a> {
    let rows = runs.iter().flat_map(|run| {
        let tiers = run.result.tiers.iter();
        tiers.map(|(name, tier)| (*run, name.as_str(), View::Tier(tier)))
    });
    of_parts("tiers", Dimension::Tier, &rows.collect::<Vec<_>>(), asked)
}

/// One row a part of a run, by its name.
fn of_parts<'a>(
    name: &'static str,
    dimension: Dimension,
    rows: &[(Run<'a>, &'a str, View<'a>)],
    asked: &[Quantity],
) -> Table<'a> {
    let mut table = Table::new(name);
    table.keys(rows.iter().map(|row| row.0));
    table.text(dimension.name(), rows.iter().map(|row| row.1));
    metrics(&mut table, &[dimension], &rows.iter().map(|row| row.2), asked);
    table
}
