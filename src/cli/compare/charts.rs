//! The charts of a results folder.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(feature = "report")]
use clickday::Language;
use clickday::experiment::StageRuns;
use clickday::model::Model;
#[cfg(feature = "report")]
use clickday::report::charts;
#[cfg(feature = "report")]
use clickday::sim::RunResult;

/// Where in the results folder the charts are.
const CHARTS: &str = "charts";

/// Draws the charts into the results folder.
#[cfg(feature = "report")]
pub(super) fn draw(folder: &Path, model: &Model, finished: &[StageRuns]) -> io::Result<()> {
    let folder = folder.join(CHARTS);
    std::fs::create_dir(&folder)?;
    let runs: Vec<&RunResult> = finished.iter().flat_map(|stage| &stage.runs).collect();
    charts::write_all(&folder, model, &runs, Language::default())
        .map_err(io::Error::other)
        .map(|_| ())
}

#[cfg(not(feature = "report"))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the same signature as where there is something to draw"
)]
pub(super) fn draw(_: &Path, _: &Model, _: &[StageRuns]) -> io::Result<()> {
    Ok(())
}

/// The charts of a results folder, one file each: the picture for screens.
pub(super) fn charts_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = folder.join(CHARTS);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut charts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "png") {
            charts.push(path);
        }
    }
    charts.sort();
    Ok(charts)
}
