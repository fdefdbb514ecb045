//! One run in WebAssembly, to be compared with the same run of the program: see `scripts/parity.sh`.
//!
//! The host writes a request as JSON at the address that [`question`] gives, calls [`run`], and reads the answer
//! at [`answer`]. Nothing here is unsafe but the names, which have to stand for themselves in the module.

use std::sync::{Mutex, PoisonError};

use clickday::math;
use clickday::measures;
use clickday::measures::load;
use clickday::model::Document;
use clickday::sim::RunOptions;
use serde::Deserialize;

/// What the host asks, and what it is answered.
static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// A run to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The files of the model and its policies: their names and texts.
    files: Vec<(String, String)>,
    policy: String,
    seed: u64,
    scale: f64,
}

fn text<T>(with: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    with(&mut TEXT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The address of so many bytes for the question.
#[unsafe(no_mangle)]
pub extern "C" fn question(length: usize) -> *mut u8 {
    text(|text| {
        text.clear();
        text.resize(length, 0);
        text.as_mut_ptr()
    })
}

/// Makes the run that the question asks for. Gives the length of the answer; a negative one is that of a complaint.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> isize {
    let question = text(std::mem::take);
    let (answer, sign) = match result(&question) {
        Ok(json) => (json, 1),
        Err(complaint) => (complaint, -1),
    };
    let length = answer.len().cast_signed();
    text(|text| *text = answer.into_bytes());
    sign * length
}

/// The address of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    text(|text| text.as_ptr())
}

/// Whether the functions of [`math`] give the bits here that they give on every platform.
#[unsafe(no_mangle)]
pub extern "C" fn arithmetic_is_the_same() -> bool {
    math::fingerprint() == math::FINGERPRINT
}

/// The text of `clickday run --json`.
fn result(question: &[u8]) -> Result<String, String> {
    let question: Question = serde_json::from_slice(question).map_err(|e| e.to_string())?;
    let files = question
        .files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let model = load::read(Document::of_texts("model", files), &[]).map_err(|e| e.to_string())?;
    let options = RunOptions {
        policy: question.policy,
        seed: question.seed,
        scale: question.scale,
        ..RunOptions::default()
    };
    let result = measures::run(&model, &options, &mut |_| ()).map_err(|e| e.to_string())?;
    serde_json::to_string_pretty(&result).map_err(|e| e.to_string())
}
