//! What a chart is drawn on: an SVG document, or pixels that become a PNG.
//!
//! Both are drawn by the same code, on a grid [`FINE`] times finer than the chart's nominal pixels.
//! The SVG keeps the fine grid as its view box; the PNG averages it, which smooths every edge. Text
//! is set in the bundled font, at the same size and on the same base line in both, so that no
//! system font is ever looked for.

use std::fmt::Write as _;
use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, OutlinedGlyph, ScaleFont, point};
use plotters::backend::{BitMapBackend, SVGBackend};
use plotters::style::FontStyle;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use clickday_engine::math;
use clickday_engine::names::{in_line, in_xml};

/// Grid lines of the drawing to a nominal pixel.
pub(super) const FINE: u32 = 3;

/// The bundled font under the name that an SVG asks for, with what a viewer without it falls back
/// to (about as wide).
pub(super) const FAMILY: &str = "IBM Plex Sans, Helvetica, Arial, sans-serif";

/// plotters writes `font-size = size / 1.24` into an SVG.
const SVG_SIZE: f64 = 1.24;
/// Ascent and descent of the bundled font over its em: the measure `ab_glyph` scales by.
const LINE_OVER_EM: f64 = 1.3;
/// Half the height of a lower-case x, in em: SVG text is centred on it.
const HALF_X_HEIGHT: f64 = 0.258;
/// Base line below the top of a line of text, in em, as the SVG backend places it.
const TOP_TO_BASELINE: f64 = 0.76;

/// Why a chart could not be drawn.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(super) struct DrawError(pub(super) String);

type Drawing = Result<(), DrawingErrorKind<DrawError>>;

/// A drawing surface.
pub(super) enum Surface<'a> {
    /// An SVG document.
    Svg(SVGBackend<'a>),
    /// A buffer of pixels.
    Pixels(BitMapBackend<'a>),
}

/// The bundled font; `None` if it did not parse, which a test rules out.
fn font(style: FontStyle) -> Option<&'static FontRef<'static>> {
    static REGULAR: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    static BOLD: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let font = if matches!(style, FontStyle::Bold) {
        BOLD.get_or_init(|| {
            FontRef::try_from_slice(include_bytes!("../../../assets/fonts/IBMPlexSans-SemiBold.ttf")).ok()
        })
    } else {
        REGULAR.get_or_init(|| {
            FontRef::try_from_slice(include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf")).ok()
        })
    };
    font.as_ref()
}

/// Width of a line of text of `em` grid units.
pub(super) fn text_width(text: &str, em: f64, style: FontStyle) -> f64 {
    let Some(font) = font(style) else { return 0.0 };
    let scaled = font.as_scaled((em * LINE_OVER_EM) as f32);
    in_line(text)
        .chars()
        .map(|c| f64::from(scaled.h_advance(scaled.glyph_id(c))))
        .sum()
}

/// The size plotters wants for text of `em` grid units.
pub(super) fn plotters_size(em: f64) -> f64 {
    em * SVG_SIZE
}

/// Wraps the body of an SVG drawn on the fine grid into a document of nominal size that screen
/// readers can announce.
pub(super) fn finish_svg(drawn: &str, size: (u32, u32), title: &str, alt: &str) -> String {
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    let (w, h) = size;
    let mut svg = String::with_capacity(drawn.len() + 400);
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<svg width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {} {}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\">\n\
         <title>{}</title>\n<desc>{}</desc>\n",
        w * FINE,
        h * FINE,
        in_xml(title),
        in_xml(alt),
    );
    svg.push_str(body);
    svg
}

/// Averages pixels drawn on the fine grid and encodes them.
///
/// # Errors
/// When the encoder refuses, which it has no reason to.
pub(super) fn finish_png(fine: &[u8], size: (u32, u32)) -> Result<Vec<u8>, DrawError> {
    let mut encoded = Vec::new();
    let mut settings = png::Encoder::new(&mut encoded, size.0, size.1);
    settings.set_color(png::ColorType::Rgb);
    settings.set_depth(png::BitDepth::Eight);
    settings.set_compression(png::Compression::Balanced);
    let mut writer = settings.write_header().map_err(|e| DrawError(e.to_string()))?;
    writer
        .write_image_data(&average(fine, size))
        .map_err(|e| DrawError(e.to_string()))?;
    writer.finish().map_err(|e| DrawError(e.to_string()))?;
    Ok(encoded)
}

/// Mean colour of each block of `FINE x FINE` pixels.
fn average(fine: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let (w, h, k) = (width as usize, height as usize, FINE as usize);
    let mut out = vec![0_u8; w * h * 3];
    let mut sums = vec![0_u16; w * 3];
    for (y, row) in out.chunks_exact_mut(w * 3).enumerate() {
        sums.fill(0);
        for line in fine[y * k * w * k * 3..].chunks_exact(w * k * 3).take(k) {
            for (i, pixel) in line.chunks_exact(3).enumerate() {
                for c in 0..3 {
                    sums[i / k * 3 + c] += u16::from(pixel[c]);
                }
            }
        }
        let area = (k * k) as u16;
        for (to, sum) in row.iter_mut().zip(&sums) {
            *to = ((sum + area / 2) / area) as u8;
        }
    }
    out
}

/// Turns the error of either backend into the surface's.
fn ours<E: std::error::Error + Send + Sync>(result: Result<(), DrawingErrorKind<E>>) -> Drawing {
    result.map_err(|e| DrawingErrorKind::DrawingError(DrawError(e.to_string())))
}

/// Passes a drawing call on to whichever backend is there.
macro_rules! either {
    ($surface:expr, $backend:ident => $call:expr) => {
        match $surface {
            Surface::Svg($backend) => ours($call),
            Surface::Pixels($backend) => ours($call),
        }
    };
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = DrawError;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Surface::Svg(b) => b.get_size(),
            Surface::Pixels(b) => b.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawing {
        either!(self, b => b.ensure_prepared())
    }

    fn present(&mut self) -> Drawing {
        either!(self, b => b.present())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawing {
        either!(self, b => b.draw_pixel(point, color))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawing {
        match self {
            Surface::Svg(b) => ours(b.draw_line(from, to, style)),
            Surface::Pixels(b) => stroke(b, from, to, style),
        }
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawing {
        either!(self, b => b.draw_rect(upper_left, bottom_right, style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawing {
        match self {
            Surface::Svg(b) => ours(b.draw_path(path, style)),
            Surface::Pixels(b) => {
                let points: Vec<_> = path.into_iter().collect();
                points
                    .windows(2)
                    .try_for_each(|pair| stroke(b, pair[0], pair[1], style))
            }
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawing {
        either!(self, b => b.draw_circle(center, radius, style, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawing {
        either!(self, b => b.fill_polygon(vert, style))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Drawing {
        // A name may hold what XML has not, or what turns the direction of a line.
        let text = in_line(text);
        match self {
            Surface::Svg(b) => ours(b.draw_text(&text, style, pos)),
            Surface::Pixels(b) => set_text(b, &text, style, pos),
        }
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<DrawError>> {
        let em = style.size() / SVG_SIZE;
        Ok((text_width(text, em, style.style()) as u32, em as u32))
    }
}

/// A straight stroke with round ends. plotters' own polygon for a bent stroke shoots past sharp
/// corners, of which a series of counts is full.
fn stroke<S: BackendStyle>(
    pixels: &mut BitMapBackend<'_>,
    from: BackendCoord,
    to: BackendCoord,
    style: &S,
) -> Drawing {
    let width = style.stroke_width();
    if width <= 1 {
        return ours(pixels.draw_line(from, to, style));
    }
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = math::hypot(dx, dy);
    let color = style.color();
    if length > 0.0 {
        let half = f64::from(width) / 2.0;
        let (nx, ny) = (-dy / length * half, dx / length * half);
        let corner = |p: BackendCoord, sign: f64| {
            (
                (f64::from(p.0) + sign * nx).round() as i32,
                (f64::from(p.1) + sign * ny).round() as i32,
            )
        };
        let quad = [
            corner(from, 1.0),
            corner(to, 1.0),
            corner(to, -1.0),
            corner(from, -1.0),
        ];
        ours(pixels.fill_polygon(quad, &color))?;
    }
    if width > 3 {
        ours(pixels.draw_circle(to, width / 2, &color, true))?;
    }
    Ok(())
}

/// Sets text as an SVG viewer would: same em, same base line.
fn set_text<T: BackendTextStyle>(
    pixels: &mut BitMapBackend<'_>,
    text: &str,
    style: &T,
    pos: BackendCoord,
) -> Drawing {
    let Some(font) = font(style.style()) else {
        return Ok(());
    };
    let em = style.size() / SVG_SIZE;
    let scaled = font.as_scaled((em * LINE_OVER_EM) as f32);
    let width = text_width(text, em, style.style());
    let mut x = f64::from(pos.0)
        - match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => width / 2.0,
            HPos::Right => width,
        };
    let baseline = f64::from(pos.1)
        + em * match style.anchor().v_pos {
            VPos::Top => TOP_TO_BASELINE,
            VPos::Center => HALF_X_HEIGHT,
            VPos::Bottom => -HALF_X_HEIGHT,
        };
    for c in text.chars() {
        let glyph = scaled.glyph_id(c);
        let placed = glyph.with_scale_and_position(scaled.scale(), point(x as f32, baseline as f32));
        if let Some(outline) = font.outline_glyph(placed) {
            fill_glyph(pixels, &outline, style.color())?;
        }
        x += f64::from(scaled.h_advance(glyph));
    }
    Ok(())
}

fn fill_glyph(pixels: &mut BitMapBackend<'_>, outline: &OutlinedGlyph, color: BackendColor) -> Drawing {
    let (w, h) = pixels.get_size();
    let (w, h) = (w.cast_signed(), h.cast_signed());
    let corner = outline.px_bounds().min;
    let mut drawn = Ok(());
    outline.draw(|dx, dy, coverage| {
        let (x, y) = (
            corner.x as i32 + dx.cast_signed(),
            corner.y as i32 + dy.cast_signed(),
        );
        if drawn.is_ok() && (0..w).contains(&x) && (0..h).contains(&y) {
            let alpha = color.alpha * f64::from(coverage.clamp(0.0, 1.0));
            drawn = ours(pixels.draw_pixel((x, y), BackendColor { alpha, ..color }));
        }
    });
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_font_is_read_and_has_every_sign_the_charts_use() {
        for style in [FontStyle::Normal, FontStyle::Bold] {
            let font = font(style).unwrap();
            for c in "Az09 %–·…“”,.:;()".chars() {
                assert!(font.glyph_id(c).0 != 0, "{c} is missing");
            }
            assert!(
                (font.height_unscaled() / font.units_per_em().unwrap() - LINE_OVER_EM as f32).abs() < 1e-6
            );
        }
    }
}
