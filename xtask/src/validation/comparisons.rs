//! What the suites compared: one table a test, as `tests/common/record.rs` writes them.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// One comparison of a simulated statistic with its exact value.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) suite: String,
    pub(crate) test: String,
    pub(crate) model: String,
    pub(crate) set: String,
    pub(crate) statistic: String,
    pub(crate) of: String,
    pub(crate) replications: usize,
    pub(crate) simulated: f64,
    pub(crate) error: Option<f64>,
    pub(crate) exact: f64,
    pub(crate) z: Option<f64>,
}

impl Comparison {
    /// The name of the test as a sentence.
    pub(crate) fn sentence(&self) -> String {
        let name = self.test.rsplit("::").next().unwrap_or(&self.test);
        let words = name.replace('_', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default()
    }
}

/// Every comparison, in the order of suites and tests.
pub(crate) fn read(folder: &Path) -> Result<Vec<Comparison>, Box<dyn Error>> {
    let mut tables: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    tables.sort();
    let mut all = Vec::new();
    for table in tables {
        for row in csv::Reader::from_path(table)?.deserialize() {
            all.push(row?);
        }
    }
    if all.is_empty() {
        return Err("no comparisons: run the suites with CLICKDAY_VALIDATION set".into());
    }
    Ok(all)
}
