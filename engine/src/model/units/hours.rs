//! Hours of the day and days of the week.

use std::fmt;

use jiff::civil::Weekday;

use super::time::fields;
use super::written::{Complaint, Unit, Written, unit};

const DAY_MIN: u16 = 24 * 60;

/// A stretch of every day, `"08:00-16:00"`; `"16:00-08:00"` runs over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyHours {
    from_min: u16,
    until_min: u16,
}

impl DailyHours {
    /// The whole day.
    #[doc(hidden)]
    pub const fn whole_day() -> Self {
        DailyHours {
            from_min: 0,
            until_min: DAY_MIN,
        }
    }

    /// Minutes from midnight to the beginning, below 1440.
    pub(crate) const fn begin_minute(self) -> u16 {
        self.from_min
    }

    /// Minutes from the same midnight to the end; above 1440 when it runs over the next midnight.
    pub(crate) const fn end_minute(self) -> u16 {
        self.until_min
    }

    fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once(['-', '–'])?;
        let (from_min, mut until_min) = (minute(from)?, minute(until)?);
        if from_min == DAY_MIN || from_min == until_min {
            return None;
        }
        if until_min < from_min {
            until_min += DAY_MIN;
        }
        Some(DailyHours { from_min, until_min })
    }
}

/// Reads `"08:30"` as minutes since midnight, up to `"24:00"`.
fn minute(text: &str) -> Option<u16> {
    let time = fields(text.trim(), ':', &[2, 2])?;
    let (hour, minute) = (u16::try_from(time[0]).ok()?, u16::try_from(time[1]).ok()?);
    (minute < 60 && hour * 60 + minute <= DAY_MIN).then_some(hour * 60 + minute)
}

impl Unit for DailyHours {
    const NAME: &'static str = "DailyHours";
    const STAND_IN: &'static str = "00:00-24:00";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let parsed = match written {
            Written::Text(text) => DailyHours::parse(text),
            _ => None,
        };
        parsed.ok_or_else(|| {
            Complaint::new(
                format!("{} is not a stretch of the day", written.told()),
                "write for example \"08:00-16:00\", \"16:00-08:00\" (over midnight) or \"00:00-24:00\"",
            )
        })
    }
}

unit!(DailyHours, {
    "type": "string",
    "description": "A stretch of every day, from an hour to an hour; it may run over midnight.",
    "pattern": "^\\s*[0-2][0-9]:[0-5][0-9]\\s*[-–]\\s*[0-2][0-9]:[0-5][0-9]\\s*$",
    "examples": ["08:00-16:00", "16:00-08:00", "00:00-24:00"]
});

impl fmt::Display for DailyHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = if self.until_min > DAY_MIN {
            self.until_min - DAY_MIN
        } else {
            self.until_min
        };
        let (from, m) = (self.from_min, 60);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            from / m,
            from % m,
            until / m,
            until % m
        )
    }
}

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Days of the week, `"Mon-Fri"`; every day when nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays {
    /// Bit `d` is the `d`-th day after Monday.
    days: u8,
}

impl Weekdays {
    /// Every day.
    pub const fn all() -> Self {
        Weekdays { days: 0b111_1111 }
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.has(day.to_monday_zero_offset() as usize)
    }

    fn has(self, day: usize) -> bool {
        self.days >> day & 1 == 1
    }

    fn parse<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut days = 0;
        for part in parts {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            let (mut day, last) = (day_number(first)?, day_number(last)?);
            days |= 1 << day;
            while day != last {
                day = (day + 1) % 7;
                days |= 1 << day;
            }
        }
        (days != 0).then_some(Weekdays { days })
    }
}

/// The number of a day by its name or the first three letters of it.
fn day_number(name: &str) -> Option<usize> {
    let name = name.trim();
    let is = |day: &&str| day.eq_ignore_ascii_case(name) || day[..3].eq_ignore_ascii_case(name);
    DAYS.iter().position(is)
}

impl Default for Weekdays {
    fn default() -> Self {
        Weekdays::all()
    }
}

impl Unit for Weekdays {
    const NAME: &'static str = "Weekdays";
    const STAND_IN: &'static str = "Mon-Sun";

    fn read(written: &Written<'_>) -> Result<Self, Complaint> {
        let parsed = match written {
            Written::Text(text) => Weekdays::parse(text.split(',')),
            Written::Texts(texts) => Weekdays::parse(texts.iter().copied()),
            _ => None,
        };
        parsed.ok_or_else(|| {
            Complaint::new(
                format!("{} are not days of the week", written.told()),
                "write for example \"Mon-Fri\", \"Sat, Sun\" or [\"Mon\", \"Wed\"]",
            )
        })
    }
}

unit!(Weekdays, {
    "description": "Days of the week: a range, several with commas, or a list.",
    "anyOf": [
        { "type": "string", "pattern": "^\\s*[A-Za-z]{3,9}\\s*([-–,]\\s*[A-Za-z]{3,9}\\s*)*$" },
        { "type": "array", "minItems": 1, "items": { "type": "string" } }
    ],
    "examples": ["Mon-Fri", "Sat, Sun", ["Mon", "Wed"]]
});

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut day, mut gap) = (0, "");
        while day < 7 {
            if !self.has(day) {
                day += 1;
                continue;
            }
            let run = (day..7).take_while(|d| self.has(*d)).count();
            write!(f, "{gap}{}", &DAYS[day][..3])?;
            if run > 1 {
                write!(f, "-{}", &DAYS[day + run - 1][..3])?;
            }
            (day, gap) = (day + run, ", ");
        }
        Ok(())
    }
}

/// The key of what names a time of some place, of `hours` and `days`: at all hours of all days none
/// is named.
pub fn local_key(hours: DailyHours, days: Weekdays) -> Option<&'static str> {
    if hours != DailyHours::whole_day() {
        Some("hours")
    } else if days != Weekdays::all() {
        Some("days")
    } else {
        None
    }
}
