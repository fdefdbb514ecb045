//! `runs`, `groups`, `tiers`: what each run came to, as a whole, by group of people and by tier of the portal.

use super::rows::{Run, all_waits, attempts, percentiles};
use super::table::Table;
use crate::experiment::measures::{Measure, Time};
use crate::sim::result::{CacheSummary, GroupSummary, RoomSummary, RunResult, TierSummary};

/// One row a run, with the percentiles among `measures`.
pub(super) fn runs<'a>(rows: &[Run<'a>], measures: &[Measure]) -> Table<'a> {
    let mut table = Table::new("runs");
    table.keys(rows.iter().copied());
    people(&mut table, rows);
    let results = || rows.iter().map(|run| run.result);
    attempts(&mut table, &results().map(|r| &r.attempts));
    all_waits(&mut table, measures, &results().map(|r| &r.times.waits));
    table.number("page_mean_s", "s", results().map(|r| r.page_s.mean));
    percentiles(
        &mut table,
        measures,
        Time::Page,
        &results().map(|r| &r.times.pages),
    );
    table.flag("collapsed", results().map(|r| r.collapsed));
    table.time(
        "collapsed_since",
        results().map(|r| r.collapse.as_ref().map(|c| c.since.as_str())),
    );
    table.number(
        "collapsed_s",
        "s",
        results().map(|r| r.collapse.as_ref().map(|c| c.total_s)),
    );
    waiting_room(&mut table, rows);
    emergency_cache(&mut table, rows);
    let attack = |r: &RunResult| r.attacks.iter().map(|(_, attack)| attack.requests.total).sum();
    table.count("attack_requests", "requests", results().map(attack));
    for percentile in Time::CallWait.percentiles(measures) {
        let measure = Measure::Percentile(Time::CallWait, percentile);
        table.number(measure.name(), "s", results().map(|r| Some(measure.of(r))));
    }
    table.count("events", "events", results().map(|r| r.events));
    table
}

fn people<'a>(table: &mut Table<'a>, rows: &[Run<'a>]) {
    let results = || rows.iter().map(|run| run.result);
    table.time("start", results().map(|r| Some(r.start.as_str())));
    table.time("until", results().map(|r| Some(r.until.as_str())));
    table.time("deadline", results().map(|r| Some(r.deadline.as_str())));
    let mut count = |name, of: fn(&RunResult) -> u64| table.count(name, "people", results().map(of));
    count("eligible", |r| r.eligible);
    count("tried", |r| r.tried);
    count("submitted", |r| r.submitted);
    count("submitted_by_deadline", |r| r.submitted_by_deadline);
    count("still_trying", |r| r.still_trying);
    count("given_up", |r| r.given_up);
    count("never_came", |r| r.never_came);
}

/// Empty where the policy has no emergency cache.
fn emergency_cache(table: &mut Table, rows: &[Run]) {
    let mut number = |name: &str, unit, of: fn(&CacheSummary) -> u64| {
        let values = rows
            .iter()
            .map(|run| run.result.emergency_cache.as_ref().map(|cache| of(cache) as f64));
        table.number(format!("cache_{name}"), unit, values);
    };
    number("stored", "pages", |cache| cache.stored);
    number("victims", "people", |cache| cache.victims);
    number("exposures", "attempts", |cache| cache.exposures);
    number("own", "attempts", |cache| cache.own);
}

/// Empty where the policy has no waiting room.
fn waiting_room(table: &mut Table, rows: &[Run]) {
    let mut number = |name: &str, unit, of: fn(&RoomSummary) -> Option<f64>| {
        let values = rows
            .iter()
            .map(|run| run.result.waiting_room.as_ref().and_then(of));
        table.number(format!("room_{name}"), unit, values);
    };
    number("tickets", "tickets", |room| Some(room.tickets as f64));
    number("called", "tickets", |room| Some(room.called as f64));
    number("called_in_vain", "tickets", |room| {
        Some(room.called_in_vain as f64)
    });
    number("claimed", "tickets", |room| Some(room.claimed as f64));
    number("lapsed", "tickets", |room| Some(room.lapsed as f64));
    number("left", "people", |room| Some(room.left as f64));
    number("polls", "polls", |room| Some(room.polls as f64));
    number("mean_waiting", "people", |room| Some(room.mean_waiting));
    number("most_waiting", "people", |room| Some(room.most_waiting as f64));
    number("mean_inside", "people", |room| Some(room.mean_inside));
    number("mean_wait_s", "s", |room| room.mean_wait_s);
}

/// One row a run and group of people, with the percentiles among `measures`.
pub(super) fn groups<'a>(runs: &[Run<'a>], measures: &[Measure]) -> Table<'a> {
    let rows: Vec<(Run<'a>, &'a str, &'a GroupSummary)> = runs
        .iter()
        .flat_map(|run| {
            run.result
                .by_group
                .iter()
                .map(|(name, group)| (*run, name.as_str(), group))
        })
        .collect();
    let mut table = Table::new("groups");
    table.keys(rows.iter().map(|row| row.0));
    table.text("group", rows.iter().map(|row| row.1));
    let summaries = || rows.iter().map(|row| row.2);
    let mut count = |name, of: fn(&GroupSummary) -> u64| table.count(name, "people", summaries().map(of));
    count("eligible", |g| g.eligible);
    count("tried", |g| g.tried);
    count("submitted", |g| g.submitted);
    count("submitted_by_deadline", |g| g.submitted_by_deadline);
    count("still_trying", |g| g.still_trying);
    count("given_up", |g| g.given_up);
    count("never_came", |g| g.never_came);
    attempts(&mut table, &summaries().map(|g| &g.attempts));
    all_waits(&mut table, measures, &summaries().map(|g| &g.waits));
    table
}

/// One row a run and tier.
pub(super) fn tiers<'a>(runs: &[Run<'a>]) -> Table<'a> {
    let rows: Vec<(Run<'a>, &'a str, &'a TierSummary)> = runs
        .iter()
        .flat_map(|run| {
            run.result
                .tiers
                .iter()
                .map(|(name, tier)| (*run, name.as_str(), tier))
        })
        .collect();
    let mut table = Table::new("tiers");
    table.keys(rows.iter().map(|row| row.0));
    table.text("tier", rows.iter().map(|row| row.1));
    let summaries = || rows.iter().map(|row| row.2);
    let mut count = |name, of: fn(&TierSummary) -> u64| table.count(name, "requests", summaries().map(of));
    count("arrivals", |t| t.arrivals);
    count("served", |t| t.served);
    count("refused", |t| t.refused);
    count("abandoned", |t| t.abandoned);
    count("failed", |t| t.failed);
    count("inside", |t| t.inside);
    let mut number =
        |name, unit, of: fn(&TierSummary) -> Option<f64>| table.number(name, unit, summaries().map(of));
    number("mean_in_tier", "requests", |t| Some(t.mean_in_tier));
    number("mean_slots_taken", "slots", |t| Some(t.mean_slots_taken));
    number("mean_sojourn_s", "s", |t| t.mean_sojourn_s);
    number("mean_backlog_wait_s", "s", |t| t.mean_backlog_wait_s);
    number("p_wait", "share", |t| t.p_wait);
    number("utilisation", "share", |t| Some(t.utilisation));
    number("goodput_per_s", "requests per second", |t| Some(t.goodput_per_s));
    number("attack_answers_per_s", "requests per second", |t| {
        Some(t.attack_answers_per_s)
    });
    number("work_after_departure_share", "share", |t| {
        Some(t.work_after_departure_share)
    });
    number("undelivered_work_share", "share", |t| {
        Some(t.undelivered_work_share)
    });
    table
}
