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
mod key;
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

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use plotters::backend::{BitMapBackend, SVGBackend};
use serde::Serialize;

use crate::messages::Language;
use clickday_engine::model::Model;
use clickday_engine::names::{file_stems, in_cell};
use clickday_engine::sim::RunResult;

use chart::{Chart, Table};
use sheet::Sheet;
use study::Study;
use surface::{DrawError, FINE, Surface};

pub use error::ChartError;

/// A chart, drawn: what each of its files holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DrawnChart {
    /// Name of its files without the ending: `cumulative`, `day-open-to-all`. It is safe on every
    /// system, and that of no other chart (see [`file_stems`]).
    pub stem: String,
    /// The policy that it is about, by its name in the model; `None` for all of them.
    pub policy: Option<String>,
    /// The finding.
    pub title: String,
    /// What is shown, with its unit.
    pub subtitle: String,
    /// A description for those who do not see it.
    pub alt: String,
    /// The SVG document.
    pub svg: String,
    /// The PNG file.
    pub png: Vec<u8>,
    /// The data that are drawn, as CSV.
    pub csv: String,
}

/// Draws the charts of `runs` of `model`, in memory.
///
/// Lines are drawn from one run of each policy, the first of those at the greatest scale. Other
/// runs of a policy, at whichever one scale there are most of them, give the bands around its line.
/// Counts of runs below full scale are multiplied back.
///
/// Charts of all policies come first: those with the [stems](DrawnChart::stem) `cumulative`,
/// `waits`, `failures`, and where there is something to draw, `tiers`. Those of each policy follow.
///
/// # Errors
/// When there are no runs, a run is not of the model, or the model's calendar has no clock.
///
/// ```
/// use std::path::Path;
///
/// use clickday::report::charts;
/// use clickday::{Language, Simulation, measures};
///
/// let model = measures::load(Path::new("models/inps-2020-04-01"), &[])?;
/// let run = Simulation::builder(&model)
///     .policy("queue-with-tickets")
///     .scale(0.03)
///     .run()?;
/// for chart in charts::draw_all(&model, &[&run], Language::English)? {
///     println!("{}.svg, {} bytes: {}", chart.stem, chart.svg.len(), chart.title);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw_all(
    model: &Model,
    runs: &[&RunResult],
    language: Language,
) -> Result<Vec<DrawnChart>, ChartError> {
    let study = Study::new(model, runs, language)?;
    let footer = study.footer();
    let charts = charts(&study);
    let stems = file_stems(charts.iter().map(|chart| chart.name.as_str()));
    let drawn = charts.into_iter().zip(stems);
    drawn
        .map(|(chart, stem)| drawn_as(stem, chart, &footer))
        .collect()
}

/// Draws one of the charts that [`draw_all`] draws, by its [stem](DrawnChart::stem), and no other.
///
/// # Errors
/// As [`draw_all`], and when there is no such chart of these runs: the error names those there are.
///
/// ```
/// use clickday::report::charts;
/// use clickday::{Language, Simulation, measures};
///
/// let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
/// let run = Simulation::builder(&model).until(7_200.0).run()?;
/// let chart = charts::draw_one(&model, &[&run], "cumulative", Language::English)?;
/// assert!(chart.svg.starts_with("<svg"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw_one(
    model: &Model,
    runs: &[&RunResult],
    stem: &str,
    language: Language,
) -> Result<DrawnChart, ChartError> {
    let study = Study::new(model, runs, language)?;
    let charts = charts(&study);
    let mut stems = file_stems(charts.iter().map(|chart| chart.name.as_str()));
    let asked = stems.iter().position(|known| known == stem);
    match asked.and_then(|asked| charts.into_iter().nth(asked)) {
        Some(chart) => drawn_as(stem.to_owned(), chart, &study.footer()),
        None => {
            stems.sort_unstable();
            Err(ChartError::Unknown {
                stem: stem.to_owned(),
                known: stems,
            })
        }
    }
}

/// Writes the charts of `runs` of `model`, as [`draw_all`] draws them, into the folder `dir`, which
/// must exist, and returns the files written.
///
/// # Errors
/// As [`draw_all`], and when a file cannot be written.
pub fn write_all(
    dir: &Path,
    model: &Model,
    runs: &[&RunResult],
    language: Language,
) -> Result<Vec<PathBuf>, ChartError> {
    let mut files = Vec::new();
    let mut contents = Vec::new();
    for chart in draw_all(model, runs, language)? {
        for (ending, bytes) in [
            ("svg", chart.svg.as_bytes()),
            ("png", chart.png.as_slice()),
            ("csv", chart.csv.as_bytes()),
        ] {
            files.push(write(dir.join(format!("{}.{ending}", chart.stem)), bytes)?);
        }
        contents.push(Entry::of(&chart));
    }
    let contents = serde_json::to_vec_pretty(&contents).unwrap_or_default();
    files.push(write(dir.join("charts.json"), &contents)?);
    Ok(files)
}

/// The chart with its files, which are called `stem`.
fn drawn_as(stem: String, chart: Chart<'_>, footer: &str) -> Result<DrawnChart, ChartError> {
    match draw(&chart, footer) {
        Ok((svg, png)) => Ok(DrawnChart {
            csv: as_csv(&chart.table),
            stem,
            policy: chart.policy,
            title: chart.title,
            subtitle: chart.subtitle,
            alt: chart.alt,
            svg,
            png,
        }),
        Err(why) => Err(ChartError::Draw {
            chart: stem,
            why: why.0,
        }),
    }
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
    /// By its name in the model, whatever the files are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    title: String,
    subtitle: String,
    alt: String,
    svg: String,
    png: String,
    data: String,
}

impl Entry {
    fn of(chart: &DrawnChart) -> Entry {
        let file = |ending| format!("{}.{ending}", chart.stem);
        Entry {
            chart: chart.stem.clone(),
            policy: chart.policy.clone(),
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
    let size = (page::WIDTH as u32, page::height(chart, footer).round() as u32);
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
fn as_csv(table: &Table) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let written = csv.write_record(&table.columns).and_then(|()| {
        let mut rows = table.rows.iter();
        rows.try_for_each(|row| csv.write_record(row.iter().map(|cell| in_cell(cell).into_owned())))
    });
    written
        .ok()
        .and_then(|()| csv.into_inner().ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, ChartError> {
    match fs::write(&path, bytes) {
        Ok(()) => Ok(path),
        Err(why) => Err(ChartError::Write { path, why }),
    }
}
