//! Whether a model that can be read also makes sense: names that lead somewhere, numbers that can be, a day that
//! somebody could get through.
//!
//! Every check states what is wrong at the place that would have to change. One file checks one part of the model.

pub(super) mod admission;
mod attack;
mod credential;
mod defence;
mod helpline;
mod journey;
mod law;
mod measures;
mod operator;
mod people;
mod policy;
mod portal;
mod size;
mod zone;

use std::collections::BTreeMap;

use super::civil::{CivilClock, CivilError};
use super::reading::{Document, Path, instead_of};
use super::units::{DailyHours, Duration, Moment, Weekdays};
use super::{FORMAT_VERSION, Model};

/// The most bins a time series may have, and the most of them for all groups together: some hundreds of megabytes.
const MOST_BINS: u64 = 100_000;
const MOST_BINS_OF_GROUPS: u64 = 4_000_000;
/// The longest run \[days\]: ten years. Assumed: a launch is a matter of days, and hours and windows are laid out for the whole run.
const LONGEST_RUN_DAYS: u64 = 3_653;
const DAY_US: u64 = 86_400_000_000;

/// Notes everything in `model` that does not make sense.
pub(super) fn check(model: &Model, document: &mut Document) {
    let clock = CivilClock::new(&model.calendar);
    let said = ["start", "end", "time-zone"].map(|key| at(["calendar", key]));
    let known = !said.iter().any(|path| document.is_stand_in(path));
    let clock_if_known = clock.as_ref().ok().filter(|_| known);
    let mut cx = Checker {
        model,
        clock: clock_if_known,
        document,
    };
    if model.version != FORMAT_VERSION {
        let wrong = format!(
            "this build reads version {FORMAT_VERSION} of the format, not {}",
            model.version
        );
        cx.complain(
            &at(["version"]),
            wrong,
            format!("write version = {FORMAT_VERSION}"),
        );
    }
    calendar(&mut cx, clock.as_ref().err().filter(|_| known));
    if !size::check(&mut cx) {
        // What is far too large is not looked at one by one.
        return;
    }
    zone::check(&mut cx);
    people::check(&mut cx);
    credential::check(&mut cx);
    helpline::check(&mut cx);
    journey::check(&mut cx);
    portal::check(&mut cx);
    policy::check(&mut cx);
    defence::check(&mut cx);
    operator::check(&mut cx);
    admission::check(&mut cx);
}

fn calendar(cx: &mut Checker<'_>, error: Option<&CivilError>) {
    let path = at(["calendar"]);
    let calendar = &cx.model.calendar;
    match error {
        Some(CivilError::NoSuchZone(name)) => cx.complain(
            &path.then("time-zone"),
            format!("\"{name}\" is not a time zone"),
            "write an IANA name, for example \"Europe/Rome\"",
        ),
        Some(CivilError::EndsBeforeStart { start, .. }) => {
            cx.complain(
                &path.then("end"),
                "the run ends before it starts",
                format!("write a moment after {start}"),
            );
        }
        None => {}
    }
    if cx
        .clock
        .is_some_and(|clock| clock.horizon_us() > LONGEST_RUN_DAYS * DAY_US)
    {
        cx.complain(
            &path.then("end"),
            "a run of more than ten years is too long",
            "write an earlier moment",
        );
        cx.clock = None;
    }
    let bin = &path.then("bin");
    let groups = (cx.model.people.group.len() as u64).max(1);
    let most = MOST_BINS.min(MOST_BINS_OF_GROUPS / groups);
    if cx.positive(calendar.bin, bin)
        && cx
            .clock
            .is_some_and(|clock| clock.horizon_us() / calendar.bin.as_micros() > most)
    {
        cx.complain(
            bin,
            format!("a run would have more than {most} bins"),
            "write a longer duration",
        );
    }
    if let (Some(deadline), Some(clock)) = (&calendar.deadline, cx.clock) {
        let us = clock.micros(deadline);
        if us <= 0 || us.unsigned_abs() > clock.horizon_us() {
            let right = format!("write a moment between {} and {}", calendar.start, calendar.end);
            cx.complain(&path.then("deadline"), "the deadline is outside the run", right);
        }
    }
}

/// The model under the checks, and where they say what is wrong.
struct Checker<'a> {
    model: &'a Model,
    /// The calendar's clock, when it is known.
    clock: Option<&'a CivilClock>,
    document: &'a mut Document,
}

impl Checker<'_> {
    fn complain(&mut self, path: &Path, wrong: impl Into<String>, right: impl Into<String>) {
        self.document.complain_at(path, wrong, right);
    }

    /// A name must be one of `names`.
    fn known<'n>(
        &mut self,
        name: &str,
        what: &str,
        names: impl IntoIterator<Item = &'n String>,
        path: &Path,
    ) {
        let names: Vec<&String> = names.into_iter().collect();
        if !names.iter().any(|known| *known == name) {
            let right = instead_of(name, what, &names);
            self.complain(path, format!("there is no {what} called `{name}`"), right);
        }
    }

    /// A duration must not be zero.
    fn positive(&mut self, duration: Duration, path: &Path) -> bool {
        let positive = duration.as_micros() > 0;
        if !positive {
            self.complain(
                path,
                "no time at all is impossible here",
                "write a duration above zero",
            );
        }
        positive
    }

    /// A number must be at least `least`.
    fn at_least(&mut self, number: f64, least: f64, path: &Path) {
        if number < least {
            self.complain(
                path,
                format!("{number} is too few"),
                format!("write at least {least}"),
            );
        }
    }

    /// Two moments must be in order; `path` is that of the later one.
    fn in_order(&mut self, from: &Moment, until: &Moment, path: &Path) -> bool {
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
            self.complain(path, wrong, format!("write a moment after {from}"));
        }
        ordered
    }

    /// Whether a moment lies before another: as instants, where the clock is known.
    fn is_before(&self, one: &Moment, other: &Moment) -> bool {
        match self.clock {
            Some(clock) => clock.micros(one) < clock.micros(other),
            None => one < other,
        }
    }

    /// What to do about daily hours of which none lie within the run, where the clocks are why.
    fn jumped_over(&self, hours: DailyHours, days: Weekdays) -> Option<String> {
        let clock = self
            .clock
            .filter(|clock| clock.intervals(&hours, &days).is_empty())?;
        let day = clock.jumped_over(&hours, &days)?;
        let zone = clock.zone();
        Some(format!(
            "{hours} does not exist on {day} in {zone}: the clocks go forward over it"
        ))
    }

    /// Something that happens at `moment` must not lie after the run.
    fn before_end(&mut self, moment: &Moment, path: &Path) {
        let end = &self.model.calendar.end;
        if self.clock.is_some() && !self.is_before(moment, end) {
            self.complain(
                path,
                "this is after the end of the run",
                format!("write a moment before {end}"),
            );
        }
    }

    /// Something that happens at `moment` must not lie before the run.
    fn not_before_start(&mut self, moment: &Moment, path: &Path) {
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
    fn distinct<'n>(&mut self, names: impl IntoIterator<Item = &'n String>, what: &str, list: &Path) {
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
    fn at_most(&mut self, number: usize, most: usize, what: &str, path: &Path) -> bool {
        let fits = number <= most;
        if !fits {
            self.complain(
                path,
                format!("{number} {what} are too many"),
                format!("at most {most} are possible"),
            );
        }
        fits
    }
}

/// The path of these keys.
fn at<const N: usize>(steps: [&str; N]) -> Path {
    steps.into_iter().collect()
}

#[cfg(test)]
mod tests;
