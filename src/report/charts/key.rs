//! The key of a chart: what lines, areas and signs stand for.

use crate::measures::strip::Kind;
use crate::messages::charts::{ChartText, Key};

use super::look::{COLLAPSED, GREY, Hatch, Look, Stroke, Type};
use super::page::{MARGIN, WIDTH};
use super::sheet::{Align, Drawn, Rect, Sheet, cut, width_of};
use super::strip_paint;
use super::study::Case;
use super::surface::DrawError;

/// Height of a row of entries [px].
const ROW: f64 = 26.0;
/// Width of a sign, with the room after it [px].
const SIGN: f64 = 40.0;
/// From the end of an entry to the next [px].
const APART: f64 = 26.0;
const NAME: Type = Type {
    color: GREY,
    ..Type::HEADING
};

/// An entry: what a sign stands for.
pub(super) struct KeyEntry {
    name: String,
    sign: Sign,
}

/// A sign to explain.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Line(Look),
    Area(Look),
    Bar(Kind),
    Background,
    Diamond,
}

impl KeyEntry {
    /// A line.
    pub(super) const fn line(name: String, look: Look) -> KeyEntry {
        KeyEntry {
            name,
            sign: Sign::Line(look),
        }
    }

    /// An area.
    pub(super) const fn area(name: String, look: Look) -> KeyEntry {
        KeyEntry {
            name,
            sign: Sign::Area(look),
        }
    }

    /// The diamonds of the public record, which is of no what-if.
    pub(super) fn record(say: &dyn ChartText, is_what_if: bool) -> KeyEntry {
        let key = if is_what_if {
            Key::RecordBesideWhatIf
        } else {
            Key::Record
        };
        KeyEntry {
            name: say.key(key).to_owned(),
            sign: Sign::Diamond,
        }
    }

    /// The background while the portal is collapsed.
    pub(super) fn collapsed(say: &dyn ChartText) -> KeyEntry {
        KeyEntry {
            name: say.key(Key::Collapsed).to_owned(),
            sign: Sign::Background,
        }
    }
}

/// Entries for the signs in the strips of `cases`.
pub(super) fn of_strips<'a>(cases: impl Iterator<Item = &'a Case<'a>>, say: &dyn ChartText) -> Vec<KeyEntry> {
    let used: Vec<Key> = cases.flat_map(|case| case.strip.signs()).collect();
    [
        (Key::Closed, Kind::Closed),
        (Key::Queue, Kind::Queue),
        (Key::Rule, Kind::Room),
    ]
    .into_iter()
    .filter(|(key, _)| used.contains(key))
    .map(|(key, kind)| KeyEntry {
        name: say.key(key).to_owned(),
        sign: Sign::Bar(kind),
    })
    .collect()
}

/// Height of a key [px].
pub(super) fn height(entries: &[KeyEntry]) -> f64 {
    places(entries)
        .last()
        .map_or(0.0, |(_, row)| ROW * (*row + 1) as f64)
}

/// Paints a key at the top of `body`, and returns the space that is left.
pub(super) fn paint(sheet: &Sheet<'_>, body: Rect, entries: &[KeyEntry]) -> Result<Rect, DrawError> {
    for (entry, (x, row)) in entries.iter().zip(places(entries)) {
        let y = body.top + ROW * row as f64 + 6.0;
        paint_sign(sheet, (x, y), entry.sign)?;
        sheet.text((x + SIGN, y), &shown(entry), NAME, Align::Left)?;
    }
    Ok(Rect {
        top: body.top + height(entries),
        ..body
    })
}

/// The name of an entry, which fits into a row.
fn shown(entry: &KeyEntry) -> String {
    cut(&entry.name, NAME, WIDTH - 2.0 * MARGIN - SIGN)
}

/// Left end and row of each entry; a new row where the page ends.
fn places(entries: &[KeyEntry]) -> Vec<(f64, usize)> {
    let (mut x, mut row) = (MARGIN, 0);
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        let width = SIGN + width_of(&shown(entry), NAME);
        if x > MARGIN && x + width > WIDTH - MARGIN {
            (x, row) = (MARGIN, row + 1);
        }
        places.push((x, row));
        x += width + APART;
    }
    places
}

fn paint_sign(sheet: &Sheet<'_>, (x, y): (f64, f64), sign: Sign) -> Drawn {
    let patch = Rect {
        left: x,
        right: x + 30.0,
        top: y - 7.0,
        bottom: y + 7.0,
    };
    match sign {
        Sign::Line(look) => sheet.line(&[(x, y), (x + 32.0, y)], Stroke::data(look)),
        Sign::Area(look) => {
            sheet.fill(patch, look.color, area_alpha(look.hatch))?;
            sheet.hatch(patch, look.hatch, look.color, |_| (patch.top, patch.bottom))?;
            sheet.frame(patch, look.color)
        }
        Sign::Bar(kind) => {
            strip_paint::paint_bar(sheet, patch, kind)?;
            sheet.frame(patch, GREY)
        }
        Sign::Background => sheet.fill(patch, COLLAPSED, 1.0),
        Sign::Diamond => sheet.diamond((x + 15.0, y)),
    }
}

/// How dense the colour of an area is under its hatch.
pub(super) const fn area_alpha(hatch: Hatch) -> f64 {
    match hatch {
        Hatch::Plain => 0.75,
        _ => 0.25,
    }
}
