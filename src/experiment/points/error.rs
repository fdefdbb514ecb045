//! Why a table of points cannot be used.

use clickday_engine::model::Problems;

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
    #[error("there is no file {name}; name a table of points or a sample, as CSV or Parquet")]
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
    /// It is Parquet, compressed in a way that is not read.
    #[cfg(feature = "parquet")]
    #[error(
        "{name} is compressed with {codec}, which is not read; write it with compression=\"zstd\" (or gzip, snappy, lz4) in Polars or \
         pandas, or as CSV"
    )]
    Compression {
        /// Its file.
        name: String,
        /// How it is compressed.
        codec: String,
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
    /// It is larger than a table of points can be.
    #[error(
        "{name} is too large for a table of points: {reason}; write fewer rows, for example a sample of them"
    )]
    TooLarge {
        /// Its file.
        name: String,
        /// In what way.
        reason: String,
    },
    /// Its bytes are not those that clickday wrote.
    #[error(
        "{name} was changed after clickday wrote it: it does not have the SHA-256 in {manifest}; copy an edited table to another folder"
    )]
    Edited {
        /// Its file.
        name: String,
        /// The manifest beside it.
        manifest: String,
    },
    /// The manifest beside it, which has its hash, is not as it was written.
    #[error(
        "{name} cannot be proved: {manifest} was changed after clickday wrote it; copy the table to another folder, or make it again"
    )]
    Manifest {
        /// Its file.
        name: String,
        /// The manifest beside it.
        manifest: String,
    },
    /// It has no row.
    #[error("{name}: there is no row below the header; write a row for each point")]
    NoRow {
        /// Its file.
        name: String,
    },
    /// Something in it is wrong: each problem with its row and its column.
    #[error(transparent)]
    Problems(#[from] Problems),
}

impl PointsError {
    /// It cannot be read, for this reason.
    pub(in crate::experiment) fn unreadable(name: &str, reason: &dyn std::fmt::Display) -> Self {
        PointsError::Unreadable {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }
}
