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

#[cfg(feature = "parquet")]
mod binary;
mod bounds;
mod error;
#[cfg(feature = "parquet")]
mod pages;
mod places;
#[cfg(feature = "store")]
mod proof;
mod systematic;
mod text;

use std::collections::BTreeSet;
use std::path::Path;

use rand::RngExt;
use rand::distr::Open01;

#[cfg(feature = "parquet")]
use self::binary::table as parquet_table;
pub(super) use self::bounds::{MOST_BYTES, of_file as require_size};
pub use self::error::PointsError;
use self::places::Cell;
pub(super) use self::places::Places;
#[cfg(feature = "store")]
pub(super) use self::proof::require_unedited;
use self::systematic::{spread_picks, systematic};
use self::text::Table;
use clickday_engine::model::Problems;
use clickday_engine::model::source::{Disk, Source as _, reason};
use clickday_engine::names::in_cell;
use clickday_engine::sim::random::{Chance, Purpose};

/// A column of this name is no path: it says how much each row counts.
const WEIGHT: &str = "weight";
/// Names that pandas gives to the column of its index.
const INDICES: [&str; 2] = ["__index_level_0__", "Unnamed: 0"];
/// The most problems of a table that are told.
const MOST_TOLD: usize = 20;

/// A table of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// Paths, in the order of the columns.
    pub columns: Vec<String>,
    /// Values, as text, row by row.
    pub rows: Vec<Vec<String>>,
    /// How much each row counts, where the table says so.
    pub weights: Option<Vec<f64>>,
    /// Where the values stand.
    places: Places,
}

impl Points {
    /// A table that stands in no file: paths, and a value of each, row by row.
    pub fn new(columns: Vec<String>, rows: Vec<Vec<String>>, weights: Option<Vec<f64>>) -> Points {
        Points {
            columns,
            rows,
            weights,
            places: Places::default(),
        }
    }

    /// Reads the table in a file, as CSV or, by its ending, as Parquet.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Points::parse`].
    pub fn read(path: &Path) -> Result<Points, PointsError> {
        let name = path.display().to_string();
        let bytes = beginning(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => PointsError::NoFile { name: name.clone() },
            _ => PointsError::unreadable(&name, &reason(&error)),
        })?;
        // Of a file that is too large, only the beginning was read.
        require_size(&name, &bytes)?;
        #[cfg(feature = "store")]
        require_unedited(&clickday_engine::model::Disk, path, &bytes)?;
        Points::parse(&name, &bytes)
    }

    /// Reads the table that these bytes of a file called `name` are, as CSV or, by its ending, as
    /// Parquet.
    ///
    /// # Errors
    /// What is wrong with the table: it is too large, has no row, a row too short or long, an empty
    /// value, a column without a name or twice, or a weight that is no number. Each is told with its
    /// place.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Points, PointsError> {
        require_size(name, bytes)?;
        let is_parquet = Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "parquet");
        let (places, table) = if is_parquet {
            (Places::of(name, None), parquet_table(name, bytes)?)
        } else {
            text::table(name, bytes)?
        };
        if table.1.is_empty() {
            return Err(PointsError::NoRow {
                name: name.to_owned(),
            });
        }
        Ok(Points::of(places, table)?)
    }

    /// Reads the table in a file that must be a sample of these paths: of one of them at least.
    ///
    /// # Errors
    /// As [`Points::read`], and where no column is one of the paths.
    pub fn read_sample(path: &Path, paths: &[&str]) -> Result<Points, PointsError> {
        let known: BTreeSet<&str> = paths.iter().copied().collect();
        let is_one = |columns: &[String]| columns.iter().any(|column| known.contains(column.as_str()));
        let foreign = || PointsError::Foreign {
            name: path.display().to_string(),
            wanted: paths.first().copied().unwrap_or_default().to_owned(),
        };
        // A table of something else may lack a value here and there: that is no mistake in it.
        let header = || text::header(&beginning(path).ok()?);
        match Points::read(path) {
            #[cfg(feature = "store")]
            edited @ Err(PointsError::Edited { .. } | PointsError::Manifest { .. }) => edited,
            Ok(points) if !is_one(&points.columns) => Err(foreign()),
            Err(_) if header().is_some_and(|columns| !is_one(&columns)) => Err(foreign()),
            read => read,
        }
    }

    fn of(places: Places, (mut columns, mut rows): Table) -> Result<Points, Problems> {
        names(&places, &columns)?;
        values(&places, &columns, &rows)?;
        let weight = columns.iter().position(|column| column == WEIGHT);
        let weights = weight
            .map(|at| {
                columns.remove(at);
                let texts: Vec<String> = rows.iter_mut().map(|row| row.remove(at)).collect();
                weights(&places, at, &texts)
            })
            .transpose()?;
        let number = |index: usize| index + usize::from(weight.is_some_and(|at| index >= at));
        let numbered = columns.iter().enumerate();
        let numbered = numbered.map(|(index, path)| (number(index), path.clone()));
        Ok(Points {
            places: places.with_columns(numbered.collect()),
            columns,
            rows,
            weights,
        })
    }

    /// A row as settings, `path=value` each.
    pub fn settings(&self, row: usize) -> Vec<String> {
        let values = self.columns.iter().zip(&self.rows[row]);
        values.map(|(path, value)| format!("{path}={value}")).collect()
    }

    /// Where the values stand.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    /// The table as CSV; weights are left out. What a spreadsheet would take for a formula has an
    /// apostrophe before it, and is read without it.
    ///
    /// # Errors
    /// When a value cannot be written.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            writer.write_record(row.iter().map(|cell| in_cell(cell).into_owned()))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    /// Numbers of `n` rows, drawn by their weights, or evenly: systematically, so that a row of
    /// share `w` is drawn `⌊n w⌋` or `⌈n w⌉` times, in the order of the table.
    ///
    /// [`Points::pick`] gives rows for a few launches that stand for the whole sample.
    pub fn draw(&self, n: usize, seed: u64) -> Vec<usize> {
        systematic(&self.shares(), n, offset(seed))
    }

    /// Numbers of `n` rows that stand for the sample, drawn by their weights: a row of share `w`
    /// comes `⌊n w⌋` or `⌈n w⌉` times, where rows that are alike count as one. The order of the
    /// table does not matter. Any first few of the rows are spread over the sample as well, and a
    /// row that comes again stands after all that come for the first time.
    ///
    /// [`Points::draw`] keeps the order of the table instead.
    pub fn pick(&self, n: usize, seed: u64) -> Vec<usize> {
        spread_picks(&self.rows, &self.shares(), n, offset(seed))
    }

    /// How much each row counts; all alike where the table says nothing.
    fn shares(&self) -> Vec<f64> {
        let even = || vec![1.0; self.rows.len()];
        self.weights.clone().unwrap_or_else(even)
    }
}

/// Where the first point of a systematic selection is, as a share of the distance between two.
fn offset(seed: u64) -> f64 {
    Chance::new(seed, 0).stream(0, Purpose::Rows).sample(Open01)
}

/// The bytes of a file, or as many of them as show that it is too large.
fn beginning(path: &Path) -> std::io::Result<Vec<u8>> {
    Disk.read(path, MOST_BYTES as u64 + 1)
}

/// Makes sure that each column has a name of its own.
fn names(places: &Places, columns: &[String]) -> Result<(), Problems> {
    let mut seen = BTreeSet::new();
    let mut problems = Problems::default();
    for (number, name) in columns.iter().enumerate() {
        let is_index = INDICES.contains(&name.as_str());
        let (wrong, right) = if is_index || name.is_empty() && number == 0 {
            let wrong = if is_index {
                format!("`{name}` is the index of pandas, and no value of the model")
            } else {
                "the first column has no name: it may be the index of pandas".to_owned()
            };
            (wrong, "leave it out: in pandas, write the table with index=False")
        } else if name.is_empty() {
            let wrong = format!("column {} has no name", number + 1);
            (wrong, "write the path of its value, or leave it out")
        } else if !seen.insert(name) {
            (
                format!("`{name}` is there twice"),
                "keep one column for each path",
            )
        } else {
            continue;
        };
        if problems.len() < MOST_TOLD {
            problems.push(places.problem(Cell::Header(number), wrong, right));
        }
    }
    problems.or(())
}

/// Makes sure that no value is empty, or a number with a decimal comma.
fn values(places: &Places, columns: &[String], rows: &[Vec<String>]) -> Result<(), Problems> {
    let wrong_one = |(row, column): (usize, usize)| {
        let (name, value) = (&columns[column], &rows[row][column]);
        let (wrong, right) = if value.trim().is_empty() {
            let wrong = format!("row {} has no value of {name}", row + 1);
            (wrong, "write one in each column".to_owned())
        } else {
            let with_point = with_point(value)?;
            let wrong = format!("row {}, column {name}: \"{value}\" has a comma", row + 1);
            let right = format!("write a decimal point, {with_point}, and no commas between thousands");
            (wrong, right)
        };
        Some(places.problem(Cell::Value(row, column), wrong, right))
    };
    let cells = (0..rows.len()).flat_map(|row| (0..rows[row].len()).map(move |column| (row, column)));
    let problems: Problems = cells.filter_map(wrong_one).take(MOST_TOLD).collect();
    problems.or(())
}

/// A number that is written with a decimal comma, perhaps with a unit behind it, as it should be.
fn with_point(value: &str) -> Option<String> {
    let (whole, rest) = value.trim().split_once(',')?;
    let is_whole = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let decimals = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_number = is_whole(whole.trim_start_matches(['+', '-'])) && decimals > 0;
    (is_number && !rest.contains(',')).then(|| format!("{whole}.{rest}"))
}

/// Reads how much each row counts, from a column by its number.
fn weights(places: &Places, column: usize, texts: &[String]) -> Result<Vec<f64>, Problems> {
    let read = |text: &str| {
        let number = text.trim().parse::<f64>().ok();
        number.filter(|weight| weight.is_finite() && *weight >= 0.0)
    };
    let wrong_one = |(row, text): (usize, &String)| {
        let wrong = format!("row {} has the weight {text}", row + 1);
        let problem = || places.problem(Cell::Value(row, column), wrong, "write a number from 0 up");
        read(text).is_none().then(problem)
    };
    let problems: Problems = texts
        .iter()
        .enumerate()
        .filter_map(wrong_one)
        .take(MOST_TOLD)
        .collect();
    let weights: Vec<f64> = texts.iter().filter_map(|text| read(text)).collect();
    let weights = problems.or(weights)?;
    let total: f64 = weights.iter().sum();
    let (wrong, right) = if total <= 0.0 {
        (
            "no row has a weight above 0",
            "leave the column `weight` out for rows that count alike",
        )
    } else if !total.is_finite() {
        (
            "the weights are too large to be added up",
            "divide all of them by the largest: only their shares count",
        )
    } else {
        return Ok(weights);
    };
    Err(places.problem(Cell::Header(column), wrong, right).into())
}

#[cfg(not(feature = "parquet"))]
fn parquet_table(name: &str, _: &[u8]) -> Result<Table, PointsError> {
    Err(PointsError::NoParquet {
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests;
