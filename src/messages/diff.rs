//! The table of `diff`: two results folders held against each other.

use clickday_engine::figures::Measure;

use super::Numbers;
use super::table::{CellInterval, Launches};

/// The table of `diff`.
pub(crate) trait DiffText: Numbers {
    /// Above everything: `Two comparisons, A and B`.
    fn heading(&self) -> &'static str;
    /// Which folder one of them is: `A: results/rollout, “Who comes when”, clickday 0.2.0, seed 1`.
    fn side(&self, side: &DiffSide<'_>) -> String;
    /// Above what was changed: `What was changed`.
    fn changes_heading(&self) -> &'static str;
    /// The head of a column: `A`, `B less A`, `95 % interval`.
    fn column(&self, column: DiffColumn) -> String;
    /// Nothing was changed.
    fn nothing_changed(&self) -> &'static str;
    /// The label of a change: `portal.tier.web.slots`, `seed`, `scale of stage quick`.
    fn change(&self, what: ChangedThing<'_>) -> String;
    /// What is not there in one of the two: `–`.
    fn absent(&self) -> &'static str;
    /// What an empty table of the model is there as: `there`.
    fn present(&self) -> &'static str;
    /// How many further values were changed: `and 12 more values`.
    fn more_changes(&self, more: u64) -> String;
    /// There are launches under draws of what nobody knows, and they are not compared.
    fn draws_not_compared(&self) -> &'static str;
    /// The models could not be read by this version.
    fn values_unread(&self) -> &'static str;

    /// Above the differences of a stage: `Stage quick: 6 launches at 1:2`.
    fn stage(&self, stage: &str, a: Launches, b: Launches) -> String;
    /// Whether launches are compared one by one: `Paired: each launch of B has the same people as ...`.
    fn pairing(&self, is_paired: bool) -> &'static str;
    /// Nothing differs in any launch: `No difference in any launch.`
    fn no_difference(&self) -> &'static str;
    /// A difference with its sign: `+3,100`, `-45.0 min`, `+3.1 points`.
    fn difference(&self, measure: Measure, interval: CellInterval) -> String;
    /// Its interval: `+2,900 to +3,300`.
    fn difference_interval(&self, measure: Measure, interval: CellInterval) -> String;
    /// What the difference comes to, at most 14 characters: `matters`.
    fn finding(&self, finding: FindingName) -> &'static str;
    /// What the words of the last column mean, given the least share and the least time \[s\] that matter.
    fn legend(&self, confidence: f64, least_share: f64, least_s: f64) -> String;
}

/// One of the two folders.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DiffSide<'a> {
    /// Whether it is A.
    pub(crate) is_a: bool,
    /// Its path.
    pub(crate) folder: &'a str,
    /// The experiment's title.
    pub(crate) title: &'a str,
    /// The program and its version.
    pub(crate) tool: &'a str,
    /// The seed.
    pub(crate) seed: u64,
    /// What was overridden in the model.
    pub(crate) overrides: &'a [String],
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DiffColumn {
    /// The first folder.
    A,
    /// The second folder.
    B,
    /// The difference.
    Difference,
    /// Its interval at this confidence.
    Interval(f64),
    /// What it comes to.
    Finding,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangedThing<'a> {
    /// A value of the model, by its path.
    Value(&'a str),
    /// The file of the experiment.
    Experiment,
    /// A file, by its name.
    File(&'a str),
    /// A policy is compared, by its name.
    Policy(&'a str),
    /// The baseline.
    Baseline,
    /// The seed.
    Seed,
    /// The scale of a stage, by its name.
    Scale(&'a str),
    /// The launches of each policy in a stage, by its name.
    Replications(&'a str),
    /// The confidence of intervals.
    Confidence,
    /// The program and its version.
    Version,
}

/// What a difference comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FindingName {
    /// Every launch has the same value in both.
    Same,
    /// Sure, and large enough to matter.
    Matters,
    /// Too small to matter.
    Small,
    /// Chance can be the reason.
    Unclear,
    /// Too few launches for an interval.
    TooFew,
}
