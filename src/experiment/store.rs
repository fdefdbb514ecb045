//! The folder of a sweep: each run that has ended is on the disk for good, and none is repeated.
//!
//! ```text
//! results/cliff/
//!   lock            held by the process at work here
//!   sweep.json      which experiment it is: the folder takes no other
//!   rows/KEY.json   one for each run that has ended
//!   runs.csv, runs.parquet, summary.json     written when all have
//! ```
//!
//! A row is written beside its place, brought to the disk, and renamed: at any instant it is there whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::analysis::Analysis;
use super::measures::MEASURES;
use super::results::{Column, Identity, Table, Values, formats};
use super::study::{Row, Rows, Study};

/// The folder of a sweep.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// Let go by the system when the process ends, however it ends.
    _lock: File,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something else is there.
    #[error("{} is there already, and is not the folder of a sweep; choose another with --out DIR", .0.display())]
    NotASweep(PathBuf),
    /// Another sweep is there.
    #[error("{} holds another sweep: the experiment, the model, the overrides or the program differ; choose another \
             folder with --out DIR", .0.display())]
    Another(PathBuf),
    /// Another process is at work.
    #[error("another process works on {}; wait for it, or choose another folder with --out DIR", .0.display())]
    Busy(PathBuf),
    /// A row cannot be read.
    #[error("{} is not a row of this sweep: {reason}; delete it, and the run is done again", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The disk refuses.
    #[error("cannot use {}: {source}; check the permissions and the space left, and run the same command again", .path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl StoreError {
    /// What the disk said about a file or folder.
    pub(super) fn disk(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Disk { path, source }
    }
}

const IDENTITY: &str = "sweep.json";
const ROWS: &str = "rows";
const LOCK: &str = "lock";

impl Store {
    /// Opens the folder of the sweep called `identity`, or makes it.
    ///
    /// # Errors
    /// When something else is there, or the disk refuses.
    pub fn open(path: &Path, identity: &Identity) -> Result<Store, StoreError> {
        let file = path.join(IDENTITY);
        let there = match fs::read(&file) {
            Ok(bytes) => Some(
                serde_json::from_slice::<Identity>(&bytes)
                    .map_err(|_| StoreError::NotASweep(path.to_owned()))?,
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(StoreError::disk(&file)(source)),
        };
        match there {
            Some(there) if there != *identity => return Err(StoreError::Another(path.to_owned())),
            None if path.exists() && !is_begun(path) => return Err(StoreError::NotASweep(path.to_owned())),
            _ => {}
        }
        fs::create_dir_all(path.join(ROWS)).map_err(StoreError::disk(path))?;
        let store = Store {
            path: path.to_owned(),
            _lock: lock(path)?,
        };
        // Under the lock: whoever was first has said by now which sweep it is.
        match fs::read(&file) {
            Ok(bytes) if serde_json::from_slice::<Identity>(&bytes).is_ok_and(|there| there == *identity) => {
            }
            Ok(_) => return Err(StoreError::Another(path.to_owned())),
            Err(_) => serde_json::to_vec_pretty(identity)
                .map_err(io::Error::from)
                .and_then(|bytes| put(&file, &bytes))
                .map_err(StoreError::disk(path))?,
        }
        Ok(store)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows there are.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn rows(&self) -> Result<Rows, StoreError> {
        let folder = self.path.join(ROWS);
        let mut rows = Rows::new();
        for entry in fs::read_dir(&folder).map_err(StoreError::disk(&folder))? {
            let path = entry.map_err(StoreError::disk(&folder))?.path();
            // What a killed process left half written is none.
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let bytes = fs::read(&path).map_err(StoreError::disk(&path))?;
            let row: Row = serde_json::from_slice(&bytes).map_err(|error| StoreError::Corrupt {
                path: path.clone(),
                reason: error.to_string(),
            })?;
            if path.file_stem().is_none_or(|name| *name != *row.task.key()) {
                let reason = "it is about another run than its name says".to_owned();
                return Err(StoreError::Corrupt { path, reason });
            }
            rows.insert(row.task.clone(), row);
        }
        Ok(rows)
    }

    /// Keeps a row for good.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, row: &Row) -> Result<(), StoreError> {
        let path = self.path.join(ROWS).join(format!("{}.json", row.task.key()));
        let keep = || put(&path, &serde_json::to_vec(row)?);
        keep().map_err(StoreError::disk(&path))
    }
}

/// Writes the table of all runs and the summary into a folder.
///
/// # Errors
/// When the disk refuses.
pub fn write_tables(
    folder: &Path,
    study: &Study,
    rows: &Rows,
    analysis: &Analysis,
) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let paths = paths(study);
        let texts = Texts::of(study, &paths, rows);
        let table = texts.table(rows);
        for format in formats() {
            let mut bytes = Vec::new();
            format.write(&table, &mut bytes)?;
            put(&folder.join(format!("runs.{}", format.extension())), &bytes)?;
        }
        put(
            &folder.join("summary.json"),
            &serde_json::to_vec_pretty(analysis)?,
        )
    };
    write().map_err(StoreError::disk(folder))
}

/// Whether a folder holds no more than a sweep leaves that was killed before it said which it is.
fn is_begun(path: &Path) -> bool {
    let ours = |name: &str| name == LOCK || name == ROWS || name.ends_with(".partial");
    fs::read_dir(path).is_ok_and(|mut files| {
        files.all(|file| file.is_ok_and(|file| ours(&file.file_name().to_string_lossy())))
    })
}

/// Takes the lock of a folder.
fn lock(path: &Path) -> Result<File, StoreError> {
    let file = path.join(LOCK);
    let mut options = File::options();
    let lock = options
        .create(true)
        .truncate(false)
        .write(true)
        .open(&file)
        .map_err(StoreError::disk(&file))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(StoreError::disk(&file)(error)),
    }
}

/// Writes a file that is there whole or not at all.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".partial")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on the disk only once the folder is.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
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
        // Equal settings are one point, numbered in the order of the design; of a search, in the order of the table.
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
        for measure in &MEASURES {
            let value = |row: &Row| row.measures.get(measure.name).copied().flatten();
            let unit = unit_of(measure.name);
            columns.push(column(
                measure.name,
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

/// The unit at the end of a measure's name.
fn unit_of(measure: &str) -> &'static str {
    [("_people", "people"), ("_share", "share"), ("_s", "s")]
        .iter()
        .find(|(ending, _)| measure.ends_with(ending))
        .map_or("", |(_, unit)| unit)
}
