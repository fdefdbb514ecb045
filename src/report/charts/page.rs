//! The page around the panels: the finding as title, what is shown as subtitle, the foot.

use super::chart::Chart;
use super::look::{Look, PALE, Stroke, Type, dark};
use super::panel::{Panel, spread};
use super::sheet::{Align, Drawn, Rect, Sheet, wrap};

/// Width of every chart [px].
pub(super) const WIDTH: f64 = 1200.0;
/// Left edge of text [px].
pub(super) const MARGIN: f64 = 28.0;
/// Left edge of panels, with room for values [px].
pub(super) const PANEL_LEFT: f64 = 98.0;
/// Right edge of panels without labels beside them [px].
pub(super) const PANEL_RIGHT: f64 = WIDTH - 32.0;
/// From the last panel to the foot: clock times [px].
const CLOCK: f64 = 50.0;

const TITLE_LINE: f64 = 31.0;
const SUBTITLE_LINE: f64 = 20.0;
const FOOT_LINE: f64 = 16.0;

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
    let foot_top = height(chart, footer) - foot_height(footer);
    foot(sheet, footer, foot_top)?;
    let bottom = foot_top - CLOCK;
    let body = Rect {
        left: PANEL_LEFT,
        right: PANEL_RIGHT,
        top: bottom - chart.body,
        bottom,
    };
    (chart.paint)(sheet, body)
}

/// Height of the page a chart needs [px].
pub(super) fn height(chart: &Chart<'_>, footer: &str) -> f64 {
    let width = WIDTH - 2.0 * MARGIN;
    let titles = wrap(&chart.title, Type::TITLE, width).len() as f64;
    let subtitles = wrap(&chart.subtitle, Type::SUBTITLE, width).len() as f64;
    let head = 30.0 + titles * TITLE_LINE + subtitles * SUBTITLE_LINE;
    head + chart.body + CLOCK + foot_height(footer)
}

fn foot_height(text: &str) -> f64 {
    18.0 + FOOT_LINE * wrap(text, Type::FOOT, WIDTH - 2.0 * MARGIN).len() as f64
}

fn foot(sheet: &Sheet<'_>, text: &str, top: f64) -> Drawn {
    sheet.line(&[(MARGIN, top), (WIDTH - MARGIN, top)], Stroke::thin(PALE))?;
    let mut y = top;
    for line in wrap(text, Type::FOOT, WIDTH - 2.0 * MARGIN) {
        y += FOOT_LINE;
        sheet.text((MARGIN, y), &line, Type::FOOT, Align::Left)?;
    }
    Ok(())
}

/// Height of a line of a label beside the end of a line [px].
const LABEL_LINE: f64 = 18.0;
/// From one such label to the next [px].
const LABEL_GAP: f64 = 6.0;
/// How far labels may go beyond the panel, at its top and at its bottom [px].
const BEYOND: f64 = 12.0;

/// Height that a panel needs to have these labels beside it, each within a width, one under another
/// [px].
pub(super) fn labels_height(labels: impl Iterator<Item = String>, width: f64) -> f64 {
    let heights = labels.map(|label| label_height(wrap(&label, Type::HEADING, width).len()));
    (heights.sum::<f64>() - 2.0 * BEYOND).max(0.0)
}

fn label_height(lines: usize) -> f64 {
    LABEL_LINE * lines as f64 + LABEL_GAP
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
        .map(|((value, ..), lines)| (panel.py(*value), label_height(lines.len())))
        .collect();
    let at = spread(&wanted, (panel.rect.top - BEYOND, panel.rect.bottom + BEYOND));
    for ((lines, middle), (_, _, look)) in lines.iter().zip(at).zip(ends) {
        let first = middle - LABEL_LINE / 2.0 * (lines.len() as f64 - 1.0);
        for (i, line) in lines.iter().enumerate() {
            let set = Type::HEADING.in_color(dark(look.color));
            sheet.text(
                (panel.rect.right + 10.0, first + LABEL_LINE * i as f64),
                line,
                set,
                Align::Left,
            )?;
        }
    }
    Ok(())
}
