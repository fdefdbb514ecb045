//! The statements of `explain` about who comes, what the portal can do, and the day; and the page around them.

mod drain;
mod load;
mod page;
mod session;
mod station;
mod storm;

use super::English;
use crate::messages::ExplainText;

impl ExplainText for English {}

/// A number with its noun: `1 person`, `12 people`.
fn with_noun(number: &str, one: &str, many: &str) -> String {
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}
