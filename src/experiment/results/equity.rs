//! `equity`: who was served when, and the time that it took them, by group, channel, skill and
//! credential.

use super::rows::{Run, metrics};
use super::table::Table;
use crate::metrics::catalogue::ended_in;
use crate::metrics::{Dimension, Quantity, View};
use clickday_engine::sim::equity::Share;
use clickday_engine::sim::result::Outcome;

/// Some of the people of a run.
struct Row<'a> {
    run: Run<'a>,
    by: &'static str,
    who: &'a str,
    share: &'a Share,
}

/// One row a run and share of the people, with the percentiles among those `asked` for.
pub(super) fn equity<'a>(runs: &[Run<'a>], asked: &[Quantity]) -> Table<'a> {
    let rows: Vec<Row<'a>> = runs.iter().flat_map(|run| of_run(*run)).collect();
    let mut table = Table::new("equity");
    table.keys(rows.iter().map(|row| row.run));
    table.text("by", rows.iter().map(|row| row.by));
    table.text("who", rows.iter().map(|row| row.who));
    let shares = rows.iter().map(|row| View::Share(row.share));
    metrics(&mut table, &[Dimension::Channel], &shares, asked);
    let blocked = ended_in(Outcome::Blocked);
    let shares = rows.iter().map(|row| View::Share(row.share));
    let of_shares = shares.map(|share| blocked.value(share, None));
    table.number(blocked.column, blocked.unit.name(), of_shares);
    table
}

fn of_run(run: Run<'_>) -> Vec<Row<'_>> {
    let Some(equity) = &run.result.equity else {
        return Vec::new();
    };
    let row = |by, who, share| Row { run, by, who, share };
    let mut rows = vec![row("all", "", &equity.all)];
    for (dimension, shares) in [
        (Dimension::Group, &equity.by_group),
        (Dimension::Channel, &equity.by_channel),
        (Dimension::Skill, &equity.by_skill),
        (Dimension::Credential, &equity.by_credential),
    ] {
        let by = dimension.name();
        rows.extend(shares.iter().map(|(who, share)| row(by, who.as_str(), share)));
    }
    rows
}
