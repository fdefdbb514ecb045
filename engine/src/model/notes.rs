//! What is possible in a model, and may not be what its author meant: told beside the results, and no problem.

use std::collections::BTreeSet;

use super::reading::Document;
use super::units::Moment;
use super::{CivilClock, Model};

/// The key of an end: one that lies before the start of the run is a problem, and told as such.
const UNTIL: &str = "until";

/// What is worth a second look in a model that was read from a document: times of its calendar that no clock shows, and times
/// before its start in those of its policies that come from another file.
pub fn notes(document: &Document, model: &Model, policies: &[String]) -> Vec<String> {
    let Ok(clock) = CivilClock::new(&model.calendar) else {
        return Vec::new();
    };
    let calendar = &model.calendar;
    let of_calendar = [
        ("start", Some(&calendar.start)),
        ("end", Some(&calendar.end)),
        ("deadline", calendar.deadline.as_ref()),
    ];
    let mut notes: Vec<String> = of_calendar
        .into_iter()
        .filter_map(|(key, moment)| {
            let moment = moment?;
            let next = clock.after_jump(moment)?.strftime("%Y-%m-%d %H:%M");
            let zone = calendar.zone();
            Some(format!(
                "calendar.{key}: {moment} does not exist in {zone}, where the clocks go forward; {next} is used"
            ))
        })
        .collect();
    let policies: BTreeSet<&String> = policies.iter().collect();
    for (path, text) in document.texts_below("policy") {
        let [name, .., key] = path.as_slice() else {
            continue;
        };
        let moment = text.parse::<Moment>().ok().filter(|_| *key != UNTIL);
        let is_before = moment.is_some_and(|moment| clock.micros(&moment) < 0);
        if is_before && policies.contains(name) {
            notes.push(format!(
                "policy {name}: `{key}` is {text}, before this model starts ({}): it holds from the start",
                calendar.start
            ));
        }
    }
    notes
}
