//! Colours, dashes and sizes, which differ without colour and for colour-blind readers.

use plotters::style::RGBColor;

/// Black for text.
pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
/// Text that steps back: ticks, footers.
pub(super) const GREY: RGBColor = RGBColor(95, 95, 95);
/// Grid lines.
pub(super) const PALE: RGBColor = RGBColor(222, 222, 222);
/// Lines at midnight.
pub(super) const MIDNIGHT: RGBColor = RGBColor(170, 170, 170);
/// Behind a door that is closed to everyone.
pub(super) const SHUT: RGBColor = RGBColor(238, 238, 238);
/// Behind the hours in which the portal is collapsed.
pub(super) const COLLAPSED: RGBColor = RGBColor(250, 222, 214);
/// The page.
pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);

/// Okabe and Ito, "Color Universal Design" (2008): blue, vermillion, bluish green, reddish purple.
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
/// Vermillion.
pub(super) const VERMILLION: RGBColor = RGBColor(213, 94, 0);
/// Bluish green.
pub(super) const GREEN: RGBColor = RGBColor(0, 158, 115);
/// Reddish purple.
pub(super) const PURPLE: RGBColor = RGBColor(204, 121, 167);

/// A colour dark enough for text.
pub(super) const fn dark(RGBColor(r, g, b): RGBColor) -> RGBColor {
    // Four fifths, which brings each of the palette to a contrast of 3 or more on white.
    RGBColor(
        (r as u16 * 4 / 5) as u8,
        (g as u16 * 4 / 5) as u8,
        (b as u16 * 4 / 5) as u8,
    )
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dash {
    /// Not at all.
    Solid,
    /// Long dashes.
    Long,
    /// Short dashes.
    Short,
    /// Dots.
    Dotted,
}

impl Dash {
    /// Length of a dash and of the gap after it [px].
    pub(super) const fn pattern(self) -> Option<(u32, u32)> {
        match self {
            Dash::Solid => None,
            Dash::Long => Some((14, 5)),
            Dash::Short => Some((6, 4)),
            Dash::Dotted => Some((2, 4)),
        }
    }
}

/// How an area is filled, beside its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hatch {
    /// Plain.
    Plain,
    /// Strokes that rise.
    Rising,
    /// Strokes that fall.
    Falling,
    /// Upright strokes.
    Upright,
}

/// How a series differs from the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) color: RGBColor,
    pub(super) dash: Dash,
    pub(super) hatch: Hatch,
}

impl Look {
    /// One of four looks, of the parts of one chart: tiers, kinds of failure. A fifth part and those
    /// after it are drawn in grey. Policies have looks of their own.
    pub(super) const fn of_case(index: usize) -> Look {
        match index {
            0 => Look {
                color: VERMILLION,
                dash: Dash::Solid,
                hatch: Hatch::Plain,
            },
            1 => Look {
                color: BLUE,
                dash: Dash::Long,
                hatch: Hatch::Rising,
            },
            2 => Look {
                color: PURPLE,
                dash: Dash::Short,
                hatch: Hatch::Falling,
            },
            3 => Look {
                color: GREEN,
                dash: Dash::Dotted,
                hatch: Hatch::Upright,
            },
            _ => Look {
                color: GREY,
                dash: Dash::Solid,
                hatch: Hatch::Plain,
            },
        }
    }
}

/// A line to draw.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub(super) color: RGBColor,
    /// [px]
    pub(super) width: f64,
    pub(super) dash: Dash,
}

impl Stroke {
    /// A hairline.
    pub(super) const fn thin(color: RGBColor) -> Stroke {
        Stroke {
            color,
            width: 1.0,
            dash: Dash::Solid,
        }
    }

    /// A line that carries data.
    pub(super) const fn data(look: Look) -> Stroke {
        Stroke {
            color: look.color,
            width: 2.2,
            dash: look.dash,
        }
    }
}

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    /// Size of the em [px].
    pub(super) em: f64,
    pub(super) bold: bool,
    pub(super) color: RGBColor,
}

impl Type {
    /// The finding.
    pub(super) const TITLE: Type = Type {
        em: 24.0,
        bold: true,
        color: INK,
    };
    /// What is shown, and its unit.
    pub(super) const SUBTITLE: Type = Type {
        em: 15.0,
        bold: false,
        color: GREY,
    };
    /// Heading of a panel.
    pub(super) const HEADING: Type = Type {
        em: 14.0,
        bold: true,
        color: INK,
    };
    /// Ticks of an axis.
    pub(super) const TICK: Type = Type {
        em: 13.0,
        bold: false,
        color: GREY,
    };
    /// Labels within the strip.
    pub(super) const STRIP: Type = Type {
        em: 12.0,
        bold: false,
        color: INK,
    };
    /// The foot of the page.
    pub(super) const FOOT: Type = Type {
        em: 12.0,
        bold: false,
        color: GREY,
    };

    /// The same in another colour.
    pub(super) const fn in_color(self, color: RGBColor) -> Type {
        Type { color, ..self }
    }
}
