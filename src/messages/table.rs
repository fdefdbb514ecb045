//! The table of `compare`, and what stands below it.

use super::Numbers;
use clickday_engine::figures::Measure;
use clickday_engine::model::units::Percentile;

/// The table of `compare`, and what stands below it.
pub(crate) trait TableText: Numbers {
    /// What was simulated: `A launch, 31 Mar 22:00 to 3 Apr 24:00, Europe/Rome, 4,900,000 people entitled`.
    fn subject(&self, subject: &Subject<'_>) -> String;
    /// How often, for each stage: `Each policy: 1 launch at 1:1 and 20 launches at 1:50.`
    fn launches_of_each(&self, stages: &[Launches]) -> String;
    /// What scales below full scale mean: `At 1:50, one simulated person stands for 50 people, ...`.
    fn meaning_of_scales(&self, scales: &[f64]) -> String;
    /// What a wait is: `Wait: time from first wanting to apply until the application is submitted, ...`.
    fn meaning_of_wait(&self) -> &'static str;
    /// What a collapse is, with its least length \[s\] and the share of what is possible: `Collapse: for 20 minutes ...`.
    fn meaning_of_collapse(&self, shortest_s: f64, completed_below: f64) -> String;

    /// The label of a row, at most 29 characters: `Submitted by 3 Apr 24:00`.
    fn row(&self, row: &RowName<'_>) -> String;
    /// Below a label, beside the intervals: `95 % interval`.
    fn interval_label(&self, confidence: f64) -> String;
    /// The same in the row of collapses: `share of launches, 95 %`.
    fn interval_of_launches_label(&self, confidence: f64) -> String;
    /// Below a label, beside what another stage says: `20 launches at 1:50`.
    fn stage_label(&self, stage: Launches) -> String {
        self.launches(stage.launches, stage.scale)
    }

    /// The value of a cell: `20.2 h`, `36.0 %`, `1.77 M`; `highest` is the higher end of its interval.
    fn value(&self, measure: Measure, value: f64, highest: Option<f64>) -> String;
    /// The interval of a cell, in the unit of its value: `20.1–20.8 h`, `over 20.1 h`.
    fn interval(&self, measure: Measure, interval: CellInterval) -> String;
    /// One of the two ways that launches went: `7/20: 1.76 M`.
    fn one_way(&self, launches: LaunchesOf, measure: Measure, value: f64) -> String;
    /// A small share as odds, below the percentage: `1 in 190`.
    fn odds(&self, share: f64) -> Option<String>;
    /// In how many launches the portal collapsed: `8 of 8`.
    fn collapsed_in(&self, launches: LaunchesOf) -> String;
    /// Two ends of an interval of a probability: `68–100 %`.
    fn chance_range(&self, low: f64, high: f64) -> String;
    /// For how long the portal collapsed in the one launch: `for 5.0 h`.
    fn collapsed_for(&self, seconds: f64) -> String;
    /// The portal did not collapse in the one launch: `no`.
    fn not_collapsed(&self) -> &'static str;
    /// A time that was not reached: `not by the end`.
    fn not_reached(&self) -> &'static str;
    /// A number that there is none of: `no value`.
    fn no_value(&self) -> &'static str;
    /// A policy without a run: `no run`.
    fn no_run(&self) -> &'static str;

    /// Which policy is best, and by what: `Most applications by 3 Apr 24:00 (8 launches at 1:40): waiting-room`.
    fn most_applications(&self, stage: Launches, deadline: &str, policy: &str) -> String;
    /// How many more than under another policy:
    /// `2.75 M more applications than under X (95 % interval 2.74–2.76 M, p < 0.001); more in 20 of 20 launches.`
    fn margin(&self, margin: &Margin<'_>) -> String;
    /// How precise the comparisons with other policies are, since the people are the same:
    /// `... the comparison with X is as precise as one with 6.2 times as many independent launches.`
    fn same_people(&self, comparisons: &[(&str, f64)]) -> String;
    /// What p-values and intervals are corrected for: `p-values: Holm correction for 5 comparisons. ...`.
    fn corrections(&self, comparisons: u64) -> String;
    /// The best policy is clearly best: `All other policies are worse (significant at 95 %).`
    fn others_are_worse(&self, confidence: f64) -> String;
    /// Several policies may be best: `Each of these may have the most applications ...`.
    fn may_be_best(&self, candidates: &Candidates<'_>) -> String;

    /// Above the goals: `Goals (20 launches at 1:50)`.
    fn goals(&self, stage: Launches) -> String;
    /// A goal, and how often it has to be met: `submitted by deadline >= "90 %", in at least 90 % of launches`.
    fn goal(&self, goal: &str, probability: f64) -> String;
    /// Whether a policy met it: `missed  open: 13 of 20 launches (95 % interval 43–82 %)`.
    fn goal_result(&self, result: &GoalResult<'_>) -> String;

    /// The launches of a policy went two ways: `X: its launches end in two ways, ...`.
    fn two_ways(&self, ways: &TwoWays<'_>) -> String;
    /// What the intervals of a stage are: `Intervals: 95 % confidence, from 20 launches at 1:50. ...`.
    fn intervals(&self, stage: Launches, confidence: f64) -> String;

    /// Above the public record: `Applications submitted so far: public record, and simulation of X at 1:1`.
    fn record(&self, policy: &str) -> String;
    /// The head of a column of the record: `source of the record`.
    fn record_column(&self, column: RecordColumn) -> &'static str;
    /// How far the simulation is from the record, as a share of it: `+4 %`.
    fn off(&self, share: f64) -> String;
}

/// What was simulated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The model's title.
    pub(crate) model: &'a str,
    /// First instant, civil time.
    pub(crate) start: &'a str,
    /// End of the runs, civil time.
    pub(crate) until: &'a str,
    /// The time zone of all times.
    pub(crate) time_zone: &'a str,
    /// The people who may apply, where their number is known.
    pub(crate) entitled: Option<f64>,
}

/// So many launches at a scale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Launches {
    /// How many.
    pub(crate) launches: u64,
    /// The share of the people that is simulated.
    pub(crate) scale: f64,
}

/// Some launches of several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaunchesOf {
    /// How many.
    pub(crate) some: u64,
    /// Of how many.
    pub(crate) all: u64,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RowName<'a> {
    /// People who submitted by the deadline, a civil time.
    Submitted { deadline: &'a str },
    /// People who came and never submitted.
    NeverServed,
    /// A percentile of the waiting time.
    Wait(Percentile),
    /// The share of attempts that fail, of all kinds.
    Failing,
    /// Of them: the portal was full.
    Refused,
    /// Of them: turned away to protect the portal.
    Shed,
    /// Of them: blocked as an attacker.
    Blocked,
    /// Of them: the door was closed.
    Closed,
    /// Of them: no answer from the tier behind.
    GatewayTimeout,
    /// Of them: too long in the backlog.
    BacklogTimeout,
    /// Of them: the person gave up waiting.
    Abandoned,
    /// Of them: another person's page.
    WrongPerson,
    /// Attempts for each application.
    AttemptsPerApplication,
    /// Whether the portal collapses.
    Collapses,
    /// Hours that people lost at the screen.
    LostHours,
    /// Pairs of people who were served against their order.
    Overtaking,
    /// The Gini coefficient of the time spent.
    Gini,
    /// Success at the best served level of digital skill, less that at the worst.
    SkillGap,
    /// The offices' share of the first tenth of the applications.
    OfficesFirst,
    /// Calls to the helpline that nobody answers.
    CallsNotAnswered,
}

/// The interval of a cell; an absent end lies beyond the end of the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellInterval {
    /// The value beside it, if there is one.
    pub(crate) value: Option<f64>,
    /// Lower end.
    pub(crate) low: Option<f64>,
    /// Upper end.
    pub(crate) high: Option<f64>,
}

/// How many more applications there are than under another policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Margin<'a> {
    /// The other policy.
    pub(crate) against: &'a str,
    /// How many more, in the mean.
    pub(crate) more: f64,
    /// What several launches say of it; `None` with one launch.
    pub(crate) evidence: Option<MarginEvidence>,
}

/// What several launches say of a difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarginEvidence {
    /// Launches with more applications than under the other policy.
    pub(crate) above: LaunchesOf,
    /// Whether the difference is that of the median launch.
    pub(crate) of_median: bool,
    /// Whether the interval has no zero in it, as far as there is one.
    pub(crate) is_clear: bool,
    /// The interval of the difference.
    pub(crate) interval: Option<(f64, f64)>,
    /// Confidence of the interval.
    pub(crate) confidence: f64,
    /// The corrected p-value.
    pub(crate) p_value: Option<f64>,
}

/// The policies that may be best.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidates<'a> {
    /// Their names.
    pub(crate) policies: &'a [String],
    /// Smaller differences cannot be seen.
    pub(crate) least_difference: f64,
    /// With these launches.
    pub(crate) stage: Launches,
    /// At this confidence.
    pub(crate) confidence: f64,
}

/// How a policy did against a goal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GoalResult<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// Whether it met the goal.
    pub(crate) met: bool,
    /// In how many launches.
    pub(crate) launches: LaunchesOf,
    /// The interval of the probability to meet it.
    pub(crate) interval: Option<(f64, f64)>,
    /// Confidence of the interval.
    pub(crate) confidence: f64,
}

/// The two ways that the launches of a policy went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TwoWays<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// The launches.
    pub(crate) stage: Launches,
    /// The launches with many applications, and how many these have on average.
    pub(crate) many: (u64, f64),
    /// The launches with few applications, and how many these have on average.
    pub(crate) few: (u64, f64),
}

/// A column of the public record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RecordColumn {
    /// What the record says.
    Recorded,
    /// What the simulation has.
    Simulated,
    /// How far that is from the record.
    Off,
    /// Who said so.
    Source,
}
