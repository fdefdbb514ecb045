//! What the table of `compare` says of draws of what nobody knows.

use super::Numbers;
use super::table::{CellInterval, Launches, LaunchesOf};
use clickday_engine::figures::Measure;

/// What the table of `compare` says of draws of what nobody knows.
pub(crate) trait DrawsText: Numbers {
    /// Below a label, beside where one launch lies: `24 draws, 95 % range`.
    fn range_label(&self, draws: u64, confidence: f64) -> String;
    /// Above what the draws say: `What nobody knows (24 draws)`.
    fn heading(&self, draws: u64) -> String;
    /// What a draw is, and what its range means.
    fn meaning(&self, made: &DrawsMade) -> String;
    /// How many more applications there are than under the baseline:
    /// `X: 371,000 more applications than under Y (95 % interval ...) in the mean of the draws; more in 24 of 24 draws, ...`
    fn difference(&self, difference: &DrawsDifference<'_>) -> String;
    /// The bias of the small scale: `X, Median wait: higher at 1:33 than at 1:10 by 1.0–1.2 h (95 % interval).`
    fn bias(&self, bias: &Bias<'_>) -> String;
    /// A value that is not corrected, and why: `X, Median wait: not corrected for the scale, because ...`.
    fn not_corrected(&self, policy: &str, what: &str, why: NotCorrected) -> String;
    /// A value at full scale that the draws do not expect: `X, Median wait: 19 h at 1:1, outside 3–12 h.`
    fn outside(&self, outside: &Outside<'_>) -> String;
    /// Every value at full scale is one that the draws expect.
    fn none_outside(&self) -> &'static str;
    /// What one launch at full scale says of the expected launch:
    /// `X, Submitted: 2.74–2.76 M expected at 1:1 (95 % interval, by the variance at small scales).`
    fn expected(&self, expected: &Expectation<'_>) -> String;
    /// How many values are from the sample: `Drawn from the sample that agrees with the record: 14 values.`
    fn of_sample(&self, values: u64) -> String;
    /// Above the values that have a prior: `Drawn from what is assumed, since no record tells it:`.
    fn of_priors(&self) -> &'static str;
    /// A value that has a prior: `no-show (policy.x.no-show): 0.02 to 0.15; assumed`.
    fn prior(&self, prior: &PriorLine<'_>) -> String;
}

/// How the draws were made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawsMade {
    /// How many, at the small scale.
    pub(crate) all: Launches,
    /// How many of them have values of their own.
    pub(crate) distinct: u64,
    /// Those that were launched at the larger scale too.
    pub(crate) larger: Launches,
    /// Confidence of every interval.
    pub(crate) confidence: f64,
    /// Where a value is not corrected, and there are too few draws for this confidence: the probability
    /// with which one launch lies in its range.
    pub(crate) uncorrected: Option<f64>,
}

/// A policy less the baseline, over the draws.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DrawsDifference<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// The baseline.
    pub(crate) against: &'a str,
    /// How many more applications there are; `None` where there is no value.
    pub(crate) more: Option<f64>,
    /// Whether it is the median of the draws, and not their mean.
    pub(crate) is_median: bool,
    /// Its interval.
    pub(crate) interval: Option<(f64, f64)>,
    /// Confidence of the interval, and of the least share.
    pub(crate) confidence: f64,
    /// In how many draws there are more, or fewer: whichever is more often.
    pub(crate) often: LaunchesOf,
    /// Whether it is those with more.
    pub(crate) is_more_often: bool,
    /// In at least this share of what is possible it is so.
    pub(crate) at_least: f64,
}

/// The bias of the small scale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bias<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// The number, as the row is called.
    pub(crate) what: &'a str,
    /// How it is written.
    pub(crate) measure: Measure,
    /// The small scale.
    pub(crate) scale: f64,
    /// The larger scale, which it is held against.
    pub(crate) larger: f64,
    /// The interval of small less large.
    pub(crate) interval: (f64, f64),
    /// Confidence of the interval.
    pub(crate) confidence: f64,
}

/// Why a value is not corrected for the scale.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NotCorrected {
    /// Too few draws were launched at both scales.
    TooFew,
    /// It was not reached in every draw.
    NotReached,
    /// Launches go two ways.
    TwoWays,
    /// The small scale does not tell of the large one.
    Unrelated,
}

/// A value at full scale that the draws do not expect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// The policy that is subtracted, if it is a difference.
    pub(crate) against: Option<&'a str>,
    /// The number, as the row is called.
    pub(crate) what: &'a str,
    /// How it is written.
    pub(crate) measure: Measure,
    /// The value at full scale; `None` if it was not reached.
    pub(crate) value: Option<f64>,
    /// What the draws expect.
    pub(crate) expected: CellInterval,
}

/// The expected launch at full scale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expectation<'a> {
    /// The policy.
    pub(crate) policy: &'a str,
    /// The number, as the row is called.
    pub(crate) what: &'a str,
    /// How it is written.
    pub(crate) measure: Measure,
    /// Its interval.
    pub(crate) interval: (f64, f64),
    /// Confidence of the interval.
    pub(crate) confidence: f64,
    /// Whether a second scale agrees that the variance falls with the scale; `None` without one.
    pub(crate) is_confirmed: Option<bool>,
}

/// A value that has a prior.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PriorLine<'a> {
    /// What it is.
    pub(crate) name: &'a str,
    /// Its path.
    pub(crate) path: &'a str,
    /// Both ends of its range, as the file writes them.
    pub(crate) range: (&'a str, &'a str),
    /// Where the range comes from.
    pub(crate) source: &'a str,
}
