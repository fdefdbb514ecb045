//! The reports of `calibrate` and `validate`.

use super::Numbers;

/// A heading of the report of `calibrate`.
#[derive(Clone, Copy)]
pub(crate) enum CalibrationHeading {
    /// The first wave.
    Wave,
    /// The generations.
    Generations,
    /// The fit beside the record.
    Observations,
    /// What is known of each parameter.
    Parameters,
}

/// A column of the table of generations.
#[derive(Clone, Copy)]
pub(crate) enum GenerationColumn {
    /// Its number.
    Number,
    /// The greatest distance of its points from the record.
    Distance,
    /// Runs it took.
    Runs,
    /// Share of them that were near enough.
    Accepted,
    /// Effective sample size.
    Effective,
}

/// A column of the table of observations.
#[derive(Clone, Copy)]
pub(crate) enum ObservationColumn {
    /// What was counted.
    Applications,
    /// What the record says.
    Record,
    /// One standard deviation of the record.
    Tolerance,
    /// One standard deviation of chance.
    Chance,
    /// Median over the sample.
    Median,
    /// An interval that holds this share of the sample.
    Interval(f64),
    /// Share of the first wave that it alone rules out.
    RulesOut,
}

/// A column of the table of parameters.
#[derive(Clone, Copy)]
pub(crate) enum ParameterColumn {
    /// What the parameter is.
    Parameter,
    /// The range of the prior.
    Prior,
    /// Median over the sample.
    Median,
    /// An interval that holds this share of the sample.
    Interval(f64),
    /// Width of the interval over that of the prior.
    Width,
    /// How far the record narrows it.
    Narrowed,
}

/// A column of the table of `validate`.
#[derive(Clone, Copy)]
pub(crate) enum PredictionColumn {
    /// Up to when applications are counted.
    Applications,
    /// What the record says.
    Record,
    /// Median over the sample.
    Median,
    /// An interval that holds this share of the sample.
    Interval(f64),
    /// How far the median is from the record.
    Error,
    /// Whether the sample was fitted to the count.
    Use,
    /// Whether the record is in the interval.
    Within,
}

/// What an observation counts; times are civil.
#[derive(Clone, Copy)]
pub(crate) struct Observed<'a> {
    /// From when; `None`: from the start.
    pub(crate) from: Option<&'a str>,
    /// Up to when.
    pub(crate) until: &'a str,
    /// Whether it is a number per second.
    pub(crate) per_second: bool,
}

/// How far the record narrows a parameter.
#[derive(Clone, Copy)]
pub(crate) enum Narrowed {
    /// To less than half.
    Yes,
    /// In part.
    Partly,
    /// Hardly.
    Hardly,
}

/// Whether the record is in the interval of the sample.
#[derive(Clone, Copy)]
pub(crate) enum Within {
    /// It is.
    Yes,
    /// The model has fewer.
    ModelTooLow,
    /// The model has more.
    ModelTooHigh,
}

/// The probability that a parameter is exactly 0.
pub(crate) struct ExactlyZero<'a> {
    /// What the parameter is.
    pub(crate) parameter: &'a str,
    /// Before the fit.
    pub(crate) before: f64,
    /// After it.
    pub(crate) after: f64,
    /// By which factor the odds changed.
    pub(crate) odds: f64,
}

/// The reports of `calibrate` and `validate`.
pub(crate) trait CalibrationText: Numbers {
    /// What was simulated: `4,662 launches at 1:33.3. Every interval holds 90 % of the fitted sample.`
    fn fitted(&self, launches: u64, scale: f64, interval: f64) -> String;
    /// A heading: `First wave: what the record rules out`.
    fn heading(&self, heading: CalibrationHeading) -> &'static str;
    /// What is left of the first wave: `5.5 % of the 400 points remain. ...`
    fn points_left(&self, share: f64, points: u64, deviations: f64) -> String;
    /// The head of a column: `accepted`.
    fn generation_column(&self, column: GenerationColumn) -> &'static str;
    /// Why the generations ended: `The fit is complete: ...`
    fn fit_ended(&self, is_complete: bool) -> &'static str;
    /// That tolerances were widened: `No point is near enough to the record, so every tolerance was multiplied by 1.4.`
    fn widened(&self, factor: f64) -> String;
    /// The head of a column: `90 % interval`.
    fn observation_column(&self, column: ObservationColumn) -> String;
    /// What an observation counts: `by 1 Apr 11:00`, `per second, 1 Apr 01:00 to 1 Apr 08:30`.
    fn observed(&self, observed: Observed) -> String;
    /// A number of applications, or of applications per second: `350,000`, `11.1`.
    fn applications(&self, value: f64, per_second: bool) -> String;
    /// A standard deviation of such a number: `± 24,500`.
    fn deviation(&self, value: f64, per_second: bool) -> String;
    /// Two ends of an interval of such numbers: `309,300 to 356,033`.
    fn applications_interval(&self, interval: [f64; 2], per_second: bool) -> String;
    /// The head of a column: `prior range`.
    fn parameter_column(&self, column: ParameterColumn) -> String;
    /// Two values of a parameter as the model writes them: `0.5 h to 12 h`.
    fn values_between(&self, low: &str, high: &str) -> String;
    /// How far the record narrows a parameter: `partly`.
    fn narrowed(&self, narrowed: Narrowed) -> &'static str;
    /// How much the sample is worth: `Effective sample size: 68 points.`
    fn effective(&self, points: f64) -> String;
    /// That this is little: `This is a small sample: ...`
    fn small_sample(&self, error_of_correlation: f64) -> String;
    /// The probability that a parameter is 0: `Probability that it is exactly 0, for the floods: 25 % before the fit, ...`
    fn exactly_zero(&self, zero: &ExactlyZero) -> String;
    /// Parameters that the record cannot separate: `The record cannot separate a from b: ...`
    fn not_separated(&self, names: [&str; 2], rank_correlation: f64) -> String;
    /// Parameters that the record hardly narrows: `The record hardly narrows: a, b and c.`
    fn hardly_narrowed(&self, names: &[String]) -> String;

    /// What was simulated for a validation: `200 launches at 1:33.3, each with its own draw ...`
    fn validated(&self, launches: u64, scale: f64) -> String;
    /// The head of a column: `record in interval`.
    fn prediction_column(&self, column: PredictionColumn) -> String;
    /// A time up to which applications are counted: `1 Apr 08:30`.
    fn counted_until(&self, civil: &str) -> String;
    /// A difference as a share: `+7 %`, `-2 %`, `0 %`.
    fn error_share(&self, share: f64) -> String;
    /// Whether the sample was fitted to a count: `fitted`.
    fn used(&self, is_fitted: bool) -> &'static str;
    /// Whether the record is in the interval: `no, the model has too few`.
    fn within(&self, within: Within) -> &'static str;
    /// How many predictions hit: `The 90 % interval contains the record in 4 of 5 predictions.`
    fn hits(&self, hits: u64, predictions: u64, interval: f64) -> String;
    /// What changed at the portal: `Changes before 3 Apr 08:00: none known`.
    fn changed(&self, civil: &str, changes: &str) -> String;
}
