//! A results folder, as it is held against another: its tables, and the model that its runs were of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::contrast::Values as ByReplication;
use super::error::DiffError;
use super::written::written;
use crate::ensemble::store::{opened, read_file};
use crate::experiment::results::{MANIFEST, Manifest, Results, Table, Values, recall};
use crate::experiment::schedule::Stage;
use crate::experiment::spec::{self, Experiment};
use crate::metrics::{Dimension, Quantity, Unit};

/// A results folder.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    pub(super) results: Results,
    /// What it was made of; `None` where this version cannot read it.
    pub(super) made_of: Option<MadeOf>,
}

/// What results were made of, read from the files that were kept with them.
pub(super) struct MadeOf {
    pub(super) experiment: Experiment,
    /// Every value of the model as it is written, with every override, by its path.
    pub(super) values: BTreeMap<String, String>,
}

/// What the manifests of other commands have, and the command.
const OTHERS: [(&str, &str); 3] = [("plan", "plan"), ("sweep", "sweep"), ("calibration", "calibrate")];

impl Folder {
    /// Opens a folder of `clickday compare`.
    ///
    /// # Errors
    /// When it is none, or cannot be read.
    pub(super) fn open(path: &Path) -> Result<Folder, DiffError> {
        let manifest = path.join(MANIFEST);
        if !manifest.exists() {
            return Err(DiffError::Nothing(path.to_owned()));
        }
        if let Some(kind) = kind(&manifest) {
            return Err(DiffError::OtherKind {
                folder: path.to_owned(),
                kind,
            });
        }
        let results = Results::open(path)?;
        Ok(Folder {
            made_of: MadeOf::of(&results, path),
            path: path.to_owned(),
            results,
        })
    }

    pub(super) fn manifest(&self) -> &Manifest {
        self.results.manifest()
    }

    /// The finished stages, each with the launches that there are.
    pub(super) fn stages(&self) -> Vec<Stage> {
        let stages = self.results.summary()["stages"].as_array();
        let stages = stages.into_iter().flatten();
        stages
            .filter_map(|stage| serde_json::from_value(stage.clone()).ok())
            .collect()
    }

    /// The metrics of the summary.
    pub(super) fn metrics(&self) -> Vec<String> {
        let summary = self.results.summary();
        let metrics = summary["stages"][0]["policies"][0]["metrics"].as_object();
        metrics.map_or_else(Vec::new, |metrics| metrics.keys().cloned().collect())
    }

    /// The confidence of its intervals.
    pub(super) fn confidence(&self) -> f64 {
        self.results.summary()["confidence"].as_f64().unwrap_or(0.95)
    }
}

/// The command that wrote a manifest, if it is not `compare`.
fn kind(manifest: &Path) -> Option<&'static str> {
    let read = opened::<Value>(&read_file(manifest).ok()?).ok()?;
    let of_other = OTHERS.iter().find(|(key, _)| read.manifest.get(key).is_some());
    of_other.map(|(_, command)| *command)
}

impl MadeOf {
    fn of(results: &Results, path: &Path) -> Option<MadeOf> {
        let identity = &results.manifest().identity;
        let sources = recall(&identity.inputs, path).ok()?;
        let loaded = spec::from_files(&sources).ok()?;
        let model = loaded.model(&identity.overrides).ok()?.model;
        Some(MadeOf {
            values: written(&serde_json::to_value(&model).ok()?),
            experiment: loaded.experiment,
        })
    }
}

/// The tables of a folder that have a row for each run.
pub(super) struct Tables<'a>(BTreeMap<&'static str, Table<'a>>);

/// Which rows of a table are asked for.
struct Rows<'a> {
    table: &'a Table<'a>,
    /// Columns of names, and the name that each has to have.
    named: Vec<(&'static str, &'a str)>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(folder: &'a Folder) -> Tables<'a> {
        let names = ["runs", "groups", "tiers", "equity"];
        let table = |name| Some((name, folder.results.table(name)?));
        Tables(names.into_iter().filter_map(table).collect())
    }

    /// The values of a quantity in the runs of a stage under a policy, of the real launch.
    pub(super) fn values(&self, stage: &str, policy: &str, quantity: &Quantity) -> ByReplication {
        let runs = Rows {
            table: match self.0.get("runs") {
                Some(table) => table,
                None => return ByReplication::new(),
            },
            named: vec![("stage", stage), ("policy", policy)],
        };
        // A run that has nothing of the kind has no row in the tables of parts.
        let absent = quantity.metric().absent;
        let mut values: ByReplication = runs.replications().into_iter().map(|run| (run, absent)).collect();
        let Some(rows) = self.rows(quantity, &runs) else {
            return values;
        };
        values.extend(rows.values(quantity));
        values
    }

    /// The rows of the part of the runs that a quantity is of.
    fn rows<'r>(&'r self, quantity: &'r Quantity, runs: &Rows<'r>) -> Option<Rows<'r>> {
        let (table, named): (&str, Vec<(&'static str, &'r str)>) = match quantity.part() {
            None => ("runs", Vec::new()),
            Some(part) => match part.dimension {
                Dimension::Group => ("groups", vec![("group", &part.name)]),
                Dimension::Tier => ("tiers", vec![("tier", &part.name)]),
                other => ("equity", vec![("by", other.name()), ("who", &part.name)]),
            },
        };
        Some(Rows {
            table: self.0.get(table)?,
            named: runs.named.iter().copied().chain(named).collect(),
        })
    }
}

impl Rows<'_> {
    /// The numbers of the rows that are asked for.
    fn numbers(&self) -> Vec<usize> {
        let has = |row: usize| {
            self.named.iter().all(|(column, name)| {
                matches!(self.column(column), Some(Values::Text(names)) if names.get(row) == Some(name))
            })
        };
        (0..self.table.rows()).filter(|row| has(*row)).collect()
    }

    fn column(&self, name: &str) -> Option<&Values<'_>> {
        let mut columns = self.table.columns.iter();
        columns
            .find(|column| column.name == name)
            .map(|column| &column.values)
    }

    fn replications(&self) -> Vec<u64> {
        let Some(Values::Count(replications)) = self.column("replication") else {
            return Vec::new();
        };
        let rows = self.numbers().into_iter();
        rows.filter_map(|row| replications.get(row).copied()).collect()
    }

    /// The values of a quantity, each with its replication.
    fn values(&self, quantity: &Quantity) -> ByReplication {
        let metric = quantity.metric();
        let name = match quantity.percentile() {
            Some(percentile) => Quantity::at(metric, percentile).name(),
            None => metric.column.to_owned(),
        };
        let column = self.column(&name);
        let of_row = |row: usize| {
            let number = match column {
                Some(Values::Count(counts)) => counts.get(row).map(|count| *count as f64),
                Some(Values::Number(numbers)) => numbers.get(row).copied().flatten(),
                _ => None,
            };
            match number {
                // A ratio to nothing has no end, and an empty cell.
                None if metric.unit == Unit::Ratio => f64::INFINITY,
                None => metric.absent,
                Some(number) if metric.unit.is_extensive() => number / self.scale(row),
                Some(number) => number,
            }
        };
        let rows = self.numbers();
        self.replications()
            .into_iter()
            .zip(rows.into_iter().map(of_row))
            .collect()
    }

    fn scale(&self, row: usize) -> f64 {
        match self.column("scale") {
            Some(Values::Number(scales)) => scales.get(row).copied().flatten().unwrap_or(1.0),
            _ => 1.0,
        }
    }
}
