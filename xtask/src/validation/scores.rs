//! The scores of all comparisons against what chance alone would give.

use std::error::Error;

use plotters::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

use super::comparisons::Comparison;

pub(crate) const FILE: &str = "scores.svg";
const SIZE: (u32, u32) = (560, 440);
/// Most surprising score that passes.
pub(crate) const LIMIT: f64 = 4.0;

/// A normal quantile-quantile plot, as SVG: points on the diagonal are what chance gives.
pub(crate) fn plot(comparisons: &[Comparison]) -> Result<String, Box<dyn Error>> {
    let mut scores: Vec<f64> = comparisons.iter().filter_map(|c| c.z).collect();
    scores.sort_by(f64::total_cmp);
    let normal = Normal::standard();
    let n = scores.len() as f64;
    let points: Vec<(f64, f64)> = scores
        .iter()
        .enumerate()
        .map(|(i, z)| (normal.inverse_cdf((i as f64 + 0.5) / n), *z))
        .collect();
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(48)
            .build_cartesian_2d(-LIMIT..LIMIT, -LIMIT - 0.5..LIMIT + 0.5)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_desc("score expected from chance alone")
            .y_desc("score of a comparison")
            .draw()?;
        chart.draw_series([PathElement::new(
            [(-LIMIT, -LIMIT), (LIMIT, LIMIT)],
            RGBColor(95, 95, 95),
        )])?;
        for limit in [-LIMIT, LIMIT] {
            chart.draw_series([PathElement::new(
                [(-LIMIT, limit), (LIMIT, limit)],
                RGBColor(213, 94, 0),
            )])?;
        }
        chart.draw_series(
            points
                .iter()
                .map(|p| Circle::new(*p, 2, RGBColor(0, 114, 178).filled())),
        )?;
        area.present()?;
    }
    Ok(svg)
}
