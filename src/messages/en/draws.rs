//! What the table of `compare` says of draws of what nobody knows.

use super::English;
use crate::messages::draws::{
    Bias, DrawsDifference, DrawsMade, DrawsText, Expectation, NotCorrected, Outside, PriorLine,
};
use crate::messages::table::CellInterval;
use crate::messages::{Numbers, TableText};
use clickday_engine::figures::Measure;

impl DrawsText for English {
    fn range_label(&self, draws: u64, confidence: f64) -> String {
        format!("{draws} draws, {} range", self.percent(confidence))
    }

    fn heading(&self, draws: u64) -> String {
        format!("What nobody knows ({draws} draws)")
    }

    fn meaning(&self, made: &DrawsMade) -> String {
        let distinct = if made.distinct < made.all.launches {
            format!(" ({} of them differ)", made.distinct)
        } else {
            String::new()
        };
        format!(
            "A draw is one set of possible values of what nobody knows. Each policy was launched once under each of \
             {} draws{distinct} at {}, with the same people, and under {} of them at {} too. The range is where one \
             launch lies with a probability of {}, under a draw that was not made. Where that can be trusted, the bias \
             of {} is taken away.",
            made.all.launches,
            self.scale(made.all.scale),
            made.larger.launches,
            self.scale(made.larger.scale),
            self.percent(made.confidence),
            self.scale(made.all.scale),
        )
    }

    fn difference(&self, difference: &DrawsDifference<'_>) -> String {
        let DrawsDifference { policy, against, .. } = difference;
        let often = format!(
            "more in {} of {} draws, so in at least {} of what is possible",
            difference.more_in.some,
            difference.more_in.all,
            self.percent(difference.at_least)
        );
        let Some(more) = difference.more else {
            return format!("{policy}: beside {against}, {often}.");
        };
        let interval = difference.interval.map(|(low, high)| {
            let range = self.count_between(low, high);
            format!(" ({} interval {range})", self.percent(difference.confidence))
        });
        let than = if more < 0.0 { "fewer" } else { "more" };
        format!(
            "{policy}: {} {than} applications than under {against}{} in the mean of the draws; {often}.",
            self.rounded(more.abs()),
            interval.unwrap_or_default()
        )
    }

    fn bias(&self, bias: &Bias<'_>) -> String {
        let (policy, what, scale) = (bias.policy, bias.what, self.scale(bias.scale));
        let (low, high) = bias.interval;
        if low <= 0.0 && high >= 0.0 {
            return format!("{policy}, {what}: no clear bias at {scale}.");
        }
        let (way, low, high) = if low > 0.0 {
            ("high", low, high)
        } else {
            ("low", -high, -low)
        };
        format!(
            "{policy}, {what}: too {way} at {scale} by {} ({} interval).",
            range(bias.measure, low, high),
            self.percent(bias.confidence)
        )
    }

    fn not_corrected(&self, policy: &str, what: &str, why: NotCorrected) -> String {
        let why = match why {
            NotCorrected::TooFew => "too few draws were launched at both scales",
            NotCorrected::NotReached => "it was not reached in every draw",
            NotCorrected::TwoWays => "its launches go two ways",
            NotCorrected::Unrelated => "the small scale does not tell of the large one",
        };
        format!("{policy}, {what}: not corrected for the scale, because {why}.")
    }

    fn outside(&self, outside: &Outside<'_>) -> String {
        let value = match outside.value {
            Some(value) => self.value(outside.measure, value, None),
            None => TableText::not_reached(self).to_owned(),
        };
        let policy = match outside.against {
            Some(against) => format!("{} less {against}", outside.policy),
            None => outside.policy.to_owned(),
        };
        format!(
            "{policy}, {}: {value} at 1:1, outside the range of the draws, {}.",
            outside.what,
            TableText::interval(self, outside.measure, outside.expected)
        )
    }

    fn none_outside(&self) -> &'static str {
        "The values at 1:1 are within the ranges of the draws."
    }

    fn expected(&self, expected: &Expectation<'_>) -> String {
        let (low, high) = expected.interval;
        let law = match expected.is_confirmed {
            Some(false) => "by the larger of the variances at small scales, which do not agree",
            _ => "by the variance at small scales",
        };
        format!(
            "{}, {}: {} expected at 1:1 ({} interval, {law}).",
            expected.policy,
            expected.what,
            range(expected.measure, low, high),
            self.percent(expected.confidence)
        )
    }

    fn of_sample(&self, values: u64) -> String {
        let noun = if values == 1 { "value" } else { "values" };
        format!("Drawn from the sample that agrees with the record: {values} {noun}.")
    }

    fn of_priors(&self) -> &'static str {
        "Drawn from what is assumed, since no record tells it:"
    }

    fn prior(&self, prior: &PriorLine<'_>) -> String {
        let (from, to) = prior.range;
        format!(
            "{} ({}): {from} to {to}; {}",
            prior.name, prior.path, prior.source
        )
    }
}

/// An interval with both ends.
fn range(measure: Measure, low: f64, high: f64) -> String {
    let interval = CellInterval {
        value: None,
        low: Some(low),
        high: Some(high),
    };
    TableText::interval(&English, measure, interval)
}
