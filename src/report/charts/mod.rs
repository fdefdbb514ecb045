//! Charts of a launch for people to read and to publish.
//!
//! Each chart states a finding computed from the data, draws the policy as a strip above its time
//! axis, and comes as SVG, as PNG, with its data as CSV; `charts.json` lists them with a text for
//! those who do not see them. The same runs give the same bytes: nothing is asked of the system,
//! fonts included.
//!
//! ```text
//!   runs ─▶ Study (a Case for each policy) ─▶ Chart (title, data, painter) ─▶ Sheet ─▶ Surface: SVG | PNG
//! ```

mod chart;
mod cumulative;
mod day;
mod error;
mod failures;
mod look;
mod multiples;
mod page;
mod panel;
mod room;
mod sheet;
mod strip;
mod strip_paint;
mod study;
mod surface;
mod tiers;
mod time_axis;
mod waits;
mod words;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use plotters::backend::{BitMapBackend, SVGBackend};
use serde::Serialize;

use crate::messages::Language;
use crate::model::Model;
use crate::sim::RunResult;

use chart::{Chart, Table};
use sheet::Sheet;
use study::Study;
use surface::{DrawError, FINE, Surface};

pub use error::ChartError;

/// Writes the charts of `runs` of `model` into the folder `dir`, which must exist, and returns the
/// files written.
///
/// Lines are drawn from one run of each policy, the first of those at the greatest scale. Other
/// runs of a policy, at whichever one scale there are most of them, give the bands around its line.
/// Counts of runs below full scale are multiplied back.
///
/// # Errors
/// When there are no runs, the model's calendar has no clock, or a file cannot be written.
pub fn write_all(
    dir: &Path,
    model: &Model,
    runs: &[&RunResult],
    language: Language,
) -> Result<Vec<PathBuf>, ChartError> {
    let study = Study::new(model, runs, language)?;
    let footer = study.footer();
    let mut files = Vec::new();
    let mut contents = Vec::new();
    for chart in charts(&study) {
        contents.push(Entry::of(&chart));
        let (svg, png) = draw(&chart, &footer).map_err(|e| ChartError::Draw {
            chart: chart.stem.clone(),
            why: e.0,
        })?;
        for (ending, bytes) in [
            ("svg", svg.into_bytes()),
            ("png", png),
            ("csv", as_csv(&chart.table)),
        ] {
            files.push(write(dir.join(format!("{}.{ending}", chart.stem)), &bytes)?);
        }
    }
    let contents = serde_json::to_vec_pretty(&contents).unwrap_or_default();
    files.push(write(dir.join("charts.json"), &contents)?);
    Ok(files)
}

/// Every chart there is to draw.
fn charts<'a>(study: &'a Study<'a>) -> Vec<Chart<'a>> {
    let mut charts = vec![
        cumulative::chart(study),
        waits::chart(study),
        failures::chart(study),
    ];
    charts.extend(tiers::chart(study));
    for case in &study.cases {
        charts.push(day::chart(study, case));
        charts.extend(room::chart(study, case));
    }
    charts
}

/// A line of `charts.json`.
#[derive(Serialize)]
struct Entry {
    chart: String,
    title: String,
    subtitle: String,
    alt: String,
    svg: String,
    png: String,
    data: String,
}

impl Entry {
    fn of(chart: &Chart<'_>) -> Entry {
        let file = |ending| format!("{}.{ending}", chart.stem);
        Entry {
            chart: chart.stem.clone(),
            title: chart.title.clone(),
            subtitle: chart.subtitle.clone(),
            alt: chart.alt.clone(),
            svg: file("svg"),
            png: file("png"),
            data: file("csv"),
        }
    }
}

/// The chart as an SVG document and as a PNG file.
fn draw(chart: &Chart<'_>, footer: &str) -> Result<(String, Vec<u8>), DrawError> {
    let size = (page::WIDTH as u32, page::height(chart).round() as u32);
    let fine = (size.0 * FINE, size.1 * FINE);
    let mut svg = String::new();
    let sheet = Sheet::on(Surface::Svg(SVGBackend::with_string(&mut svg, fine)))?;
    page::paint(&sheet, chart, footer)?;
    sheet.finish()?;
    drop(sheet);
    let mut pixels = vec![255; fine.0 as usize * fine.1 as usize * 3];
    let sheet = Sheet::on(Surface::Pixels(BitMapBackend::with_buffer(&mut pixels, fine)))?;
    page::paint(&sheet, chart, footer)?;
    sheet.finish()?;
    drop(sheet);
    let svg = surface::finish_svg(&svg, size, &chart.title, &chart.alt);
    Ok((svg, surface::finish_png(&pixels, size)?))
}

/// The data as CSV. Writing to memory cannot fail.
fn as_csv(table: &Table) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let written = csv
        .write_record(&table.columns)
        .and_then(|()| table.rows.iter().try_for_each(|row| csv.write_record(row)));
    written
        .ok()
        .and_then(|()| csv.into_inner().ok())
        .unwrap_or_default()
}

fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, ChartError> {
    match fs::write(&path, bytes) {
        Ok(()) => Ok(path),
        Err(why) => Err(ChartError::Write { path, why }),
    }
}
