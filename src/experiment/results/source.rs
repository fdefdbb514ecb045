//! A file that an experiment was made from.

use crate::ensemble::{Input, sha256};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name; for the model, as the experiment writes it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it ships with the program; else it was a file on the disk.
    pub is_shipped: bool,
}

impl Source {
    /// A text that a program has in memory, under the name by which others name it.
    pub fn of_text(name: impl Into<String>, text: impl Into<String>) -> Source {
        Source {
            name: name.into(),
            bytes: text.into().into_bytes(),
            is_shipped: false,
        }
    }

    /// What the manifest says of it.
    pub fn input(&self) -> Input {
        Input {
            name: self.name.clone(),
            sha256: sha256(&self.bytes),
        }
    }

    /// The names of those that ship with the program, as a manifest lists them.
    pub fn shipped(sources: &[Source]) -> Vec<String> {
        let shipped = sources.iter().filter(|source| source.is_shipped);
        shipped.map(|source| source.name.clone()).collect()
    }
}
