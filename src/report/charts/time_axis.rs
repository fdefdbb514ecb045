//! The time axis: clock times of the place, with the date under each midnight.

use crate::messages::charts::ChartText;
use clickday_engine::model::civil::CivilClock;

/// A tick.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Where [s from the start].
    pub(super) at_s: f64,
    /// "06:00"; the midnight at which the axis ends is "24:00" of the day before, as a deadline is written.
    pub(super) time: String,
    /// Whether a day begins or ends there.
    pub(super) is_midnight: bool,
    /// The date, at midnight and where the axis would otherwise not say it.
    pub(super) date: Option<String>,
}

const MINUTE_STEPS: [usize; 6] = [1, 2, 5, 10, 15, 30];
const HOUR_STEPS: [usize; 6] = [1, 2, 3, 6, 12, 24];

/// The ticks from the start of the run to `end_s`, at most `most` of them.
pub(super) fn ticks(clock: &CivilClock, end_s: f64, most: usize, say: &dyn ChartText) -> Vec<Tick> {
    let most = most.max(2);
    let hours = end_s / 3600.0;
    let mut ticks = if hours * 2.0 < most as f64 {
        let steps = MINUTE_STEPS
            .into_iter()
            .find(|step| end_s / 60.0 / *step as f64 <= most as f64);
        let step = steps.unwrap_or(30);
        let at = minutes(clock, end_s);
        aligned(at, clock, say, |civil| {
            (minute_of(civil) % 60).is_multiple_of(step)
        })
    } else {
        let full_hours = clock.hour_starts().into_iter().map(|us| us as f64 / 1e6);
        let full_hours = full_hours.filter(|s| *s <= end_s).collect();
        let step = HOUR_STEPS
            .into_iter()
            .find(|step| hours / *step as f64 <= most as f64);
        let step = step.unwrap_or(24);
        aligned(full_hours, clock, say, |civil| {
            (minute_of(civil) / 60).is_multiple_of(step)
        })
    };
    // Weeks and months: every second midnight, every third, ...
    let keep = ticks.len().div_ceil(most).max(1);
    let mut index = 0;
    ticks.retain(|_| {
        index += 1;
        (index - 1_usize).is_multiple_of(keep)
    });
    end_the_last_day(&mut ticks, clock, end_s, say);
    date_the_first(&mut ticks, clock, end_s, say);
    ticks
}

/// A midnight at the end of the axis belongs to the day that it ends.
fn end_the_last_day(ticks: &mut [Tick], clock: &CivilClock, end_s: f64, say: &dyn ChartText) {
    let is_at_end = |tick: &&mut Tick| tick.is_midnight && tick.at_s > 0.0 && (tick.at_s - end_s).abs() < 1.0;
    if let Some(last) = ticks.last_mut().filter(is_at_end) {
        let before = clock.format(((last.at_s - 60.0).max(0.0) * 1e6) as u64);
        "24:00".clone_into(&mut last.time);
        last.date = before.split_once(' ').map(|(date, _)| say.short_day(date));
    }
}

/// Of the candidate instants, those whose clock reading is one of those wanted.
fn aligned(
    at: Vec<f64>,
    clock: &CivilClock,
    say: &dyn ChartText,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Tick> {
    let tick = |at_s: f64| {
        let civil = clock.format((at_s * 1e6) as u64);
        wanted(&civil).then(|| {
            let (date, time) = civil.split_once(' ').unwrap_or(("", &civil));
            let is_midnight = time == "00:00";
            Tick {
                at_s,
                time: time.to_owned(),
                is_midnight,
                date: is_midnight.then(|| say.short_day(date)),
            }
        })
    };
    at.into_iter().filter_map(tick).collect()
}

/// Without a midnight close by, the first tick says what day it is.
fn date_the_first(ticks: &mut [Tick], clock: &CivilClock, end_s: f64, say: &dyn ChartText) {
    let midnight = ticks.iter().position(|tick| tick.date.is_some());
    if let Some(first) = ticks.first_mut()
        && midnight.is_none_or(|i| i > 0 && first.at_s < end_s / 2.0)
    {
        let civil = clock.format((first.at_s * 1e6) as u64);
        first.date = civil.split_once(' ').map(|(date, _)| say.short_day(date));
    }
}

/// Full minutes of a short run.
fn minutes(clock: &CivilClock, end_s: f64) -> Vec<f64> {
    let seconds: f64 = clock
        .format(0)
        .get(17..19)
        .and_then(|s| s.parse().ok())
        .unwrap_or(0.0);
    let first = if seconds > 0.0 { 60.0 - seconds } else { 0.0 };
    let count = ((end_s - first) / 60.0).floor().max(0.0) as usize;
    (0..=count)
        .map(|i| first + 60.0 * i as f64)
        .filter(|s| *s <= end_s)
        .collect()
}

/// Minutes since midnight of a clock time `2020-04-01 13:20`.
fn minute_of(civil: &str) -> usize {
    let part = |range| {
        civil
            .get(range)
            .and_then(|s: &str| s.parse::<usize>().ok())
            .unwrap_or(0)
    };
    part(11..13) * 60 + part(14..16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn clock(start: &str, end: &str) -> CivilClock {
        let text = format!("start = \"{start}\"\nend = \"{end}\"");
        CivilClock::new(&toml::from_str(&text).unwrap()).unwrap()
    }

    #[test]
    fn three_days_are_ticked_every_six_hours_and_dated_at_midnight() {
        let clock = clock("2020-03-31 22:00", "2020-04-04 00:00");
        let ticks = ticks(&clock, 74.0 * 3600.0, 15, Language::English.charts());
        let times: Vec<&str> = ticks.iter().map(|t| t.time.as_str()).collect();
        assert_eq!(times[..5], ["00:00", "06:00", "12:00", "18:00", "00:00"]);
        assert_eq!(ticks.len(), 13);
        assert_eq!(ticks[0].date.as_deref(), Some("1 Apr"));
        assert_eq!(ticks[1].date, None);
        let last = &ticks[12];
        assert_eq!(
            (last.time.as_str(), last.date.as_deref()),
            ("24:00", Some("3 Apr"))
        );
    }

    #[test]
    fn a_short_morning_is_ticked_in_minutes_and_still_dated() {
        let clock = clock("2020-04-01 07:50", "2020-04-01 09:00");
        let ticks = ticks(&clock, 4200.0, 8, Language::English.charts());
        assert_eq!(
            ticks[0],
            Tick {
                at_s: 0.0,
                time: "07:50".into(),
                is_midnight: false,
                date: Some("1 Apr".into())
            }
        );
        assert_eq!(ticks[1].time, "08:00");
    }

    #[test]
    fn months_do_not_crowd_the_axis() {
        let clock = clock("2020-01-01 00:00", "2020-04-01 00:00");
        let ticks = ticks(&clock, 91.0 * 86_400.0, 12, Language::English.charts());
        assert!(ticks.len() <= 12, "{}", ticks.len());
    }
}
