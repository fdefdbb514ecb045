//! What this program reads back: tables of points, manifests, and the rows of runs that were kept.
//! Whatever bytes they are, they are read or refused with a reason. What was read is written and
//! read again, and is the same.
//!
//! Shared by the mutations of such files and by the fuzz targets.

// Each of them uses its own part of this.
#![allow(dead_code)]

use clickday::ensemble::store::{StoredRow, opened, sealed};
use clickday::experiment::calibration::evaluation::Evaluation;
use clickday::experiment::calibration::store::CalibrationManifest;
use clickday::experiment::points::{Points, PointsError};
use clickday::experiment::results::Manifest;
use clickday::experiment::schedule::StageRun;
use clickday::experiment::shards;
use clickday::experiment::store::SweepManifest;
use clickday::experiment::study::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::assert_showable;

/// Reads a table of points, as CSV or by the ending of its name as Parquet. Says whether it is one.
pub(crate) fn table(name: &str, bytes: &[u8]) -> bool {
    let points = match Points::parse(name, bytes) {
        Ok(points) => points,
        Err(PointsError::Problems(problems)) => {
            assert_showable(&problems);
            return false;
        }
        Err(reason) => {
            assert!(reason.to_string().contains(name), "{reason}");
            return false;
        }
    };
    assert!(!points.rows.is_empty(), "a table without rows");
    let width = points.columns.len();
    assert!(
        points.rows.iter().all(|row| row.len() == width),
        "rows of other lengths"
    );
    let drawn = points.draw(points.rows.len().min(64), 1);
    assert!(drawn.iter().all(|row| points.settings(*row).len() == width));
    true
}

/// Reads a manifest of each kind. Says whether it is one of them, and as it was written.
pub(crate) fn manifest(bytes: &[u8]) -> bool {
    let read = [
        manifest_of::<Manifest>(bytes),
        manifest_of::<SweepManifest>(bytes),
        manifest_of::<CalibrationManifest>(bytes),
        manifest_of::<shards::Manifest>(bytes),
    ];
    read.contains(&true)
}

fn manifest_of<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> bool {
    let Ok(read) = opened::<T>(bytes) else {
        return false;
    };
    let written = sealed(&read.manifest).expect("a manifest is a JSON object");
    let again = opened::<T>(&written).expect("what was written can be read");
    assert!(again.is_intact);
    read.is_intact
}

/// Reads a row of each kind: of a sweep, a calibration and a comparison. Says whether it is one.
pub(crate) fn row(bytes: &[u8]) -> bool {
    let read = [
        row_of::<Row>(bytes),
        row_of::<Evaluation>(bytes),
        row_of::<StageRun>(bytes),
    ];
    read.contains(&true)
}

fn row_of<T: StoredRow>(bytes: &[u8]) -> bool {
    let Ok(row) = T::of_bytes(bytes) else {
        return false;
    };
    assert!(!row.key().is_empty());
    let written = row.to_bytes().expect("a row can be written");
    let again = T::of_bytes(&written).expect("what was written can be read");
    assert_eq!(again.key(), row.key());
    assert!(written == again.to_bytes().expect("a row can be written"));
    true
}
