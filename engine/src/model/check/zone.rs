//! Checks that a model has a time zone if it uses local hours.

use crate::model::checker::{Checker, at};
use crate::model::measure::Measure;
use crate::model::people::DemandPart;
use crate::model::reading::Path;
use crate::model::units::{DailyHours, Weekdays, local_key};

/// A model without a time zone has its moments in UTC. Hours of the day and days of the week are
/// those of people somewhere, and UTC is a guess there: the first of them is told.
pub(super) fn check(cx: &mut Checker<'_>) {
    if cx.clock.is_none() || cx.model.calendar.time_zone.is_some() {
        return;
    }
    if let Some(path) = first_local_time(cx) {
        cx.complain(
            &path,
            "this goes by the clock of a place, and the model has no time zone",
            "write in [calendar] where the clock hangs, for example time-zone = \"Europe/Rome\"",
        );
    }
}

fn first_local_time(cx: &Checker<'_>) -> Option<Path> {
    let people = &cx.model.people;
    for (name, demand) in &people.demand {
        let diurnal = |part: &DemandPart| matches!(part, DemandPart::Diurnal(_));
        if let Some(part) = demand.part.iter().position(diurnal) {
            let path = at(["people", "demand"]).then(name).then("part");
            return Some(path.then(part.to_string()).then("diurnal").then("hours"));
        }
    }
    for (name, office) in &people.office {
        let path = at(["people", "office"]).then(name);
        if let Some(path) = local(office.hours, office.days, &path) {
            return Some(path);
        }
    }
    if let Some(line) = &people.helpline
        && let Some(path) = local(line.hours, line.days, &at(["people", "helpline"]))
    {
        return Some(path);
    }
    for (name, policy) in &cx.model.policy {
        let path = at(["policy"]).then(name).then("measure");
        let measures = policy.measure.iter().enumerate();
        let found = measures.filter_map(|(i, measure)| in_measure(measure, &path.then(i.to_string())));
        if let Some(path) = found.into_iter().next() {
            return Some(path);
        }
    }
    None
}

/// The place of the first local time in a measure of a list.
fn in_measure(measure: &Measure, place: &Path) -> Option<Path> {
    let steps = measure.form().local_time()?;
    let table = place.then(measure.kind());
    Some(steps.into_iter().fold(table, |path, step| path.then(step)))
}

/// Where `hours` or `days` name a time of the place.
fn local(hours: DailyHours, days: Weekdays, path: &Path) -> Option<Path> {
    local_key(hours, days).map(|key| path.then(key))
}
