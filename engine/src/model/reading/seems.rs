//! What a text seems to be that is no TOML.

use serde::de::IgnoredAny;

/// The lines that are looked at.
const MOST_LINES: usize = 50;

/// The format that a text seems to have, in words, where it is not TOML with a mistake in it.
pub(super) fn other_format(text: &str) -> Option<&'static str> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{') || start.starts_with('[') && is_json(start) {
        return Some("JSON");
    }
    if start.starts_with('<') {
        return Some("HTML or XML");
    }
    if start.starts_with("#!") {
        return Some("a script");
    }
    let lines = start.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.take(MOST_LINES).collect();
    if lines.iter().any(|line| is_of_toml(line)) {
        return None;
    }
    if is_table(&lines) {
        return Some("a table (CSV)");
    }
    if start.starts_with("---") || !lines.is_empty() && lines.iter().all(|line| is_of_yaml(line)) {
        return Some("YAML");
    }
    // One line may be a slip: `[people` alone is a heading without its end.
    (lines.len() > 1 && !start.starts_with('[')).then_some("plain text")
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether a line could stand in a TOML file: `key = value` or `[heading]`.
fn is_of_toml(line: &str) -> bool {
    let is_key = |key: &str| {
        let key = key.trim();
        let is_bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' ');
        !key.is_empty() && !key.contains("  ") && key.chars().all(is_bare)
    };
    let heading = line.trim_start_matches('[').trim_end_matches(']');
    line.split_once('=').is_some_and(|(key, _)| is_key(key)) || line.starts_with('[') && is_key(heading)
}

/// Whether all lines have as many columns as the first, and more than one.
fn is_table(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else {
        return false;
    };
    [',', ';', '\t'].iter().any(|mark| {
        let columns = |line: &str| line.matches(*mark).count();
        columns(first) > 0 && lines.len() > 1 && lines.iter().all(|line| columns(line) >= columns(first))
    })
}

fn is_of_yaml(line: &str) -> bool {
    line.starts_with("- ") || line.ends_with(':') || line.contains(": ")
}

#[cfg(test)]
mod tests {
    use super::other_format;

    #[test]
    fn formats_are_told_apart() {
        for (text, format) in [
            ("{ \"title\": 1 }", Some("JSON")),
            ("[1, 2]\n", Some("JSON")),
            ("<!DOCTYPE html>\n<p>", Some("HTML or XML")),
            ("#!/bin/sh\nset -e\n", Some("a script")),
            ("a,b\n1,2\n3,4\n", Some("a table (CSV)")),
            ("policy;scale\nopen;1\n", Some("a table (CSV)")),
            ("title: A day\npeople:\n  group: all\n", Some("YAML")),
            ("Dear all,\n\nthe portal opens\nat noon.\n", Some("plain text")),
            ("version = 1\ntitle = \"M/M/1\n", None),
            ("[journey\npage = 1\n", None),
            ("[people\n", None),
            ("title\n", None),
            ("", None),
        ] {
            assert_eq!(other_format(text), format, "{text:?}");
        }
    }
}
