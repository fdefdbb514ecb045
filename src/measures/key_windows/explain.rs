//! What it amounts to, before any run.

use crate::figures::percent;
use crate::statement::{Statement, Topic, Unit};

use super::KeyWindows;

const NOT_IN_THE_FLUID: &str =
    "the day as a fluid above knows hours and waiting rooms only: it does not know of this";
const COUNTING: &str = "counting";

pub(super) fn largest_class(windows: &KeyWindows) -> Statement {
    let of = |[first, last]: [u64; 2]| {
        windows.key.cumulative(last) - windows.key.cumulative(first.saturating_sub(1))
    };
    let largest = windows.window.iter().map(|w| of(w.classes)).fold(0.0, f64::max);
    let free = if windows.free.is_some() {
        ", and free days for all"
    } else {
        ""
    };
    Statement::new(
        "largest_class",
        Topic::Measures,
        "Largest part of the people with a window of their own",
        (largest, Unit::Share),
        format!(
            "{} windows{free}: at most {} of those who go themselves may come in one of them. Offices may at any time.",
            windows.window.len(),
            percent(largest)
        ),
    )
    .formula("days of the months, or letters of the alphabet", COUNTING)
    .assuming(NOT_IN_THE_FLUID)
    .not_simulated("which class somebody belongs to is not in the results")
}
