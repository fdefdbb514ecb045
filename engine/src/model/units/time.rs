//! Stretches and points of time.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::written::{Complaint, Unit, Written, number, unit};
use crate::figures::spoken::MONTHS;

/// Units of time by the names people give them, in microseconds.
const UNITS: [(&[&str], f64); 6] = [
    (&["us", "µs", "usec", "microsecond", "microseconds"], 1.0),
    (&["ms", "msec", "millisecond", "milliseconds"], 1e3),
    (&["s", "sec", "secs", "second", "seconds"], 1e6),
    (&["min", "mins", "m", "minute", "minutes"], 6e7),
    (&["h", "hr", "hrs", "hour", "hours"], 3.6e9),
    (&["d", "day", "days"], 8.64e10),
];

/// Longest duration the clock counts exactly: 2^53 µs, about 285 years.
pub(super) const LONGEST_US: f64 = 9_007_199_254_740_992.0;

/// Microseconds in the unit of time called `name`.
pub(super) fn micros_in(name: &str) -> Option<f64> {
    UNITS
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, us)| *us)
}

/// Reads `"1 h 30 min"` as microseconds: numbers, each with its unit.
pub(super) fn micros(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
            .unwrap_or(rest.len());
        let value = number(&rest[..digits])?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        total += value * micros_in(&rest[..letters])?;
        rest = rest[letters..].trim_start();
    }
    Some(total)
}

/// Whether a text is a duration, also one with an exponent (`"1e300 s"`), that is longer than the longest.
pub(super) fn is_too_long(text: &str) -> bool {
    let with_exponent = || {
        let (digits, name) = text.trim().split_once(char::is_whitespace)?;
        let digits = digits
            .parse::<f64>()
            .ok()
            .filter(|_| digits.contains(['e', 'E']))?;
        Some(digits * micros_in(name.trim())?)
    };
    micros(text)
        .or_else(with_exponent)
        .is_some_and(|us| us > LONGEST_US)
}

pub(super) fn too_long(written: &Written<'_>) -> Complaint {
    Complaint::new(
        format!("{} is too long", written.told()),
        "the longest duration is 285 years",
    )
}

/// A stretch of time, in whole microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(u64);

impl Duration {
    /// So many microseconds.
    pub const fn from_micros(us: u64) -> Self {
        Duration(us)
    }

    /// In microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// In seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Unit for Duration {
    const NAME: &'static str = "Duration";
    const STAND_IN: &'static str = "1 s";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let right = "write for example \"20 min\", \"250 ms\" or \"1 h 30 min\"";
        let Written::Text(text) = written else {
            let told = written.told();
            return Err(match written.number() {
                Some(_) => Complaint::new(
                    format!("{told} has no unit of time"),
                    format!("write for example \"{told} s\" or \"{told} min\""),
                ),
                None => Complaint::new(format!("{told} is not a duration"), right),
            });
        };
        if is_too_long(text) {
            return Err(too_long(written));
        }
        let not_one = || Complaint::new(format!("{} is not a duration", written.told()), right);
        let us = micros(text).ok_or_else(not_one)?;
        if us > 0.0 && us < 0.5 {
            return Err(Complaint::new(
                format!("{} is shorter than the clock's tick", written.told()),
                "the shortest duration is \"1 us\"",
            ));
        }
        Ok(Duration(us.round() as u64))
    }
}

unit!(Duration, {
    "type": "string",
    "description": "A stretch of time: numbers, each with its unit (us, ms, s, min, h, d).",
    "pattern": "^\\s*([0-9][0-9._]*\\s*[a-zµ]+\\s*)+$",
    "examples": ["20 min", "250 ms", "1 h 30 min", "2 days"]
});

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => return f.write_str("0 s"),
            us @ 1..1_000 => return write!(f, "{us} us"),
            us @ 1_000..1_000_000 => return write!(f, "{} ms", us as f64 / 1e3),
            _ => {}
        }
        let (mut rest, mut gap) = (self.0, "");
        for (name, us) in [("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000)] {
            if rest >= us {
                write!(f, "{gap}{} {name}", rest / us)?;
                (rest, gap) = (rest % us, " ");
            }
        }
        if rest > 0 {
            write!(f, "{gap}{} s", rest as f64 / 1e6)?;
        }
        Ok(())
    }
}

/// Years that can be written: far from the ends of the calendar, so that no arithmetic on a moment can leave it.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A point of civil time, in the time zone of the model's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    civil: DateTime,
    /// The offset from UTC, where it was written.
    offset: Option<Offset>,
}

impl Moment {
    /// As a civil date and time.
    pub const fn civil(&self) -> DateTime {
        self.civil
    }

    /// The offset from UTC that it was written with: tells the two hours apart that have one name
    /// when clocks go back.
    pub const fn offset(&self) -> Option<Offset> {
        self.offset
    }

    /// Reads `2020-04-01 13:20[:30[.5]][+02:00]`, blank or `T` between date and time; `24:00` is
    /// the midnight that ends the day.
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.trim().split_once([' ', 'T'])?;
        let (time, offset) = match time.find(['+', '-']) {
            Some(at) => (&time[..at], Some(offset(&time[at..])?)),
            None => (time, None),
        };
        let civil = Moment::parse_civil(date, time)?;
        Some(Moment { civil, offset })
    }

    fn parse_civil(date: &str, time: &str) -> Option<DateTime> {
        let date = fields(date, '-', &[4, 2, 2])?;
        let (time, nanosecond) = match time.trim().split_once('.') {
            Some((time, digits)) => (fields(time, ':', &[2, 2, 2])?, nanoseconds(digits)?),
            None => {
                let time = time.trim();
                (
                    fields(time, ':', &[2, 2]).or_else(|| fields(time, ':', &[2, 2, 2]))?,
                    0,
                )
            }
        };
        if !YEARS.contains(&date[0]) {
            return None;
        }
        let day = Date::new(date[0], i8::try_from(date[1]).ok()?, i8::try_from(date[2]).ok()?).ok()?;
        let second = time.get(2).copied().unwrap_or(0);
        if time[0] == 24 && time[1] == 0 && second == 0 && nanosecond == 0 {
            return Some(day.tomorrow().ok()?.to_datetime(Time::midnight()));
        }
        let [hour, minute, second] = [time[0], time[1], second].map(i8::try_from);
        Some(day.to_datetime(Time::new(hour.ok()?, minute.ok()?, second.ok()?, nanosecond).ok()?))
    }
}

/// Reads the digits after the decimal point of a second, at most six: the clock of a run counts
/// microseconds.
fn nanoseconds(digits: &str) -> Option<i32> {
    let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("{digits:0<9}").parse().ok())?
}

/// Reads `+02:00`.
fn offset(text: &str) -> Option<Offset> {
    let parts = fields(text.get(1..)?, ':', &[2, 2])?;
    let (hours, minutes) = (i32::from(parts[0]), i32::from(parts[1]));
    let seconds = (minutes < 60 && hours < 24).then_some((hours * 60 + minutes) * 60)?;
    Offset::from_seconds(if text.starts_with('-') { -seconds } else { seconds }).ok()
}

/// Splits `text` at `mark` into numbers of exactly so many digits.
pub(super) fn fields(text: &str, mark: char, digits: &[usize]) -> Option<Vec<i16>> {
    let parts: Vec<&str> = text.split(mark).collect();
    if parts.len() != digits.len() {
        return None;
    }
    let numeric = |part: &&str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    parts
        .iter()
        .zip(digits)
        .map(|(part, n)| numeric(part, *n).then(|| part.parse().ok())?)
        .collect()
}

impl Unit for Moment {
    const NAME: &'static str = "Moment";
    const STAND_IN: &'static str = "2020-04-01 00:00";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let parsed = match written {
            Written::Text(text) => Moment::parse(text),
            _ => None,
        };
        parsed.ok_or_else(|| {
            let text = if let Written::Text(text) = written {
                text
            } else {
                ""
            };
            impossible(text).unwrap_or_else(|| {
                let wrong = format!("{} is not a date and time", written.told());
                Complaint::new(wrong, EXAMPLE)
            })
        })
    }
}

const EXAMPLE: &str = "write date and time, for example \"2020-04-01 13:20\"";

/// What is wrong with a text that is written like a date and time, and is none.
fn impossible(text: &str) -> Option<Complaint> {
    let text = text.trim();
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = fields(date, '-', &[4, 2, 2])?;
    let (year, month, day) = (date[0], date[1], date[2]);
    let complaint = |wrong: String, right: &str| Some(Complaint::new(wrong, right));
    let Some(name) = usize::try_from(month - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
    else {
        return complaint(
            format!("there is no month {month:02}"),
            "write year, month and day, for example \"2020-04-01 13:20\"",
        );
    };
    if Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).is_err() {
        return complaint(
            format!("there is no {day} {name} in {year}"),
            "write a day that this month has",
        );
    }
    if year > *YEARS.end() {
        return complaint(
            format!("\"{text}\" is too late"),
            "the latest possible time is \"2200-12-31 24:00\"",
        );
    }
    if year < *YEARS.start() {
        return complaint(
            format!("\"{text}\" is too early"),
            "the earliest possible time is \"1900-01-01 00:00\"",
        );
    }
    if time.is_empty() {
        return complaint(
            format!("\"{text}\" has no time of day"),
            "write for example 00:00 behind the date",
        );
    }
    let clock = time.get(..5).and_then(|clock| fields(clock, ':', &[2, 2]))?;
    let is_past_midnight = clock[0] > 24 || clock[0] == 24 && clock[1] > 0 || clock[1] > 59;
    if is_past_midnight {
        return complaint(
            format!("no clock shows {:02}:{:02}", clock[0], clock[1]),
            "write a time from 00:00 to 24:00",
        );
    }
    after_minute(&clock, &time[5..])
}

/// What is wrong with what follows the minute of a time: seconds, decimals and an offset.
fn after_minute(clock: &[i16], rest: &str) -> Option<Complaint> {
    let (seconds, rest) = rest.split_at_checked(if rest.starts_with(':') { 3 } else { 0 })?;
    if let Some(digits) = seconds.strip_prefix(':') {
        let second = fields(digits, ':', &[2])?[0];
        if second > 59 || clock[0] == 24 && second > 0 {
            return Some(Complaint::new(
                format!("no clock shows {:02}:{:02}:{second:02}", clock[0], clock[1]),
                "write a time from 00:00:00 to 24:00",
            ));
        }
    }
    let decimals = rest.strip_prefix('.').unwrap_or(rest);
    let offset = decimals.trim_start_matches(|c: char| c.is_ascii_digit());
    if decimals.len() - offset.len() > 6 {
        return Some(Complaint::new(
            "a run counts no time shorter than a microsecond",
            "write at most six digits behind the point",
        ));
    }
    let offset = offset.trim();
    let is_offset = offset.starts_with(['+', '-']) || offset.starts_with(char::is_alphabetic);
    is_offset.then(|| {
        Complaint::new(
            format!("\"{offset}\" is not needed: times are those of the calendar's time zone"),
            "leave it out; only an hour that comes twice has an offset, as in \"2020-10-25 02:30+01:00\"",
        )
    })
}

unit!(Moment, {
    "type": "string",
    "description": "A point of civil time, in the time zone of the calendar. Seconds may be left out. When the clocks go back an hour comes twice: without an offset from UTC the first is meant.",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?([+-][0-9]{2}:[0-9]{2})?$",
    "examples": ["2020-04-01 13:20", "2020-04-01 13:20:30", "2020-10-25 02:30+01:00"]
});

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match (self.civil.second(), self.civil.subsec_nanosecond()) {
            (0, 0) => "%Y-%m-%d %H:%M",
            (_, 0) => "%Y-%m-%d %H:%M:%S",
            _ => "%Y-%m-%d %H:%M:%S.%f",
        };
        write!(f, "{}", self.civil.strftime(format))?;
        let Some(offset) = self.offset else {
            return Ok(());
        };
        let (sign, minutes) = (
            if offset.is_negative() { '-' } else { '+' },
            offset.seconds().abs() / 60,
        );
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}
