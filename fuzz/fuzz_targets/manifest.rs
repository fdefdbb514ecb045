//! Any bytes as a manifest of each kind: as they are, and with the hash that they should end with.

#![no_main]

#[path = "../../tests/trial/kept.rs"]
mod kept;
#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::ensemble::store::sealed;
use libfuzzer_sys::fuzz_target;
use trial::assert_showable;

fuzz_target!(|bytes: &[u8]| {
    kept::manifest(bytes);
    if let Ok(value @ serde_json::Value::Object(_)) = serde_json::from_slice(bytes)
        && let Ok(sealed) = sealed(&value)
    {
        kept::manifest(&sealed);
    }
});
