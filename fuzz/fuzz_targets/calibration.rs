//! Any bytes as a calibration file: a calibration, or problems with their places.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::experiment::calibration::spec;
use clickday::model::Document;
use clickday::shipped::Location;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = Document::of_bytes("calibration.toml", bytes);
    match spec::read(document, &Location::on_disk("nowhere/calibration.toml".as_ref())) {
        Ok(loaded) => assert_eq!(loaded.targets().len(), loaded.calibration.observation.len()),
        Err(problems) => trial::assert_showable(&problems),
    }
});
