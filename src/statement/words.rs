//! Values as people write them.

use super::observed::civil;
use super::unit::Unit;
use crate::messages::ExplainText;
use crate::messages::explain::Difference;
use clickday_engine::model::civil::CivilClock;

/// A value in its unit.
pub(crate) fn value(value: f64, unit: &Unit, clock: &CivilClock, say: &dyn ExplainText) -> String {
    match unit {
        Unit::PerSecond(_) => say.per_second(value),
        Unit::Count(_) => say.rounded(value),
        Unit::Seconds => say.exact_time(value),
        Unit::CoreSeconds => say.core_seconds(value),
        Unit::Moment if value < 0.0 => say.never().to_owned(),
        Unit::Moment => say.beginning(&civil(clock, value)),
        Unit::Share => say.percent(value),
        Unit::Mean => say.significant(value),
    }
}

/// How far the simulated value is from theory.
pub(crate) fn difference(simulated: f64, theory: f64, unit: &Unit) -> Difference {
    let gap = simulated - theory;
    match unit {
        Unit::Share => Difference::Points(gap),
        Unit::Moment if simulated < 0.0 && theory < 0.0 => Difference::Same,
        Unit::Moment if simulated < 0.0 || theory < 0.0 => Difference::OnlyOne,
        Unit::Moment if gap == 0.0 => Difference::Same,
        Unit::Moment => Difference::Later(gap),
        _ if theory == 0.0 && simulated == 0.0 => Difference::Same,
        _ if theory == 0.0 => Difference::NotZero,
        _ if (gap / theory).abs() < 10.0 => Difference::Relative(gap / theory),
        _ => Difference::Times(simulated / theory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    #[test]
    fn differences_are_told_in_the_unit_that_suits() {
        let say = Language::English.explain();
        for (simulated, theory, unit, text) in [
            (5.1, 5.0, Unit::Seconds, "+2.0 %"),
            (50.0, 1.0, Unit::Seconds, "50.0 times"),
            (0.43, 0.41, Unit::Share, "+2.0 points"),
            (7_200.0, 3_600.0, Unit::Moment, "60 min later"),
            (-1.0, 3_600.0, Unit::Moment, "only one happens"),
            (-1.0, -1.0, Unit::Moment, "the same"),
            (0.0, 0.0, Unit::Mean, "the same"),
            (1.0, 0.0, Unit::Mean, "not zero"),
        ] {
            assert_eq!(say.difference(difference(simulated, theory, &unit)), text);
        }
    }
}
