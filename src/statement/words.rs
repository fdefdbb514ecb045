//! Values as people write them.

use super::unit::Unit;
use crate::figures;

pub(crate) use crate::figures::{amount, exact_time as time, significant as number};

/// A value in its unit.
pub(crate) fn value(value: f64, unit: &Unit) -> String {
    match unit {
        Unit::PerSecond(_) => format!("{}/s", number(value)),
        Unit::Count(_) => figures::rounded(value),
        Unit::Seconds => time(value),
        Unit::CoreSeconds => format!("{} s", number(value)),
        Unit::Moment => String::new(),
        Unit::Share => figures::percent(value),
        Unit::Mean => number(value),
    }
}

/// How far the simulated value is from theory.
pub(crate) fn difference(simulated: f64, theory: f64, unit: &Unit) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_to_the_second() {
        assert_eq!(time(0.2046), "0.205 s");
        assert_eq!(time(243.75), "4 min 04 s");
        assert_eq!(time(1.98e8), "2291 d 16 h");
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
