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

    #[test]
    fn thousands_of_notes_are_told_as_a_few() {
        let many = |n: usize| at_most((0..n).map(|i| i.to_string()).collect());
        assert_eq!(many(MOST_NOTES).len(), MOST_NOTES);
        let told = many(5_000);
        assert_eq!(told.len(), MOST_NOTES + 1);
        assert_eq!(told.last().unwrap(), "4980 more like this");
    }
}
