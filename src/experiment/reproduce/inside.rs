//! Links in a folder of results. One that leads out of the folder would have a file read that is not
//! of the results.

use std::fs;
use std::path::Path;

use crate::experiment::results::{INPUTS, OutputFile};

/// The folder of the rows of a sweep.
pub(super) const ROWS: &str = "rows";

/// The folder of the parts of a plan.
pub(super) const PARTS: &str = "parts";

/// The first file or folder of results that is a link which leads out of `folder`: one that is listed,
/// or one of those that are read by their place.
pub(super) fn leads_out(folder: &Path, listed: &[OutputFile]) -> Option<String> {
    let inside = folder.canonicalize().ok()?;
    let mut names: Vec<String> = listed.iter().map(|file| file.name.clone()).collect();
    for below in [INPUTS, ROWS, PARTS] {
        names.push(below.to_owned());
        // What cannot be listed is not read.
        let files = fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
        names.extend(files.map(|file| format!("{below}/{}", file.file_name().to_string_lossy())));
    }
    let is_outside = |name: &String| {
        let place = folder.join(name).canonicalize();
        place.is_ok_and(|place| !place.starts_with(&inside))
    };
    names.into_iter().find(is_outside)
}
