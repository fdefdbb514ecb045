//! Numbers in the titles and descriptions of the files that ship with the program are those of the files' values.
//!
//! A number is digits (`405`, `13:20`, `3.5 %`) or a word (`twelve`, `Twenty-five`, `half`, `a fifth`). It has to equal
//! a value of what the text is about: of the policy in a policy's title, of the file or the folder in the others. A length
//! of a list is a value too, and so is what a number comes to in another unit. What is a fact and no value stands in
//! [`FACTS`], with its source.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// Numbers that no value of the file says: the file, the number as it is written, and where it comes from.
const FACTS: [(&str, &str, &str); 8] = [
    (
        "models/inps-2020-04-01/",
        "600",
        "euros of the bonus: decree-law 18 of 17 March 2020, articles 27 to 31",
    ),
    ("experiments/calibration.toml", "600", "the same"),
    ("experiments/policies.toml", "600", "the same"),
    ("experiments/rollout.toml", "600", "the same"),
    (
        "experiments/claims.toml.world.leak-of-five-minutes",
        "five",
        "minutes from 10:30 to 10:35, which the world sets by path",
    ),
    (
        "models/census-2016-08-09/",
        "million",
        "forms an hour the portal was tested for: the inquiries (A)",
    ),
    (
        "models/cerb-2020-04-06/",
        "quarter",
        "three of the twelve months have each day: the CRA (A)",
    ),
    (
        "models/seiss-2020-05-13/",
        "three quarters",
        "440,000 of the 583,333 whose day it was, 75.4 %",
    ),
];

/// Words that are numbers here. "One", "first" and "second" mostly are not.
const WORDS: [(&str, f64); 35] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("half", 0.5),
    ("third", 1.0 / 3.0),
    ("quarter", 0.25),
    ("quarters", 0.25),
    ("fifth", 0.2),
    ("tenth", 0.1),
    ("twelfth", 1.0 / 12.0),
    ("twentieth", 0.05),
    ("fortieth", 0.025),
];
/// Words that multiply what stands before them.
const SIZES: [(&str, f64); 3] = [
    ("hundred", 100.0),
    ("thousand", 1_000.0),
    ("million", 1_000_000.0),
];

/// The numbers of a text, each as it is written and with its value.
fn numbers(text: &str) -> Vec<(String, f64)> {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c == '-' || c == '/' || c == '+')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let value = |word: &str| {
        let of = |list: &[(&str, f64)]| {
            list.iter()
                .find(|(name, _)| *name == word)
                .map(|(_, value)| *value)
        };
        of(&WORDS).or_else(|| of(&SIZES)).or_else(|| digits(word))
    };
    let is_size = |word: &str| SIZES.iter().any(|(name, _)| *name == word);
    let mut found: Vec<(String, f64)> = Vec::new();
    let mut follows = false;
    for word in &words {
        let Some(value) = value(word) else {
            follows = false;
            continue;
        };
        match found.last_mut() {
            // "two hundred", "twenty five" from "Twenty-five", "three quarters"
            Some((written, sum)) if follows && (is_size(word) || (value < 1.0 && *sum > 1.0)) => {
                *written = format!("{written} {word}");
                *sum *= value;
            }
            Some((written, sum)) if follows && value < 10.0 && *sum >= 20.0 && *sum % 10.0 == 0.0 => {
                *written = format!("{written} {word}");
                *sum += value;
            }
            _ => found.push((word.clone(), value)),
        }
        follows = true;
    }
    found
}

/// `405`, `600,000`, `3.5`, and `13:20` as hours.
fn digits(word: &str) -> Option<f64> {
    let plain = word.replace([',', '_'], "");
    if let Some((hours, minutes)) = plain.split_once(':') {
        return Some(hours.parse::<f64>().ok()? + minutes.parse::<f64>().ok()? / 60.0);
    }
    plain
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| plain.parse().ok())?
}

/// Every number that a value says, in whichever unit: of lists their lengths too.
fn say(value: &Value, said: &mut BTreeSet<u64>) {
    let mut put = |x: f64| {
        // In other units: a share as a percentage and the other way round, seconds, minutes and hours.
        for factor in [1.0, 100.0, 0.01, 60.0, 3_600.0, 1.0 / 60.0, 1.0 / 3_600.0] {
            said.insert(key(x * factor));
        }
    };
    match value {
        Value::Integer(n) => put(*n as f64),
        Value::Float(x) => put(*x),
        Value::String(text) => {
            let clean = text.replace(|c: char| !(c.is_alphanumeric() || ".:_".contains(c)), " ");
            clean.split_whitespace().filter_map(digits).for_each(&mut put);
            // 1:40 is a share as well as a time of day, and 0:00:05 five seconds.
            let parts = clean.split_whitespace().filter(|part| part.contains(':'));
            let parts = parts.flat_map(|part| part.split(':'));
            parts.filter_map(|x| x.parse().ok()).for_each(&mut put);
        }
        Value::Array(list) => {
            put(list.len() as f64);
            for value in list {
                say(value, said);
            }
        }
        Value::Table(table) => {
            put(table.len() as f64);
            of_table(table, said);
        }
        Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

fn of_table(table: &Table, said: &mut BTreeSet<u64>) {
    for (name, value) in table {
        if name != "title" && name != "description" {
            say(value, said);
        }
    }
    // How long something lasts.
    let at = |key: &str| table.get(key)?.as_str()?.parse::<jiff::civil::DateTime>().ok();
    if let (Some(from), Some(until)) = (at("from"), at("until")) {
        say(&Value::Float(from.duration_until(until).as_secs_f64()), said);
    }
    // All groups together, to three digits.
    let sizes = table.values().filter_map(|group| group.get("size")?.as_integer());
    let people: i64 = sizes.sum();
    if people > 0 {
        say(&Value::Float(format!("{people:.2e}").parse().unwrap()), said);
    }
    // A tier holds what is in its slots and in its backlog.
    let backlog = table.get("backlog").and_then(|backlog| backlog.get("length"));
    if let (Some(slots), Some(length)) = (table.get("slots"), backlog) {
        let (slots, length) = (slots.as_integer().unwrap_or(0), length.as_integer().unwrap_or(0));
        said.insert(key((slots + length) as f64));
    }
}

/// A number to nine digits: one that is converted to and fro is the same.
fn key(x: f64) -> u64 {
    format!("{x:.8e}").parse::<f64>().unwrap_or(x).to_bits()
}

/// Texts of a table and of those within, each with the values it is about.
fn texts(
    table: &Table,
    around: &BTreeSet<u64>,
    path: &str,
    found: &mut Vec<(String, String, BTreeSet<u64>)>,
) {
    let mut own = BTreeSet::new();
    of_table(table, &mut own);
    // A policy is about itself, the title of a file about all of it.
    let about = if path.is_empty() { around } else { &own };
    for (name, value) in table {
        let path = format!("{path}.{name}");
        match value {
            Value::String(text) if name == "title" || name == "description" => {
                found.push((path, text.clone(), about.clone()));
            }
            Value::Table(inner) => texts(inner, around, &path, found),
            _ => {}
        }
    }
}

fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every text of the shipped files, with the numbers of what it is about.
fn shipped() -> Vec<(String, String, BTreeSet<u64>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["models", "experiments"] {
        toml_files(&root.join(folder), &mut files);
    }
    assert!(files.len() > 60, "{} files", files.len());
    // A model that is a folder is all of its files.
    let mut values: BTreeMap<PathBuf, BTreeSet<u64>> = BTreeMap::new();
    let whole = |path: &Path| {
        let folder = path.parent().unwrap();
        if folder.join("model.toml").exists() {
            folder.to_owned()
        } else {
            path.to_owned()
        }
    };
    for path in &files {
        of_table(&read(path), values.entry(whole(path)).or_default());
    }
    let mut found = Vec::new();
    for path in &files {
        let mut these = Vec::new();
        texts(&read(path), &values[&whole(path)], "", &mut these);
        let name = path
            .strip_prefix(root)
            .unwrap()
            .display()
            .to_string()
            .replace('\\', "/");
        found.extend(
            these
                .into_iter()
                .map(|(key, text, values)| (format!("{name}{key}"), text, values)),
        );
    }
    found
}

/// Whether it is a value; "the fifth second" is the one after four, and not a part.
fn is_said(values: &BTreeSet<u64>, written: &str, value: f64) -> bool {
    values.contains(&key(value)) || (written.ends_with("th") && values.contains(&key(1.0 / value)))
}

#[test]
fn numbers_in_titles_and_descriptions_are_values() {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    let mut checked = 0;
    for (place, text, values) in shipped() {
        for (written, value) in numbers(&text) {
            checked += 1;
            let fact = FACTS
                .iter()
                .find(|(file, number, _)| place.starts_with(file) && *number == written);
            if let Some((file, number, source)) = fact {
                assert!(!source.is_empty());
                used.insert((file, number));
            } else if !is_said(&values, &written, value) {
                wrong.push(format!("{place}: \"{written}\" is no value of it ({text})"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nMend the text, or take the number out of it.",
        wrong.join("\n")
    );
    assert!(checked > 60, "{checked} numbers");
    for (file, number, _) in &FACTS {
        assert!(
            used.contains(&(file, number)),
            "{number} stands in no text of {file}: take it off the list"
        );
    }
}

#[test]
fn numbers_are_found_however_they_are_written() {
    let values = |text: &str| {
        numbers(text)
            .into_iter()
            .map(|(_, value)| value)
            .collect::<Vec<_>>()
    };
    assert_eq!(values("Requests shed above 600 in flight"), [600.0]);
    assert_eq!(
        values("Twenty-five ways, at a fortieth, or 3.5 % of full scale"),
        [25.0, 0.025, 3.5]
    );
    assert_eq!(values("closed 13:20 to 17:30"), [13.0 + 1.0 / 3.0, 17.5]);
    assert_eq!(values("Thirty thousand of two hundred million"), [30_000.0, 2e8]);
    assert_eq!(
        values("three quarters, half, and 966,000"),
        [0.75, 0.5, 966_000.0]
    );
    assert_eq!(values("first come, first served"), [0.0; 0]);
}

#[test]
fn a_number_that_is_no_value_is_found() {
    let policy: Table = "title = \"Above 600\"\nshedding = { in-flight = 405, window = \"7 min\" }"
        .parse()
        .unwrap();
    let mut said = BTreeSet::new();
    of_table(&policy, &mut said);
    assert!(!said.contains(&key(600.0)), "the text itself is no value");
    for value in [405.0, 7.0, 420.0] {
        assert!(said.contains(&key(value)), "{value}");
    }
}
