//! Where the values of a table stand: a problem is told at its file, its row and its column.

use std::ops::Range;
use std::sync::Arc;

use clickday_engine::model::{Problem, Problems};

/// The file of a table and its columns, by which a value is found again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::experiment) struct Places {
    /// The file, as the user named it.
    name: String,
    /// Its text. A Parquet file has none.
    text: Option<Arc<str>>,
    /// The columns that are paths, each with its number in the file.
    columns: Vec<(usize, String)>,
}

/// A place in a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    /// The name of a column, by its number in the file.
    Header(usize),
    /// A value, by the numbers of its row and its column, both from 0.
    Value(usize, usize),
}

impl Places {
    /// The places of a file, whose columns are not known yet.
    pub(super) fn of(name: &str, text: Option<Arc<str>>) -> Self {
        Places {
            name: name.to_owned(),
            text,
            columns: Vec::new(),
        }
    }

    /// The same with the columns that are paths.
    pub(super) fn with_columns(self, columns: Vec<(usize, String)>) -> Self {
        Places { columns, ..self }
    }

    /// A problem at a place of the table.
    pub(super) fn problem(&self, cell: Cell, wrong: impl Into<String>, right: impl Into<String>) -> Problem {
        let (wrong, right) = (wrong.into(), right.into());
        let span = |text: &Arc<str>| Some((text.clone(), span(text, cell)?));
        match self.text.as_ref().and_then(span) {
            Some((text, span)) => Problem::at((self.name.clone(), text), Some(span), wrong, right),
            None => Problem::with_file(self.name.clone(), wrong, right),
        }
    }

    /// Problems of a model with the settings of a row in it (`path=value`, column by column), told
    /// where the table has what is wrong. `None` where none of them is about the row itself.
    pub(in crate::experiment) fn located(
        &self,
        row: usize,
        settings: &[String],
        problems: &Problems,
    ) -> Option<Problems> {
        let mut is_of_row = false;
        let told = problems.iter().map(|problem| {
            let number = settings.iter().position(|setting| **setting == *problem.text);
            let column = number.and_then(|number| self.columns.get(number));
            let (Some((column, path)), Some(span)) = (column, &problem.span) else {
                return problem.clone();
            };
            is_of_row = true;
            if span.start < path.len() {
                return self.problem(Cell::Header(*column), &problem.wrong, &problem.right);
            }
            let wrong = format!("row {}, column {path}: {}", row + 1, problem.wrong);
            self.problem(Cell::Value(row, *column), wrong, &problem.right)
        });
        let told: Problems = told.collect();
        is_of_row.then_some(told)
    }

    /// As [`Places::located`]. Problems of the model itself are told with the row that brings them about.
    pub(in crate::experiment) fn told(
        &self,
        row: usize,
        settings: &[String],
        problems: Problems,
    ) -> Problems {
        self.located(row, settings, &problems).unwrap_or_else(|| {
            let with_row = |mut problem: Problem| {
                problem.wrong = format!("{} (with row {} of {})", problem.wrong, row + 1, self.name);
                problem
            };
            problems.into_iter().map(with_row).collect()
        })
    }
}

/// Reads a text row by row, its header too; rows may differ in their length.
pub(super) fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
}

/// The bytes of a CSV text that hold a cell; those of its row, where the row is too short for it.
fn span(text: &str, cell: Cell) -> Option<Range<usize>> {
    let (row, column) = match cell {
        Cell::Header(column) => (0, column),
        Cell::Value(row, column) => (row + 1, column),
    };
    let mut reader = reader(text);
    let record = reader.records().nth(row)?.ok()?;
    let start = first_of_row(text, usize::try_from(record.position()?.byte()).ok()?);
    let mut at = start;
    for _ in 0..column {
        let end = at + end_of_value(&text[at..]);
        if !text[end..].starts_with(',') {
            return Some(trimmed(text, start..end));
        }
        at = end + 1;
    }
    Some(trimmed(text, at..at + end_of_value(&text[at..])))
}

/// Where a row begins: after the empty lines and the remarks before it.
fn first_of_row(text: &str, from: usize) -> usize {
    let mut rest = text
        .get(from..)
        .unwrap_or_default()
        .trim_start_matches(['\r', '\n']);
    while rest.starts_with('#') {
        let next = rest.find('\n').map_or("", |end| &rest[end..]);
        rest = next.trim_start_matches(['\r', '\n']);
    }
    text.len() - rest.len()
}

/// How many bytes a value takes, up to the comma or the end of the line.
fn end_of_value(rest: &str) -> usize {
    let quoted = if rest.starts_with('"') {
        end_of_quotes(rest)
    } else {
        0
    };
    let after = &rest[quoted..];
    quoted + after.find([',', '\r', '\n']).unwrap_or(after.len())
}

/// Where quotes end that a text begins with; two of them in a row are part of what is quoted.
fn end_of_quotes(text: &str) -> usize {
    let mut at = 1;
    while let Some(quote) = text[at..].find('"') {
        at += quote + 1;
        if !text[at..].starts_with('"') {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// A span without the blanks at its ends.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let cell = &text[span.clone()];
    let start = span.start + cell.len() - cell.trim_start().len();
    start..start + cell.trim().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, cell: Cell) -> &str {
        span(text, cell).map_or("", |span| &text[span])
    }

    #[test]
    fn a_value_is_found_by_row_and_column() {
        let text = "# found yesterday\n\na, b ,\"c,d\"\r\n1,2,3\n# a remark\n\n\"4 \"\"x\"\"\", 5 ,\"6,7\"\n";
        for (cell, found) in [
            (Cell::Header(0), "a"),
            (Cell::Header(1), "b"),
            (Cell::Header(2), "\"c,d\""),
            (Cell::Value(0, 1), "2"),
            (Cell::Value(1, 0), "\"4 \"\"x\"\"\""),
            (Cell::Value(1, 1), "5"),
            (Cell::Value(1, 2), "\"6,7\""),
        ] {
            assert_eq!(at(text, cell), found, "{cell:?}");
        }
        assert_eq!(at("a,b\n1\n", Cell::Value(0, 1)), "1", "a row that is too short");
        assert_eq!(span("a,b\n1,2\n", Cell::Value(7, 0)), None);
    }

    proptest! {
        /// What is found is what was written, whatever the values are.
        #[test]
        fn every_value_is_found(rows in prop::collection::vec(prop::array::uniform3("[a-z0-9 ,\"é\n]{0,6}x"), 1..5)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            for (number, row) in rows.iter().enumerate() {
                for (column, value) in row.iter().enumerate() {
                    let cell = match number.checked_sub(1) {
                        None => Cell::Header(column),
                        Some(row) => Cell::Value(row, column),
                    };
                    let quoted = format!("\"{}\"", value.replace('"', "\"\""));
                    let found = at(&text, cell);
                    prop_assert!(found == value.trim() || found == quoted, "{found:?} for {value:?}");
                }
            }
        }
    }
}
