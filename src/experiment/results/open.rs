//! A results folder, read back: its manifest, its summary, and every table with its types.
//!
//! Each file is read once, and its bytes have to have the hash that the manifest gives them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::draws;
use super::manifest::{FILE, LAYOUT_VERSION, Manifest, OutputFile};
use super::names::{SUMMARY, TIMINGS, is_of_format};
use super::table::{Column, Table, Values};
use super::timings;
use crate::ensemble::sha256;
use crate::ensemble::store::{opened, read_file, read_small};
use crate::metrics::{Dimension, catalogue, quantity};
use clickday_engine::model::source::reason;
use clickday_engine::names::from_cell;

/// What a results folder holds.
///
/// ```no_run
/// use std::path::Path;
///
/// use clickday::experiment::Results;
/// use clickday::experiment::results::Values;
///
/// let results = Results::open(Path::new("results/rollout"))?;
/// let runs = results.table("runs").ok_or("no such table")?;
/// for column in &runs.columns {
///     if let Values::Count(values) = &column.values {
///         println!("{} in {}: {values:?}", column.name, column.unit);
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Results {
    manifest: Manifest,
    summary: serde_json::Value,
    /// The cells of each table as text, by its name; the first record is the header.
    cells: BTreeMap<&'static str, Vec<csv::StringRecord>>,
}

/// Why a results folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The disk does not give a file.
    #[error("{} cannot be read: {}", .path.display(), reason(.source))]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no results folder, or one of another version.
    #[error("{} is no results folder of this version: {reason}; make it again with `clickday compare`", .path.display())]
    NotResults {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The manifest does not list a file that every results folder has.
    #[error("{} does not list {name}, which every results folder has; make the folder again with `clickday compare`", .path.display())]
    NotListed {
        /// The manifest.
        path: PathBuf,
        /// The file that it does not list.
        name: String,
    },
    /// The manifest lists a file that no results folder has.
    #[error("{} lists {name:?}, which is no file of a results folder; make the folder again with `clickday compare`", .path.display())]
    Stray {
        /// The manifest.
        path: PathBuf,
        /// What it lists.
        name: String,
    },
    /// The manifest is not as it was written.
    #[error("{} has been changed: it does not have the SHA-256 that it ends with; make the folder again with `clickday compare`", .0.display())]
    Edited(PathBuf),
    /// A file is not as it was written.
    #[error("{} has been changed: expected the SHA-256 {expected}, found {found}; make the folder again with `clickday compare`", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// The hash that the manifest gives.
        expected: String,
        /// The hash of its bytes.
        found: String,
    },
    /// The timings are not as they were written.
    #[error("{} has been changed: it does not have the SHA-256 of its last column; make the folder again with `clickday compare`", .0.display())]
    Timings(PathBuf),
    /// A cell of a table is of another kind than its column.
    #[error("{}, row {row}, column {column}: expected {expected}, found {found:?}", .path.display())]
    Cell {
        /// The file.
        path: PathBuf,
        /// The row, the header being row 1.
        row: usize,
        /// The name of the column.
        column: String,
        /// What the column holds.
        expected: &'static str,
        /// What the cell says.
        found: String,
    },
    /// A table or the summary cannot be understood.
    #[error("{} cannot be understood: {reason}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Results {
    /// Reads a results folder and checks every file against the manifest.
    ///
    /// # Errors
    /// When a file is missing, has been changed, or is not what this version writes. The error names the file.
    pub fn open(folder: &Path) -> Result<Results, ReadError> {
        let path = folder.join(FILE);
        let bytes = of_disk(&path, read_small(&path))?;
        let not_results = |reason: String| ReadError::NotResults {
            path: path.clone(),
            reason,
        };
        let read = opened::<Manifest>(&bytes).map_err(|error| not_results(error.to_string()))?;
        let manifest = read.manifest;
        if manifest.format != LAYOUT_VERSION {
            let reason = format!("expected format {LAYOUT_VERSION}, found {}", manifest.format);
            return Err(not_results(reason));
        }
        if !read.is_intact {
            return Err(ReadError::Edited(path));
        }
        let mut files = BTreeMap::new();
        for file in &manifest.files {
            let bytes = read_listed(folder, file)?;
            if is_read(&file.name) {
                files.insert(file.name.as_str(), bytes);
            }
        }
        let file = |name: &str| {
            files.get(name).ok_or_else(|| ReadError::NotListed {
                path: path.clone(),
                name: name.to_owned(),
            })
        };
        let summary = serde_json::from_slice(file(SUMMARY)?).map_err(|error| ReadError::Syntax {
            path: folder.join(SUMMARY),
            reason: error.to_string(),
        })?;
        let mut cells = BTreeMap::new();
        for schema in schema() {
            let name = file_of(&schema);
            if schema.name == DRAWS && !files.contains_key(name.as_str()) {
                // The experiment has no draws.
                continue;
            }
            let path = folder.join(&name);
            let records = records(file(&name)?).map_err(|error| ReadError::Syntax {
                path: path.clone(),
                reason: error.to_string(),
            })?;
            typed(&schema, &records, &path)?;
            cells.insert(schema.name, records);
        }
        Ok(Results {
            manifest,
            summary,
            cells,
        })
    }

    /// What the folder was made from, and its files.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The numbers of the table that `clickday compare` prints: see `docs/results.md`.
    pub fn summary(&self) -> &serde_json::Value {
        &self.summary
    }

    /// A table by its name: `runs`, `groups`, `tiers`, `equity`, `series`, `state`, `waits`, or `draws` where
    /// the experiment has draws.
    pub fn table(&self, name: &str) -> Option<Table<'_>> {
        let schema = schema().find(|table| table.name == name)?;
        typed(&schema, self.cells.get(name)?, Path::new(name)).ok()
    }

    /// Every table.
    pub fn tables(&self) -> impl Iterator<Item = Table<'_>> {
        self.cells.keys().filter_map(|name| self.table(name))
    }
}

/// The bytes of a file of a results folder as its manifest lists it: they have to have its hash. The timings have theirs in a
/// column of their own; those of earlier revisions have none, and are taken as they are.
///
/// # Errors
/// When the file is not there, has been changed, or has a name that no file of a results folder has. The error names it.
pub fn read_listed(folder: &Path, file: &OutputFile) -> Result<Vec<u8>, ReadError> {
    if !is_of_format(&file.name) {
        return Err(ReadError::Stray {
            path: folder.join(FILE),
            name: file.name.clone(),
        });
    }
    let path = folder.join(&file.name);
    let bytes = of_disk(&path, read_file(&path))?;
    if file.name != TIMINGS {
        proved(&path, &bytes, file.sha256.as_deref())?;
    } else if !timings::is_intact(&bytes) && !timings::is_older(&bytes) {
        return Err(ReadError::Timings(path));
    }
    Ok(bytes)
}

/// The one table that not every folder has.
const DRAWS: &str = "draws";

/// The tables without rows: names, columns and their kinds.
fn schema() -> impl Iterator<Item = Table<'static>> {
    super::tables(&[], &[]).chain([draws::fixed(&[])])
}

fn file_of(table: &Table) -> String {
    format!("{}.csv", table.name)
}

/// Whether what is read from a file can be asked for.
fn is_read(name: &str) -> bool {
    name == SUMMARY || schema().any(|table| file_of(&table) == name)
}

fn of_disk(path: &Path, read: io::Result<Vec<u8>>) -> Result<Vec<u8>, ReadError> {
    read.map_err(|source| ReadError::Disk {
        path: path.to_owned(),
        source,
    })
}

fn proved(path: &Path, bytes: &[u8], expected: Option<&str>) -> Result<(), ReadError> {
    let found = sha256(bytes);
    if expected == Some(found.as_str()) {
        return Ok(());
    }
    Err(ReadError::Changed {
        path: path.to_owned(),
        expected: expected.unwrap_or("nothing").to_owned(),
        found,
    })
}

fn records(bytes: &[u8]) -> Result<Vec<csv::StringRecord>, csv::Error> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes)
        .into_records()
        .collect()
}

/// The cells with the types of their columns. A column that is in no table without rows is a percentile that was asked for, or the
/// state of a tier: a number.
fn typed<'a>(
    schema: &Table<'static>,
    records: &'a [csv::StringRecord],
    path: &Path,
) -> Result<Table<'a>, ReadError> {
    let mut table = Table::new(schema.name);
    let Some((header, rows)) = records.split_first() else {
        return Ok(table);
    };
    for (place, name) in header.iter().enumerate() {
        let known = schema.columns.iter().find(|column| column.name == name);
        let wrong = |row: usize, expected: &'static str, found: &str| ReadError::Cell {
            path: path.to_owned(),
            row: row + 2,
            column: name.to_owned(),
            expected,
            found: found.to_owned(),
        };
        let texts = rows.iter().map(|record| record.get(place).unwrap_or_default());
        let values = match known.map(|column| &column.values) {
            Some(Values::Text(_)) => Values::Text(texts.map(from_cell).collect()),
            Some(Values::Time(_)) => {
                Values::Time(texts.map(|cell| (!cell.is_empty()).then_some(cell)).collect())
            }
            Some(Values::Count(_)) => {
                let count =
                    |(row, cell): (usize, &str)| cell.parse().map_err(|_| wrong(row, "a whole number", cell));
                Values::Count(texts.enumerate().map(count).collect::<Result<_, _>>()?)
            }
            Some(Values::Flag(_)) => {
                let flag =
                    |(row, cell): (usize, &str)| cell.parse().map_err(|_| wrong(row, "true or false", cell));
                Values::Flag(texts.enumerate().map(flag).collect::<Result<_, _>>()?)
            }
            // What was drawn, by the path of its value.
            None if schema.name == DRAWS && quantity(name).is_err() => {
                Values::Text(texts.map(from_cell).collect())
            }
            Some(Values::Number(_)) | None => {
                let number = |(row, cell): (usize, &str)| match cell {
                    "" => Ok(None),
                    cell => cell.parse().map(Some).map_err(|_| wrong(row, "a number", cell)),
                };
                Values::Number(texts.enumerate().map(number).collect::<Result<_, _>>()?)
            }
        };
        table.columns.push(Column {
            name: name.to_owned(),
            unit: known.map_or_else(|| unit_of(name), |column| column.unit),
            values,
        });
    }
    Ok(table)
}

/// The unit of a column that only some tables have.
fn unit_of(name: &str) -> &'static str {
    let of_tier = catalogue()
        .filter(|metric| metric.has(Dimension::TierState))
        .find(|metric| name.starts_with(&format!("{}_", metric.column)));
    let of_times = || match quantity(name) {
        Ok(quantity) => quantity.metric().unit.name(),
        Err(_) if name.ends_with("_s") => "s",
        Err(_) => "",
    };
    of_tier.map_or_else(of_times, |metric| metric.unit.name())
}
