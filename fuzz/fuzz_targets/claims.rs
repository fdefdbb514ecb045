//! Any bytes as a file of claims: claims, or problems with their places. The model it names is not opened: nothing here touches a file.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::experiment::claims;
use clickday::model::Document;
use clickday::shipped::Location;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let document = Document::of_bytes("claims.toml", bytes);
    match claims::read(document, &Location::on_disk("nowhere/claims.toml".as_ref())) {
        Ok(loaded) => assert!(!loaded.claims.claim.is_empty()),
        Err(problems) => trial::assert_showable(&problems),
    }
});
