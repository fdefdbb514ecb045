//! The tables of a sweep that is done.

use std::io;
use std::path::Path;

use crate::ensemble::store::{StoreError, put_all};
use crate::experiment::analysis::Analysis;
use crate::experiment::results::{Column, OutputFile, Table, Values, formats, sha256};
use crate::experiment::study::{Row, Rows, Study};

/// The files that [`write_tables`] may write, which of them depending on the formats of this build.
pub const TABLES: [&str; 3] = ["runs.csv", "runs.parquet", "summary.json"];

/// Writes the table of all runs and the summary into a folder, all or none, and gives their names and hashes. A file that is there
/// already with other bytes is replaced where `is_own` says so, by its name and hash.
///
/// # Errors
/// When a file is there that may not be replaced, or the disk refuses.
pub fn write_tables(
    folder: &Path,
    study: &Study,
    rows: &Rows,
    analysis: &Analysis,
    is_own: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<OutputFile>, StoreError> {
    let files = files(study, rows, analysis).map_err(StoreError::disk(folder))?;
    put_all(folder, &files, is_own)?;
    let output = |(name, bytes): (String, Vec<u8>)| OutputFile {
        name,
        sha256: Some(sha256(&bytes)),
    };
    Ok(files.into_iter().map(output).collect())
}

/// The files with their bytes.
fn files(study: &Study, rows: &Rows, analysis: &Analysis) -> io::Result<Vec<(String, Vec<u8>)>> {
    let paths = paths(study);
    let texts = Texts::of(study, &paths, rows);
    let table = texts.table(rows);
    let mut files = Vec::new();
    for format in formats() {
        let mut bytes = Vec::new();
        format.write(&table, &mut bytes)?;
        files.push((format!("runs.{}", format.extension()), bytes));
    }
    files.push(("summary.json".to_owned(), serde_json::to_vec_pretty(analysis)?));
    Ok(files)
}

/// Paths of all factors, the searched one last.
fn paths(study: &Study) -> Vec<String> {
    let searched = study.search.iter().map(|searched| searched.path.clone());
    study.combinations.paths.iter().cloned().chain(searched).collect()
}

/// The texts of the table, which its columns borrow.
struct Texts<'a> {
    paths: &'a [String],
    points: Vec<u64>,
    failures: Vec<&'a str>,
    study: &'a Study,
}

impl<'a> Texts<'a> {
    fn of(study: &'a Study, paths: &'a [String], rows: &'a Rows) -> Self {
        // Equal settings are one point, numbered in the order of the design; of a search, in the
        // order of the table.
        let mut numbers = std::collections::BTreeMap::new();
        for (index, settings) in study.combinations.settings.iter().enumerate() {
            numbers.entry(study.overrides(settings)).or_insert(index as u64);
        }
        let mut positions = std::collections::BTreeMap::new();
        let points = rows.keys().map(|task| {
            let next = positions.len() as u64;
            let number = numbers.get(&task.settings).copied();
            number.unwrap_or_else(|| *positions.entry(task.settings.clone()).or_insert(next))
        });
        Texts {
            points: points.collect(),
            failures: rows
                .values()
                .map(|row| row.failure.as_deref().unwrap_or("ok"))
                .collect(),
            paths,
            study,
        }
    }

    fn table(&self, rows: &'a Rows) -> Table<'a> {
        let column = |name: &str, unit: &'static str, values: Values<'a>| Column {
            name: name.to_owned(),
            unit,
            values,
        };
        let mut columns = vec![column("point", "", Values::Count(self.points.clone()))];
        for (index, path) in self.paths.iter().enumerate() {
            let value = |settings: &'a Vec<String>| {
                settings
                    .get(index)
                    .and_then(|setting| setting.split_once('='))
                    .map_or("", |(_, value)| value)
            };
            columns.push(column(
                path,
                "",
                Values::Text(rows.keys().map(|task| value(&task.settings)).collect()),
            ));
        }
        let scale = vec![Some(self.study.stage.scale); rows.len()];
        columns.extend([
            column("scale", "share", Values::Number(scale)),
            column(
                "policy",
                "",
                Values::Text(rows.keys().map(|task| task.policy.as_str()).collect()),
            ),
            column(
                "replication",
                "",
                Values::Count(rows.keys().map(|task| task.replication).collect()),
            ),
            column("status", "", Values::Text(self.failures.clone())),
            column(
                "events",
                "events",
                Values::Count(rows.values().map(|row| row.events).collect()),
            ),
            column(
                "collapsed",
                "",
                Values::Flag(rows.values().map(|row| row.collapsed).collect()),
            ),
        ]);
        for quantity in &self.study.metrics {
            let name = quantity.name();
            let value = |row: &Row| row.metrics.get(&name).copied().flatten();
            let unit = quantity.metric().unit.name();
            columns.push(column(
                &name,
                unit,
                Values::Number(rows.values().map(value).collect()),
            ));
        }
        Table {
            name: "runs",
            columns,
        }
    }
}
