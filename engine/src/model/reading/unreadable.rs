//! A refusal where reading cannot go on.

use std::fmt;

use super::problem::Problem;
use super::tree::{Node, Place};

/// A refusal by a type of its own, where no stand-in can be found.
#[derive(Debug)]
pub(crate) struct Unreadable {
    message: String,
    pub(super) place: Option<Place>,
}

impl Unreadable {
    pub(super) fn problem(self, root: &Node) -> Problem {
        self.place
            .as_ref()
            .unwrap_or(&root.place)
            .problem(self.message, "")
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Unreadable {
            message: message.to_string(),
            place: None,
        }
    }
}
