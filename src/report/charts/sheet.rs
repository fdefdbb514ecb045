//! A sheet of paper: text, lines and areas, in nominal pixels from the upper left corner.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::BackendCoord;

use super::look::{Hatch, INK, PAPER, Stroke, Type};
use super::surface::{DrawError, FAMILY, FINE, Surface, plotters_size, text_width};

/// The outcome of drawing something.
pub(super) type Drawn = Result<(), DrawError>;

/// A point [px].
pub(super) type Point = (f64, f64);

/// A rectangle [px].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    /// Its width.
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// Which end of a text stands at the given point; the point is at half the height of its small
/// letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Its beginning.
    Left,
    /// Its middle.
    Center,
    /// Its end.
    Right,
}

/// A sheet of paper.
pub(super) struct Sheet<'a> {
    area: DrawingArea<Surface<'a>, Shift>,
    /// The texts that were set, and the rectangles that they take.
    #[cfg(test)]
    pub(super) texts: std::cell::RefCell<Vec<(Rect, String)>>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(super) fn on(surface: Surface<'a>) -> Result<Self, DrawError> {
        let area = surface.into_drawing_area();
        area.fill(&PAPER).map_err(failed)?;
        Ok(Sheet {
            area,
            #[cfg(test)]
            texts: std::cell::RefCell::default(),
        })
    }

    /// Ends the drawing.
    pub(super) fn finish(&self) -> Drawn {
        self.area.present().map_err(failed)
    }

    /// A line of text.
    pub(super) fn text(&self, at: Point, text: &str, set: Type, align: Align) -> Drawn {
        #[cfg(test)]
        self.texts
            .borrow_mut()
            .push((taken_by(at, text, set, align), text.to_owned()));
        let h = match align {
            Align::Left => HPos::Left,
            Align::Center => HPos::Center,
            Align::Right => HPos::Right,
        };
        let font = FontDesc::new(
            FAMILY.into(),
            plotters_size(set.em * f64::from(FINE)),
            font_style(set),
        );
        let style = TextStyle::from(font)
            .color(&set.color)
            .pos(Pos::new(h, VPos::Center));
        self.area.draw(&Text::new(text, fine(at), style)).map_err(failed)
    }

    /// A text that stays readable on whatever it crosses.
    pub(super) fn label(&self, at: Point, text: &str, set: Type, align: Align) -> Drawn {
        let width = width_of(text, set) + 6.0;
        let left = match align {
            Align::Left => at.0 - 3.0,
            Align::Center => at.0 - width / 2.0,
            Align::Right => at.0 - width + 3.0,
        };
        let half = set.em * 0.65;
        let behind = Rect {
            left,
            top: at.1 - half,
            right: left + width,
            bottom: at.1 + half,
        };
        self.fill(behind, PAPER, 0.8)?;
        self.text(at, text, set, align)
    }

    /// A filled rectangle.
    pub(super) fn fill(&self, rect: Rect, color: RGBColor, alpha: f64) -> Drawn {
        let corners = [fine((rect.left, rect.top)), fine((rect.right, rect.bottom))];
        self.area
            .draw(&Rectangle::new(corners, color.mix(alpha).filled()))
            .map_err(failed)
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&self, r: Rect, color: RGBColor) -> Drawn {
        let corners = [
            (r.left, r.top),
            (r.right, r.top),
            (r.right, r.bottom),
            (r.left, r.bottom),
            (r.left, r.top),
        ];
        self.line(&corners, Stroke::thin(color))
    }

    /// A bent line.
    pub(super) fn line(&self, points: &[Point], stroke: Stroke) -> Drawn {
        let points: Vec<BackendCoord> = points.iter().copied().map(fine).collect();
        let style = ShapeStyle {
            color: stroke.color.to_rgba(),
            filled: false,
            stroke_width: (stroke.width * f64::from(FINE)).round() as u32,
        };
        match stroke.dash.pattern() {
            None => self.area.draw(&PathElement::new(points, style)).map_err(failed),
            Some((dash, gap)) => self
                .area
                .draw(&DashedPathElement::new(points, dash * FINE, gap * FINE, style))
                .map_err(failed),
        }
    }

    /// A filled area.
    pub(super) fn area(&self, outline: &[Point], color: RGBColor, alpha: f64) -> Drawn {
        let outline: Vec<BackendCoord> = outline.iter().copied().map(fine).collect();
        self.area
            .draw(&Polygon::new(outline, color.mix(alpha)))
            .map_err(failed)
    }

    /// A disc.
    pub(super) fn dot(&self, at: Point, radius: f64, color: RGBColor) -> Drawn {
        let radius = (radius * f64::from(FINE)) as u32;
        self.area
            .draw(&Circle::new(fine(at), radius, color.filled()))
            .map_err(failed)
    }

    /// A black diamond with a white edge.
    pub(super) fn diamond(&self, (x, y): Point) -> Drawn {
        let corners = |r: f64| [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
        self.area(&corners(6.5), PAPER, 1.0)?;
        self.area(&corners(5.0), INK, 1.0)
    }

    /// Strokes across the shape that lies, at each `x` of `rect`, between the two heights `within`
    /// gives (top, bottom).
    pub(super) fn hatch(
        &self,
        rect: Rect,
        hatch: Hatch,
        color: RGBColor,
        within: impl Fn(f64) -> (f64, f64),
    ) -> Drawn {
        let slope = match hatch {
            Hatch::Plain => return Ok(()),
            Hatch::Upright => return self.upright(rect, color, within),
            Hatch::Rising => -1.0,
            Hatch::Falling => 1.0,
        };
        // A stroke is y = base + slope (x - left); it crosses the rectangle for bases within these
        // bounds.
        let reach = (slope * rect.width()).abs();
        let mut base = if slope < 0.0 { rect.top } else { rect.top - reach };
        let last = if slope < 0.0 {
            rect.bottom + reach
        } else {
            rect.bottom
        };
        base = (base / HATCH_GAP).ceil() * HATCH_GAP;
        while base < last {
            let enter = ((rect.top - base) / slope)
                .min((rect.bottom - base) / slope)
                .max(0.0);
            let leave = ((rect.top - base) / slope)
                .max((rect.bottom - base) / slope)
                .min(rect.width());
            let at = |step: f64| (rect.left + step, base + slope * step);
            self.pieces(enter, leave, at, &within, color)?;
            base += HATCH_GAP;
        }
        Ok(())
    }

    /// The pieces of one stroke that lie inside the shape.
    fn pieces(
        &self,
        enter: f64,
        leave: f64,
        at: impl Fn(f64) -> Point,
        within: &impl Fn(f64) -> (f64, f64),
        color: RGBColor,
    ) -> Drawn {
        let mut begun: Option<Point> = None;
        let mut before = at(enter);
        let mut step = enter;
        while step <= leave {
            let here = at(step);
            let (top, bottom) = within(here.0);
            let inside = here.1 >= top && here.1 <= bottom;
            match (begun, inside) {
                (None, true) => begun = Some(here),
                (Some(from), false) => {
                    self.line(&[from, before], Stroke::thin(color))?;
                    begun = None;
                }
                _ => {}
            }
            before = here;
            step += 0.5;
        }
        begun.map_or(Ok(()), |from| self.line(&[from, before], Stroke::thin(color)))
    }

    fn upright(&self, rect: Rect, color: RGBColor, within: impl Fn(f64) -> (f64, f64)) -> Drawn {
        let mut x = (rect.left / HATCH_GAP).ceil() * HATCH_GAP;
        while x < rect.right {
            let (top, bottom) = within(x);
            if bottom - top > 1.0 {
                self.line(&[(x, top), (x, bottom)], Stroke::thin(color))?;
            }
            x += HATCH_GAP;
        }
        Ok(())
    }
}

/// The rectangle that a line of text takes, from the top of its capitals to the foot of its longest
/// letters.
#[cfg(test)]
fn taken_by(at: Point, text: &str, set: Type, align: Align) -> Rect {
    let width = width_of(text, set);
    let left = match align {
        Align::Left => at.0,
        Align::Center => at.0 - width / 2.0,
        Align::Right => at.0 - width,
    };
    Rect {
        left,
        right: left + width,
        top: at.1 - 0.45 * set.em,
        bottom: at.1 + 0.45 * set.em,
    }
}

/// From one stroke of a hatch to the next [px].
const HATCH_GAP: f64 = 6.0;

/// Width of a text [px].
pub(super) fn width_of(text: &str, set: Type) -> f64 {
    text_width(text, set.em, font_style(set))
}

/// Lines are made equally long down to this share of the width there is.
const NARROWEST: f64 = 0.7;

/// `text` broken into as few lines of at most `width` as it takes, and these about equally long.
pub(super) fn wrap(text: &str, set: Type, width: f64) -> Vec<String> {
    let mut lines = filled(text, set, width);
    let mut narrower = width;
    while lines.len() > 1 && narrower > width * NARROWEST {
        narrower -= 10.0;
        let tried = filled(text, set, narrower);
        if tried.len() > lines.len() {
            break;
        }
        lines = tried;
    }
    lines
}

/// `text` broken into lines, each as long as it can be.
fn filled(text: &str, set: Type, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), set) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, set, width)),
        }
    }
    lines
}

/// A word, broken where it is wider than a line.
fn pieces(word: &str, set: Type, width: f64) -> Vec<String> {
    if width_of(word, set) <= width {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    let mut taken = 0.0;
    for letter in word.chars() {
        let wide = width_of(&letter.to_string(), set);
        if taken > 0.0 && taken + wide > width {
            pieces.push(String::new());
            taken = 0.0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
        taken += wide;
    }
    pieces
}

/// More letters than fit into any label, so that a name of any length is cut soon.
const MOST_OF_LABEL: usize = 500;

/// `text`, cut with an ellipsis where it is wider than `width`.
pub(super) fn cut(text: &str, set: Type, width: f64) -> String {
    if width_of(text, set) <= width {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(MOST_OF_LABEL).collect();
    while !kept.is_empty() && width_of(&format!("{kept}…"), set) > width {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

const fn font_style(set: Type) -> FontStyle {
    if set.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    }
}

fn fine((x, y): Point) -> BackendCoord {
    let k = f64::from(FINE);
    ((x * k).round() as i32, (y * k).round() as i32)
}

fn failed<E: std::error::Error>(error: E) -> DrawError {
    DrawError(error.to_string())
}
