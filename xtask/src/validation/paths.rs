//! Comparisons along a path: the same statistic in one bin after another.

use std::error::Error;

use plotters::prelude::*;

use super::comparisons::Comparison;

const SIZE: (u32, u32) = (720, 320);
/// Fewer instants than this are a table, not a path.
const SHORTEST: usize = 6;

/// A path to look at.
pub(crate) struct Plot {
    pub(crate) suite: String,
    pub(crate) test: String,
    pub(crate) what: String,
    pub(crate) file: String,
    pub(crate) svg: String,
}

/// A point of a path.
struct Point {
    at_s: f64,
    simulated: f64,
    error: f64,
    exact: f64,
}

impl Point {
    fn of(c: &Comparison) -> Option<Self> {
        let (_, at_s) = instant(&c.statistic)?;
        Some(Point {
            at_s,
            simulated: c.simulated,
            error: c.error.unwrap_or_default(),
            exact: c.exact,
        })
    }
}

/// The paths among comparisons, each with its name; other comparisons have none.
pub(crate) fn split<'a, 'c>(
    comparisons: &'a [&'c Comparison],
) -> impl Iterator<Item = (Option<&'c str>, &'a [&'c Comparison])> {
    let name = |c: &'c Comparison| instant(&c.statistic).map(|(what, _)| what);
    comparisons
        .chunk_by(move |a, b| name(a).is_some() && name(a) == name(b) && a.model == b.model && a.set == b.set)
        .map(move |chunk| (name(chunk[0]).filter(|_| chunk.len() >= SHORTEST), chunk))
}

/// One plot for each path among the comparisons.
pub(crate) fn plots(comparisons: &[Comparison]) -> Result<Vec<Plot>, Box<dyn Error>> {
    let all: Vec<&Comparison> = comparisons.iter().collect();
    all.chunk_by(|a, b| a.suite == b.suite && a.test == b.test)
        .flat_map(split)
        .filter_map(|(what, path)| Some((what?, path)))
        .enumerate()
        .map(|(number, (what, path))| {
            let first = path[0];
            let name = first.test.rsplit("::").next().unwrap_or(&first.test);
            let points: Vec<Point> = path.iter().filter_map(|c| Point::of(c)).collect();
            Ok(Plot {
                suite: first.suite.clone(),
                test: first.test.clone(),
                what: what.to_owned(),
                file: format!("path-{:02}-{}.svg", number + 1, name.replace('_', "-")),
                svg: draw(what, &points)?,
            })
        })
        .collect()
}

/// `number in tier at 12 s` is the number in tier, over the bin with 12 in its middle.
fn instant(statistic: &str) -> Option<(&str, f64)> {
    let (what, at) = statistic.rsplit_once(" at ")?;
    Some((what, at.strip_suffix(" s")?.parse().ok()?))
}

fn draw(what: &str, points: &[Point]) -> Result<String, Box<dyn Error>> {
    let times = || points.iter().map(|p| p.at_s);
    let (from, until) = (
        times().fold(f64::INFINITY, f64::min),
        times().fold(f64::NEG_INFINITY, f64::max),
    );
    let highest = points
        .iter()
        .map(|p| p.exact.max(p.simulated + 2.0 * p.error))
        .fold(0.0, f64::max);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d(from..until, 0.0..1.08 * highest)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_desc("time [s]")
            .y_desc(what)
            .draw()?;
        chart.draw_series([PathElement::new(
            points.iter().map(|p| (p.at_s, p.exact)).collect::<Vec<_>>(),
            RGBColor(213, 94, 0),
        )])?;
        let blue = RGBColor(0, 114, 178);
        chart.draw_series(points.iter().map(|p| {
            let (low, high) = (p.simulated - 2.0 * p.error, p.simulated + 2.0 * p.error);
            PathElement::new([(p.at_s, low), (p.at_s, high)], blue)
        }))?;
        chart.draw_series(
            points
                .iter()
                .map(|p| Circle::new((p.at_s, p.simulated), 2, blue.filled())),
        )?;
        area.present()?;
    }
    Ok(svg)
}
