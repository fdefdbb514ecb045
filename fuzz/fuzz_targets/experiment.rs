//! Any bytes as an experiment file: an experiment, or problems with their places. The model it names is looked for in a folder
//! that is not there.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::experiment::spec;
use clickday::model::Document;
use clickday::shipped::Location;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = Document::of_bytes("experiment.toml", bytes);
    match spec::read(document, &Location::on_disk("nowhere/experiment.toml".as_ref())) {
        Ok(loaded) => {
            assert!(!loaded.experiment.stages().is_empty());
            assert!(loaded.experiment.policies.iter().any(|p| p == loaded.experiment.baseline()));
        }
        Err(problems) => trial::assert_showable(&problems),
    }
});
