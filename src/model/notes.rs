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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::load;

    const MODEL: &str = r#"version = 1
title = "A night"
calendar = { start = "2026-03-29 02:30", end = "2026-03-29 06:00", time-zone = "Europe/Rome" }

[people]
role.citizen = {}
group.all = { role = "citizen", arrivals = { poisson = "1 per minute" } }

[portal]
request.page = { work = { web = { fixed = "1 s" } } }
tier = [{ name = "web", slots = 2 }]

[journey]
page = [{ name = "form", request = "page" }]
"#;

    #[test]
    fn a_time_that_no_clock_shows_and_one_before_the_start_are_told() {
        let mut document = Document::of_text("night.toml", MODEL);
        let other = "version = 1\n[[policy.door.measure]]\nopen = { from = \"2020-04-01 00:00\" }\n";
        let names = document.add_policies(Document::of_text("door.toml", other));
        let model = load::read(document.clone(), &[]).unwrap();
        assert_eq!(
            notes(&document, &model, &names),
            [
                "calendar.start: 2026-03-29 02:30 does not exist in Europe/Rome, where the clocks go forward; \
                 2026-03-29 03:00 is used",
                "policy door: `from` is 2020-04-01 00:00, before this model starts (2026-03-29 02:30): \
                 it holds from the start",
            ]
        );
        assert_eq!(notes(&document, &model, &[]).len(), 1);
    }
}
