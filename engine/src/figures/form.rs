//! The form of numbers that stand together: one unit, and the same decimals.

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Things that are counted.
    Count,
    /// A time \[s\].
    Time,
    /// A share, written in per cent.
    Share,
    /// A difference of two shares, in points; the label says so.
    Points,
    /// A plain number.
    Number,
}

/// A unit, and how many decimals numbers have in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    measure: Measure,
    /// Numbers are divided by this.
    divisor: f64,
    /// Numbers without decimals are rounded to multiples of this.
    step: f64,
    decimals: usize,
    /// Written after the number.
    unit: &'static str,
}

/// A percentage below this is not written in digits \[%\].
const LEAST_PERCENT: f64 = 0.001;
/// Decimals of the smallest percentages that are written in digits.
const MOST_DECIMALS: usize = 4;

impl Form {
    /// The form that suits `reference`: a count, seconds, a share, or a plain number.
    pub fn of(measure: Measure, reference: f64) -> Form {
        let size = reference.abs();
        let (divisor, step, decimals, unit) = match measure {
            Measure::Count => count_form(size),
            Measure::Time => time_form(size),
            Measure::Share => (0.01, 1.0, percent_decimals(size), " %"),
            Measure::Points => (0.01, 1.0, if size < 0.009_95 { 2 } else { 1 }, ""),
            Measure::Number => (1.0, 1.0, usize::from(size < 99.95), ""),
        };
        Form {
            measure,
            divisor,
            step,
            decimals,
            unit,
        }
    }

    /// The form that suits both ends of an interval: that of the higher end, and for shares no more decimals than either needs.
    pub fn of_ends(measure: Measure, low: f64, high: f64) -> Form {
        let form = Form::of(measure, high);
        if measure != Measure::Share {
            return form;
        }
        let needed = [low, high].into_iter().filter(|end| !is_exact(*end));
        Form {
            decimals: needed.map(|end| percent_decimals(end.abs())).min().unwrap_or(1),
            ..form
        }
    }

    /// The form of an interval beside a value of this form. Shares have at most one decimal more than the ends need.
    #[must_use]
    pub fn beside(self, low: f64, high: f64) -> Form {
        match self.measure {
            Measure::Share => Form {
                decimals: self
                    .decimals
                    .min(Form::of_ends(Measure::Share, low, high).decimals + 1),
                ..self
            },
            _ => self,
        }
    }

    /// A number in this form, without its unit.
    pub(crate) fn digits(self, value: f64) -> String {
        match self.measure {
            Measure::Share => self.percent(value),
            _ if self.decimals > 0 => format!("{:.*}", self.decimals, value / self.divisor),
            _ if self.step > 1.0 => count((value / self.step).round() * self.step / self.divisor),
            _ => count(value / self.divisor),
        }
    }

    /// A number in this form: `20.2 h`, `36.0 %`.
    pub fn one(self, value: f64) -> String {
        format!("{}{}", self.digits(value), self.unit)
    }

    /// Two ends of an interval in this form: `20.1–20.8 h`.
    pub fn range(self, low: f64, high: f64) -> String {
        let (from, to) = (self.digits(low), self.digits(high));
        if from == to {
            format!("{to}{}", self.unit)
        } else {
            format!("{from}–{to}{}", self.unit)
        }
    }

    /// The same in words, which is clear where an end is negative: `-0.02 to 1.78 M`.
    pub(crate) fn between(self, low: f64, high: f64) -> String {
        format!("{} to {}{}", self.digits(low), self.digits(high), self.unit)
    }

    /// The digits of a percentage. Only nothing is "0", and only all is "100"; what is rounded keeps its decimals.
    fn percent(self, share: f64) -> String {
        if share < 0.0 {
            return format!("-{}", self.percent(-share));
        }
        let percent = 100.0 * share;
        match self.decimals {
            _ if share == 0.0 => "0".to_owned(),
            _ if is_exact(share) => "100".to_owned(),
            MOST_DECIMALS if percent < LEAST_PERCENT => format!("<{LEAST_PERCENT}"),
            2 if share < 1.0 && percent >= 99.995 => ">99.99".to_owned(),
            0 => count(percent),
            decimals => format!("{percent:.decimals$}"),
        }
    }
}

/// Whether a share is nothing or all.
fn is_exact(share: f64) -> bool {
    share == 0.0 || share.total_cmp(&1.0).is_eq()
}

/// Three digits or more of a count, and its unit.
fn count_form(size: f64) -> (f64, f64, usize, &'static str) {
    match size {
        s if s >= 9.995e6 => (1e6, 1.0, 1, " M"),
        s if s >= 999_500.0 => (1e6, 1.0, 2, " M"),
        s if s >= 99_950.0 => (1.0, 1e3, 0, ""),
        s if s >= 10_000.0 => (1.0, 1e2, 0, ""),
        _ => (1.0, 1.0, 0, ""),
    }
}

/// Seconds, minutes or hours, to a tenth.
fn time_form(size: f64) -> (f64, f64, usize, &'static str) {
    match size {
        s if s < 89.95 => (1.0, 1.0, 1, " s"),
        s if s < 5_397.0 => (60.0, 1.0, 1, " min"),
        s => (3_600.0, 1.0, usize::from(s < 359_820.0), " h"),
    }
}

/// The decimals of a percentage: one between 1 % and 99 %, two beyond, and below 0.1 % as many as two significant digits need.
fn percent_decimals(share: f64) -> usize {
    match 100.0 * share {
        p if p < 0.009_95 => MOST_DECIMALS,
        p if p < 0.099_5 => 3,
        p if p < 0.995 => 2,
        p if p >= 999.5 => 0,
        p if p >= 99.005 && share < 1.0 => 2,
        _ => 1,
    }
}

/// A whole number with its thousands apart: `1,768,214`.
pub fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value <= -0.5 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value and its interval as a table has them.
    fn cell(measure: Measure, value: f64, low: f64, high: f64) -> [String; 2] {
        let form = Form::of(measure, value);
        [form.one(value), form.beside(low, high).range(low, high)]
    }

    #[test]
    fn a_value_and_its_interval_have_one_unit_and_the_same_decimals() {
        for (measure, [value, low, high], texts) in [
            (
                Measure::Time,
                [72_600.0, 72_400.0, 74_900.0],
                ["20.2 h", "20.1–20.8 h"],
            ),
            (
                Measure::Time,
                [172_800.0, 172_000.0, 181_000.0],
                ["48.0 h", "47.8–50.3 h"],
            ),
            (
                Measure::Time,
                [4_800.0, 4_500.0, 6_000.0],
                ["80.0 min", "75.0–100.0 min"],
            ),
            (
                Measure::Time,
                [400_000.0, 390_000.0, 410_000.0],
                ["111 h", "108–114 h"],
            ),
            (Measure::Time, [38.0, 37.0, 39.5], ["38.0 s", "37.0–39.5 s"]),
            (Measure::Share, [0.36, 0.357, 0.362], ["36.0 %", "35.7–36.2 %"]),
            (Measure::Share, [0.2, 0.195, 0.2], ["20.0 %", "19.5–20.0 %"]),
            (Measure::Share, [0.98, 0.96, 0.999_7], ["98.0 %", "96.0–100.0 %"]),
            (Measure::Share, [1.0, 1.0, 1.0], ["100 %", "100 %"]),
            (Measure::Share, [0.0, 0.0, 0.0], ["0 %", "0 %"]),
            (
                Measure::Share,
                [0.005_2, 0.003_1, 0.007_3],
                ["0.52 %", "0.31–0.73 %"],
            ),
            (
                Measure::Share,
                [0.000_052, 0.000_038, 0.000_066],
                ["0.0052 %", "0.0038–0.0066 %"],
            ),
            (Measure::Share, [0.000_052, 0.0, 0.03], ["0.0052 %", "0–3.00 %"]),
            (Measure::Points, [0.007_3, 0.006, 0.008_64], ["0.73", "0.60–0.86"]),
            (Measure::Points, [0.034, 0.03, 0.036_2], ["3.4", "3.0–3.6"]),
        ] {
            assert_eq!(cell(measure, value, low, high), texts);
        }
    }

    #[test]
    fn an_interval_alone_has_the_decimals_that_both_ends_need() {
        let range = |low, high| Form::of_ends(Measure::Share, low, high).range(low, high);
        assert_eq!(range(0.67, 0.69), "67.0–69.0 %");
        assert_eq!(range(0.0, 0.161), "0–16.1 %");
        assert_eq!(range(0.003, 0.012), "0.3–1.2 %");
        assert_eq!(range(0.992, 0.999), "99.20–99.90 %");
    }
}
