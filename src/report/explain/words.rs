//! Values as people write them.

use super::statement::Unit;
use crate::math;
use crate::report::figures::{self, count};

/// A value in its unit.
pub(super) fn value(value: f64, unit: &Unit) -> String {
    match unit {
        Unit::PerSecond(_) => format!("{}/s", number(value)),
        Unit::Count(_) => figures::rounded(value),
        Unit::Seconds => time(value),
        Unit::CoreSeconds => format!("{} s", number(value)),
        Unit::Moment => String::new(),
        Unit::Share => share(value),
        Unit::Mean => number(value),
    }
}

/// How far the simulated value is from theory.
pub(super) fn difference(simulated: f64, theory: f64, unit: &Unit) -> String {
    let gap = simulated - theory;
    match unit {
        Unit::Share => format!("{} points", signed(100.0 * gap)),
        Unit::Moment if simulated < 0.0 || theory < 0.0 => {
            let same = (simulated < 0.0) == (theory < 0.0);
            if same { "the same" } else { "otherwise" }.to_owned()
        }
        Unit::Moment if gap == 0.0 => "the same".to_owned(),
        Unit::Moment => {
            let direction = if gap > 0.0 { "later" } else { "earlier" };
            format!("{} {direction}", time(gap.abs()))
        }
        _ if theory == 0.0 && simulated == 0.0 => "the same".to_owned(),
        _ if theory == 0.0 => "not zero".to_owned(),
        _ => {
            let percent = 100.0 * gap / theory;
            if percent.abs() < 1_000.0 {
                format!("{} %", signed(percent))
            } else {
                format!("{} times", number(simulated / theory))
            }
        }
    }
}

/// With its sign, and none where it rounds to nothing.
fn signed(x: f64) -> String {
    if x.abs() < 0.05 {
        "0.0".to_owned()
    } else {
        format!("{x:+.1}")
    }
}

/// Three digits that mean something.
pub(super) fn number(x: f64) -> String {
    match x.abs() {
        _ if !x.is_finite() => "without bound".to_owned(),
        0.0 => "0".to_owned(),
        a if !(1e-3..1e9).contains(&a) => {
            let power = math::log10(a).floor();
            format!("{:.1}e{power:.0}", x / math::pow(10.0, power))
        }
        a if a >= 99.95 => count(x),
        a if a >= 9.995 => format!("{x:.1}"),
        a if a >= 0.9995 => format!("{x:.2}"),
        _ => format!("{x:.3}"),
    }
}

/// A stretch of time.
pub(super) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 89.5 => format!("{} s", number(s)),
        s if s < 3_600.0 => format!(
            "{:.0} min {:02.0} s",
            (s.round() / 60.0).floor(),
            s.round() % 60.0
        ),
        // Longer than any calendar: in years.
        s if s > 3.156e8 => format!("{} years", number(s / 3.156e7)),
        s => figures::time(s),
    }
}

/// A number of things: whole where it is.
pub(super) fn amount(x: f64) -> String {
    if x.fract() == 0.0 { count(x) } else { number(x) }
}

/// A share of a whole.
pub(super) fn share(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        0.0 => "0 %".to_owned(),
        p if p < 0.005 => "<0.01 %".to_owned(),
        p if p > 99.95 && p < 100.0 => ">99.9 %".to_owned(),
        p if p < 9.995 => format!("{p:.2} %"),
        p if p < 99.95 => format!("{p:.1} %"),
        p => format!("{} %", count(p)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_mean_something() {
        for (x, text) in [
            (31.664_2, "31.7"),
            (8_034.2, "8,034"),
            (4.0, "4.00"),
            (0.2046, "0.205"),
            (1.98e8, "198,000,000"),
            (1.1e20, "1.1e20"),
        ] {
            assert_eq!(number(x), text);
        }
        assert_eq!(time(0.2046), "0.205 s");
        assert_eq!(time(243.75), "4 min 04 s");
        assert_eq!(share(2.546), "255 %");
        assert_eq!(time(1.98e8), "2291 d 16 h");
        assert_eq!(share(0.8), "80.0 %");
        assert_eq!(share(0.999_999), ">99.9 %");
    }

    #[test]
    fn differences_are_told_in_the_unit_that_suits() {
        assert_eq!(difference(5.1, 5.0, &Unit::Seconds), "+2.0 %");
        assert_eq!(difference(0.43, 0.41, &Unit::Share), "+2.0 points");
        assert_eq!(difference(7_200.0, 3_600.0, &Unit::Moment), "60 min later");
        assert_eq!(difference(-1.0, 3_600.0, &Unit::Moment), "otherwise");
        assert_eq!(difference(0.0, 0.0, &Unit::Mean), "the same");
    }
}
