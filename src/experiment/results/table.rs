//! A table of results: named columns of equal length, each with its unit and what it means.
//!
//! Tables are laid out by column because Parquet is, and borrow the names of policies and groups
//! from the results they describe.

use serde::Serialize;

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table<'a> {
    /// Its name, and that of its files.
    pub name: &'static str,
    /// Its columns, all of the same length.
    pub columns: Vec<Column<'a>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column<'a> {
    /// Its name; a quantity with a unit ends in it (`wait_p50_s`).
    pub name: String,
    /// The unit of its values; empty for names and plain numbers.
    pub unit: &'static str,
    /// Its values.
    pub values: Values<'a>,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Values<'a> {
    /// Names.
    Text(Vec<&'a str>),
    /// Civil time, `2020-04-01 08:30`; `None` where there is none.
    Time(Vec<Option<&'a str>>),
    /// Counts of people, attempts, applications.
    Count(Vec<u64>),
    /// Measured numbers; `None` where there is nothing to measure.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Flag(Vec<bool>),
}

impl Values<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Values::Text(v) => v.len(),
            Values::Time(v) => v.len(),
            Values::Count(v) => v.len(),
            Values::Number(v) => v.len(),
            Values::Flag(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> Table<'a> {
    /// A table without columns.
    pub fn new(name: &'static str) -> Self {
        Table {
            name,
            columns: Vec::new(),
        }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Adds a column of names.
    pub fn text(&mut self, name: impl Into<String>, values: impl Iterator<Item = &'a str>) {
        self.push(name, "", Values::Text(values.collect()));
    }

    /// Adds a column of civil times.
    pub fn time(&mut self, name: impl Into<String>, values: impl Iterator<Item = Option<&'a str>>) {
        self.push(name, "civil time", Values::Time(values.collect()));
    }

    /// Adds a column of counts.
    pub fn count(&mut self, name: impl Into<String>, unit: &'static str, values: impl Iterator<Item = u64>) {
        self.push(name, unit, Values::Count(values.collect()));
    }

    /// Adds a column of numbers.
    pub fn number(
        &mut self,
        name: impl Into<String>,
        unit: &'static str,
        values: impl Iterator<Item = Option<f64>>,
    ) {
        self.push(
            name,
            unit,
            Values::Number(values.map(|v| v.filter(|x| x.is_finite())).collect()),
        );
    }

    /// Adds a column of yes or no.
    pub fn flag(&mut self, name: impl Into<String>, values: impl Iterator<Item = bool>) {
        self.push(name, "", Values::Flag(values.collect()));
    }

    fn push(&mut self, name: impl Into<String>, unit: &'static str, values: Values<'a>) {
        let column = Column {
            name: name.into(),
            unit,
            values,
        };
        debug_assert!(
            self.columns.is_empty() || column.values.len() == self.rows(),
            "{}",
            column.name
        );
        self.columns.push(column);
    }
}
