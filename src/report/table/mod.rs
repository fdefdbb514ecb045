//! The table that a policy maker reads: the results of each policy, and how certain they are.
//!
//! Policies stand side by side. A row gives the value of the stage the table is about (full scale,
//! when it has been run) and below it what the other stages say: many launches at a small scale, as
//! an interval. The two are never mixed into one number. Plain text, at most a hundred columns
//! wide.
//!
//! `clickday compare` makes it of an experiment. It can be made of any runs:
//!
//! ```
//! use clickday::experiment::Summary;
//! use clickday::model::units::Percentile;
//! use clickday::report::table::{self, Styling};
//! use clickday::{Simulation, measures};
//!
//! let model = measures::load("models/inps-2020-04-01".as_ref(), &[])?;
//! let run = |name| Simulation::builder(&model).policy(name).scale(0.03).run();
//! let runs = ["open-to-all", "queue-with-tickets"].into_iter().map(run);
//! let summary = Summary::of_runs(&model, runs.collect::<Result<_, _>>()?)?;
//! println!("{}", table::report(&summary, &[Percentile::MEDIAN], Styling::default()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A program that wants other percentiles, goals or another confidence says so in a
//! [`SummaryRequest`](crate::experiment::summary::SummaryRequest).

mod over_draws;
mod rows;
mod verdict;
mod view;

use std::fmt::{self, Write};
use std::ops::{Range, RangeInclusive};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table};

pub use self::view::Styling;

#[cfg(feature = "store")]
pub(in crate::report) use self::rows::{Row as TableRow, asked_of, rows as main_rows};
#[cfg(feature = "store")]
pub(in crate::report) use self::view::{WIDTH as TABLE_WIDTH, paragraph as table_paragraph};

use self::rows::{Cell, Row, asked, rows};
use self::view::{View, WIDTH, launches, paragraph};
use crate::experiment::record::RecordLine;
use crate::experiment::summary::{PolicySummary, StageSummary, Summary};
use crate::messages::TableText;
use crate::messages::table::{Launches, RecordColumn, Subject};
use clickday_engine::model::units::Percentile;
use clickday_engine::names::in_line;
use clickday_engine::sim::result::Collapse;

/// Policies side by side; more go into further tables below.
const POLICIES_ACROSS: usize = 4;

/// Width of a policy's name above its column, so that four columns and the labels fit into a
/// hundred characters.
const NAME_WIDTH: usize = 15;

/// The report of a summary: title, table, verdict, and the public record beside the simulation.
/// `percentiles` are those of the waiting time, each among the metrics of the summary; the row of
/// one that is not says that there is no run. 50, 75, 90, 95 and 99 are among those of every
/// summary.
///
/// Empty while no stage has finished.
pub fn report(summary: &Summary, percentiles: &[Percentile], styling: Styling) -> String {
    let mut text = String::new();
    let Some(view) = View::of(summary, styling) else {
        return text;
    };
    let mut rows = rows(view.say(), &summary.deadline, percentiles);
    rows.extend(asked(summary, styling.language));
    // Writing to a string cannot fail.
    let _ = title(&mut text, &view);
    for from in (0..view.main.policies.len()).step_by(POLICIES_ACROSS) {
        let across = from..view.main.policies.len().min(from + POLICIES_ACROSS);
        let _ = writeln!(text, "\n{}", table(&view, &rows, across).trim_fmt());
    }
    let _ = legend(&mut text, &view);
    let _ = verdict::verdict(&mut text, &view);
    let _ = over_draws::over_draws(&mut text, &view, &rows);
    let _ = record(&mut text, &view);
    text
}

fn title(text: &mut String, view: &View) -> fmt::Result {
    let (summary, say) = (view.summary, view.say());
    let mut policies = view.main.policies.iter();
    let subject = Subject {
        model: &summary.model,
        start: &summary.start,
        until: &summary.until,
        time_zone: &summary.time_zone,
        entitled: policies.find_map(|policy| policy.estimate("eligible_people")?.value),
    };
    let stages: Vec<Launches> = view.stages().map(launches).collect();
    let mut scales: Vec<f64> = stages.iter().map(|stage| stage.scale).collect();
    scales.retain(|scale| *scale < 1.0);
    scales.dedup();
    writeln!(text, "{}", view.styling.heading(&summary.title))?;
    if !summary.what_if.is_empty() {
        paragraph(text, 0, &say.what_if(&summary.what_if))?;
    }
    if view.main.stage.scale < 1.0 {
        paragraph(text, 0, &say.no_full_scale(view.main.stage.scale))?;
    }
    paragraph(text, 0, &say.subject(&subject))?;
    paragraph(text, 0, &say.launches_of_each(&stages))?;
    if !scales.is_empty() {
        paragraph(text, 0, &say.meaning_of_scales(&scales))?;
    }
    paragraph(text, 0, say.meaning_of_wait())?;
    let collapse = say.meaning_of_collapse(Collapse::SHORTEST_S as f64, Collapse::COMPLETED_BELOW);
    paragraph(text, 0, &collapse)
}

fn table(view: &View, rows: &[Row], across: Range<usize>) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(
        NOTHING
            .top_border(rule)
            .header_separator(rule)
            .bottom_border(rule),
    );
    let names = view.main.policies[across.clone()]
        .iter()
        .map(|policy| wrapped(&in_line(&policy.policy)));
    table.set_header(std::iter::once(String::new()).chain(names));
    for row in rows {
        if !row.is_silent(view.stages().flat_map(|stage| &stage.policies)) {
            table.add_row(columns(view, row, across.clone()));
        }
    }
    align(&mut table, 1..=across.len());
    table
}

/// Puts two blanks between columns (one is the border that nothing is drawn for), and the given ones to the right.
fn align(table: &mut Table, right: RangeInclusive<usize>) {
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(index > 0), 0));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// A row as columns, the label first: blocks of lines, one a stage, as high in every column.
fn columns(view: &View, row: &Row, across: Range<usize>) -> Vec<String> {
    let say = view.say();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); across.len() + 1];
    let mut block = |label: Vec<String>, cells: Vec<Vec<String>>| {
        if cells.iter().all(Vec::is_empty) {
            return;
        }
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(label.len());
        for (column, mut lines) in columns.iter_mut().zip(std::iter::once(label).chain(cells)) {
            lines.resize(height, String::new());
            column.extend(lines);
        }
    };
    let sure = || vec![below(&row.interval_label(say, view.summary.confidence))];
    let cells = |stage: &StageSummary, cell: &dyn Fn(&PolicySummary) -> Cell| {
        let cells = stage.policies[across.clone()].iter().map(cell);
        cells.map(|cell| (cell.value, cell.interval)).unzip()
    };
    let (values, intervals) = cells(view.main, &|policy| row.cell(say, policy));
    block(row.label.lines().map(str::to_owned).collect(), values);
    if let Some(draws) = &view.summary.draws {
        let label = view
            .styling
            .language
            .draws()
            .range_label(draws.draws, view.summary.confidence);
        let policies = view.main.policies[across.clone()].iter();
        let ranges = policies.map(|policy| row.range_over_draws(say, draws, &policy.policy));
        block(vec![below(&label)], ranges.collect());
        // Chance is a small part of what is not known.
        if !view.styling.details {
            return joined(columns);
        }
    }
    block(sure(), intervals);
    for stage in &view.others {
        let (values, intervals) = cells(stage, &|policy| row.interval_alone(say, policy));
        block(vec![below(&say.stage_label(launches(stage)))], values);
        block(sure(), intervals);
    }
    joined(columns)
}

/// Columns as cells of a table.
fn joined(columns: Vec<Vec<String>>) -> Vec<String> {
    columns.into_iter().map(|lines| lines.join("\n")).collect()
}

/// A line below a label.
fn below(label: &str) -> String {
    format!("    {label}")
}

/// What each policy is, in words, where the model says so.
fn legend(text: &mut String, view: &View) -> fmt::Result {
    let said: Vec<&PolicySummary> = view
        .main
        .policies
        .iter()
        .filter(|p| !p.title.is_empty())
        .collect();
    if said.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    for policy in said {
        table.add_row([&policy.policy, &policy.title]);
    }
    align(&mut table, 9..=9);
    writeln!(text, "{}", table.trim_fmt())
}

/// A policy's name over lines of its column, broken at hyphens.
fn wrapped(name: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for part in name.split_inclusive('-') {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + part.len() <= NAME_WIDTH => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines.join("\n")
}

/// The public record beside the simulation.
fn record(text: &mut String, view: &View) -> fmt::Result {
    let summary = view.summary;
    if summary.record.is_empty() {
        return Ok(());
    }
    let say = view.say();
    writeln!(text)?;
    let heading = say.record(&summary.baseline, !summary.what_if.is_empty());
    if heading.chars().count() > usize::from(WIDTH) {
        paragraph(text, 0, &heading)?;
    } else {
        writeln!(text, "{}", view.styling.heading(&heading))?;
    }
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    let head = [
        RecordColumn::Recorded,
        RecordColumn::Simulated,
        RecordColumn::Off,
        RecordColumn::Source,
    ];
    table.set_header(std::iter::once("").chain(head.map(|column| say.record_column(column))));
    for line in &summary.record {
        table.add_row(record_line(say, line));
    }
    align(&mut table, 1..=3);
    writeln!(text, "{}", table.trim_fmt())
}

fn record_line(say: &dyn TableText, line: &RecordLine) -> [String; 5] {
    let recorded = line.applications as f64;
    let off = Some(line.simulated / recorded - 1.0).filter(|off| off.is_finite());
    [
        say.moment(&line.at),
        say.count(recorded),
        say.count(line.simulated),
        off.map(|off| say.off(off)).unwrap_or_default(),
        line.source.clone(),
    ]
}

#[cfg(test)]
mod tests;
