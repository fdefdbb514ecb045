//! Civil time of a launch: opening hours and closures are said in the clock time of a place, and an engine counts
//! microseconds.
//!
//! [`CivilClock`] translates between the two in the calendar's time zone. Days with a change of clocks have 23 or
//! 25 hours, and are counted so.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Calendar;
use super::units::{DailyHours, Moment, Weekdays};

const HOUR_US: i64 = 3_600_000_000;

/// Why a calendar has no clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CivilError {
    /// The time zone does not exist.
    #[error("\"{0}\" is not a time zone; write an IANA name, for example \"Europe/Rome\"")]
    NoSuchZone(String),
    /// The end is not after the start.
    #[error("the calendar ends ({end}) before it starts ({start})")]
    EndsBeforeStart {
        /// The start.
        start: Moment,
        /// The end.
        end: Moment,
    },
}

/// Translates between civil time and microseconds since the start of the run.
#[derive(Debug, Clone)]
pub struct CivilClock {
    zone: TimeZone,
    start_us: i64,
    horizon_us: u64,
}

impl CivilClock {
    /// The clock of a calendar.
    ///
    /// # Errors
    /// When the time zone does not exist, or the calendar does not end after it starts.
    pub fn new(calendar: &Calendar) -> Result<Self, CivilError> {
        let zone = TimeZone::get(&calendar.time_zone)
            .map_err(|_| CivilError::NoSuchZone(calendar.time_zone.clone()))?;
        let start_us = timestamp_us(&zone, calendar.start.civil());
        let length_us = timestamp_us(&zone, calendar.end.civil()) - start_us;
        match u64::try_from(length_us) {
            Ok(horizon_us) if horizon_us > 0 => Ok(CivilClock {
                zone,
                start_us,
                horizon_us,
            }),
            _ => Err(CivilError::EndsBeforeStart {
                start: calendar.start,
                end: calendar.end,
            }),
        }
    }

    /// Length of the run \[µs\].
    pub const fn horizon_us(&self) -> u64 {
        self.horizon_us
    }

    /// Microseconds from the start of the run to `moment`; negative before it. A clock time that is skipped when the
    /// clocks go forward counts as the same distance after the change; one that comes twice is the first.
    pub fn micros(&self, moment: &Moment) -> i64 {
        self.since_start(moment.civil())
    }

    fn since_start(&self, civil: DateTime) -> i64 {
        timestamp_us(&self.zone, civil) - self.start_us
    }

    /// Clock time `us` microseconds into the run: `2020-04-01 08:30`, with seconds when they are not zero.
    pub fn format(&self, us: u64) -> String {
        let civil = self.civil_at(us);
        let format = if civil.second() == 0 {
            "%Y-%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M:%S"
        };
        civil.strftime(format).to_string()
    }

    fn civil_at(&self, us: u64) -> DateTime {
        let instant = self.start_us.saturating_add_unsigned(us);
        let timestamp = Timestamp::from_microsecond(instant).unwrap_or(Timestamp::MAX);
        self.zone.to_datetime(timestamp)
    }

    /// The daily windows that begin on `days`, as intervals `[from, until)` \[µs\]: cut to the run, sorted, merged where
    /// they touch. A window that began on the day before the run counts.
    pub fn intervals(&self, hours: &DailyHours, days: &Weekdays) -> Vec<(u64, u64)> {
        let mut intervals: Vec<(u64, u64)> = Vec::new();
        let last = self.civil_at(self.horizon_us).date();
        let mut day = self.civil_at(0).date().saturating_sub(1.day());
        while day <= last {
            if days.contains(day.weekday()) {
                let from = self.clip(self.since_start(at_minute(day, hours.from_minute())));
                let until = self.clip(self.since_start(at_minute(day, hours.until_minute())));
                match intervals.last_mut() {
                    Some(before) if from < until && before.1 >= from => before.1 = until,
                    _ if from < until => intervals.push((from, until)),
                    _ => {}
                }
            }
            day = day.saturating_add(1.day());
        }
        intervals
    }

    fn clip(&self, us: i64) -> u64 {
        u64::try_from(us).unwrap_or(0).min(self.horizon_us)
    }

    /// The full civil hours from the start to the end of the run, both included \[µs\].
    pub fn hour_starts(&self) -> Vec<u64> {
        let mut starts = Vec::new();
        let mut us = 0;
        while us <= self.horizon_us {
            let civil = self.civil_at(us);
            let past_hour = i64::from(civil.minute()) * 60_000_000 + i64::from(civil.second()) * 1_000_000;
            if past_hour == 0 {
                starts.push(us);
            }
            us += (HOUR_US - past_hour).unsigned_abs();
        }
        starts
    }
}

/// The clock time `minute` minutes after the midnight that begins `day`, by the clocks on the wall.
fn at_minute(day: Date, minute: u16) -> DateTime {
    day.to_datetime(Time::midnight())
        .saturating_add(i64::from(minute).minutes())
}

/// Microseconds since 1970 of a clock time in `zone`. Moments are read only between 1900 and 2200, where every clock
/// time has an instant, so the fallback is never taken.
fn timestamp_us(zone: &TimeZone, civil: DateTime) -> i64 {
    zone.to_ambiguous_timestamp(civil)
        .compatible()
        .map_or(0, Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(start: &str, end: &str) -> CivilClock {
        let text = format!("start = \"{start}\"\nend = \"{end}\"");
        CivilClock::new(&toml::from_str(&text).unwrap()).unwrap()
    }

    fn h(hours: u64) -> u64 {
        hours * 3_600_000_000
    }

    #[test]
    fn the_launch_lasts_74_hours() {
        let clock = clock("2020-03-31 22:00", "2020-04-03 24:00");
        assert_eq!(clock.horizon_us(), h(74));
        assert_eq!(
            clock.micros(&"2020-04-01 13:20".parse().unwrap()),
            15 * HOUR_US + HOUR_US / 3
        );
        assert_eq!(clock.micros(&"2020-03-31 21:00".parse().unwrap()), -HOUR_US);
        assert_eq!(clock.format(h(2)), "2020-04-01 00:00");
        assert_eq!(clock.format(h(2) + 5_500_000), "2020-04-01 00:00:05");
    }

    #[test]
    fn a_window_that_began_the_evening_before_counts() {
        let clock = clock("2020-04-02 00:00", "2020-04-03 24:00");
        let night = clock.intervals(&"16:00-08:00".parse().unwrap(), &Weekdays::all());
        assert_eq!(night, [(0, h(8)), (h(16), h(32)), (h(40), h(48))]);
        let day = clock.intervals(&"08:00-16:00".parse().unwrap(), &Weekdays::all());
        assert_eq!(day, [(h(8), h(16)), (h(32), h(40))]);
    }

    #[test]
    fn whole_days_merge_and_weekends_are_left_out() {
        let clock = clock("2020-04-02 00:00", "2020-04-07 00:00");
        assert_eq!(
            clock.intervals(&DailyHours::whole_day(), &Weekdays::all()),
            [(0, h(120))]
        );
        let working = clock.intervals(&DailyHours::whole_day(), &"Mon-Fri".parse().unwrap());
        assert_eq!(working, [(0, h(48)), (h(96), h(120))]);
    }

    #[test]
    fn the_day_the_clocks_go_forward_has_23_hours() {
        let clock = clock("2020-03-29 00:00", "2020-03-30 00:00");
        assert_eq!(clock.horizon_us(), h(23));
        assert_eq!(
            clock.intervals(&"08:00-16:00".parse().unwrap(), &Weekdays::all()),
            [(h(7), h(15))]
        );
        assert_eq!(clock.hour_starts().len(), 24);
        assert_eq!(clock.format(h(2)), "2020-03-29 03:00");
    }

    #[test]
    fn full_hours_are_those_of_the_clock_on_the_wall() {
        let clock = clock("2020-04-01 07:30", "2020-04-01 10:00");
        assert_eq!(clock.hour_starts(), [h(1) / 2, h(1) / 2 + h(1), h(1) / 2 + h(2)]);
    }

    #[test]
    fn a_calendar_needs_a_zone_and_a_length() {
        let calendar = |text: &str| CivilClock::new(&toml::from_str(text).unwrap()).map(|_| ());
        let backwards = calendar("start = \"2020-04-02 00:00\"\nend = \"2020-04-01 00:00\"");
        assert!(matches!(backwards, Err(CivilError::EndsBeforeStart { .. })));
        let nowhere =
            calendar("start = \"2020-04-01 00:00\"\nend = \"2020-04-02 00:00\"\ntime-zone = \"Rome\"");
        assert_eq!(nowhere, Err(CivilError::NoSuchZone("Rome".to_owned())));
    }
}
