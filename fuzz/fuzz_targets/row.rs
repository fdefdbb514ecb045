//! Any bytes as a row of a run that was kept: of a sweep, a calibration or a comparison.

#![no_main]

#[path = "../../tests/trial/kept.rs"]
mod kept;
#[path = "../../tests/trial/mod.rs"]
mod trial;

use libfuzzer_sys::fuzz_target;
use trial::assert_showable;

fuzz_target!(|bytes: &[u8]| {
    kept::row(bytes);
});
