//! Checks of a model that can be read: names that exist, numbers that are possible, a day on which
//! people can get through.
//!
//! Every check states what is wrong at the place that would have to change. One file checks one
//! part of the model.

pub(super) mod admission;
mod attack;
mod credential;
mod helpline;
mod journey;
pub mod law;
mod network;
mod operator;
mod people;
mod policy;
mod portal;
pub mod size;
mod zone;

use super::checker::{Checker, at, grouped};
use super::civil::{CivilClock, CivilError};
use super::kinds::MeasureSet;
use super::reading::Document;
use super::{FORMAT_VERSION, Model};

/// The most bins a time series may have, and the most of them for all groups together: some
/// hundreds of megabytes.
const MOST_BINS: u64 = 100_000;
const MOST_BINS_OF_GROUPS: u64 = 4_000_000;
/// The longest run \[days\]: ten years. Assumed: a launch is a matter of days, and hours and
/// windows are laid out for the whole run.
const LONGEST_RUN_DAYS: u64 = 3_653;
const DAY_US: u64 = 86_400_000_000;

/// Notes everything in `model` that does not make sense.
pub(super) fn check(model: &Model, document: &mut Document, measures: MeasureSet) {
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
    if !size::check(&mut cx, measures) {
        // What is far too large is not looked at one by one.
        return;
    }
    zone::check(&mut cx);
    people::check(&mut cx);
    credential::check(&mut cx);
    helpline::check(&mut cx);
    journey::check(&mut cx);
    portal::check(&mut cx);
    policy::check(&mut cx, measures);
    network::check(&mut cx);
    operator::check(&mut cx);
    admission::check(&mut cx, measures);
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
                format!("write a time after {start}"),
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
            "write an earlier time",
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
            format!("a run would have more than {} bins", grouped(most as f64)),
            "write a longer duration",
        );
    }
    if let (Some(deadline), Some(clock)) = (&calendar.deadline, cx.clock) {
        let us = clock.micros(deadline);
        if us <= 0 || us.unsigned_abs() > clock.horizon_us() {
            let right = format!("write a time between {} and {}", calendar.start, calendar.end);
            cx.complain(&path.then("deadline"), "the deadline is outside the run", right);
        }
    }
}
