//! `--set path=value`: a change to what the files say, before it is read.

use std::sync::Arc;

use serde_json::Value as Schema;

use super::Problem;
use super::shape::Shape;
use super::tree::{self, Entry, Node, Place, Text, Value};
use super::{steps, words};

/// Applies one override to the tree; `said_by` names its place.
pub(super) fn set(root: &mut Node, shape: &Shape, said_by: &str, assignment: &str) -> Result<(), Problem> {
    let source = Arc::new(Text {
        name: said_by.to_owned(),
        text: assignment.into(),
    });
    let whole = Place {
        source: source.clone(),
        span: Some(0..assignment.len()),
    };
    let right = "write a path, `=` and a value, for example people.group.artisans.size=100";
    let Some((path, text)) = assignment.split_once('=') else {
        return Err(whole.problem("this override has no `=`", right));
    };
    let steps = tree::parse_steps(path, &source);
    let Some((last, way)) = steps.as_ref().and_then(|steps| steps.split_last()) else {
        return Err(whole.problem(format!("`{path}` is not a path"), right));
    };
    let offset = assignment.len() - text.trim_start().len();
    let value = tree::parse_value(text.trim(), &source, offset).unwrap_or_else(|| Node {
        place: Place {
            source: source.clone(),
            span: Some(offset..offset + text.trim().len()),
        },
        value: Value::Text(text.trim().to_owned()),
    });

    let mut walk = Walk {
        node: root,
        schema: Some(shape.root()),
        shape,
        passed: String::new(),
    };
    for (step, place) in way {
        walk = walk.descend(step, place)?;
    }
    walk.assign(&last.0, &last.1, value)
}

/// The single value at a path, as it is written: a number, a text, or true or false.
pub(super) fn value_at(root: &Node, path: &str) -> Option<String> {
    let source = Arc::new(Text {
        name: "a path".to_owned(),
        text: path.into(),
    });
    let mut node = root;
    for (step, _) in tree::parse_steps(path, &source)? {
        node = match &node.value {
            Value::Table(_) => &node.entry(&step)?.node,
            Value::List(items) => match find(items, &step)? {
                Found::Item(i) => &items[i],
                Found::Content(i) => &items[i].entries().first()?.node,
            },
            _ => return None,
        };
    }
    match &node.value {
        Value::Text(text) | Value::Datetime(text) => Some(text.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => Some(node.written().to_string()),
        Value::List(_) | Value::Table(_) => None,
    }
}

/// A value of the tree on the way along a path, and what may stand there.
struct Walk<'a> {
    node: &'a mut Node,
    schema: Option<&'a Schema>,
    shape: &'a Shape,
    /// The path so far.
    passed: String,
}

impl<'a> Walk<'a> {
    /// One step further along a path.
    fn descend(self, step: &str, place: &Place) -> Result<Walk<'a>, Problem> {
        let Walk {
            node,
            schema,
            shape,
            mut passed,
        } = self;
        let known = shape.has_key(schema, step);
        let mut under = shape.under(schema, step);
        let next = match way(node, step, known) {
            None => return Err(no_such(node, step, place, &passed)),
            Some(Way::Key(found)) => match node.value {
                Value::Table(ref mut entries) => match found {
                    Some(i) => &mut entries[i].node,
                    // An optional table that the file leaves out.
                    None => {
                        let table = Node::empty_table(place.clone());
                        add(entries, shape.is_choice(schema), step, place, table)
                    }
                },
                _ => node,
            },
            Some(Way::Item(found)) => {
                if matches!(found, Found::Content(_)) {
                    under = shape.under(under, step);
                }
                match node.value {
                    Value::List(ref mut items) => found.of(items),
                    _ => node,
                }
            }
        };
        if !passed.is_empty() {
            passed.push('.');
        }
        passed.push_str(step);
        Ok(Walk {
            node: next,
            schema: under,
            shape,
            passed,
        })
    }

    /// Puts a value at the end of a path.
    fn assign(self, step: &str, place: &Place, value: Node) -> Result<(), Problem> {
        let is_known = self.shape.has_key(self.schema, step);
        // Below the top, a key that does not belong there is found out by reading, which knows all that do.
        let way = way(self.node, step, is_known || !self.passed.is_empty());
        match (way, &mut self.node.value) {
            (Some(Way::Key(Some(i))), Value::Table(entries)) => entries[i].node = value,
            (Some(Way::Key(None)), Value::Table(entries)) => {
                let replaces = is_known && self.shape.is_choice(self.schema);
                add(entries, replaces, step, place, value);
            }
            (Some(Way::Item(found)), Value::List(items)) => *found.of(items) = value,
            _ => return Err(no_such(self.node, step, place, &self.passed)),
        }
        Ok(())
    }
}

/// Where one step of a path leads.
enum Way {
    /// A key of a table, by its place among them, or one that may be added.
    Key(Option<usize>),
    /// Part of a list.
    Item(Found),
}

/// Where a step leads from a value, if anywhere; `may_add` is whether a table may have the key.
fn way(node: &Node, step: &str, may_add: bool) -> Option<Way> {
    match &node.value {
        Value::Table(entries) => {
            let found = entries.iter().position(|entry| entry.key == step);
            steps::count(found.map_or(entries.len(), |i| i + 1));
            (found.is_some() || may_add).then_some(Way::Key(found))
        }
        Value::List(items) => find(items, step).map(Way::Item),
        _ => None,
    }
}

/// Adds a key to a table; where one key says what kind of thing it is, in the place of the others.
fn add<'a>(
    entries: &'a mut Vec<Entry>,
    replaces: bool,
    step: &str,
    place: &Place,
    node: Node,
) -> &'a mut Node {
    if replaces {
        entries.clear();
    }
    entries.push(Entry {
        key: step.to_owned(),
        key_place: place.clone(),
        node,
    });
    let last = entries.len() - 1;
    &mut entries[last].node
}

/// Which part of a list a step means.
#[derive(Clone, Copy)]
enum Found {
    /// An item, by its position or its `name`.
    Item(usize),
    /// What stands under the one key of an item, which says its kind.
    Content(usize),
}

impl Found {
    fn of(self, items: &mut [Node]) -> &mut Node {
        match self {
            Found::Item(i) => &mut items[i],
            Found::Content(i) => match items[i].value {
                // Found by its one key, so there is one.
                Value::Table(ref mut entries) => &mut entries[0].node,
                _ => &mut items[i],
            },
        }
    }
}

fn find(items: &[Node], step: &str) -> Option<Found> {
    if let Ok(i) = step.parse::<usize>() {
        return (i < items.len()).then_some(Found::Item(i));
    }
    steps::count(items.len());
    let named = items
        .iter()
        .position(|item| name(item) == Some(step))
        .map(Found::Item);
    named.or_else(|| {
        items
            .iter()
            .position(|item| kind(item) == Some(step))
            .map(Found::Content)
    })
}

fn name(item: &Node) -> Option<&str> {
    item.entry("name").and_then(|entry| entry.node.text())
}

fn kind(item: &Node) -> Option<&str> {
    if let [entry] = item.entries() {
        Some(&entry.key)
    } else {
        None
    }
}

/// Says that `step` is not there, and what is.
fn no_such(node: &Node, step: &str, place: &Place, passed: &str) -> Problem {
    steps::count(node.entries().len());
    let there: Vec<String> = match &node.value {
        Value::Table(entries) => entries.iter().map(|entry| entry.key.clone()).collect(),
        Value::List(items) => {
            let called = |(i, item): (usize, &Node)| {
                name(item)
                    .or(kind(item))
                    .map_or_else(|| i.to_string(), str::to_owned)
            };
            items.iter().enumerate().map(called).collect()
        }
        _ => {
            let right = format!("set {passed} itself");
            return place.problem(
                format!("`{passed}` holds {}, and nothing under it", node.written().told()),
                right,
            );
        }
    };
    if there.is_empty() {
        let wrong = if passed == "policy" {
            "this model has no policies in its files".to_owned()
        } else {
            format!("`{passed}` has nothing in it")
        };
        return place.problem(wrong, format!("--set cannot change `{step}`: it is not there"));
    }
    let parent = if passed.is_empty() { "the model" } else { passed };
    let right = words::instead_of(step, "name there", &there);
    place.problem(format!("there is no `{step}` in {parent}"), right)
}
