//! A value of the tree that is about to be read, and what comes to light on the way.

use std::cell::RefCell;

use super::problem::{MOST_PROBLEMS, Problems};
use super::shape::Shape;
use super::stand_in::StandIn;
use super::tree::{Entry, Node, Path, Place, Value};
use super::unreadable::Unreadable;
use super::{steps, words};

/// What came to light while reading.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What is wrong.
    pub(crate) problems: Problems,
    /// Keys that are not there: a problem only when no file is missing.
    pub(crate) missing: Problems,
    /// Where stand-ins were put.
    pub(crate) stand_ins: Vec<Path>,
}

pub(crate) struct Context<'a> {
    pub(super) shape: &'a Shape,
    pub(super) findings: RefCell<Findings>,
}

/// A value of the tree, about to be read.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    pub(super) node: &'a Node,
    pub(super) path: Path,
    pub(super) cx: &'a Context<'a>,
}

impl<'a> Reader<'a> {
    /// The reader of an entry of this table.
    pub(super) fn under(&self, entry: &'a Entry) -> Reader<'a> {
        Reader {
            node: &entry.node,
            path: self.path.then(&entry.key),
            cx: self.cx,
        }
    }

    pub(super) fn stand_in(&self) -> StandIn<'a> {
        StandIn { shape: self.cx.shape }
    }

    /// Notes a problem at `place`, and that this value is not to be trusted.
    pub(super) fn complain(&self, place: &Place, wrong: impl Into<String>, right: impl Into<String>) {
        if self.at_limit() {
            return;
        }
        let mut findings = self.cx.findings.borrow_mut();
        findings.problems.push(place.problem(wrong, right));
        findings.stand_ins.push(self.path.clone());
    }

    /// Whether more problems are known than will be told: there is no use in looking for further
    /// ones.
    fn at_limit(&self) -> bool {
        self.cx.findings.borrow().problems.len() > MOST_PROBLEMS
    }

    /// Notes that the value is not what is asked for.
    pub(super) fn expected(&self, what: &str, right: impl Into<String>) {
        let wrong = format!("expected {what}, found {}", self.node.written().told());
        self.complain(&self.node.place, wrong, right);
    }

    /// Reads by `visit`, and tells a refusal where it happened.
    pub(super) fn placed<T>(&self, result: Result<T, Unreadable>) -> Result<T, Unreadable> {
        result.map_err(|mut error| {
            error.place.get_or_insert_with(|| self.node.place.clone());
            error
        })
    }

    /// The entries a table of type `name` may have, the keys it must have and lacks; says what is
    /// wrong with the others.
    pub(super) fn classify_fields(&self, name: &str, fields: &[&str]) -> (Vec<&'a Entry>, Vec<&'a str>) {
        steps::count(self.node.entries().len());
        let (known, unknown): (Vec<_>, Vec<_>) = self
            .node
            .entries()
            .iter()
            .partition(|entry| fields.contains(&entry.key.as_str()));
        let mut meant = Vec::new();
        for entry in unknown {
            if self.at_limit() {
                break;
            }
            let nearest = words::nearest(&entry.key, fields);
            meant.extend(
                nearest
                    .filter(|key| self.node.entry(key).is_none())
                    .map(str::to_owned),
            );
            let right = words::instead_of(&entry.key, "key here", fields);
            let problem = entry.key_place.problem(
                format!("`{}` is not a key here", words::cropped(&entry.key)),
                right,
            );
            self.cx.findings.borrow_mut().problems.push(problem);
        }
        let required = self.cx.shape.required(name).into_iter();
        let missing: Vec<&str> = required.filter(|key| self.node.entry(key).is_none()).collect();
        // A misspelt key is not missing as well.
        for key in missing.iter().filter(|key| !meant.iter().any(|m| m == *key)) {
            if self.cx.findings.borrow().missing.len() > MOST_PROBLEMS {
                break;
            }
            let right = match self.cx.shape.description(name, key) {
                "" => format!("add it: {key} = ..."),
                about => format!("{key}: {}", words::within_sentence(about)),
            };
            let wrong = format!("`{key}` is missing{}", self.within_table());
            let problem = self.node.place.problem(wrong, right);
            self.cx.findings.borrow_mut().missing.push(problem);
        }
        let mut findings = self.cx.findings.borrow_mut();
        let made_up = missing.iter().map(|key| (*key).to_owned()).chain(meant);
        findings.stand_ins.extend(made_up.map(|key| self.path.then(key)));
        (known, missing)
    }

    /// ` in [people.role.citizen]`, where the table has such a heading: an item of a list has no name of its own.
    fn within_table(&self) -> String {
        let steps = self.path.steps();
        let is_position = |step: &String| step.parse::<usize>().is_ok();
        if steps.is_empty() || steps.iter().any(is_position) {
            return String::new();
        }
        format!(" in [{}]", steps.join("."))
    }

    pub(super) fn integer(&self, least: i128, most: i128) -> Option<i128> {
        match self.node.value {
            Value::Integer(n) if (least..=most).contains(&n) => return Some(n),
            Value::Integer(n) => {
                self.complain(
                    &self.node.place,
                    format!("{n} is out of range"),
                    format!("write a number from {least} to {most}"),
                );
            }
            _ => self.expected(
                "a whole number",
                format!("write a number from {least} to {most}, without quotes"),
            ),
        }
        None
    }
}
