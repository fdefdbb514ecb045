//! What is possible in a model, and may not be what its author meant: told beside the results, and no problem.

use std::collections::BTreeSet;

use super::reading::Document;
use super::units::Moment;
use super::{CivilClock, Model};

/// The key of an end: one that lies before the start of the run is a problem, and told as such.
const UNTIL: &str = "until";

/// Keys of words, which may look like a time.
const WORDS: [&str; 4] = ["title", "description", "name", "source"];

/// The most notes of one sort. How many more there are is said.
const MOST_NOTES: usize = 20;

/// What is worth a second look in a model that was read from a document: times that no clock shows, and times
/// before its start in those of its policies that come from another file.
pub fn notes(document: &Document, model: &Model, policies: &[String]) -> Vec<String> {
    let Ok(clock) = CivilClock::new(&model.calendar) else {
        return Vec::new();
    };
    // With what was changed by `--set`.
    let written = model.written.0.as_deref().unwrap_or(document);
    let mut notes = missing_times(written, model);
    let policies: BTreeSet<&String> = policies.iter().collect();
    let before = moments(written).filter_map(|(path, moment)| {
        let [table, name, .., key] = path.as_slice() else {
            return None;
        };
        let is_of_other = *table == "policy" && policies.contains(name) && *key != UNTIL;
        (is_of_other && clock.micros(&moment) < 0).then(|| {
            format!(
                "policy {name}: `{key}` is {moment}, before this model starts ({}): it holds from the start",
                model.calendar.start
            )
        })
    });
    notes.extend(at_most(before.collect()));
    notes
}

/// The times in a document that the clocks of a model jump over, each with the time that is used.
pub fn missing_times(document: &Document, model: &Model) -> Vec<String> {
    let Ok(clock) = CivilClock::new(&model.calendar) else {
        return Vec::new();
    };
    let missing = moments(document).filter_map(|(path, moment)| {
        let told = missing_time(&clock, &moment)?;
        Some(format!("{}: {told}", path.join(".")))
    });
    at_most(missing.collect())
}

/// What is said of a time that the clock jumps over; nothing of another.
pub fn missing_time(clock: &CivilClock, moment: &Moment) -> Option<String> {
    let next = clock.after_jump(moment)?.strftime("%Y-%m-%d %H:%M");
    let zone = clock.zone();
    Some(format!(
        "{moment} does not exist in {zone}, where the clocks go forward; {next} is used"
    ))
}

/// Every time in a document, with the way to it.
fn moments(document: &Document) -> impl Iterator<Item = (Vec<String>, Moment)> {
    let texts = document.texts().into_iter();
    texts.filter_map(|(path, text)| {
        let is_words = path.last().is_some_and(|key| WORDS.contains(&key.as_str()));
        let moment = text.parse().ok().filter(|_| !is_words)?;
        Some((path, moment))
    })
}

/// The first notes, and how many more there are.
fn at_most(mut notes: Vec<String>) -> Vec<String> {
    if let Some(more) = notes.len().checked_sub(MOST_NOTES).filter(|more| *more > 0) {
        notes.truncate(MOST_NOTES);
        notes.push(format!("{more} more like this"));
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

    /// Wherever a time is written: in every part of a model, in a policy, and in what `--set` changes.
    #[test]
    fn a_time_that_no_clock_shows_is_told_wherever_it_stands() {
        let night = MODEL.replace("2026-03-29 02:30\", end", "2026-03-28 22:00\", end");
        let told = |text: &str, set: &[&str]| {
            let document = Document::of_text("night.toml", text);
            let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
            let model = load::read(document.clone(), &set).unwrap_or_else(|problems| panic!("{problems}"));
            notes(&document, &model, &[])
        };
        let words = "2026-03-29 02:30 does not exist in Europe/Rome, where the clocks go forward; \
                     2026-03-29 03:00 is used";
        assert!(told(&night, &[]).is_empty());
        for (path, added) in [
            (
                "policy.p.measure.0.closure.from",
                "[[policy.p.measure]]\nclosure = { from = \"MISSING\", until = \"2026-03-29 04:00\" }\n",
            ),
            (
                "policy.p.measure.0.closure.until",
                "[[policy.p.measure]]\nclosure = { from = \"2026-03-29 01:00\", until = \"MISSING\" }\n",
            ),
            (
                "policy.p.operator.0.at",
                "[[policy.p.operator]]\nat = \"MISSING\"\nclose = true\n",
            ),
            (
                "attack.a.flood.pulse.0.from",
                "[attack.a.flood]\nrequest = \"page\"\n\
                 pulse = [{ from = \"MISSING\", until = \"2026-03-29 04:00\", rate = \"1 per second\" }]\n",
            ),
        ] {
            let text = format!("{night}{}", added.replace("MISSING", "2026-03-29 02:30"));
            assert_eq!(told(&text, &[]), [format!("{path}: {words}")]);
        }
        let set = ["calendar.deadline=2026-03-29 02:30"];
        assert_eq!(told(&night, &set), [format!("calendar.deadline: {words}")]);
        // A title says nothing of the run.
        assert!(told(&night, &["title=2026-03-29 02:30"]).is_empty());
    }

    #[test]
    fn thousands_of_notes_are_told_as_a_few() {
        let many = |n: usize| at_most((0..n).map(|i| i.to_string()).collect());
        assert_eq!(many(MOST_NOTES).len(), MOST_NOTES);
        let told = many(5_000);
        assert_eq!(told.len(), MOST_NOTES + 1);
        assert_eq!(told.last().unwrap(), "4980 more like this");
    }
}
