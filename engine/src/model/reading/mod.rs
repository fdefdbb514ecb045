//! How what the user wrote becomes a model, or a list of everything that is wrong with it.
//!
//! A [`Document`] holds the texts as a tree of keys and values with their places; overrides change the tree; a
//! tolerant reader turns it into types and goes on after each problem; checks of the meaning add theirs.

mod choice;
mod document;
mod excerpt;
mod file_kind;
mod files;
mod overrides;
mod problem;
mod reader;
mod seems;
mod shape;
mod stand_in;
mod steps;
mod tolerant;
mod tree;
mod unreadable;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use choice::Content;
pub use document::Document;
pub use file_kind::FileKind;
pub use problem::{Problem, Problems, Shown};
pub(crate) use shape::{Identity, Shape};
pub use tree::Path;
pub(crate) use unreadable::Unreadable;
pub(crate) use words::instead_of;
pub use words::{nearest, one_of};
