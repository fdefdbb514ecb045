//! The reports of `calibrate` and `validate`.

use super::English;
use crate::messages::calibration::{
    CalibrationHeading, ExactlyZero, GenerationColumn, Narrowed, ObservationColumn, Observed,
    ParameterColumn, PredictionColumn, Within,
};
use crate::messages::{CalibrationText, Numbers};

impl CalibrationText for English {
    fn fitted(&self, launches: u64, scale: f64, interval: f64) -> String {
        format!(
            "{}. Every interval holds {} of the fitted sample.",
            self.launches(launches, scale),
            self.percent(interval)
        )
    }

    fn heading(&self, heading: CalibrationHeading) -> &'static str {
        match heading {
            CalibrationHeading::Wave => "First wave: what the record rules out",
            CalibrationHeading::Generations => "Generations of the fit",
            CalibrationHeading::Observations => "The fitted model and the record",
            CalibrationHeading::Parameters => "How far the record narrows each parameter",
        }
    }

    fn points_left(&self, share: f64, points: u64, deviations: f64) -> String {
        format!(
            "{} of the {} points remain. At each of them every number is within {deviations} standard deviations of the record \
             (tolerance and chance together).",
            self.percent(share),
            self.count(points as f64)
        )
    }

    fn generation_column(&self, column: GenerationColumn) -> &'static str {
        match column {
            GenerationColumn::Number => "generation",
            GenerationColumn::Distance => "largest distance, in tolerances",
            GenerationColumn::Runs => "launches",
            GenerationColumn::Accepted => "accepted",
            GenerationColumn::Effective => "effective sample size",
        }
    }

    fn fit_ended(&self, is_complete: bool) -> &'static str {
        if is_complete {
            "The fit is complete: a smaller distance would be less than the tolerances can resolve."
        } else {
            "The fit is not complete: the allowed number of launches was used up before the distance was small enough."
        }
    }

    fn widened(&self, factor: f64) -> String {
        format!(
            "The model does not come near enough to the record, so every tolerance was multiplied by {}.",
            self.number(factor)
        )
    }

    fn observation_column(&self, column: ObservationColumn) -> String {
        let fixed = match column {
            ObservationColumn::Interval(share) => return interval(share),
            ObservationColumn::Applications => "applications",
            ObservationColumn::Record => "record",
            ObservationColumn::Tolerance => "tolerance (1 SD)",
            ObservationColumn::Chance => "chance (1 SD)",
            ObservationColumn::Median => "median of the fit",
            ObservationColumn::RulesOut => "points it rules out alone",
        };
        fixed.to_owned()
    }

    fn observed(&self, observed: Observed) -> String {
        let until = self.moment(observed.until);
        match observed.from.map(|from| self.beginning(from)) {
            Some(from) if observed.per_second => format!("per second, {from} to {until}"),
            Some(from) => format!("{from} to {until}"),
            None => format!("by {until}"),
        }
    }

    fn applications(&self, value: f64, per_second: bool) -> String {
        if per_second {
            self.number(value)
        } else {
            self.count(value)
        }
    }

    fn deviation(&self, value: f64, per_second: bool) -> String {
        format!("± {}", self.applications(value, per_second))
    }

    fn applications_interval(&self, interval: [f64; 2], per_second: bool) -> String {
        let [low, high] = interval.map(|end| self.applications(end, per_second));
        format!("{low} to {high}")
    }

    fn parameter_column(&self, column: ParameterColumn) -> String {
        let fixed = match column {
            ParameterColumn::Interval(share) => return interval(share),
            ParameterColumn::Parameter => "parameter",
            ParameterColumn::Prior => "prior range",
            ParameterColumn::Median => "median of the fit",
            ParameterColumn::Width => "width, of the prior's",
            ParameterColumn::Narrowed => "narrowed",
        };
        fixed.to_owned()
    }

    fn values_between(&self, low: &str, high: &str) -> String {
        format!("{low} to {high}")
    }

    fn narrowed(&self, narrowed: Narrowed) -> &'static str {
        match narrowed {
            Narrowed::Yes => "yes",
            Narrowed::Partly => "partly",
            Narrowed::Hardly => "hardly",
        }
    }

    fn effective(&self, points: f64) -> String {
        format!("Effective sample size: {} points.", self.count(points))
    }

    fn small_sample(&self, error_of_correlation: f64) -> String {
        format!(
            "This is a small sample: a correlation has a standard error of about {error_of_correlation:.2}, and the ends of \
             intervals are rough. Allow more runs."
        )
    }

    fn exactly_zero(&self, zero: &ExactlyZero) -> String {
        format!(
            "Probability of exactly 0 for {}: {} before the fit, {} after it. The record multiplies the odds by {}.",
            zero.parameter,
            self.percent(zero.before),
            self.percent(zero.after),
            self.number(zero.odds)
        )
    }

    fn not_separated(&self, names: [&str; 2], rank_correlation: f64) -> String {
        let [one, other] = names;
        let how = if rank_correlation < 0.0 {
            "a higher value of one with a lower value of the other fits equally well"
        } else {
            "higher values of both, or lower values of both, fit equally well"
        };
        format!(
            "The record cannot separate {one} from {other}: {how} (rank correlation {rank_correlation:.2})."
        )
    }

    fn hardly_narrowed(&self, names: &[String]) -> String {
        format!("The record hardly narrows: {}.", self.list(names))
    }

    fn validated(&self, launches: u64, scale: f64) -> String {
        format!(
            "{}, each with its own draw of the sample and its own random numbers. Counts are applications of the real launch.",
            self.launches(launches, scale)
        )
    }

    fn prediction_column(&self, column: PredictionColumn) -> String {
        let fixed = match column {
            PredictionColumn::Interval(share) => return interval(share),
            PredictionColumn::Applications => "applications by",
            PredictionColumn::Record => "record",
            PredictionColumn::Median => "median",
            PredictionColumn::Error => "median minus record",
            PredictionColumn::Use => "count is",
            PredictionColumn::Within => "record in interval",
        };
        fixed.to_owned()
    }

    fn counted_until(&self, civil: &str) -> String {
        self.moment(civil)
    }

    fn error_share(&self, share: f64) -> String {
        let percent = (100.0 * share).round();
        if percent == 0.0 {
            return "0 %".to_owned();
        }
        format!("{percent:+.0} %")
    }

    fn used(&self, is_fitted: bool) -> &'static str {
        if is_fitted { "fitted" } else { "predicted" }
    }

    fn within(&self, within: Within) -> &'static str {
        match within {
            Within::Yes => "yes",
            Within::ModelTooLow => "no, the model has too few",
            Within::ModelTooHigh => "no, the model has too many",
        }
    }

    fn hits(&self, hits: u64, predictions: u64, interval: f64) -> String {
        let noun = if predictions == 1 {
            "prediction"
        } else {
            "predictions"
        };
        format!(
            "The {} interval contains the record in {hits} of {predictions} {noun}.",
            self.percent(interval)
        )
    }

    fn changed(&self, civil: &str, changes: &str) -> String {
        format!("Changes before {}: {changes}", self.moment(civil))
    }
}

fn interval(share: f64) -> String {
    format!("{} interval", English.percent(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_rounds_to_nothing_has_no_sign() {
        assert_eq!(
            [0.072, -0.018, -0.004, 0.0].map(|share| English.error_share(share)),
            ["+7 %", "-2 %", "0 %", "0 %"]
        );
    }

    #[test]
    fn an_observation_is_a_count_or_a_rate() {
        let observed = |from, per_second| {
            English.observed(Observed {
                from,
                until: "2020-04-02 00:00",
                per_second,
            })
        };
        assert_eq!(observed(None, false), "by 1 Apr 24:00");
        assert_eq!(
            observed(Some("2020-04-01 08:30"), true),
            "per second, 1 Apr 08:30 to 1 Apr 24:00"
        );
    }
}
