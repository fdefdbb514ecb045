//! A table of points: each row a combination of values, each column a value of the model by its
//! path.
//!
//! ```text
//!   portal.tier.web.slots,people.role.citizen.retry
//!   2000,0.9
//!   3000,80 %
//! ```
//!
//! A posterior sample, the rows of which a calibration found to agree with the record, is such a
//! table too; a column `weight` then says how much each row counts.

use std::path::Path;

use rand::RngExt;
use rand::distr::Open01;

use crate::model::source::reason;
use crate::sim::random::{Chance, Purpose};

/// A column of this name is no path: it says how much each row counts.
const WEIGHT: &str = "weight";

/// A table of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// Paths, in the order of the columns.
    pub columns: Vec<String>,
    /// Values, as text, row by row.
    pub rows: Vec<Vec<String>>,
    /// How much each row counts, where the table says so.
    pub weights: Option<Vec<f64>>,
}

/// Why a table of points cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointsError {
    /// It cannot be read as a table.
    #[error("{name} cannot be read: {reason}; a table of points is CSV, or Parquet by its ending")]
    Unreadable {
        /// Its file.
        name: String,
        /// Why.
        reason: String,
    },
    /// There is no such file.
    #[error("there is no file {name}")]
    NoFile {
        /// Its file.
        name: String,
    },
    /// There is no such file beside the one that names it.
    #[error("{name} cannot be read: there is no such file beside {beside}; write its path from there")]
    Missing {
        /// Its file.
        name: String,
        /// The file that names it.
        beside: String,
    },
    /// It is Parquet, which this build does not read.
    #[cfg(not(feature = "parquet"))]
    #[error("{name} cannot be read: this build reads CSV only (feature parquet is off); write it as CSV")]
    NoParquet {
        /// Its file.
        name: String,
    },
    /// It is no sample of the paths that are asked for.
    #[error(
        "{name} is not a posterior sample of this calibration: it has no column such as {wanted}; name the posterior.csv of clickday \
         calibrate"
    )]
    Foreign {
        /// Its file.
        name: String,
        /// One of the paths.
        wanted: String,
    },
    /// It has no row.
    #[error("{name}: there is no row below the header; write a row for each point")]
    NoRow {
        /// Its file.
        name: String,
    },
    /// A row has an empty value.
    #[error("{name}: row {row} has no value of {column}; write one in each column")]
    NoValue {
        /// Its file.
        name: String,
        /// The row, from 1.
        row: usize,
        /// The column.
        column: String,
    },
    /// A weight is no number, or negative.
    #[error("{name}: row {row} has the weight {weight}: write a number, not negative")]
    Weight {
        /// Its file.
        name: String,
        /// The row, from 1.
        row: usize,
        /// The weight as it is written.
        weight: String,
    },
    /// All weights are 0.
    #[error("{name}: no row has a weight above 0; leave the column `{WEIGHT}` out for rows that count alike")]
    NoWeight {
        /// Its file.
        name: String,
    },
}

impl PointsError {
    /// It cannot be read, for this reason.
    pub(super) fn unreadable(name: &str, reason: &dyn std::error::Error) -> Self {
        PointsError::Unreadable {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }
}

impl Points {
    /// Reads the table in a file, as CSV or, by its ending, as Parquet.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Points::parse`].
    pub fn read(path: &Path) -> Result<Points, PointsError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => PointsError::NoFile { name: name.clone() },
            _ => PointsError::Unreadable {
                name: name.clone(),
                reason: reason(&error),
            },
        })?;
        Points::parse(&name, &bytes)
    }

    /// Reads the table that these bytes of a file called `name` are, as CSV or, by its ending, as
    /// Parquet.
    ///
    /// # Errors
    /// What is wrong with the table: it has no row, a row too short or long, an empty value, or a
    /// weight that is no number.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Points, PointsError> {
        let is_parquet = Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "parquet");
        let (columns, rows) = if is_parquet {
            parquet_table(name, bytes)?
        } else {
            csv_table(bytes).map_err(|error| PointsError::unreadable(name, &error))?
        };
        Points::of(name, columns, rows)
    }

    /// Reads the table in a file that must be a sample of these paths: of one of them at least.
    ///
    /// # Errors
    /// As [`Points::read`], and where no column is one of the paths.
    pub fn read_sample(path: &Path, paths: &[&str]) -> Result<Points, PointsError> {
        let is_one = |columns: &[String]| columns.iter().any(|column| paths.contains(&column.as_str()));
        let foreign = || PointsError::Foreign {
            name: path.display().to_string(),
            wanted: paths.first().copied().unwrap_or_default().to_owned(),
        };
        // A table of something else may lack a value here and there: that is no mistake in it.
        let header = || {
            let bytes = std::fs::read(path).ok()?;
            Some(csv_table(&bytes).ok()?.0)
        };
        match Points::read(path) {
            Ok(points) if !is_one(&points.columns) => Err(foreign()),
            Err(_) if header().is_some_and(|columns| !is_one(&columns)) => Err(foreign()),
            read => read,
        }
    }

    fn of(name: &str, mut columns: Vec<String>, mut rows: Vec<Vec<String>>) -> Result<Points, PointsError> {
        let name = || name.to_owned();
        if rows.is_empty() {
            return Err(PointsError::NoRow { name: name() });
        }
        for (index, row) in rows.iter().enumerate() {
            if let Some(column) = row.iter().position(|value| value.trim().is_empty()) {
                return Err(PointsError::NoValue {
                    name: name(),
                    row: index + 1,
                    column: columns[column].clone(),
                });
            }
        }
        let Some(at) = columns.iter().position(|column| column == WEIGHT) else {
            return Ok(Points {
                columns,
                rows,
                weights: None,
            });
        };
        columns.remove(at);
        let texts = rows.iter_mut().map(|row| row.remove(at));
        let weights: Result<Vec<f64>, PointsError> = texts
            .enumerate()
            .map(|(index, text)| match text.trim().parse::<f64>() {
                Ok(weight) if weight.is_finite() && weight >= 0.0 => Ok(weight),
                _ => Err(PointsError::Weight {
                    name: name(),
                    row: index + 1,
                    weight: text,
                }),
            })
            .collect();
        let weights = weights?;
        if weights.iter().sum::<f64>() <= 0.0 {
            return Err(PointsError::NoWeight { name: name() });
        }
        Ok(Points {
            columns,
            rows,
            weights: Some(weights),
        })
    }

    /// The table as CSV; weights are left out.
    ///
    /// # Errors
    /// When a value cannot be written.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    /// Numbers of `n` rows, drawn by their weights, or evenly: systematically, so that a row of
    /// share `w` is drawn `⌊n w⌋` or `⌈n w⌉` times, in the order of the table.
    ///
    /// Source: Kitagawa, *J. Computational and Graphical Statistics* 5 (1996) 1–25 (systematic
    /// resampling).
    pub fn draw(&self, n: usize, seed: u64) -> Vec<usize> {
        let even = vec![1.0; self.rows.len()];
        let weights = self.weights.as_ref().unwrap_or(&even);
        let total: f64 = weights.iter().sum();
        let offset: f64 = Chance::new(seed, 0).stream(0, Purpose::Rows).sample(Open01);
        let mut drawn = Vec::with_capacity(n);
        let mut so_far = 0.0;
        let mut last_that_counts = 0;
        for (row, weight) in weights.iter().enumerate() {
            if *weight > 0.0 {
                last_that_counts = row;
            }
            so_far += weight / total;
            while drawn.len() < n && (drawn.len() as f64 + offset) / (n as f64) < so_far {
                drawn.push(row);
            }
        }
        // What rounding left over belongs to the last row that counts.
        drawn.resize(n, last_that_counts);
        drawn
    }
}

type Table = (Vec<String>, Vec<Vec<String>>);

fn csv_table(bytes: &[u8]) -> Result<Table, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(bytes);
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let columns = texts(reader.headers()?);
    let rows: Result<Vec<Vec<String>>, csv::Error> = reader
        .records()
        .map(|record| record.map(|record| texts(&record)))
        .collect();
    Ok((columns, rows?))
}

#[cfg(feature = "parquet")]
fn parquet_table(name: &str, bytes: &[u8]) -> Result<Table, PointsError> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let bytes = bytes::Bytes::copy_from_slice(bytes);
    let unreadable = |error| PointsError::unreadable(name, &error);
    let reader = SerializedFileReader::new(bytes).map_err(unreadable)?;
    let schema = reader.metadata().file_metadata().schema();
    let columns: Vec<String> = schema
        .get_fields()
        .iter()
        .map(|field| field.name().to_owned())
        .collect();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).map_err(unreadable)? {
        let row = row.map_err(unreadable)?;
        let text = |(_, field): (&String, &Field)| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            // Rust's shortest text that reads back as the same number; Parquet's own display
            // rounds.
            Field::Double(number) => number.to_string(),
            Field::Float(number) => number.to_string(),
            other => other.to_string(),
        };
        rows.push(row.get_column_iter().map(text).collect());
    }
    Ok((columns, rows))
}

#[cfg(not(feature = "parquet"))]
fn parquet_table(name: &str, _: &[u8]) -> Result<Table, PointsError> {
    Err(PointsError::NoParquet {
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Points, PointsError> {
        Points::parse(name, text.as_bytes())
    }

    #[test]
    fn a_table_is_paths_and_values() {
        let points = read(
            "p.csv",
            "# found yesterday\nportal.tier.web.slots, retry\n2000, 0.9\n3000, 80 %\n",
        )
        .unwrap();
        assert_eq!(points.columns, ["portal.tier.web.slots", "retry"]);
        assert_eq!(points.rows, [["2000", "0.9"], ["3000", "80 %"]]);
        assert_eq!(points.weights, None);
    }

    #[test]
    fn a_weight_is_no_path() {
        let points = read("p.csv", "retry,weight\n0.9,3\n0.8,1\n0.7,0\n").unwrap();
        assert_eq!(points.columns, ["retry"]);
        assert_eq!(points.weights, Some(vec![3.0, 1.0, 0.0]));
        let drawn = points.draw(8, 5);
        assert_eq!(drawn, [0, 0, 0, 0, 0, 0, 1, 1], "6 : 2 : 0");
    }

    #[test]
    fn rows_are_drawn_as_often_as_they_count() {
        let points = read("p.csv", "retry\n0.9\n0.8\n0.7\n").unwrap();
        for seed in 0..50 {
            let drawn = points.draw(10, seed);
            assert_eq!(drawn.len(), 10);
            for row in 0..3 {
                let times = drawn.iter().filter(|&&drawn| drawn == row).count();
                assert!((3..=4).contains(&times), "{drawn:?}");
            }
        }
        assert_eq!(points.draw(3, 1), [0, 1, 2]);
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        assert_eq!(
            read("p.csv", "retry\n").unwrap_err().to_string(),
            "p.csv: there is no row below the header; write a row for each point"
        );
        assert_eq!(
            read("p.csv", "a,b\n1,\n").unwrap_err().to_string(),
            "p.csv: row 1 has no value of b; write one in each column"
        );
        assert_eq!(
            read("p.csv", "a,weight\n1,-1\n").unwrap_err().to_string(),
            "p.csv: row 1 has the weight -1: write a number, not negative"
        );
        assert_eq!(
            read("p.csv", "a,weight\n1,0\n").unwrap_err().to_string(),
            "p.csv: no row has a weight above 0; leave the column `weight` out for rows that count alike"
        );
        assert!(
            read("p.csv", "a,b\n1\n")
                .unwrap_err()
                .to_string()
                .starts_with("p.csv cannot be read: ")
        );
        assert!(
            read("p.parquet", "no such thing")
                .unwrap_err()
                .to_string()
                .starts_with("p.parquet cannot be read: ")
        );
    }

    #[test]
    fn a_table_of_something_else_is_no_sample() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.csv");
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Points::read_sample(&path, &["portal.tier.web.cores", "retry"])
        };
        assert!(read("retry,weight\n0.9,1\n").is_ok());
        for other in ["run,wait_p95_s\n1,\n", "run,wait_p95_s\n1,2\n"] {
            let told = read(other).unwrap_err().to_string();
            assert!(
                told.contains("it has no column such as portal.tier.web.cores"),
                "{told}"
            );
        }
        assert!(
            read("retry,other\n0.9,\n")
                .unwrap_err()
                .to_string()
                .contains("row 1 has no value of other")
        );
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parquet_says_the_same_as_csv() {
        use super::super::results::{Column, Format, Parquet, Table, Values};

        let column = |name: &str, values| Column {
            name: name.to_owned(),
            unit: "",
            values,
        };
        let table = Table {
            name: "points",
            columns: vec![
                column("portal.tier.web.slots", Values::Count(vec![2000, 3000])),
                column(
                    "retry",
                    Values::Number(vec![Some(0.1), Some(0.123_456_789_012_345)]),
                ),
            ],
        };
        let mut bytes = Vec::new();
        Parquet.write(&table, &mut bytes).unwrap();
        let points = Points::parse("p.parquet", &bytes).unwrap();
        assert_eq!(points.columns, ["portal.tier.web.slots", "retry"]);
        assert_eq!(points.rows, [["2000", "0.1"], ["3000", "0.123456789012345"]]);
    }
}
