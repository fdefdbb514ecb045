//! Comparisons along a path: the same statistic at one instant after another.

use std::error::Error;

use plotters::prelude::*;

use crate::comparisons::Comparison;

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

/// One plot for each path among the comparisons.
pub(crate) fn plots(comparisons: &[Comparison]) -> Result<Vec<Plot>, Box<dyn Error>> {
    let mut paths: Vec<(&Comparison, &str, Vec<Point>)> = Vec::new();
    for c in comparisons.iter().filter(|c| c.of == "mean") {
        let Some((what, at_s)) = instant(&c.statistic) else {
            continue;
        };
        let point = Point {
            at_s,
            simulated: c.simulated,
            error: c.error.unwrap_or_default(),
            exact: c.exact,
        };
        match paths.last_mut() {
            Some((first, name, points))
                if first.test == c.test && first.suite == c.suite && first.set == c.set && *name == what =>
            {
                points.push(point);
            }
            _ => paths.push((c, what, vec![point])),
        }
    }
    paths
        .into_iter()
        .filter(|(_, _, points)| points.len() >= SHORTEST)
        .enumerate()
        .map(|(number, (first, what, points))| {
            let name = first.test.rsplit("::").next().unwrap_or(&first.test);
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

/// `E[N] at 12 s` is `E[N]` at 12.
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
