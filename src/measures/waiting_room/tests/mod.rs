//! Waiting rooms at work, held against what they must do.

mod begins;
mod bots;
mod faults;
mod pace;

/// A waiting room with more in its table.
fn room(more: &str) -> String {
    format!(
        "[[policy.p.measure]]\n[policy.p.measure.waiting-room]\npoll = \"1 s\"\nidle = \"10 s\"\n{more}\n"
    )
}
