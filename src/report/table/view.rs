//! A summary as the table shows it.

use std::fmt::{self, Write};

use crate::experiment::summary::{StageSummary, Summary};
use crate::messages::table::Launches;
use crate::messages::{Language, TableText};
use clickday_engine::names::in_line;

/// Characters to a line.
pub(in crate::report) const WIDTH: u16 = 100;

/// How a report is dressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styling {
    /// Bold headings, for a terminal.
    pub bold: bool,
    /// Where an experiment has draws: what chance alone does, beside what is not known, and the bias of the small scale for each
    /// row.
    pub details: bool,
    /// The language of its words.
    pub language: Language,
}

impl Styling {
    /// A heading, which has a line of its own.
    pub(in crate::report) fn heading(self, text: &str) -> String {
        let text = in_line(text);
        if self.bold {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.into_owned()
        }
    }
}

/// A summary as it is to be read: about one stage, with the others beside it.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) summary: &'a Summary,
    /// The stage the table is about, one of those at the largest scale.
    pub(super) main: &'a StageSummary,
    /// The other stages.
    pub(super) others: Vec<&'a StageSummary>,
    pub(super) styling: Styling,
}

impl<'a> View<'a> {
    pub(super) fn of(summary: &'a Summary, styling: Styling) -> Option<Self> {
        let larger = |a: &&StageSummary, b: &&StageSummary| a.stage.scale.total_cmp(&b.stage.scale);
        let main = summary.stages.iter().max_by(larger)?;
        let others = summary
            .stages
            .iter()
            .filter(|stage| stage.stage.name != main.stage.name);
        Some(View {
            summary,
            main,
            others: others.collect(),
            styling,
        })
    }

    /// The messages in the language of the report.
    pub(super) fn say(&self) -> &'static dyn TableText {
        self.styling.language.table()
    }

    pub(super) fn stages(&self) -> impl Iterator<Item = &'a StageSummary> + '_ {
        std::iter::once(self.main).chain(self.others.iter().copied())
    }
}

/// The launches of a stage, as messages take them.
pub(super) fn launches(stage: &StageSummary) -> Launches {
    Launches {
        launches: stage.stage.replications,
        scale: stage.stage.scale,
    }
}

/// Writes a paragraph over lines of at most [`WIDTH`] characters, the second and later ones further to the right.
pub(in crate::report) fn paragraph(text: &mut String, indent: usize, words: &str) -> fmt::Result {
    let mut column = 0;
    let mut at = indent;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > usize::from(WIDTH) {
            writeln!(text)?;
            column = 0;
            at = indent + 2;
        }
        if column == 0 {
            write!(text, "{:at$}{word}", "")?;
            column = at + length;
        } else {
            write!(text, " {word}")?;
            column += 1 + length;
        }
    }
    writeln!(text)
}
