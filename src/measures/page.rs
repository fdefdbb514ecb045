//! The page of all measures: what each does, what theory says of it, its keys, and a policy to copy. It is made from what the folders hold.

use std::fmt::Write as _;

use serde_json::Value;

use clickday_engine::model::policy::PolicyFile;

use super::definition::Row;
use super::set::{self, SET};

/// What stands above the table.
const HEAD: &str = "# Measures

This page is made from the folders of `src/measures` by `cargo xtask measures`. How policies use measures is in
[policies](policies.md).

The first measure that does not admit a visitor decides; they are asked in the order they are listed.

| measure | what it does | what theory says of it, and tests hold it to |
|---|---|---|
";

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for (id, rows) in set::rows() {
        for Row { of, does, exact } in rows {
            let name = of.map_or_else(|| format!("`{id}`"), |of| format!("its `{of}`"));
            let _ = writeln!(page, "| {name} | {does} | {exact} |");
        }
    }
    let schema = SET.schema_of::<PolicyFile>();
    let choices = schema["$defs"]["Measure"]["oneOf"].as_array();
    let contents = choices.into_iter().flatten();
    for (((id, about), (_, example)), choice) in SET.names().zip(set::examples()).zip(contents) {
        let _ = write!(page, "\n## `{id}`\n\n{about}\n");
        if let Some(content) = referred(&choice["properties"][id], &schema) {
            keys(&mut page, content, &schema);
        }
        let _ = write!(page, "\nA policy to copy:\n\n```toml\n{example}```\n");
    }
    page
}

/// A table of the keys of something, and then of what stands under them.
fn keys(page: &mut String, table: &Value, schema: &Value) {
    let Some(properties) = table["properties"].as_object() else {
        return;
    };
    let is_needed = |key: &str| {
        let needed = table["required"].as_array();
        needed.is_some_and(|needed| needed.iter().any(|n| n == key))
    };
    page.push_str("\n| key | value | meaning |\n|---|---|---|\n");
    let mut under = Vec::new();
    for (key, property) in properties {
        let (value, inner) = value_of(property, schema);
        under.extend(inner.map(|inner| (key, inner)));
        let needed = if is_needed(key) { ", needed" } else { "" };
        let meaning = one_line(&property["description"]);
        let _ = writeln!(page, "| `{key}` | {value}{needed} | {meaning} |");
    }
    for (key, inner) in under {
        let _ = write!(page, "\nUnder `{key}`: {}\n", one_line(&inner["description"]));
        keys(page, inner, schema);
    }
}

/// What is written as the value of a key, and the table of keys under it, if it has any of its own.
fn value_of<'a>(property: &'a Value, schema: &'a Value) -> (String, Option<&'a Value>) {
    if property["type"] == "array" {
        let (items, inner) = value_of(&property["items"], schema);
        return (format!("list: {items}"), inner);
    }
    let Some((name, content)) = name_of(property).zip(referred(property, schema)) else {
        return (property["type"].as_str().unwrap_or("value").to_owned(), None);
    };
    if content.get("properties").is_some() {
        return ("table".to_owned(), Some(content));
    }
    let words = content["oneOf"].as_array().into_iter().flatten();
    let words: Option<Vec<String>> = words
        .map(|word| Some(format!("`{}`", word["const"].as_str()?)))
        .collect();
    match words {
        Some(words) if !words.is_empty() => (words.join(" or "), None),
        _ => (spoken(name), None),
    }
}

/// The name of what a property refers to, also where it may be left out.
fn name_of(property: &Value) -> Option<&str> {
    let options = property["anyOf"].as_array().into_iter().flatten();
    let mut all = options.chain([property]);
    all.find_map(|option| option["$ref"].as_str())?
        .strip_prefix("#/$defs/")
}

fn referred<'a>(property: &Value, schema: &'a Value) -> Option<&'a Value> {
    schema["$defs"].get(name_of(property)?)
}

/// `DailyHours` as words: `daily hours`.
fn spoken(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

fn one_line(text: &Value) -> String {
    text.as_str().unwrap_or_default().replace('\n', " ")
}
