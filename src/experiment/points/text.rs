//! A table of points as CSV.

use std::sync::Arc;

use super::bounds::Size;
use super::error::PointsError;
use super::places::{Cell, Places, reader};
use clickday_engine::model::Problems;
use clickday_engine::names::from_cell;

/// Columns, and values row by row.
pub(super) type Table = (Vec<String>, Vec<Vec<String>>);

/// Marks that stand between the columns of other tables.
const OTHER_MARKS: [(char, &str); 2] = [(';', "semicolons"), ('\t', "tabs")];
/// The most rows of a wrong length that are told.
const MOST_TOLD: usize = 20;

/// The text of a file, without the mark that some programs put at its start.
fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (!text.contains('\0')).then_some(text)
}

/// The texts of a row, without the apostrophes that keep them from being formulas.
fn texts(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(|cell| from_cell(cell).to_owned()).collect()
}

/// The names of the columns, where it is a table at all.
pub(super) fn header(bytes: &[u8]) -> Option<Vec<String>> {
    let header = reader(text_of(bytes)?).records().next()?.ok()?;
    Some(texts(&header))
}

/// Reads a table, and where its values are.
pub(super) fn table(name: &str, bytes: &[u8]) -> Result<(Places, Table), PointsError> {
    let not_text = || PointsError::unreadable(name, &"it is not text in UTF-8");
    let text: Arc<str> = text_of(bytes).ok_or_else(not_text)?.into();
    let places = Places::of(name, Some(text.clone()));
    let mut records = Vec::new();
    let mut size = Size::default();
    for record in reader(&text).records() {
        let record = record.map_err(|error| PointsError::unreadable(name, &error))?;
        size.add(name, record.len(), record.as_slice().len())?;
        records.push(texts(&record));
    }
    let mut records = records.into_iter();
    let columns = records.next().unwrap_or_default();
    let rows: Vec<Vec<String>> = records.collect();
    other_marks(&places, &columns)?;
    lengths(&places, columns.len(), &rows)?;
    Ok((places, (columns, rows)))
}

/// Makes sure that commas stand between the columns.
fn other_marks(places: &Places, columns: &[String]) -> Result<(), Problems> {
    let [only] = columns else { return Ok(()) };
    for (mark, marks) in OTHER_MARKS {
        if only.contains(mark) {
            let wrong = format!("{marks} stand between the columns");
            let right = "write commas between them, and decimal points in numbers: 0.5";
            return Err(places.problem(Cell::Header(0), wrong, right).into());
        }
    }
    Ok(())
}

/// Makes sure that each row has a value in each column.
fn lengths(places: &Places, columns: usize, rows: &[Vec<String>]) -> Result<(), Problems> {
    let wrong_ones = rows.iter().enumerate().filter(|(_, row)| row.len() != columns);
    let problem = |(number, row): (usize, &Vec<String>)| {
        let (has, there_are) = (counted(row.len(), "value"), counted(columns, "column"));
        let wrong = format!("row {} has {has} for {there_are}", number + 1);
        if row.len() > columns {
            let right = "write decimal points in numbers (0.5), and a text with a comma in quotes";
            places.problem(Cell::Value(number, columns), wrong, right)
        } else {
            places.problem(Cell::Value(number, 0), wrong, "write one in each column")
        }
    };
    let problems: Problems = wrong_ones.take(MOST_TOLD).map(problem).collect();
    problems.or(())
}

fn counted(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}
