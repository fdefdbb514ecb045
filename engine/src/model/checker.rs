//! The model under the checks, and what several of them ask.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::civil::CivilClock;
use crate::model::reading::{Document, Path, instead_of};
use crate::model::units::{DailyHours, Duration, Moment, Weekdays};

/// Controllers and monitors that decide more often than this are not people's, and a run would be
/// all deciding.
pub const SHORTEST_INTERVAL: Duration = Duration::from_micros(1_000_000);
/// Bookings for a place, and sizes of a tier, beyond which a slip is likelier than a plan.
const MOST_TIMES: f64 = 1_000.0;

/// The model under the checks, and where they say what is wrong.
pub struct Checker<'a> {
    /// The model.
    pub model: &'a Model,
    /// The calendar's clock, when it is known.
    pub clock: Option<&'a CivilClock>,
    pub(crate) document: &'a mut Document,
}

impl Checker<'_> {
    /// Says what is wrong at a path, and what would be right.
    pub fn complain(&mut self, path: &Path, wrong: impl Into<String>, right: impl Into<String>) {
        self.document.complain_at(path, wrong, right);
    }

    /// A name must be one of `names`.
    pub fn known<'n>(
        &mut self,
        name: &str,
        what: &str,
        names: impl IntoIterator<Item = &'n String>,
        path: &Path,
    ) {
        let names: Vec<&String> = names.into_iter().collect();
        // What is asked for may be there, where one of them or all of them could not be read.
        let is_unsure =
            names.iter().any(|name| name.is_empty()) || names.is_empty() && self.document.has_problems();
        if !is_unsure && !names.iter().any(|known| *known == name) {
            let right = instead_of(name, what, &names);
            self.complain(path, format!("there is no {what} called `{name}`"), right);
        }
    }

    /// A duration must not be zero.
    pub fn positive(&mut self, duration: Duration, path: &Path) -> bool {
        let positive = duration.as_micros() > 0;
        if !positive {
            self.complain(
                path,
                "a duration of zero is not possible here",
                "write a duration above zero, for example \"1 s\"",
            );
        }
        positive
    }

    /// A number must be at least `least`.
    pub fn at_least(&mut self, number: f64, least: f64, path: &Path) {
        if number < least {
            self.complain(
                path,
                format!("{} is too few", grouped(number)),
                format!("write at least {least}"),
            );
        }
    }

    /// Two moments must be in order; `path` is that of the later one.
    pub(crate) fn in_order(&mut self, from: &Moment, until: &Moment, path: &Path) -> bool {
        let ordered = self.is_before(from, until);
        if !ordered {
            let wrong = match self.clock {
                Some(clock) if from < until => {
                    let zone = clock.zone();
                    format!(
                        "the clocks of {zone} jump over all the time from {from} to {until}: it does not exist"
                    )
                }
                _ => "this ends before it begins".to_owned(),
            };
            self.complain(path, wrong, format!("write a time after {from}"));
        }
        ordered
    }

    /// Whether a moment lies before another: as instants, where the clock is known.
    pub fn is_before(&self, one: &Moment, other: &Moment) -> bool {
        match self.clock {
            Some(clock) => clock.micros(one) < clock.micros(other),
            None => one < other,
        }
    }

    /// What to do about daily hours of which none lie within the run, where the clocks are why.
    pub fn jumped_over(&self, hours: DailyHours, days: Weekdays) -> Option<String> {
        let clock = self
            .clock
            .filter(|clock| clock.intervals(&hours, &days).is_empty())?;
        let day = clock.jumped_over(hours, days)?;
        let zone = clock.zone();
        Some(format!(
            "{hours} does not exist on {day} in {zone}: the clocks go forward over it"
        ))
    }

    /// Something that happens at `moment` must not lie after the run.
    pub fn before_end(&mut self, moment: &Moment, path: &Path) {
        let end = &self.model.calendar.end;
        if self.clock.is_some() && !self.is_before(moment, end) {
            self.complain(
                path,
                "this is after the end of the run",
                format!("write a time before {end}"),
            );
        }
    }

    /// Something that happens at `moment` must not lie before the run.
    pub(crate) fn not_before_start(&mut self, moment: &Moment, path: &Path) {
        let start = &self.model.calendar.start;
        if self.clock.is_some() && self.is_before(moment, start) {
            self.complain(
                path,
                "this is before the start of the run",
                format!("write {start} or later"),
            );
        }
    }

    /// Names in a list must differ, and say something.
    pub(crate) fn distinct<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n String>,
        what: &str,
        list: &Path,
    ) {
        let mut seen = BTreeMap::new();
        for (i, name) in names.into_iter().enumerate() {
            let path = &list.then(i.to_string()).then("name");
            if name.is_empty() {
                self.complain(path, format!("a {what} needs a name"), "write what it is called");
            } else if seen.insert(name, i).is_some() {
                self.complain(
                    path,
                    format!("there are two {what}s called `{name}`"),
                    "give one of them another name",
                );
            }
        }
    }

    /// There may be no more than `most` of something.
    pub fn at_most(&mut self, number: usize, most: usize, what: &str, path: &Path) -> bool {
        let fits = number <= most;
        if !fits {
            self.complain(
                path,
                format!("{} {what} are too many", grouped(number as f64)),
                format!("at most {} are possible", grouped(most as f64)),
            );
        }
        fits
    }

    /// A thing that is on from one moment until another: the run's ends where they are absent.
    pub fn stretch(&mut self, from: Option<&Moment>, until: Option<&Moment>, path: &Path) {
        if let Some(from) = from {
            self.before_end(from, &path.then("from"));
        }
        if let Some(until) = until {
            let first = from.unwrap_or(&self.model.calendar.start);
            let path = &path.then("until");
            if self.in_order(first, until, path) && from.is_some() {
                self.not_before_start(until, path);
            }
        }
    }

    /// A thing that is on from one moment until another, both of which it names.
    pub fn within_run(&mut self, from: &Moment, until: &Moment, path: &Path) {
        if self.in_order(from, until, &path.then("until")) {
            self.before_end(from, &path.then("from"));
            self.not_before_start(until, &path.then("until"));
        }
    }

    /// A duration must not be shorter than another.
    pub fn lasts_at_least(&mut self, duration: Duration, least: Duration, path: &Path) {
        if duration < least {
            let wrong = format!("{duration} is too short");
            self.complain(path, wrong, format!("write at least \"{least}\""));
        }
    }

    /// A multiple of something must be possible.
    pub fn times(&mut self, factor: f64, least: f64, path: &Path) {
        if !(least..=MOST_TIMES).contains(&factor) {
            let wrong = format!("{factor} times is not possible");
            let right = format!("write a number from {least} to {MOST_TIMES}");
            self.complain(path, wrong, right);
        }
    }
}

/// A number with its thousands apart, `10,800,003`; a very large one as a power of ten.
pub(crate) fn grouped(number: f64) -> String {
    const LARGE: f64 = 1e15;
    if number.abs() >= LARGE {
        return format!("{number:e}");
    }
    let written = number.to_string();
    let (whole, rest) = written
        .find('.')
        .map_or((&*written, ""), |dot| written.split_at(dot));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut apart = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    format!("{sign}{apart}{rest}")
}

/// The path of these keys.
pub(crate) fn at<const N: usize>(steps: [&str; N]) -> Path {
    steps.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        for (number, written) in [
            (0.0, "0"),
            (999.0, "999"),
            (1_000.0, "1,000"),
            (-12_345.5, "-12,345.5"),
            (10_800_003_780.0, "10,800,003,780"),
            (1e300, "1e300"),
        ] {
            assert_eq!(grouped(number), written);
        }
    }
}
