//! What commands say beside their reports: what was read, how far they are, and where the results are.
//!
//! Their help and their errors are not here. `clap` makes the help from the arguments of a command,
//! and an error says what is wrong where it is found (`thiserror`).

use crate::shipped::Group;

/// Paths, of which the first are named.
#[derive(Debug, Clone, Copy)]
pub struct NamedPaths<'a> {
    /// Those that are named.
    pub named: &'a [String],
    /// How many more there are.
    pub more: usize,
}

/// What `check` found in order.
#[derive(Debug, Clone, Copy)]
pub enum Checked<'a> {
    /// A model, whose times are in this zone.
    Model(&'a str),
    /// Policies.
    Policies,
    /// An experiment.
    Experiment,
    /// A calibration.
    Calibration,
    /// Claims.
    Claims,
}

/// How large a sweep is.
#[derive(Debug, Clone, Copy)]
pub struct SweepSize<'a> {
    /// Its title.
    pub title: &'a str,
    /// The design, by its name in the experiment.
    pub design: &'a str,
    /// Points of the design.
    pub points: usize,
    /// Policies.
    pub policies: usize,
    /// Launches of each policy at each point.
    pub launches: u64,
    /// Runs in all.
    pub runs: u64,
    /// Whether there may be fewer, since a search ends when it knows enough.
    pub is_at_most: bool,
    /// Runs that are there from before.
    pub there: usize,
    /// The scale of all of them.
    pub scale: f64,
}

/// What runs will take.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How long \[s\].
    pub seconds: f64,
    /// How many run at a time.
    pub at_once: usize,
    /// What they write \[B\].
    pub bytes: u64,
    /// After how long a small run was broken off \[s\], if one was: time and room are then the least.
    pub broken_off_after_s: Option<f64>,
}

/// The runs of a stage of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct StageName<'a> {
    /// The name of the stage.
    pub name: &'a str,
    /// The share of full scale that is simulated.
    pub scale: f64,
}

/// What commands say beside their reports.
pub trait CommandText {
    /// The line about what was read, of which either may be nothing:
    /// `Input: mine.toml, a.toml and 2 more (from disk); models/textbook/mm1.toml (shipped with clickday 0.2.0)`.
    fn input(&self, disk: NamedPaths<'_>, shipped: NamedPaths<'_>, version: &str) -> String;
    /// Something in a model that may not be meant: `note: ...`
    fn note(&self, note: &str) -> String;
    /// Where the results are: `Results: results/rollout`.
    fn results(&self, folder: &str) -> String;
    /// That the folder has them already, and more: `Results: results/rollout holds these already, ...`
    fn results_and_more(&self, folder: &str) -> String;
    /// Where files were written that are no results: `Written: man1`.
    fn written(&self, folder: &str) -> String;
    /// A file of a run that does not fit: `a.row is left out, and its run made again: ...`
    fn left_out(&self, file: &str, reason: &str) -> String;

    /// The heading of a group of `models`.
    fn group(&self, group: Group) -> &'static str;
    /// How the things of a group are used: `To run one: clickday run NAME ...`
    fn use_of_group(&self, group: Group) -> &'static str;
    /// An experiment, and the command that runs it: `The rollout (compare)`.
    fn experiment(&self, title: &str, command: &str) -> String;
    /// Before a list of policies, one on each line: `Policies:`.
    fn policies_below(&self) -> &'static str;
    /// The policies of a model: `Policies: open, queue`.
    fn policies(&self, names: &[&str]) -> String;
    /// What is said below the list of `models`.
    fn use_of_models(&self) -> &'static str;

    /// That a file has no problem: `mine.toml: ok (policy)`, `models/a, shipped: ok (model, times of UTC)`.
    fn checked(&self, path: &str, is_shipped: bool, what: Checked<'_>) -> String;
    /// What `new` wrote: `Wrote my-launch`.
    fn wrote(&self, path: &str) -> String;
    /// Before the commands that can be typed next: `Next:`.
    fn next(&self) -> &'static str;

    /// That the table that follows is not the last one: `PRELIMINARY: ...`
    fn preliminary(&self) -> &'static str;
    /// How large a sweep is, and what it takes:
    /// `Slots: grid, 2 points, 2 policies, 4 launches of each: 16 runs at scale 1: about 3 min, 2 at once, and 0.1 MiB on the disk`.
    fn sweep(&self, size: &SweepSize<'_>, effort: Effort) -> String;
    /// A generation of a calibration that has ended: `generation 2: within 1.31 tolerances, 400 runs`.
    fn generation(&self, number: usize, tolerances: f64, runs: usize) -> String;
    /// A plan: `Slots: 64 runs in 8 shards, indices 0 to 7`.
    fn plan(&self, title: &str, runs: usize, shards: usize) -> String;
    /// Where its manifest is: `Manifest: shared/plan/manifest.json`.
    fn manifest(&self, path: &str) -> String;
    /// That there are more shards than runs: `3 shards have no run: 5 are enough`.
    fn empty_shards(&self, empty: usize, enough: usize) -> String;
    /// That the part of a shard cannot be used: `shard 3 is damaged: plan/parts/00003.jsonl: ...; it is made anew`.
    fn damaged_shard(&self, index: usize, file: &str, reason: &str) -> String;

    /// That files are what they were: `Slots: 3 files made again, the same to the last byte`.
    fn made_again(&self, title: &str, files: usize) -> String;
    /// That they were made elsewhere, before what that means for some of them; `None`: nobody knows where.
    fn other_platform(&self, theirs: Option<&str>, ours: &str) -> String;
    /// Statistics that are the same up to a difference: `summary.json: statistics, the same within 1e-12`.
    fn near(&self, file: &str, difference: f64) -> String;
    /// A chart of another platform: `day.svg: a chart, not compared`.
    fn not_compared(&self, file: &str) -> String;
    /// A file that is not of the results: `Not of these results, and not looked at: notes.md`.
    fn not_looked_at(&self, file: &str) -> String;
    /// What results promise.
    fn promise(&self) -> &'static str;

    /// The bar of one run, in the format of `indicatif`.
    fn bar_of_run(&self) -> &'static str;
    /// The bar of many runs, in the same format.
    fn bar_of_runs(&self) -> &'static str;
    /// The bar of a stage, in the same format.
    fn bar_of_stage(&self) -> &'static str;
    /// Before the bar of a stage: `quick, 50 % of full scale`.
    fn stage(&self, stage: StageName<'_>) -> String;
    /// How many runs have ended: `3 of 12 runs`; `no run has ended`.
    fn ended(&self, runs: usize, of: usize) -> String;
    /// A stage that has ended, where there is no bar: `quick, 50 % of full scale: 12 runs in 1.3 s`.
    fn stage_ended(&self, stage: StageName<'_>, runs: usize, seconds: f64) -> String;
}
