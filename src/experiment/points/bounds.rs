//! How large a table of points may be. It is read whole, and each of its rows is a model to be run.

use super::error::PointsError;
use clickday_engine::figures::count;

/// The most bytes of its file, and of its values as text. Assumed: room for a million rows of six
/// numbers.
pub(in crate::experiment) const MOST_BYTES: usize = 1 << 26;
/// The most rows. Assumed: each is a run, at least.
pub(super) const MOST_ROWS: usize = 1_000_000;
/// The most values. Assumed: each takes some fifty bytes of memory.
const MOST_VALUES: usize = 5_000_000;
/// The most bytes that the pages of a Parquet file unpack to. Assumed: four times the file.
#[cfg(feature = "parquet")]
pub(super) const MOST_UNPACKED: u64 = 1 << 28;

/// How large a table is so far.
#[derive(Debug, Default)]
pub(super) struct Size {
    rows: usize,
    values: usize,
    bytes: usize,
}

impl Size {
    /// Counts a row of so many values, which have so many bytes together. The header is the first.
    pub(super) fn add(&mut self, name: &str, values: usize, bytes: usize) -> Result<(), PointsError> {
        self.rows += 1;
        self.values += values;
        self.bytes += bytes;
        if self.rows > MOST_ROWS + 1 {
            Err(Size::too_many_rows(name))
        } else if self.values > MOST_VALUES {
            Err(too_large(
                name,
                format!("it has more than {} values", count(MOST_VALUES as f64)),
            ))
        } else if self.bytes > MOST_BYTES {
            let reason = format!("its values have more than {} MiB", MOST_BYTES >> 20);
            Err(too_large(name, reason))
        } else {
            Ok(())
        }
    }

    /// What is said of a table with too many rows.
    pub(super) fn too_many_rows(name: &str) -> PointsError {
        too_large(name, format!("it has more than {} rows", count(MOST_ROWS as f64)))
    }
}

/// Makes sure that a file is not too large. Of a file that is, only the beginning needs to be read.
pub(in crate::experiment) fn of_file(name: &str, bytes: &[u8]) -> Result<(), PointsError> {
    if bytes.len() > MOST_BYTES {
        let reason = format!("the file has more than {} MiB", MOST_BYTES >> 20);
        return Err(too_large(name, reason));
    }
    Ok(())
}

fn too_large(name: &str, reason: String) -> PointsError {
    PointsError::TooLarge {
        name: name.to_owned(),
        reason,
    }
}
