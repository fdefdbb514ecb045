//! Any bytes as an experiment file: an experiment, or problems with their places. The model it names is looked for in a folder
//! that is not there.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use std::path::Path;

use clickday::experiment::spec;
use clickday::model::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = Document::of_bytes("experiment.toml", bytes);
    match spec::read(document, Path::new("nowhere/experiment.toml")) {
        Ok(loaded) => {
            assert!(!loaded.experiment.stages().is_empty());
            assert!(loaded.experiment.policies.iter().any(|p| p == loaded.experiment.baseline()));
        }
        Err(problems) => trial::assert_showable(&problems),
    }
});
