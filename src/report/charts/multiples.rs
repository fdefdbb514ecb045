//! Small multiples: one panel a policy, one under another, on the same axes, each under its strip.

use crate::messages::charts::Unit;

use super::look::Type;
use super::panel::Panel;
use super::sheet::{Align, Drawn, Rect, Sheet, cut};
use super::strip_paint;
use super::study::Study;
use super::time_axis::ticks;

/// Height of the panels [px]; lower where there are many.
const PANEL: f64 = 96.0;
const HEADING: f64 = 30.0;

/// What the panels have in common.
pub(super) struct Multiple<'a> {
    /// Values of the axis they share.
    pub(super) values: &'a [f64],
    /// How these are written.
    pub(super) label: &'a dyn Fn(f64) -> String,
    /// What they count.
    pub(super) unit: Unit,
    /// What stands above the panel of a case.
    pub(super) heading: &'a dyn Fn(usize) -> String,
    /// When the portal was collapsed, to be shaded in the panel of a case [s].
    pub(super) collapsed: &'a dyn Fn(usize) -> Vec<(f64, f64)>,
    /// Draws the data of a case.
    pub(super) draw: &'a dyn Fn(usize, &Sheet<'_>, &Panel) -> Drawn,
}

/// Height of the panels of all cases [px].
pub(super) fn height(study: &Study<'_>) -> f64 {
    let cases = study.cases.iter();
    cases
        .map(|c| HEADING + strip_paint::height(&c.strip) + panel_height(study))
        .sum()
}

/// Panels of few policies are higher.
fn panel_height(study: &Study<'_>) -> f64 {
    PANEL.max(400.0 / study.cases.len() as f64)
}

/// Paints the panels into `body`.
pub(super) fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, multiple: &Multiple<'_>) -> Drawn {
    let say = study.say();
    let ticks = ticks(&study.clock, study.end_s, 16, say);
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
        let heading = cut(&(multiple.heading)(i), Type::HEADING, body.width());
        sheet.text(
            (body.left, top + HEADING - 12.0),
            &heading,
            Type::HEADING,
            Align::Left,
        )?;
        strip_paint::paint(sheet, &case.strip, &panel, strip_top)?;
        panel.shade(sheet, &case.strip.shut())?;
        panel.shade_collapse(sheet, &(multiple.collapsed)(i))?;
        panel.draw_hours(sheet, &ticks)?;
        panel.draw_values(sheet, multiple.values, multiple.label)?;
        panel.draw_unit(sheet, say.unit(multiple.unit))?;
        (multiple.draw)(i, sheet, &panel)?;
        if i + 1 == study.cases.len() {
            panel.draw_clock(sheet, &ticks)?;
        }
        top = rect.bottom;
    }
    Ok(())
}
