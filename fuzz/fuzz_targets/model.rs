//! Any bytes as a model file: a model that runs to its end or is refused, or problems with their places.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::measures::load;
use clickday::model::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match load::read(Document::of_bytes("model.toml", bytes), &[]) {
        Ok(model) => {
            for policy in 0..model.policy.len().clamp(1, 3) as u64 {
                trial::attempt(model.clone(), policy);
            }
        }
        Err(problems) => trial::assert_showable(&problems),
    }
});
