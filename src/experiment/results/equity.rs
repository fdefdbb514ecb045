//! `equity`: who was served when and what it cost whom, by group, channel, skill and credential.

use super::rows::{Run, waits};
use super::table::Table;
use crate::sim::equity::{Equity, Share};

/// Some of the people of a run.
struct Row<'a> {
    run: Run<'a>,
    by: &'static str,
    who: &'a str,
    share: &'a Share,
    equity: &'a Equity,
}

/// One row a run and share of the people. The columns about order and evenness are of the whole run, in the row of `all` alone.
pub(super) fn equity<'a>(runs: &[Run<'a>]) -> Table<'a> {
    let rows: Vec<Row<'a>> = runs.iter().flat_map(|run| of_run(*run)).collect();
    let mut table = Table::new("equity");
    table.keys(rows.iter().map(|row| row.run));
    table.text("by", rows.iter().map(|row| row.by));
    table.text("who", rows.iter().map(|row| row.who));
    let shares = || rows.iter().map(|row| row.share);
    let mut count = |name, of: fn(&Share) -> u64| table.count(name, "people", shares().map(of));
    count("tried", |s| s.tried);
    count("submitted", |s| s.submitted);
    count("submitted_by_deadline", |s| s.submitted_by_deadline);
    count("early", |s| s.early);
    waits(&mut table, &shares().map(|s| &s.wait_s));
    let mut hours = |name, of: fn(&Share) -> f64| {
        table.number(name, "people-hours", shares().map(|s| Some(of(s))));
    };
    hours("attended_h", |s| s.attended_h);
    hours("unattended_h", |s| s.unattended_h);
    hours("lost_h", |s| s.lost_h);
    let blocked = shares().map(|s| s.blocked.map(|n| n as f64));
    table.number("blocked", "attempts", blocked);
    let mut of_all = |name, of: fn(&Equity) -> Option<f64>| {
        let values = rows
            .iter()
            .map(|row| of(row.equity).filter(|_| row.by == EVERYONE));
        table.number(name, "share", values);
    };
    of_all("overtaking", |e| e.overtaking);
    of_all("gini_wait", |e| e.gini_wait);
    of_all("gini_attended", |e| e.gini_attended);
    of_all("office_share_of_early", |e| e.office_share_of_early);
    of_all("office_share_of_all", |e| e.office_share_of_all);
    table
}

const EVERYONE: &str = "all";

fn of_run(run: Run<'_>) -> Vec<Row<'_>> {
    let Some(equity) = &run.result.equity else {
        return Vec::new();
    };
    let row = |by, who, share| Row {
        run,
        by,
        who,
        share,
        equity,
    };
    let mut rows = vec![row(EVERYONE, "", &equity.all)];
    for (by, shares) in [
        ("group", &equity.by_group),
        ("channel", &equity.by_channel),
        ("skill", &equity.by_skill),
        ("credential", &equity.by_credential),
    ] {
        rows.extend(shares.iter().map(|(who, share)| row(by, who.as_str(), share)));
    }
    rows
}
