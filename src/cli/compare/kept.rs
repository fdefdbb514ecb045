//! Where runs are kept until a comparison has ended.

use std::path::{Path, PathBuf};

use clickday::names::file_stem;

/// Where the runs of a comparison are kept until all have ended: beside its results, in a folder with this ending.
pub(super) fn kept_beside(results: &Path, ending: &str) -> PathBuf {
    let name = results.file_name().unwrap_or_default().to_string_lossy();
    // Of a long name the beginning and a hash: with what is added it may be too long.
    results.with_file_name(format!(".{}.{ending}", file_stem(&name)))
}
