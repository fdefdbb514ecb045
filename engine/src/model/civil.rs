//! Civil time of a launch: opening hours and closures are said in the clock time of a place, and an
//! engine counts microseconds.
//!
//! [`CivilClock`] translates between the two in the calendar's time zone. Everything that names an
//! hour of the day goes through it, by two rules that hold on days of 23 and of 25 hours too:
//!
//! - *A stretch of the day* (a daily window, office hours, an hour of a demand curve) is the set of
//!   instants at which the clock on the wall shows a time within it. An hour that the clocks jump
//!   over has no instant. An hour that comes twice has both.
//! - *A moment* is the first instant at which the clock shows that time or a later one. A time that
//!   the clocks jump over is therefore the instant of the change, and one that comes twice is the
//!   first of the two. A moment written with its offset from UTC is exactly that instant.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::calendar::Calendar;
use super::units::{DailyHours, Moment, Weekdays};

const SECOND_US: i64 = 1_000_000;
const HOUR_US: i64 = 3_600_000_000;
/// No clock is further from UTC than this.
const MOST_OFFSET_US: i64 = 26 * HOUR_US;

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
    name: String,
    zone: TimeZone,
    start_us: i64,
    horizon_us: u64,
}

/// Stretches of the run, `[from, until)` \[µs\]: sorted and disjoint.
pub type Intervals = Vec<(u64, u64)>;

impl CivilClock {
    /// The clock of a calendar.
    ///
    /// # Errors
    /// When the time zone does not exist, or the calendar does not end after it starts.
    pub fn new(calendar: &Calendar) -> Result<Self, CivilError> {
        let name = calendar.zone().to_owned();
        let zone = TimeZone::get(&name).map_err(|_| CivilError::NoSuchZone(name.clone()))?;
        let start_us = instant_us(&zone, &calendar.start);
        let length_us = instant_us(&zone, &calendar.end) - start_us;
        match u64::try_from(length_us) {
            Ok(horizon_us) if horizon_us > 0 => Ok(CivilClock {
                name,
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

    /// The IANA name of the time zone.
    pub fn zone(&self) -> &str {
        &self.name
    }

    /// Microseconds from the start of the run to `moment`; negative before it. A clock time that
    /// the clocks jump over is the instant of the change; one that comes twice is the first.
    pub fn micros(&self, moment: &Moment) -> i64 {
        instant_us(&self.zone, moment) - self.start_us
    }

    /// Seconds from the start of the run to `moment`; negative before it.
    pub fn seconds(&self, moment: &Moment) -> f64 {
        self.micros(moment) as f64 / 1e6
    }

    /// Clock time `us` microseconds into the run: `2020-04-01 08:30`, with seconds when they are
    /// not zero.
    pub fn format(&self, us: u64) -> String {
        let civil = self.civil_at(us);
        let format = if civil.second() == 0 {
            "%Y-%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M:%S"
        };
        civil.strftime(format).to_string()
    }

    /// How to write times of which these are some: all alike, as finely as the finest needs. In a
    /// run during which the clocks go back, each has its offset from UTC, so that no two instants
    /// have one name.
    #[doc(hidden)]
    pub fn stamps(&self, instants: impl IntoIterator<Item = u64>) -> Stamps {
        let finest = |digits: usize, us: u64| {
            let civil = self.civil_at(us);
            digits.max(match civil.subsec_nanosecond() / 1_000 {
                0 if civil.second() == 0 => 0,
                0 => 1,
                us if us % 1_000 == 0 => 3,
                _ => 6,
            })
        };
        Stamps {
            digits: instants.into_iter().fold(0, finest),
            offset: self.repeats_a_time(),
            clock: self.clone(),
        }
    }

    /// Whether the clock shows some time of the run twice, at this instant or another.
    fn repeats_a_time(&self) -> bool {
        let end_us = self.start_us.saturating_add_unsigned(self.horizon_us);
        let pieces = self.offsets(self.start_us - MOST_OFFSET_US, end_us + MOST_OFFSET_US);
        pieces.windows(2).any(|pair| {
            let (change, back) = (pair[1].0, pair[0].2 - pair[1].2);
            back > 0 && change - back <= end_us && self.start_us < change + back
        })
    }

    fn civil_at(&self, us: u64) -> DateTime {
        self.zone
            .to_datetime(timestamp(self.start_us.saturating_add_unsigned(us)))
    }

    /// The daily windows that begin on `days`, as stretches of the run; merged where they touch. A
    /// window that began on the day before the run counts.
    pub fn intervals(&self, hours: &DailyHours, days: &Weekdays) -> Intervals {
        let windows = self.windows(hours, days);
        disjoint(windows.flat_map(|(from, until)| self.within_run(from, until)))
    }

    /// The civil times between which the daily windows of a run lie, one for each of `days`.
    fn windows(&self, hours: &DailyHours, days: &Weekdays) -> impl Iterator<Item = (DateTime, DateTime)> {
        let (hours, days) = (*hours, *days);
        let last = self.civil_at(self.horizon_us).date().saturating_add(1.day());
        let first = self.civil_at(0).date().saturating_sub(2.days());
        let dates = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        dates
            .take_while(move |day| *day <= last)
            .filter(move |day| days.contains(day.weekday()))
            .map(move |day| {
                (
                    at_minute(day, hours.begin_minute()),
                    at_minute(day, hours.end_minute()),
                )
            })
    }

    /// The first of the daily windows within the run of which no instant exists, since the clocks
    /// jump over it: the day on which it would begin.
    pub(crate) fn jumped_over(&self, hours: DailyHours, days: Weekdays) -> Option<Date> {
        let (start, end) = (self.civil_at(0), self.civil_at(self.horizon_us));
        self.windows(&hours, &days)
            .find(|(from, until)| start < *until && *from < end && self.stretches(*from, *until).is_empty())
            .map(|(from, _)| from.date())
    }

    /// What the clock shows at `moment`, where it jumps over that time: the time to which it goes forward.
    pub fn after_jump(&self, moment: &Moment) -> Option<DateTime> {
        let shown = self.zone.to_datetime(timestamp(instant_us(&self.zone, moment)));
        (moment.offset().is_none() && shown > moment.civil()).then_some(shown)
    }

    fn within_run(&self, from: DateTime, until: DateTime) -> Intervals {
        let clip = |us: i64| u64::try_from(us).unwrap_or(0).min(self.horizon_us);
        let stretches = self.stretches(from, until).into_iter();
        stretches
            .map(|(from, until)| (clip(from), clip(until)))
            .filter(|(from, until)| from < until)
            .collect()
    }

    /// The instants at which the clock shows a time in `[from, until)`, as stretches \[µs from the
    /// start of the run\], sorted and disjoint: none where the clocks jump over all of it, two
    /// where they go back within it.
    pub(crate) fn stretches(&self, from: DateTime, until: DateTime) -> Vec<(i64, i64)> {
        let (from, until) = (wall_us(from), wall_us(until));
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for (begins, ends, offset) in self.offsets(from - MOST_OFFSET_US, until + MOST_OFFSET_US) {
            let piece = (begins.max(from - offset), ends.min(until - offset));
            match stretches.last_mut() {
                _ if piece.0 >= piece.1 => {}
                Some(last) if last.1 >= piece.0 => last.1 = piece.1,
                _ => stretches.push(piece),
            }
        }
        let since_start = |us: i64| us - self.start_us;
        let stretches = stretches.into_iter();
        stretches
            .map(|(from, until)| (since_start(from), since_start(until)))
            .collect()
    }

    /// The offsets of the clock from UTC between two instants: each stretch of constant offset and
    /// the offset, all in microseconds.
    fn offsets(&self, from: i64, until: i64) -> Vec<(i64, i64, i64)> {
        let mut pieces = Vec::with_capacity(1);
        let (mut begins, mut offset) = (from, self.offset_us(from));
        for change in self.zone.following(timestamp(from)) {
            let at = change.timestamp().as_microsecond();
            if at >= until {
                break;
            }
            let next = i64::from(change.offset().seconds()) * SECOND_US;
            if next != offset {
                pieces.push((begins, at, offset));
                (begins, offset) = (at, next);
            }
        }
        pieces.push((begins, until, offset));
        pieces
    }

    fn offset_us(&self, us: i64) -> i64 {
        i64::from(self.zone.to_offset(timestamp(us)).seconds()) * SECOND_US
    }

    /// The part of the run between two moments; the whole of it where they are absent.
    #[doc(hidden)]
    pub fn span(&self, from: Option<&Moment>, until: Option<&Moment>) -> Intervals {
        let clip = |moment: &Moment| {
            u64::try_from(self.micros(moment))
                .unwrap_or(0)
                .min(self.horizon_us())
        };
        let (from, until) = (from.map_or(0, clip), until.map_or(self.horizon_us(), clip));
        if from < until {
            vec![(from, until)]
        } else {
            Vec::new()
        }
    }

    /// The full civil hours from the start to the end of the run, both included \[µs\].
    #[doc(hidden)]
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

/// How a run writes its times: all in one format.
#[derive(Debug, Clone)]
pub struct Stamps {
    clock: CivilClock,
    /// 0: whole minutes; 1: whole seconds; 3 and 6: so many digits after the second.
    digits: usize,
    offset: bool,
}

impl Stamps {
    /// Clock time `us` microseconds into the run: `2020-04-01 08:30`, `2020-04-01 08:30:05.250`,
    /// `2020-10-25 02:30+01:00`.
    pub fn of(&self, us: u64) -> String {
        let civil = self.clock.civil_at(us);
        let format = match self.digits {
            0 => "%Y-%m-%d %H:%M",
            1 => "%Y-%m-%d %H:%M:%S",
            3 => "%Y-%m-%d %H:%M:%S.%3f",
            _ => "%Y-%m-%d %H:%M:%S.%6f",
        };
        let text = civil.strftime(format).to_string();
        if !self.offset {
            return text;
        }
        let instant = self.clock.start_us.saturating_add_unsigned(us);
        let minutes = self.clock.offset_us(instant) / (60 * SECOND_US);
        let (sign, size) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        format!("{text}{sign}{:02}:{:02}", size / 60, size % 60)
    }
}

/// The times in both of two lists. One pass over both: a run of years with hours for each day has
/// thousands of intervals.
pub fn common(a: &[(u64, u64)], b: &[(u64, u64)]) -> Intervals {
    let mut both = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (from, until) = (x.0.max(y.0), x.1.min(y.1));
        if from < until {
            both.push((from, until));
        }
        if x.1 < y.1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// Sorts stretches, and makes one of those that meet.
pub fn disjoint(stretches: impl IntoIterator<Item = (u64, u64)>) -> Intervals {
    let mut sorted: Intervals = stretches.into_iter().collect();
    sorted.sort_unstable();
    let mut merged: Intervals = Vec::new();
    for (from, until) in sorted {
        match merged.last_mut() {
            Some(before) if before.1 >= from => before.1 = before.1.max(until),
            _ => merged.push((from, until)),
        }
    }
    merged
}

/// The clock time `minute` minutes after the midnight that begins `day`, by the clocks on the wall.
pub(super) fn at_minute(day: Date, minute: u16) -> DateTime {
    day.to_datetime(Time::midnight())
        .saturating_add(i64::from(minute).minutes())
}

/// Microseconds since 1970 of a moment in `zone`: the first instant at which the clock shows this
/// time or a later one. Moments are read only between 1900 and 2200, where every clock time has an
/// instant, so the fallback is never taken.
fn instant_us(zone: &TimeZone, moment: &Moment) -> i64 {
    let civil = moment.civil();
    if let Some(offset) = moment.offset() {
        return wall_us(civil) - i64::from(offset.seconds()) * SECOND_US;
    }
    let found = zone.to_ambiguous_timestamp(civil).compatible();
    let instant = found.unwrap_or(Timestamp::UNIX_EPOCH);
    if zone.to_datetime(instant) == civil {
        return instant.as_microsecond();
    }
    // The clocks jump over it: the instant found lies as far after the change as the time is into
    // the gap, or is the change.
    let after = timestamp(instant.as_microsecond() + SECOND_US);
    let change = zone.preceding(after).next();
    change
        .map_or(instant, |change| change.timestamp())
        .as_microsecond()
}

/// Microseconds since 1970 that a clock in UTC would have counted when it shows `civil`.
fn wall_us(civil: DateTime) -> i64 {
    let instant = TimeZone::UTC.to_ambiguous_timestamp(civil).compatible();
    instant.map_or(i64::MAX / 4, Timestamp::as_microsecond)
}

/// The instant `us` microseconds after the beginning of 1970; the first or last there is, where it
/// lies beyond.
fn timestamp(us: i64) -> Timestamp {
    let beyond = if us < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(us).unwrap_or(beyond)
}

#[cfg(test)]
mod tests;
