//! The page around the statements, and their values.

use serde::Serialize;

use crate::messages::Numbers;

/// The part of the launch a statement is about. Statements of a part stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who comes, and what the portal can do.
    Load,
    /// A portal that is a standard queue.
    Station,
    /// Applications of several pages.
    Session,
    /// When retries cause a collapse, and when the portal recovers.
    Storm,
    /// How many may be inside, and how long the others wait.
    WaitingRoom,
    /// How long the backlog lasts.
    Drain,
    /// Pages shown to the wrong person.
    Leak,
    /// Credentials asked for, and the helpline.
    Contact,
    /// What the other measures of the policy do.
    Measures,
    /// What attacks take, and what defences leave of them.
    Attack,
    /// What a simulation of it needs.
    Simulation,
}

/// A column of values.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    /// What theory gives.
    Theory,
    /// What the run gave.
    Simulated,
    /// How far they are apart.
    Difference,
}

/// How far the simulated value is from that of theory.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Difference {
    /// They are equal.
    Same,
    /// One happens, the other never.
    OnlyOne,
    /// In percentage points.
    Points(f64),
    /// The simulated one is so much later \[s\]; negative: earlier.
    Later(f64),
    /// As a share of the value of theory.
    Relative(f64),
    /// The simulated one is so many times the other.
    Times(f64),
    /// Theory says zero, and the run does not.
    NotZero,
}

/// The run that is printed beside theory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunBeside {
    /// Share of full scale.
    pub(crate) scale: f64,
    /// Master seed.
    pub(crate) seed: u64,
    /// Number of the replication under that seed.
    pub(crate) replication: u64,
}

/// The page around the statements, and their values.
pub(crate) trait PageText: Numbers {
    /// The first line: `INPS, 1 April 2020, policy open-to-all`.
    fn explained(&self, model: &str, policy: &str) -> String;
    /// Civil times of the run: `31 Mar 22:00 to 3 Apr 24:00, Europe/Rome`.
    fn span(&self, start: &str, end: &str, time_zone: &str) -> String;
    /// How to read the page: `This page shows what queueing theory predicts ...`.
    fn intro(&self) -> &'static str;
    /// What the run beside theory is: `The column “simulated” is one run at a scale of 1:33.3 ...`.
    fn beside(&self, run: RunBeside) -> String;
    /// The heading of a part: `How many people may be inside`.
    fn heading(&self, topic: Topic) -> &'static str;
    /// The heading of a column: `theory`.
    fn column(&self, column: Column) -> &'static str;
    /// A formula with the number of its source: `Formula: full-queue delay, D = K / C [5].`
    fn formula(&self, name: &str, source: usize) -> String;
    /// What a formula assumes: `Assumes: nobody leaves.`
    fn assumes(&self, words: &str) -> String;
    /// Why there is no simulated value: `No simulated value: it is advice.`
    fn not_simulated(&self, why: &str) -> String;
    /// The statements that do not arise, by their labels: `Not applicable: Mean wait for the call; ...`.
    fn not_applicable(&self, labels: &[&str]) -> String;
    /// The heading of the list of symbols: `Symbols in the formulas`.
    fn symbols_heading(&self) -> &'static str;
    /// Symbols and their meanings: `n` is `pages of an application`.
    fn symbols(&self) -> &'static [(&'static str, &'static str)];
    /// The heading of the list of sources: `Sources`.
    fn sources_heading(&self) -> &'static str;

    /// A rate in a column: `22.5/s`.
    fn per_second(&self, value: f64) -> String;
    /// Work of one core in a column: `6.00 s`.
    fn core_seconds(&self, value: f64) -> String;
    /// The time of what does not happen: `never`.
    fn never(&self) -> &'static str;
    /// How far two values are apart: `+2.0 %`, `60 min later`.
    fn difference(&self, difference: Difference) -> String;
    /// Why no run can be asked, where nothing more is known: `a run does not measure this`.
    fn not_measured(&self) -> &'static str;
    /// Why a run that was asked has no value: `this did not occur in the run`.
    fn not_in_the_run(&self) -> &'static str;
}
