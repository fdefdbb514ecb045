//! Two results folders held against each other, in one table: what was changed, and what it changes.

use std::fmt::{self, Write};
use std::ops::RangeInclusive;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::table::{Styling, TABLE_WIDTH, TableRow, asked_of, main_rows, table_paragraph as paragraph};
use crate::experiment::diff::{
    Change, Changed, Contrast, Diff, Finding, LEAST_SHARE, LEAST_TIME_S, PolicyDiff, Side, StageDiff,
};
use crate::experiment::schedule::Stage;
use crate::messages::DiffText;
use crate::messages::diff::{ChangedThing, DiffColumn, DiffSide, FindingName};
use crate::messages::table::{CellInterval, Launches};

/// Changes that are shown; how many more there are is said.
const MOST_CHANGES: usize = 30;

/// The report: what was changed, and then, stage by stage and policy by policy, the rows of the
/// table of `compare` in A and in B, with their difference.
pub fn report(diff: &Diff, styling: Styling) -> String {
    let mut text = String::new();
    let page = Page {
        diff,
        styling,
        say: styling.language.diff(),
    };
    // Writing to a string cannot fail.
    let _ = page.write(&mut text);
    text
}

struct Page<'a> {
    diff: &'a Diff,
    styling: Styling,
    say: &'static dyn DiffText,
}

impl Page<'_> {
    fn write(&self, text: &mut String) -> fmt::Result {
        let (diff, say) = (self.diff, self.say);
        writeln!(text, "{}", self.styling.heading(say.heading()))?;
        paragraph(text, 0, &say.side(&side(&diff.a, true)))?;
        paragraph(text, 0, &say.side(&side(&diff.b, false)))?;
        if diff.has_draws {
            paragraph(text, 0, say.draws_not_compared())?;
        }
        writeln!(text, "\n{}", self.styling.heading(say.changes_heading()))?;
        self.changes(text)?;
        for stage in &diff.stages {
            self.stage(text, stage)?;
        }
        if diff.stages.iter().any(has_difference) {
            writeln!(text)?;
            paragraph(text, 0, &say.legend(diff.confidence, LEAST_SHARE, LEAST_TIME_S))?;
        }
        Ok(())
    }

    fn changes(&self, text: &mut String) -> fmt::Result {
        let (changes, say) = (&self.diff.changes, self.say);
        if !self.diff.has_values {
            paragraph(text, 2, say.values_unread())?;
        }
        if changes.is_empty() {
            return paragraph(text, 2, say.nothing_changed());
        }
        let mut table = plain();
        table.set_header([
            String::new(),
            say.column(DiffColumn::A),
            say.column(DiffColumn::B),
        ]);
        for change in changes.iter().take(MOST_CHANGES) {
            let cell = |value: &Option<String>| self.changed_to(change, value.as_deref());
            table.add_row([
                format!("  {}", say.change(thing(change))),
                cell(&change.a),
                cell(&change.b),
            ]);
        }
        align(&mut table, 9..=9);
        writeln!(text, "{}", table.trim_fmt())?;
        match changes.len().saturating_sub(MOST_CHANGES) as u64 {
            0 => Ok(()),
            more => paragraph(text, 2, &say.more_changes(more)),
        }
    }

    fn changed_to(&self, change: &Change, value: Option<&str>) -> String {
        match (change.what, value) {
            (_, None) => self.say.absent().to_owned(),
            (Changed::Policy, Some(_)) | (_, Some("{}")) => self.say.present().to_owned(),
            (Changed::Scale, Some(share)) => share
                .parse()
                .map_or_else(|_| share.to_owned(), |share| self.say.scale(share)),
            (Changed::Confidence, Some(share)) => share
                .parse()
                .map_or_else(|_| share.to_owned(), |share| self.say.percent(share)),
            (_, Some(value)) => value.to_owned(),
        }
    }

    fn stage(&self, text: &mut String, stage: &StageDiff) -> fmt::Result {
        let say = self.say;
        let heading = say.stage(&stage.a.name, launches(&stage.a), launches(&stage.b));
        writeln!(text, "\n{}", self.styling.heading(&heading))?;
        paragraph(text, 0, say.pairing(stage.is_paired))?;
        if !has_difference(stage) {
            return paragraph(text, 0, say.no_difference());
        }
        let rows = self.rows(stage);
        let mut table = plain();
        table.set_header([
            String::new(),
            say.column(DiffColumn::A),
            say.column(DiffColumn::B),
            say.column(DiffColumn::Difference),
            say.column(DiffColumn::Interval(self.diff.confidence)),
            say.column(DiffColumn::Finding),
        ]);
        for policy in &stage.policies {
            table.add_row([policy.policy.as_str(), "", "", "", "", ""]);
            for (row, contrast) in rows.iter().filter_map(|row| Some((row, of_row(policy, row)?))) {
                let all = stage.policies.iter().filter_map(|policy| of_row(policy, row));
                if !row.is_silent_of(all.flat_map(|contrast| [&contrast.a, &contrast.b])) {
                    table.add_row(self.cells(row, contrast));
                }
            }
        }
        align(&mut table, 1..=4);
        writeln!(text, "{}", table.trim_fmt())
    }

    /// The rows of the table of `compare`, and those of what the experiments ask for besides.
    fn rows(&self, stage: &StageDiff) -> Vec<TableRow> {
        let say = self.styling.language.table();
        let mut rows = main_rows(say, &self.diff.a.deadline, &self.diff.percentiles);
        let metrics = stage
            .policies
            .first()
            .into_iter()
            .flat_map(|policy| &policy.metrics);
        let names = metrics.map(|contrast| contrast.metric.as_str());
        rows.extend(asked_of(names, self.styling.language));
        rows
    }

    fn cells(&self, row: &TableRow, contrast: &Contrast) -> [String; 6] {
        let (say, table) = (self.say, self.styling.language.table());
        let interval = CellInterval {
            value: contrast.difference,
            low: contrast.interval.and_then(|bounds| bounds.low),
            high: contrast.interval.and_then(|bounds| bounds.high),
        };
        let label: Vec<String> = row.label.lines().map(|line| format!("  {line}")).collect();
        [
            label.join("\n"),
            row.written(table, &contrast.a).join("\n"),
            row.written(table, &contrast.b).join("\n"),
            say.difference(row.measure(), interval),
            contrast
                .interval
                .map_or_else(String::new, |_| say.difference_interval(row.measure(), interval)),
            say.finding(finding(contrast.finding)).to_owned(),
        ]
    }
}

fn of_row<'a>(policy: &'a PolicyDiff, row: &TableRow) -> Option<&'a Contrast> {
    policy
        .metrics
        .iter()
        .find(|contrast| contrast.metric == row.metric)
}

/// Whether some launch of a stage has another value in B than in A.
fn has_difference(stage: &StageDiff) -> bool {
    let mut contrasts = stage.policies.iter().flat_map(|policy| &policy.metrics);
    contrasts.any(|contrast| contrast.finding != Finding::Same)
}

fn plain() -> Table {
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(TABLE_WIDTH);
    table
}

/// The given columns to the right, the others to the left, and two blanks between them.
fn align(table: &mut Table, right: RangeInclusive<usize>) {
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(index > 0), 0));
        if right.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn side(side: &Side, is_a: bool) -> DiffSide<'_> {
    DiffSide {
        is_a,
        folder: &side.folder,
        title: &side.title,
        tool: &side.tool,
        seed: side.seed,
        overrides: &side.overrides,
    }
}

fn thing(change: &Change) -> ChangedThing<'_> {
    let name = change.name.as_str();
    match change.what {
        Changed::Value | Changed::Override => ChangedThing::Value(name),
        Changed::Experiment => ChangedThing::Experiment,
        Changed::File => ChangedThing::File(name),
        Changed::Policy => ChangedThing::Policy(name),
        Changed::Baseline => ChangedThing::Baseline,
        Changed::Seed => ChangedThing::Seed,
        Changed::Scale => ChangedThing::Scale(name),
        Changed::Replications => ChangedThing::Replications(name),
        Changed::Confidence => ChangedThing::Confidence,
        Changed::Version => ChangedThing::Version,
    }
}

const fn finding(finding: Finding) -> FindingName {
    match finding {
        Finding::Same => FindingName::Same,
        Finding::Matters => FindingName::Matters,
        Finding::Small => FindingName::Small,
        Finding::Unclear => FindingName::Unclear,
        Finding::TooFew => FindingName::TooFew,
    }
}

fn launches(stage: &Stage) -> Launches {
    Launches {
        launches: stage.replications,
        scale: stage.scale,
    }
}
