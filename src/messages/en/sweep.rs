//! The report of `sweep`.

use super::English;
use crate::messages::sweep::{
    DrawsColumn, Explained, GoalResult, Measurement, PointColumn, SensitivityColumn, Threshold,
    ThresholdColumn, Written,
};
use crate::messages::{Numbers, SweepText};
use clickday_engine::figures;

const POLICY: &str = "policy";

impl SweepText for English {
    fn design(&self, design: &str, scale: f64, confidence: f64) -> String {
        format!(
            "Design: {design}, at scale {}. Intervals are at {} confidence.\nThe same people come at every point and under every policy.",
            self.scale(scale),
            self.percent(confidence)
        )
    }

    fn threshold_is(&self, event: Option<&str>) -> String {
        match event {
            None => "Threshold: the value at which the portal collapses in half of the launches.".to_owned(),
            Some(event) => {
                format!("Threshold: the value at which `{event}` holds in half of the launches.")
            }
        }
    }

    fn threshold_column(&self, column: ThresholdColumn) -> String {
        match column {
            ThresholdColumn::Policy => POLICY.to_owned(),
            ThresholdColumn::Threshold(factor) => format!("threshold of {factor}"),
            ThresholdColumn::Within(confidence) => format!("lies within ({})", self.percent(confidence)),
        }
    }

    fn threshold(&self, threshold: Threshold) -> String {
        match threshold {
            Threshold::Above(value, unit) => format!("above {}", with_unit(&self.number(value), unit)),
            Threshold::Below(value, unit) => format!("below {}", with_unit(&self.number(value), unit)),
            Threshold::Everywhere => "none: it happens at both ends of the range".to_owned(),
            Threshold::Nowhere => "none: it happens at neither end of the range".to_owned(),
        }
    }

    fn threshold_interval(&self, low: f64, high: f64, unit: &str) -> String {
        with_unit(&format!("{}–{}", self.number(low), self.number(high)), unit)
    }

    fn sensitivity_of(&self, explained: Explained, policy: &str) -> String {
        match explained {
            Explained::Metric(metric) => format!("{metric}, policy {policy}"),
            Explained::RankOf(metric) => {
                format!("rank of {metric} among all points, policy {policy}")
            }
            Explained::Collapse => format!("log-odds of a collapse, policy {policy}"),
            Explained::RankOfCollapse => {
                format!("rank of the log-odds of a collapse among all points, policy {policy}")
            }
        }
    }

    fn no_sensitivity(&self, reason: &str) -> String {
        format!("no result: {reason}")
    }

    fn sensitivity_column(&self, column: SensitivityColumn) -> String {
        let fixed = match column {
            SensitivityColumn::Interval(confidence) => return interval(confidence),
            SensitivityColumn::Factor => "factor",
            SensitivityColumn::MuStar => "mu*",
            SensitivityColumn::Mu => "mu",
            SensitivityColumn::Sigma => "sigma",
            SensitivityColumn::First => "first order",
            SensitivityColumn::Total => "total",
        };
        fixed.to_owned()
    }

    fn effects_are(&self) -> &'static str {
        "mu*: mean size of the effect of a step over the whole range of the factor; mu: mean effect; sigma: its standard deviation."
    }

    fn indices_are(&self) -> &'static str {
        "First order: share of the variance that the factor explains alone; total: the same with its interactions."
    }

    fn effect_interval(&self, low: f64, high: f64) -> String {
        format!("{}–{}", self.significant(low), self.significant(high))
    }

    fn index(&self, value: Option<f64>) -> String {
        value.map_or_else(|| "unknown".to_owned(), |value| format!("{value:.2}"))
    }

    fn index_interval(&self, low: f64, high: f64) -> String {
        format!("{low:.2}–{high:.2}")
    }

    fn unknown_is(&self) -> &'static str {
        "unknown: the interval is as wide as 0 to 1, or wider. Use more points."
    }

    fn point_column(&self, column: PointColumn) -> String {
        match column {
            PointColumn::Point => "point".to_owned(),
            PointColumn::Policy => POLICY.to_owned(),
            PointColumn::Collapses => "launches that collapse".to_owned(),
            PointColumn::Difference(metric) => format!("{metric} minus the baseline's"),
        }
    }

    fn happened(&self, happened: u64, launches: u64, interval: Option<(f64, f64)>) -> String {
        match interval {
            Some((low, high)) => format!("{happened} of {launches} ({})", self.percent_range(low, high)),
            None => format!("{happened} of {launches}"),
        }
    }

    fn measurement(&self, measurement: &Measurement, written: Written) -> String {
        let one = |value| as_written(value, written);
        match *measurement {
            Measurement::NotReached(None) => self.not_reached().to_owned(),
            Measurement::NotReached(Some(low)) => format!("{} (over {})", self.not_reached(), one(low)),
            Measurement::Value(value) => one(value),
            Measurement::Between(value, low, high) if written == Written::Share => {
                format!("{} ({})", one(value), self.percent_range(low, high))
            }
            Measurement::Between(value, low, high) => {
                format!("{} ({}–{})", one(value), one(low), one(high))
            }
            Measurement::Over(value, low) => format!("{} (over {})", one(value), one(low)),
            Measurement::TwoModes { modes, launches } => modes
                .map(|(of, mean)| format!("{of} of {launches}: {}", one(mean)))
                .join(", "),
        }
    }

    fn difference(&self, difference: f64, p_value: Option<f64>, written: Written) -> String {
        let difference = as_written(difference, written);
        match p_value {
            None => difference,
            Some(p) if p < 0.001 => format!("{difference} (p < 0.001)"),
            Some(p) => format!("{difference} (p = {p:.3})"),
        }
    }

    fn more_rows(&self, rows: u64) -> String {
        if rows == 1 {
            "1 more row is in summary.json.".to_owned()
        } else {
            format!("{} more rows are in summary.json.", self.count(rows as f64))
        }
    }

    fn over_draws(&self, outcome: &str, draws: u64) -> String {
        let noun = if draws == 1 { "draw" } else { "draws" };
        format!(
            "{outcome}, over {} {noun} of the sample",
            self.count(draws as f64)
        )
    }

    fn draws_column(&self, column: DrawsColumn) -> String {
        match column {
            DrawsColumn::Policy => POLICY.to_owned(),
            DrawsColumn::Median => "median".to_owned(),
            DrawsColumn::Range(share) => format!("{} of draws", self.percent(share)),
            DrawsColumn::Difference(policy) => format!("minus {}", policy.unwrap_or("the baseline")),
            DrawsColumn::MoreIn => "greater in".to_owned(),
        }
    }

    fn median(&self, median: f64, in_draws: Option<u64>, written: Written) -> String {
        let median = as_written(median, written);
        match in_draws {
            None => median,
            Some(draws) => format!("{median} (reached in {draws} draws)"),
        }
    }

    fn not_reached(&self) -> &'static str {
        "not reached"
    }

    fn draws_range(&self, low: f64, high: f64, written: Written) -> String {
        format!("{} to {}", as_written(low, written), as_written(high, written))
    }

    fn greater_in(&self, draws: u64, all: u64) -> String {
        format!("{draws} of {all}")
    }

    fn where_draws_are(&self) -> &'static str {
        "Each draw is in runs.csv. The parameters and results of each draw are in summary.json."
    }

    fn goals_heading(&self) -> &'static str {
        "Goals, over all launches of all points"
    }

    fn goal(&self, goal: &GoalResult) -> String {
        let result = if goal.is_met { "met   " } else { "missed" };
        format!(
            "{result}  {}, {}: {} launches, {} required",
            goal.goal,
            goal.policy,
            self.happened(goal.passed, goal.launches, goal.interval),
            self.percent(goal.required)
        )
    }
}

fn interval(confidence: f64) -> String {
    format!("{} interval", English.percent(confidence))
}

fn with_unit(number: &str, unit: &str) -> String {
    format!("{number} {unit}").trim_end().to_owned()
}

fn as_written(value: f64, written: Written) -> String {
    match written {
        Written::Share => English.percent(value),
        Written::Percentile if value.is_finite() => figures::significant(figures::known_digits(value)),
        Written::Percentile | Written::Number => figures::significant(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_has_its_interval_in_its_own_unit() {
        let said = |measurement, written| English.measurement(&measurement, written);
        assert_eq!(
            said(Measurement::Between(0.357, 0.351, 0.362), Written::Share),
            "35.7 % (35.1–36.2 %)"
        );
        assert_eq!(
            said(Measurement::Over(14_532.4, 12_000.0), Written::Percentile),
            "14,500 (over 12,000)"
        );
        assert_eq!(
            said(Measurement::NotReached(None), Written::Number),
            "not reached"
        );
        let modes = Measurement::TwoModes {
            modes: [(3, 812.0), (7, 14_532.0)],
            launches: 10,
        };
        assert_eq!(said(modes, Written::Number), "3 of 10: 812, 7 of 10: 14,532");
    }
}
