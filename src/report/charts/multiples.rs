//! Small multiples: one panel a policy, one under another, on the same axes, each under its strip.

use super::look::Type;
use super::page::{self, KeyEntry};
use super::panel::Panel;
use super::sheet::{Align, Drawn, Rect, Sheet};
use super::strip_paint;
use super::study::Study;
use super::surface::DrawError;
use super::time_axis::ticks;

/// Height of the panels [px]; lower where there are many.
const PANEL: f64 = 96.0;
const HEADING: f64 = 30.0;
const KEY: f64 = 26.0;

/// What the panels have in common.
pub(super) struct Multiple<'a> {
    /// Values of the axis they share.
    pub(super) values: &'a [f64],
    /// How these are written.
    pub(super) label: fn(f64) -> String,
    /// What the panel of a case says, after the policy's name.
    pub(super) said: &'a dyn Fn(usize) -> String,
    /// Draws the data of a case.
    pub(super) draw: &'a dyn Fn(usize, &Sheet<'_>, &Panel) -> Drawn,
}

/// Height of the panels of all cases, and of a key above them [px].
pub(super) fn height(study: &Study<'_>, key: bool) -> f64 {
    let panels: f64 = study
        .cases
        .iter()
        .map(|c| HEADING + strip_paint::height(&c.strip) + panel_height(study))
        .sum();
    panels + if key { KEY } else { 0.0 }
}

/// Panels of few policies are higher.
fn panel_height(study: &Study<'_>) -> f64 {
    PANEL.max(400.0 / study.cases.len() as f64)
}

/// Paints a key of areas; returns the space left.
pub(super) fn key_of_areas(sheet: &Sheet<'_>, body: Rect, key: &[KeyEntry]) -> Result<Rect, DrawError> {
    page::key_of_areas(sheet, body.top + 6.0, key)?;
    Ok(Rect {
        top: body.top + KEY,
        ..body
    })
}

/// Paints a key of lines; returns the space left.
pub(super) fn key_of_lines(sheet: &Sheet<'_>, body: Rect, key: &[KeyEntry]) -> Result<Rect, DrawError> {
    page::key_of_lines(sheet, body.top + 6.0, key)?;
    Ok(Rect {
        top: body.top + KEY,
        ..body
    })
}

/// Paints the panels into `body`.
pub(super) fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, multiple: &Multiple<'_>) -> Drawn {
    let ticks = ticks(&study.clock, study.end_s, 16);
    let mut top = body.top;
    for (i, case) in study.cases.iter().enumerate() {
        let strip_top = top + HEADING;
        let rect_top = strip_top + strip_paint::height(&case.strip) + 6.0;
        let rect = Rect {
            top: rect_top,
            bottom: rect_top + panel_height(study) - 6.0,
            ..body
        };
        let most = multiple.values.last().copied().unwrap_or(1.0);
        let panel = Panel {
            rect,
            x: (0.0, study.end_s),
            top: most,
        };
        let heading = format!("{}: {}", case.title, (multiple.said)(i));
        sheet.text(
            (body.left, top + HEADING - 12.0),
            &heading,
            Type::HEADING,
            Align::Left,
        )?;
        strip_paint::paint(sheet, &case.strip, &panel, strip_top)?;
        panel.shade(sheet, &case.strip.shut())?;
        panel.draw_hours(sheet, &ticks)?;
        panel.draw_values(sheet, multiple.values, multiple.label)?;
        (multiple.draw)(i, sheet, &panel)?;
        if i + 1 == study.cases.len() {
            panel.draw_clock(sheet, &ticks)?;
        }
        top = rect.bottom;
    }
    Ok(())
}
