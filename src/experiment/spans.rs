//! Where in a TOML text a value stands, so that a check made after reading can point at it.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Problem, Problems};

/// A TOML text, and the name of its file.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    file: String,
    text: Arc<str>,
}

impl Text {
    pub(crate) fn new(file: &str, text: &str) -> Self {
        Text {
            file: file.to_owned(),
            text: text.into(),
        }
    }

    /// Reads the text as a `T`.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, Problems> {
        toml::from_str(&self.text).map_err(|error| {
            // Units say what is wrong and what would be right in one line.
            let message = error.message().trim().replace('\n', "; ");
            let (wrong, right) = message.split_once("; ").unwrap_or((&message, ""));
            Problems::from(self.at(error.span(), wrong, right))
        })
    }

    /// A problem with the value at `place` (keys, and indices of lists); with the nearest table around it, when it is
    /// not written out.
    pub(crate) fn problem(&self, place: &[String], wrong: String, right: String) -> Problem {
        let span = DeTable::parse(&self.text)
            .ok()
            .and_then(|table| span_in(table.get_ref(), place));
        self.at(span, wrong, right)
    }

    fn at(&self, span: Option<Range<usize>>, wrong: impl Into<String>, right: impl Into<String>) -> Problem {
        Problem {
            file: self.file.clone(),
            text: self.text.clone(),
            span,
            wrong: wrong.into(),
            right: right.into(),
        }
    }
}

fn span_in(table: &DeTable, place: &[String]) -> Option<Range<usize>> {
    let (key, rest) = place.split_first()?;
    let (_, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    Some(span_of(value, rest))
}

fn span_of(value: &Spanned<DeValue>, place: &[String]) -> Range<usize> {
    let deeper = match (value.get_ref(), place.split_first()) {
        (DeValue::Table(table), Some(_)) => span_in(table, place),
        (DeValue::Array(list), Some((index, rest))) => index
            .parse()
            .ok()
            .and_then(|index: usize| list.get(index))
            .map(|value| span_of(value, rest)),
        _ => None,
    };
    deeper.unwrap_or_else(|| value.span())
}
