//! What stands in the files, with the place of every key and value.
//!
//! A model is spread over files and changed by overrides before it is read; so the tree keeps, for each key and
//! value, the text it was written in and the bytes it takes there.

use std::ops::Range;
use std::sync::Arc;

use serde::ser::{Serialize, Serializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Problem, seems, steps};
use crate::model::units::Written;

/// Errors of syntax that are shown: most of the later ones follow from the first.
const MOST_ERRORS: usize = 3;
/// What the parser says of a table that it has met already.
const DUPLICATE: &str = "duplicate key";
/// The longest that a problem says [bytes]: what is wrong may quote a whole value.
const LONGEST_SAYING: usize = 2_000;

/// A saying, cut where it is too long to be read.
fn cropped(mut saying: String) -> String {
    if saying.len() > LONGEST_SAYING {
        let end = (0..=LONGEST_SAYING)
            .rev()
            .find(|end| saying.is_char_boundary(*end));
        saying.truncate(end.unwrap_or(0));
        saying.push('…');
    }
    saying
}

/// A text the user wrote.
#[derive(Debug)]
pub(crate) struct Text {
    /// Its name, as the user gave it.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: Arc<str>,
}

/// A place in a text.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) source: Arc<Text>,
    /// The bytes; `None` for the text as a whole.
    pub(crate) span: Option<Range<usize>>,
}

impl Place {
    /// A problem here.
    pub(crate) fn problem(&self, wrong: impl Into<String>, right: impl Into<String>) -> Problem {
        let source = (self.source.name.clone(), self.source.text.clone());
        Problem::at(
            source,
            self.span.clone(),
            cropped(wrong.into()),
            cropped(right.into()),
        )
    }
}

/// The way from the root to a value: keys, and positions in lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(Vec<String>);

impl Path {
    /// One step further.
    #[must_use]
    pub fn then(&self, step: impl Into<String>) -> Path {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Path(steps)
    }

    pub(crate) fn steps(&self) -> &[String] {
        &self.0
    }

    /// Whether one of the two lies on the way to the other.
    pub(crate) fn touches(&self, other: &Path) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

impl<S: Into<String>> FromIterator<S> for Path {
    fn from_iter<I: IntoIterator<Item = S>>(steps: I) -> Self {
        Path(steps.into_iter().map(Into::into).collect())
    }
}

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    /// A date or time without quotes.
    Datetime(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) node: Node,
}

impl Node {
    /// The value as a unit would read it.
    pub(crate) fn written(&self) -> Written<'_> {
        match &self.value {
            Value::Text(text) | Value::Datetime(text) => Written::Text(text),
            Value::Integer(n) => Written::Integer(*n),
            Value::Float(x) => Written::Float(*x),
            Value::Boolean(true) => Written::Other("true"),
            Value::Boolean(false) => Written::Other("false"),
            Value::Table(_) => Written::Other("a table"),
            Value::List(items) => {
                let texts: Option<Vec<&str>> = items.iter().map(Node::text).collect();
                texts.map_or(Written::Other("a list"), Written::Texts)
            }
        }
    }

    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    /// The entries, where it is a table; none otherwise.
    pub(crate) fn entries(&self) -> &[Entry] {
        if let Value::Table(entries) = &self.value {
            entries
        } else {
            &[]
        }
    }

    /// The entry under a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        let entries = self.entries();
        let found = entries.iter().position(|entry| entry.key == key);
        steps::count(found.map_or(entries.len(), |index| index + 1));
        Some(&entries[found?])
    }

    /// One step down: a key of a table, or a position in a list.
    fn step(&self, step: &str) -> Option<&Node> {
        match &self.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => self.entry(step).map(|entry| &entry.node),
        }
    }

    /// The place of the value at `path`, or of the innermost thing around it that exists.
    pub(crate) fn locate(&self, path: &Path) -> &Place {
        let mut node = self;
        for step in path.steps() {
            match node.step(step) {
                Some(next) => node = next,
                None => break,
            }
        }
        &node.place
    }

    /// A table without entries.
    pub(crate) fn empty_table(place: Place) -> Node {
        Node {
            place,
            value: Value::Table(Vec::new()),
        }
    }
}

/// What is written, without its places. A date or time without quotes becomes a text, which is read as
/// the same.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Text(text) | Value::Datetime(text) => serializer.serialize_str(text),
            Value::Integer(n) => match i64::try_from(*n) {
                Ok(n) => serializer.serialize_i64(n),
                Err(_) => serializer.serialize_i128(*n),
            },
            Value::Float(x) => serializer.serialize_f64(*x),
            Value::Boolean(b) => serializer.serialize_bool(*b),
            Value::List(items) => serializer.collect_seq(items),
            Value::Table(entries) => {
                serializer.collect_map(entries.iter().map(|entry| (&entry.key, &entry.node)))
            }
        }
    }
}

/// Parses a TOML text, and says what is wrong with its syntax: where it breaks first, or what it is if it is no TOML at all.
pub(crate) fn parse(source: &Arc<Text>) -> Result<Node, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let whole = Place {
        source: source.clone(),
        span: None,
    };
    if errors.is_empty() {
        return Ok(Node {
            place: whole,
            value: Value::Table(entries(table.get_ref(), source, 0)),
        });
    }
    if let Some(format) = seems::other_format(&source.text) {
        return Err(vec![whole.problem(
            format!("this seems to be {format}, not TOML"),
            "name a TOML file: lines KEY = VALUE under [table] headings; `clickday new` writes one to start from",
        )]);
    }
    // After an error the parser may take a table for one that it has met: that is no mistake of its own.
    let first_is_duplicate = errors
        .first()
        .is_some_and(|error| error.message().starts_with(DUPLICATE));
    let errors: Vec<&toml::de::Error> = errors
        .iter()
        .filter(|error| first_is_duplicate || !error.message().starts_with(DUPLICATE))
        .collect();
    let place = |error: &toml::de::Error| Place {
        source: source.clone(),
        span: error.span().map(|span| within(span, &source.text)),
    };
    let problem = |error: &&toml::de::Error| {
        let message = error.message();
        place(error).problem(format!("cannot read this as TOML: {message}"), advice(message))
    };
    let mut problems: Vec<Problem> = errors.iter().take(MOST_ERRORS).map(problem).collect();
    if let [next, rest @ ..] = errors.get(MOST_ERRORS..).unwrap_or_default() {
        let (more, plural) = match rest.len() {
            0 => (1, "place"),
            rest => (rest + 1, "places"),
        };
        problems.push(place(next).problem(
            format!("{more} more {plural} cannot be read as TOML, the next one here"),
            "correct the first one, and check again: the others may follow from it",
        ));
    }
    Err(problems)
}

/// What to do about what the parser says.
fn advice(message: &str) -> &'static str {
    let has = |part: &str| message.contains(part);
    if has("must be quoted") {
        "write text in quotes, for example \"one\", and a number without"
    } else if has("basic string") || has("literal string") {
        "close the quotes on the same line"
    } else if has(DUPLICATE) {
        "write each key and each [table] once"
    } else if has("array") || has("inline table") {
        "close each [ with ] and each { with }, with commas between the values"
    } else {
        "a line is KEY = VALUE, a [table] heading or a # comment"
    }
}

/// Parses a TOML value that stands `offset` bytes into a text.
pub(crate) fn parse_value(text: &str, source: &Arc<Text>, offset: usize) -> Option<Node> {
    DeValue::parse(text)
        .ok()
        .map(|value| node(&value, source, offset))
}

/// Parses a path such as `portal.tier.web` that stands at the beginning of a text: its steps and their places.
pub(crate) fn parse_steps(path: &str, source: &Arc<Text>) -> Option<Vec<(String, Place)>> {
    let statement = format!("{path}=0");
    let table = DeTable::parse(&statement).ok()?;
    let mut level = entries(table.get_ref(), source, 0);
    let mut steps = Vec::new();
    while let Some(entry) = level.pop() {
        steps.push((entry.key, entry.key_place));
        level = match entry.node.value {
            Value::Table(entries) => entries,
            _ => Vec::new(),
        };
    }
    Some(steps)
}

/// The part of a span that lies within the text, as the end of a file may be reported one beyond.
fn within(span: Range<usize>, text: &str) -> Range<usize> {
    span.start.min(text.len())..span.end.min(text.len())
}

fn entries(table: &DeTable<'_>, source: &Arc<Text>, offset: usize) -> Vec<Entry> {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &Spanned<std::borrow::Cow<'_, str>> = key;
        Entry {
            key: key.get_ref().to_string(),
            key_place: place(key.span(), source, offset),
            node: node(value, source, offset),
        }
    };
    table.iter().map(entry).collect()
}

fn place(span: Range<usize>, source: &Arc<Text>, offset: usize) -> Place {
    Place {
        source: source.clone(),
        span: Some(span.start + offset..span.end + offset),
    }
}

fn node(value: &Spanned<DeValue<'_>>, source: &Arc<Text>, offset: usize) -> Node {
    let place = place(value.span(), source, offset);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(n) => {
            let digits = n.as_str().trim_start_matches('+');
            // Beyond 128 bits it is too large for anything: what reads it says so.
            Value::Integer(i128::from_str_radix(digits, n.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(x) => Value::Float(x.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Value::Boolean(*b),
        DeValue::Datetime(datetime) => Value::Datetime(datetime.to_string().replacen('T', " ", 1)),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, source, offset)).collect()),
        DeValue::Table(table) => Value::Table(entries(table, source, offset)),
    };
    Node { place, value }
}
