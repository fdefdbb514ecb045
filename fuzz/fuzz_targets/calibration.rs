//! Any bytes as a calibration file: a calibration, or problems with their places.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use std::path::Path;

use clickday::experiment::calibration::spec;
use clickday::model::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = Document::of_bytes("calibration.toml", bytes);
    match spec::read(document, Path::new("nowhere/calibration.toml")) {
        Ok(loaded) => assert_eq!(loaded.targets().len(), loaded.calibration.observation.len()),
        Err(problems) => trial::assert_showable(&problems),
    }
});
