//! A summary as the table shows it.

use crate::experiment::Stage;
use crate::experiment::summary::{StageSummary, Summary};
use crate::figures::scale;
use crate::messages::Language;

/// How a report is dressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styling {
    /// Bold headings, for a terminal.
    pub bold: bool,
    /// The language of its words.
    pub language: Language,
}

impl Styling {
    pub(in crate::report) fn heading(self, text: &str) -> String {
        if self.bold {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
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

    pub(super) fn stages(&self) -> impl Iterator<Item = &'a StageSummary> + '_ {
        std::iter::once(self.main).chain(self.others.iter().copied())
    }
}

/// `1 launch at 1:1`, `20 launches at 1:50`.
pub(super) fn launches(stage: &StageSummary) -> String {
    let Stage {
        replications,
        scale: share,
        ..
    } = stage.stage;
    let plural = if replications == 1 { "launch" } else { "launches" };
    format!("{replications} {plural} at {}", scale(share))
}
