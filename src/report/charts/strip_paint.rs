//! Painting a policy's strip above a panel.

use plotters::style::RGBColor;

use crate::measures::strip::Kind;

use super::look::{GREY, Hatch, PAPER, Type};
use super::panel::Panel;
use super::sheet::{Align, Drawn, Rect, Sheet, width_of};
use super::strip::{Placed, Strip};

/// Height of a lane [px].
pub(super) const LANE: f64 = 19.0;

const OPEN: RGBColor = RGBColor(209, 233, 247);
const CLOSED: RGBColor = RGBColor(232, 232, 232);
const CLOSED_HATCH: RGBColor = RGBColor(170, 170, 170);
const ROOM: RGBColor = RGBColor(250, 240, 176);
const QUEUE: RGBColor = RGBColor(253, 248, 222);
/// Hours of the first role, of the second, ...
const HOURS: [RGBColor; 4] = [
    RGBColor(253, 226, 178),
    RGBColor(200, 232, 220),
    RGBColor(240, 218, 232),
    RGBColor(226, 226, 245),
];

/// Height of a strip [px].
pub(super) fn height(strip: &Strip) -> f64 {
    LANE * strip.lanes as f64
}

/// Paints `strip` with its upper edge at `top`, over the time axis of `panel`.
pub(super) fn paint(sheet: &Sheet<'_>, strip: &Strip, panel: &Panel, top: f64) -> Drawn {
    let whole = Rect {
        top,
        bottom: top + height(strip),
        ..panel.rect
    };
    for Placed { bar, lane } in &strip.bars {
        let (left, right) = (panel.px(bar.from_s), panel.px(bar.until_s));
        let across = Rect { left, right, ..whole };
        let rect = lane.map_or(across, |lane| {
            let top = top + LANE * lane as f64;
            Rect {
                top,
                bottom: top + LANE,
                ..across
            }
        });
        if rect.right - rect.left > 0.3 {
            paint_bar(sheet, rect, bar.kind)?;
        }
    }
    for (index, Placed { bar, lane }) in strip.bars.iter().enumerate() {
        let middle = match lane {
            Some(lane) => top + LANE * (*lane as f64 + 0.5),
            None => top + whole.height() / 2.0,
        };
        for (from, until) in strip.uncovered(index) {
            label(
                sheet,
                (panel.px(from), panel.px(until)),
                middle,
                &bar.labels,
                bar.kind,
            )?;
        }
    }
    Ok(())
}

/// The ground of a bar.
pub(super) fn paint_bar(sheet: &Sheet<'_>, rect: Rect, kind: Kind) -> Drawn {
    let color = match kind {
        Kind::Open => OPEN,
        Kind::Unopened | Kind::NobodysHours | Kind::Closed => CLOSED,
        Kind::Hours(role) => HOURS[role % HOURS.len()],
        Kind::Queue => QUEUE,
        Kind::Room | Kind::Noted => ROOM,
    };
    sheet.fill(rect, color, 1.0)?;
    if matches!(kind, Kind::Unopened | Kind::NobodysHours | Kind::Closed) {
        sheet.hatch(rect, Hatch::Rising, CLOSED_HATCH, |_| (rect.top, rect.bottom))?;
    }
    sheet.frame(rect, PAPER)
}

/// The longest label that fits, in the middle; on a hatched bar with some paper behind it.
fn label(sheet: &Sheet<'_>, (left, right): (f64, f64), y: f64, labels: &[String], kind: Kind) -> Drawn {
    let fits = |label: &&String| width_of(label, Type::STRIP) + 8.0 <= right - left;
    let Some(text) = labels.iter().find(fits) else {
        return Ok(());
    };
    let at = (f64::midpoint(left, right), y);
    if matches!(kind, Kind::Unopened | Kind::NobodysHours | Kind::Closed) {
        let half = width_of(text, Type::STRIP) / 2.0 + 2.0;
        let behind = Rect {
            left: at.0 - half,
            right: at.0 + half,
            top: y - 7.0,
            bottom: y + 7.0,
        };
        sheet.fill(behind, CLOSED, 1.0)?;
        return sheet.text(at, text, Type::STRIP.in_color(GREY), Align::Center);
    }
    sheet.text(at, text, Type::STRIP, Align::Center)
}
