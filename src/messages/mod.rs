//! The catalogue of messages: every sentence and label that a reader meets in tables, charts, explanations, summaries and on the
//! screen, and what each metric is called and is.
//!
//! Each area has a trait here, with one method for each message. A method takes typed arguments and gives whole sentences, so that a
//! language has its own order of words, plurals and numbers. A language is a folder with one implementation of each trait; the
//! compiler refuses one that lacks a message. What a measure says is in the measure's folder, in the same form.
//!
//! Errors and the help of the command line are not here. They are in English only, with the types they
//! belong to. An error says what is wrong where it is found, with the values that it has there, and a
//! program that embeds the library matches its variants. The help of an option is the documentation of
//! the argument, from which `clap` makes it.

pub(crate) mod calibration;
#[cfg(feature = "report")]
pub(crate) mod charts;
pub(crate) mod claims;
#[cfg(feature = "cli")]
pub mod commands;
#[cfg(feature = "store")]
pub(crate) mod diff;
pub(crate) mod draws;
mod en;
pub(crate) mod explain;
pub(crate) mod metrics;
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
#[cfg(feature = "store")]
pub(crate) use diff::DiffText;
pub(crate) use draws::DrawsText;
pub(crate) use en::English;
pub(crate) use explain::ExplainText;
pub use explain::Topic;
pub(crate) use metrics::MetricText;
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

    /// What commands say beside their reports.
    #[cfg(feature = "cli")]
    pub fn commands(self) -> &'static dyn commands::CommandText {
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

    /// The table of `diff`.
    #[cfg(feature = "store")]
    pub(crate) fn diff(self) -> &'static dyn DiffText {
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

    /// Metrics: what each is called, what it is, and values of it.
    pub(crate) fn metrics(self) -> &'static dyn MetricText {
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
