//! What it amounts to, before any run.

use crate::messages::Language;
use crate::statement::{Statement, Topic, Unit};

use super::KeyWindows;
use super::words::words;

pub(super) fn largest_class(windows: &KeyWindows, language: Language) -> Statement {
    let of = |[first, last]: [u64; 2]| {
        windows.key.cumulative(last) - windows.key.cumulative(first.saturating_sub(1))
    };
    let largest = windows.window.iter().map(|w| of(w.classes)).fold(0.0, f64::max);
    let words = words(language).largest_class(windows.window.len() as u64, windows.free.is_some(), largest);
    Statement::worded("largest_class", Topic::Measures, (largest, Unit::Share), words).source("counting")
}
