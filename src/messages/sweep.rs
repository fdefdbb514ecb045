//! The report of `sweep`.

use super::Numbers;

/// A column of the table of thresholds.
#[derive(Clone, Copy)]
pub(crate) enum ThresholdColumn<'a> {
    /// The policy.
    Policy,
    /// The threshold of a factor.
    Threshold(&'a str),
    /// The range outside which launches at this confidence do not allow it.
    Within(f64),
}

/// A threshold; numbers are in `unit`, as the model writes it.
#[derive(Clone, Copy)]
pub(crate) enum Threshold<'a> {
    /// The event happens above it.
    Above(f64, &'a str),
    /// The event happens below it.
    Below(f64, &'a str),
    /// It happens in most launches at both ends of the range.
    Everywhere,
    /// It happens in few launches at both ends.
    Nowhere,
}

/// A column of a table of sensitivities.
#[derive(Clone, Copy)]
pub(crate) enum SensitivityColumn {
    /// The factor.
    Factor,
    /// Mean absolute effect.
    MuStar,
    /// Mean effect.
    Mu,
    /// Standard deviation of effects.
    Sigma,
    /// Sobol index of first order.
    First,
    /// Total Sobol index.
    Total,
    /// An interval at this confidence.
    Interval(f64),
}

/// What factors explain.
#[derive(Clone, Copy)]
pub(crate) enum Explained<'a> {
    /// A metric.
    Metric(&'a str),
    /// The rank of a metric among all points.
    RankOf(&'a str),
    /// The log-odds of a collapse.
    Collapse,
    /// The rank of these.
    RankOfCollapse,
}

/// A column of the table of points.
#[derive(Clone, Copy)]
pub(crate) enum PointColumn<'a> {
    /// The number of the point.
    Point,
    /// The policy.
    Policy,
    /// In how many launches the portal collapsed.
    Collapses,
    /// The difference of a metric from that of the baseline.
    Difference(&'a str),
}

/// How a metric is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// As a percentage.
    Share,
    /// To the digits that are known of a percentile.
    Percentile,
    /// As a plain number.
    Number,
}

/// A metric over launches.
#[derive(Clone, Copy)]
pub(crate) enum Measurement {
    /// It was not reached by the end; a lower end, where there is one.
    NotReached(Option<f64>),
    /// A value without an interval.
    Value(f64),
    /// A value between two ends.
    Between(f64, f64, f64),
    /// A value, and a lower end.
    Over(f64, f64),
    /// Two values, each in some of all launches.
    TwoModes { modes: [(u64, f64); 2], launches: u64 },
}

/// A column of the table over the draws of a sample.
#[derive(Clone, Copy)]
pub(crate) enum DrawsColumn<'a> {
    /// The policy.
    Policy,
    /// The median.
    Median,
    /// The range that holds this share of the draws.
    Range(f64),
    /// The median difference from a policy; `None`: from the baseline.
    Difference(Option<&'a str>),
    /// In how many draws it is greater.
    MoreIn,
}

/// How a policy did against a goal.
pub(crate) struct GoalResult<'a> {
    /// The goal, as the experiment writes it.
    pub(crate) goal: &'a str,
    /// The policy.
    pub(crate) policy: &'a str,
    /// Whether it was met in enough launches.
    pub(crate) is_met: bool,
    /// Launches that met it.
    pub(crate) passed: u64,
    /// All launches.
    pub(crate) launches: u64,
    /// An interval of the probability.
    pub(crate) interval: Option<(f64, f64)>,
    /// The share of launches that must meet it.
    pub(crate) required: f64,
}

/// The report of `sweep`.
pub(crate) trait SweepText: Numbers {
    /// The design, by its name in the experiment: `Design: bisection, at scale 1:1. Intervals are at 95 % confidence. ...`
    fn design(&self, design: &str, scale: f64, confidence: f64) -> String;
    /// What a threshold is: `Threshold: the value at which the portal collapses in half of the launches.`
    fn threshold_is(&self, event: Option<&str>) -> String;
    /// The head of a column: `threshold of portal.tier.web.slots`.
    fn threshold_column(&self, column: ThresholdColumn) -> String;
    /// A threshold: `above 10.2 per second`, `none: it happens at both ends of the range`.
    fn threshold(&self, threshold: Threshold) -> String;
    /// Its interval: `9.8–10.6 per second`.
    fn threshold_interval(&self, low: f64, high: f64, unit: &str) -> String;
    /// What a table of sensitivities is about: `submitted_people, policy open`.
    fn sensitivity_of(&self, explained: Explained, policy: &str) -> String;
    /// Why there is no table: `no result: the outcome is the same at every point`.
    fn no_sensitivity(&self, reason: &str) -> String;
    /// The head of a column: `first order`.
    fn sensitivity_column(&self, column: SensitivityColumn) -> String;
    /// What the columns of effects are.
    fn effects_are(&self) -> &'static str;
    /// What the columns of Sobol indices are.
    fn indices_are(&self) -> &'static str;
    /// An interval of an effect: `0.21–0.34`.
    fn effect_interval(&self, low: f64, high: f64) -> String;
    /// A share of the variance: `0.42`; `None`: unknown.
    fn index(&self, value: Option<f64>) -> String;
    /// Its interval: `0.31–0.53`.
    fn index_interval(&self, low: f64, high: f64) -> String;
    /// Why an index is unknown: `unknown: ...`
    fn unknown_is(&self) -> &'static str;
    /// The head of a column: `launches that collapse`.
    fn point_column(&self, column: PointColumn) -> String;
    /// In how many launches something happened: `3 of 10 (10.8–60.3 %)`.
    fn happened(&self, happened: u64, launches: u64, interval: Option<(f64, f64)>) -> String;
    /// A metric over launches: `35.7 % (35.1–36.2 %)`, `not reached`.
    fn measurement(&self, measurement: &Measurement, written: Written) -> String;
    /// A difference from the baseline: `14,500 (p = 0.012)`.
    fn difference(&self, difference: f64, p_value: Option<f64>, written: Written) -> String;
    /// That there are more rows: `12 more rows are in summary.json.`
    fn more_rows(&self, rows: u64) -> String;
    /// What a table over draws is about: `wait_p95_s, over 24 draws of the sample`.
    fn over_draws(&self, outcome: &str, draws: u64) -> String;
    /// The head of a column: `minus as-it-happened`.
    fn draws_column(&self, column: DrawsColumn) -> String;
    /// A median over draws: `14,500`; `in_draws`: if only so many draws reached it.
    fn median(&self, median: f64, in_draws: Option<u64>, written: Written) -> String;
    /// That no draw reached it: `not reached`.
    fn not_reached(&self) -> &'static str;
    /// Two ends of a range over draws: `12,300 to 16,200`.
    fn draws_range(&self, low: f64, high: f64, written: Written) -> String;
    /// In how many draws it is greater: `20 of 24`.
    fn greater_in(&self, draws: u64, all: u64) -> String;
    /// Where each draw is: `Each draw is in runs.csv. Its values are in summary.json.`
    fn where_draws_are(&self) -> &'static str;
    /// The heading of the goals: `Goals, over all launches of all points`.
    fn goals_heading(&self) -> &'static str;
    /// A goal: `met     p90 wait < "2 h", open: 9 of 10 launches (59.6–98.2 %), 90 % required`.
    fn goal(&self, goal: &GoalResult) -> String;
}
