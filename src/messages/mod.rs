//! The catalogue of messages: every sentence and label that a reader meets in tables, charts, explanations and summaries.
//!
//! Each area has a trait here, with one method for each message. A method takes typed arguments and gives whole sentences, so that a
//! language has its own order of words, plurals and numbers. A language is a folder with one implementation of each trait; the
//! compiler refuses one that lacks a message. What a measure says is in the measure's folder, in the same form.
//!
//! Errors and the help of the command line are in English only, and are with the types they belong to.

pub(crate) mod calibration;
#[cfg(feature = "report")]
pub(crate) mod charts;
pub(crate) mod claims;
pub(crate) mod draws;
mod en;
pub(crate) mod explain;
mod numbers;
pub(crate) mod policy;
mod run;
pub(crate) mod sweep;
pub(crate) mod table;
mod words;

pub(crate) use calibration::CalibrationText;
#[cfg(feature = "report")]
pub(crate) use charts::ChartText;
pub(crate) use claims::ClaimsText;
pub(crate) use draws::DrawsText;
pub(crate) use en::English;
pub(crate) use explain::ExplainText;
pub use explain::Topic;
pub(crate) use numbers::Numbers;
pub(crate) use policy::PolicyText;
pub(crate) use run::{Cost, RunRow, RunSection, RunText, Whole};
pub(crate) use sweep::SweepText;
pub(crate) use table::TableText;
pub(crate) use words::Words;

/// A language that results can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
}

impl Language {
    /// The table of `compare`, and what stands below it.
    pub(crate) fn table(self) -> &'static dyn TableText {
        match self {
            Language::English => &en::English,
        }
    }

    /// What the table of `compare` says of draws of what nobody knows.
    pub(crate) fn draws(self) -> &'static dyn DrawsText {
        match self {
            Language::English => &en::English,
        }
    }

    /// Titles, labels and descriptions of charts.
    #[cfg(feature = "report")]
    pub(crate) fn charts(self) -> &'static dyn ChartText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The statements of `explain` about who comes, what the portal can do, and the day.
    pub(crate) fn explain(self) -> &'static dyn ExplainText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The statements of `explain` about a policy.
    pub(crate) fn policy(self) -> &'static dyn PolicyText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The report of `claims`.
    pub(crate) fn claims(self) -> &'static dyn ClaimsText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The report of `sweep`.
    pub(crate) fn sweep(self) -> &'static dyn SweepText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The reports of `calibrate` and `validate`.
    pub(crate) fn calibration(self) -> &'static dyn CalibrationText {
        match self {
            Language::English => &en::English,
        }
    }

    /// The summary of `run`.
    pub(crate) fn run(self) -> &'static dyn RunText {
        match self {
            Language::English => &en::English,
        }
    }
}
