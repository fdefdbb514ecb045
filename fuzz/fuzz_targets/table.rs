//! Any bytes as a table of points: as Parquet if they begin as Parquet does, else as CSV.

#![no_main]

#[path = "../../tests/trial/kept.rs"]
mod kept;
#[path = "../../tests/trial/mod.rs"]
mod trial;

use libfuzzer_sys::fuzz_target;
use trial::assert_showable;

fuzz_target!(|bytes: &[u8]| {
    let name = if bytes.starts_with(b"PAR1") {
        "points.parquet"
    } else {
        "points.csv"
    };
    kept::table(name, bytes);
});
