//! Links in a folder of results. One that leads out of the folder would have a file read that is not
//! of the results.

use std::fs;
use std::path::{Path, PathBuf};

use crate::experiment::results::{CHARTS, INPUTS, OutputFile};

/// The folder of the rows of a sweep.
pub(super) const ROWS: &str = "rows";

/// The folder of the parts of a plan.
pub(super) const PARTS: &str = "parts";

/// The first file or folder of results that is a link which leads out of `folder`: one that is listed,
/// or one of those that are read by their place.
pub(super) fn leads_out(folder: &Path, listed: &[OutputFile]) -> Option<String> {
    let inside = folder.canonicalize().ok()?;
    let mut names: Vec<PathBuf> = listed.iter().map(|file| file.name.clone().into()).collect();
    for below in [INPUTS, CHARTS, ROWS, PARTS] {
        names.push(below.into());
        // What cannot be listed is not read.
        let files = fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
        names.extend(files.map(|file| Path::new(below).join(file.file_name())));
    }
    let is_outside = |name: &PathBuf| {
        let place = folder.join(name).canonicalize();
        place.is_ok_and(|place| !place.starts_with(&inside))
    };
    let name = names.into_iter().find(is_outside)?;
    Some(name.to_string_lossy().into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_that_leads_out_is_found_in_every_folder_and_under_any_name() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mine = outside.path().join("mine");
        fs::write(&mine, "mine").unwrap();
        for below in [INPUTS, CHARTS, ROWS, PARTS] {
            let place = folder.path().join(below);
            symlink(outside.path(), &place).unwrap();
            assert_eq!(leads_out(folder.path(), &[]).as_deref(), Some(below));
            fs::remove_file(&place).unwrap();
            fs::create_dir(&place).unwrap();
            assert_eq!(leads_out(folder.path(), &[]), None);
            let link = place.join(OsStr::from_bytes(b"\xff"));
            symlink(&mine, &link).unwrap();
            let told = leads_out(folder.path(), &[]);
            assert!(told.is_some_and(|told| told.starts_with(below)), "{below}");
            fs::remove_file(&link).unwrap();
        }
    }
}
