//! The formats in which tables are written.

use super::csv::Csv;
use super::format::Format;
#[cfg(feature = "parquet")]
use super::parquet::Parquet;

/// Every format this build writes.
pub fn formats() -> Vec<Box<dyn Format>> {
    vec![
        Box::new(Csv),
        #[cfg(feature = "parquet")]
        Box::new(Parquet),
    ]
}
