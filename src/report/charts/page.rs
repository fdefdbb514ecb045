//! The page around the panels: the finding as title, what is shown as subtitle, the foot.

use super::chart::Chart;
use super::look::{GREY, Hatch, Look, PALE, Stroke, Type, dark};
use super::panel::{Panel, spread};
use super::sheet::{Align, Drawn, Rect, Sheet, cut, width_of, wrap};

/// Width of every chart [px].
pub(super) const WIDTH: f64 = 1200.0;
/// Left edge of text [px].
pub(super) const MARGIN: f64 = 28.0;
/// Left edge of panels, with room for values [px].
pub(super) const PANEL_LEFT: f64 = 98.0;
/// Right edge of panels without labels beside them [px].
pub(super) const PANEL_RIGHT: f64 = WIDTH - 32.0;
/// From the last panel to the lower edge of the page: clock times and foot [px].
pub(super) const BELOW: f64 = 84.0;

const TITLE_LINE: f64 = 31.0;
const SUBTITLE_LINE: f64 = 20.0;

/// An entry of the key: what a line or an area stands for.
pub(super) struct KeyEntry {
    pub(super) name: String,
    pub(super) look: Look,
}

/// Title, subtitle, foot and body of a chart.
pub(super) fn paint(sheet: &Sheet<'_>, chart: &Chart<'_>, footer: &str) -> Drawn {
    let width = WIDTH - 2.0 * MARGIN;
    let mut y = 14.0;
    for line in wrap(&chart.title, Type::TITLE, width) {
        y += TITLE_LINE;
        sheet.text((MARGIN, y - 10.0), &line, Type::TITLE, Align::Left)?;
    }
    for line in wrap(&chart.subtitle, Type::SUBTITLE, width) {
        y += SUBTITLE_LINE;
        sheet.text((MARGIN, y - 4.0), &line, Type::SUBTITLE, Align::Left)?;
    }
    let bottom = height(chart) - BELOW;
    foot(sheet, footer, height(chart))?;
    let body = Rect {
        left: PANEL_LEFT,
        right: PANEL_RIGHT,
        top: bottom - chart.body,
        bottom,
    };
    (chart.paint)(sheet, body)
}

/// Height of the page a chart needs [px].
pub(super) fn height(chart: &Chart<'_>) -> f64 {
    let width = WIDTH - 2.0 * MARGIN;
    let titles = wrap(&chart.title, Type::TITLE, width).len() as f64;
    let subtitles = wrap(&chart.subtitle, Type::SUBTITLE, width).len() as f64;
    30.0 + titles * TITLE_LINE + subtitles * SUBTITLE_LINE + chart.body + BELOW
}

fn foot(sheet: &Sheet<'_>, text: &str, height: f64) -> Drawn {
    let y = height - 34.0;
    sheet.line(&[(MARGIN, y), (WIDTH - MARGIN, y)], Stroke::thin(PALE))?;
    let text = cut(text, Type::FOOT, WIDTH - 2.0 * MARGIN);
    sheet.text((MARGIN, y + 16.0), &text, Type::FOOT, Align::Left)
}

/// A row that says what the lines stand for.
pub(super) fn key_of_lines(sheet: &Sheet<'_>, y: f64, entries: &[KeyEntry]) -> Drawn {
    let mut x = MARGIN;
    for entry in entries {
        sheet.line(&[(x, y), (x + 36.0, y)], Stroke::data(entry.look))?;
        x = named(sheet, x + 44.0, y, &entry.name)?;
    }
    Ok(())
}

/// A row that says what the areas stand for.
pub(super) fn key_of_areas(sheet: &Sheet<'_>, y: f64, entries: &[KeyEntry]) -> Drawn {
    let mut x = MARGIN;
    for entry in entries {
        let patch = Rect {
            left: x,
            right: x + 30.0,
            top: y - 7.0,
            bottom: y + 7.0,
        };
        swatch(sheet, patch, entry.look)?;
        x = named(sheet, x + 38.0, y, &entry.name)?;
    }
    Ok(())
}

fn named(sheet: &Sheet<'_>, x: f64, y: f64, name: &str) -> Result<f64, super::surface::DrawError> {
    let set = Type {
        color: GREY,
        bold: true,
        ..Type::HEADING
    };
    sheet.text((x, y), name, set, Align::Left)?;
    Ok(x + width_of(name, set) + 26.0)
}

fn swatch(sheet: &Sheet<'_>, patch: Rect, look: Look) -> Drawn {
    sheet.fill(patch, look.color, area_alpha(look.hatch))?;
    sheet.hatch(patch, look.hatch, look.color, |_| (patch.top, patch.bottom))?;
    sheet.frame(patch, look.color)
}

/// How dense the colour of an area is under its hatch.
pub(super) const fn area_alpha(hatch: Hatch) -> f64 {
    match hatch {
        Hatch::Plain => 0.75,
        _ => 0.25,
    }
}

/// Labels beside the ends of lines, at the right of `panel`, each in the look of its line.
pub(super) fn side_labels(
    sheet: &Sheet<'_>,
    panel: &Panel,
    ends: &[(f64, String, Look)],
    width: f64,
) -> Drawn {
    let lines: Vec<Vec<String>> = ends
        .iter()
        .map(|(_, text, _)| wrap(text, Type::HEADING, width))
        .collect();
    let wanted: Vec<(f64, f64)> = ends
        .iter()
        .zip(&lines)
        .map(|((value, ..), lines)| (panel.py(*value), 18.0 * lines.len() as f64 + 6.0))
        .collect();
    let at = spread(&wanted, (panel.rect.top - 12.0, panel.rect.bottom + 12.0));
    for ((lines, middle), (_, _, look)) in lines.iter().zip(at).zip(ends) {
        let first = middle - 9.0 * (lines.len() as f64 - 1.0);
        for (i, line) in lines.iter().enumerate() {
            let set = Type::HEADING.in_color(dark(look.color));
            sheet.text(
                (panel.rect.right + 10.0, first + 18.0 * i as f64),
                line,
                set,
                Align::Left,
            )?;
        }
    }
    Ok(())
}
