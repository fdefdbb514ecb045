//! What a process leaves beside a results folder when it is killed while it puts a new one there.
//!
//! ```text
//! .NAME.abc123.partial/
//!   file        written to see whether a file can be
//!   results/    the new folder, half filled or whole; or the old one, after both changed places
//!   previous/   the old one, on systems where two folders cannot change places in one step
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::exchange::{PREVIOUS, give_back};
use super::manifest::{self, FILE};
use super::names::{CHARTS, INPUTS, is_of_format};
use crate::ensemble::store::is_partial;

/// The new folder.
pub(super) const RESULTS: &str = "results";
/// What is written to see whether a file can be.
pub(super) const REHEARSED: &str = "file";

/// Removes what is left of earlier attempts at `place`, whose folders beside it have names that
/// begin with `before`. What others had put into the old folder goes to the new one. What cannot
/// be removed stays: it is in nobody's way.
pub(super) fn remove_beside(parent: &Path, before: &str, place: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && is_partial(&entry.file_name(), before) {
            remove(&entry.path(), place);
        }
    }
}

fn remove(beside: &Path, place: &Path) {
    let previous = beside.join(PREVIOUS);
    // Killed between the two steps: nothing is in the place.
    if !place.exists() && previous.is_dir() {
        let _ = fs::rename(&previous, place);
    }
    for name in [RESULTS, PREVIOUS] {
        remove_own(&beside.join(name), place);
    }
    let _ = fs::remove_file(beside.join(REHEARSED));
    // Fails where anything is left.
    let _ = fs::remove_dir(beside);
}

/// Removes the files of a results folder that clickday writes, and moves all others to the place.
fn remove_own(folder: &Path, place: &Path) {
    let files = manifest::files_below(folder).unwrap_or_default();
    for name in files.iter().filter(|name| *name == FILE || is_of_format(name)) {
        let _ = fs::remove_file(folder.join(name));
    }
    for own in [CHARTS, INPUTS] {
        let _ = fs::remove_dir(folder.join(own));
    }
    if fs::remove_dir(folder).is_err() && place.is_dir() {
        // A name that is in both stays here.
        let _ = give_back(folder, place, &BTreeSet::new());
    }
}
