//! The values of a model as they are written, each by its path.

use std::collections::BTreeMap;

use serde_json::Value;

/// Every single value below a value, by its path, as `--set` takes it. A list of single values is
/// one of them; so is an empty table, which may be a policy.
pub(super) fn written(value: &Value) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    add(value, String::new(), &mut values);
    values
}

fn add(value: &Value, path: String, values: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                add(value, below(&path, key), values);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                let (step, content) = step(items, index, item);
                add(content, below(&path, &step), values);
            }
        }
        Value::String(text) => {
            values.insert(path, text.clone());
        }
        other => {
            values.insert(path, other.to_string());
        }
    }
}

/// What an item of a list is called, and where its values are: by its name, by the one key that it
/// has, or by its number where another is called the same.
fn step<'a>(items: &[Value], index: usize, item: &'a Value) -> (String, &'a Value) {
    let is_alone = |called: &dyn Fn(&Value) -> bool| items.iter().filter(|item| called(item)).count() == 1;
    if let Some(name) = item.get("name").and_then(Value::as_str)
        && is_alone(&|other| other.get("name").and_then(Value::as_str) == Some(name))
    {
        return (name.to_owned(), item);
    }
    if let Some((key, content)) = only(item)
        && is_alone(&|other| only(other).is_some_and(|(other, _)| other == key))
    {
        return (key.clone(), content);
    }
    (index.to_string(), item)
}

fn only(item: &Value) -> Option<(&String, &Value)> {
    let entries = item.as_object()?;
    entries.iter().next().filter(|_| entries.len() == 1)
}

/// A path and a further step, in quotes where its letters need them.
fn below(path: &str, step: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let step = if !step.is_empty() && step.chars().all(is_plain) {
        step.to_owned()
    } else {
        Value::from(step).to_string()
    };
    if path.is_empty() {
        step
    } else {
        format!("{path}.{step}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_those_of_overrides() {
        let model = json!({
            "portal": { "tier": [{ "name": "web", "slots": 3 }, { "name": "db v2", "slots": "1_000" }] },
            "policy": { "open": {}, "lunch": { "measure": [{ "closure": { "from": "10:00" } }] } },
            "rush": { "part": [{ "pulse": { "weight": 1.0 } }, { "pulse": { "weight": 2.5 } }] },
            "levels": ["low", "high"],
        });
        let expected = [
            ("levels", "[\"low\",\"high\"]"),
            ("policy.lunch.measure.closure.from", "10:00"),
            ("policy.open", "{}"),
            ("portal.tier.\"db v2\".name", "db v2"),
            ("portal.tier.\"db v2\".slots", "1_000"),
            ("portal.tier.web.name", "web"),
            ("portal.tier.web.slots", "3"),
            ("rush.part.0.pulse.weight", "1.0"),
            ("rush.part.1.pulse.weight", "2.5"),
        ];
        let expected = expected.map(|(path, value)| (path.to_owned(), value.to_owned()));
        assert_eq!(written(&model), BTreeMap::from(expected));
    }
}
