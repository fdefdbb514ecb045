//! A panel of a chart: two axes, and what is drawn between them.

use plotters::style::RGBColor;

use super::look::{COLLAPSED, Dash, GREY, INK, Look, MIDNIGHT, PALE, SHUT, Stroke, Type};
use super::sheet::{Align, Drawn, Point, Rect, Sheet};
use super::study::Band;
use super::time_axis::Tick;
use clickday_engine::math;

/// A rectangle with linear axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Panel {
    pub(super) rect: Rect,
    /// Values at its left and right edges.
    pub(super) x: (f64, f64),
    /// Value at its upper edge; zero is at the lower one.
    pub(super) top: f64,
}

impl Panel {
    /// Horizontal position of a value [px].
    pub(super) fn px(&self, x: f64) -> f64 {
        let share = (x - self.x.0) / (self.x.1 - self.x.0).max(f64::MIN_POSITIVE);
        self.rect.left + share.clamp(0.0, 1.0) * self.rect.width()
    }

    /// Vertical position of a value [px].
    pub(super) fn py(&self, y: f64) -> f64 {
        let share = if self.top > 0.0 {
            (y / self.top).clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.rect.bottom - share * self.rect.height()
    }

    /// Positions of a series.
    pub(super) fn points(&self, x: &[f64], y: &[f64]) -> Vec<Point> {
        x.iter().zip(y).map(|(x, y)| (self.px(*x), self.py(*y))).collect()
    }

    /// Horizontal lines with their values at the left.
    pub(super) fn draw_values(
        &self,
        sheet: &Sheet<'_>,
        values: &[f64],
        said: impl Fn(f64) -> String,
    ) -> Drawn {
        for value in values {
            let y = self.py(*value);
            let color = if *value == 0.0 { GREY } else { PALE };
            sheet.line(&[(self.rect.left, y), (self.rect.right, y)], Stroke::thin(color))?;
            sheet.text((self.rect.left - 8.0, y), &said(*value), Type::TICK, Align::Right)?;
        }
        Ok(())
    }

    /// The unit of the values, above them.
    pub(super) fn draw_unit(&self, sheet: &Sheet<'_>, unit: &str) -> Drawn {
        let at = (self.rect.left - 8.0, self.rect.top - 15.0);
        sheet.text(at, unit, Type::FOOT, Align::Right)
    }

    /// Upright lines at the ticks of the time axis, midnights darker.
    pub(super) fn draw_hours(&self, sheet: &Sheet<'_>, ticks: &[Tick]) -> Drawn {
        for tick in ticks {
            let x = self.px(tick.at_s);
            let color = if tick.is_midnight { MIDNIGHT } else { PALE };
            sheet.line(&[(x, self.rect.top), (x, self.rect.bottom)], Stroke::thin(color))?;
        }
        Ok(())
    }

    /// The clock times under the panel.
    pub(super) fn draw_clock(&self, sheet: &Sheet<'_>, ticks: &[Tick]) -> Drawn {
        for tick in ticks {
            let x = self.px(tick.at_s);
            sheet.text(
                (x, self.rect.bottom + 15.0),
                &tick.time,
                Type::TICK,
                Align::Center,
            )?;
            if let Some(date) = &tick.date {
                let bold = Type {
                    bold: true,
                    ..Type::TICK.in_color(INK)
                };
                sheet.text((x, self.rect.bottom + 31.0), date, bold, Align::Center)?;
            }
        }
        Ok(())
    }

    /// Grey behind the hours in which nobody may come in.
    pub(super) fn shade(&self, sheet: &Sheet<'_>, stretches: &[(f64, f64)]) -> Drawn {
        self.draw_behind(sheet, stretches, SHUT)
    }

    /// Red behind the hours in which the portal is collapsed.
    pub(super) fn shade_collapse(&self, sheet: &Sheet<'_>, stretches: &[(f64, f64)]) -> Drawn {
        self.draw_behind(sheet, stretches, COLLAPSED)
    }

    fn draw_behind(&self, sheet: &Sheet<'_>, stretches: &[(f64, f64)], color: RGBColor) -> Drawn {
        for (from, until) in stretches {
            let (left, right) = (self.px(*from), self.px(*until));
            if right > left {
                let rect = Rect {
                    left,
                    right,
                    ..self.rect
                };
                sheet.fill(rect, color, 1.0)?;
            }
        }
        Ok(())
    }

    /// A line through a series.
    pub(super) fn draw_line(&self, sheet: &Sheet<'_>, x: &[f64], y: &[f64], look: Look) -> Drawn {
        let points = self.points(x, y);
        if points.len() < 2 {
            return points
                .first()
                .map_or(Ok(()), |at| sheet.dot(*at, 2.5, look.color));
        }
        sheet.line(&points, Stroke::data(look))
    }

    /// The area between a series and zero.
    pub(super) fn draw_area(&self, sheet: &Sheet<'_>, x: &[f64], y: &[f64], color: RGBColor) -> Drawn {
        let zero = vec![0.0; y.len()];
        self.draw_between(sheet, x, (&zero, y), color, 0.25)
    }

    /// The band in which most simulated days fell.
    pub(super) fn draw_band(&self, sheet: &Sheet<'_>, x: &[f64], band: &Band, look: Look) -> Drawn {
        self.draw_between(sheet, x, (&band.low, &band.high), look.color, 0.18)
    }

    /// The area between two series.
    pub(super) fn draw_between(
        &self,
        sheet: &Sheet<'_>,
        x: &[f64],
        (low, high): (&[f64], &[f64]),
        color: RGBColor,
        alpha: f64,
    ) -> Drawn {
        let mut outline = self.points(x, high);
        if outline.len() < 2 {
            return Ok(());
        }
        outline.extend(self.points(x, low).into_iter().rev());
        sheet.area(&outline, color, alpha)
    }

    /// A dashed upright line with a word at its top.
    pub(super) fn mark(&self, sheet: &Sheet<'_>, x: f64, word: &str, align: Align) -> Drawn {
        let at = self.px(x);
        let stroke = Stroke {
            color: INK,
            width: 1.2,
            dash: Dash::Short,
        };
        sheet.line(&[(at, self.rect.top), (at, self.rect.bottom)], stroke)?;
        let shift = if align == Align::Right { -7.0 } else { 7.0 };
        sheet.label(
            (at + shift, self.rect.top + 11.0),
            word,
            Type::TICK.in_color(INK),
            align,
        )
    }
}

/// Round values from zero to at least `max`, about `count` of them; the last is where the axis
/// ends.
pub(super) fn round_values(max: f64, count: usize) -> Vec<f64> {
    if max <= 0.0 || !max.is_finite() {
        return vec![0.0, 1.0];
    }
    let rough = max / count.max(1) as f64;
    let power = math::pow(10.0, math::log10(rough).floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| *s >= rough * 0.999);
    let step = step.unwrap_or(rough);
    let steps = (max / step * 0.999).ceil().max(1.0) as usize;
    (0..=steps).map(|i| i as f64 * step).collect()
}

/// Middles as near as possible to those wanted, for things of given heights that may not overlap
/// nor leave the bounds; each is wanted as (middle, height), and they are returned in the order
/// given.
pub(super) fn spread(wanted: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].0.total_cmp(&wanted[*b].0));
    let mut at: Vec<f64> = wanted.iter().map(|w| w.0).collect();
    let mut free_from = top;
    for &i in &order {
        let half = wanted[i].1 / 2.0;
        at[i] = at[i].max(free_from + half);
        free_from = at[i] + half;
    }
    let mut free_to = bottom;
    for &i in order.iter().rev() {
        let half = wanted[i].1 / 2.0;
        at[i] = at[i].min(free_to - half);
        free_to = at[i] - half;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_values() {
        assert_eq!(round_values(312.0, 4), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(round_values(0.9, 3), [0.0, 0.5, 1.0]);
        assert_eq!(round_values(0.0, 4), [0.0, 1.0]);
        assert_eq!(round_values(100.0, 4), [0.0, 25.0, 50.0, 75.0, 100.0]);
    }

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!(
            spread(&[(10.0, 10.0), (12.0, 10.0), (50.0, 20.0)], (0.0, 100.0)),
            [10.0, 20.0, 50.0]
        );
        assert_eq!(spread(&[(99.0, 10.0), (98.0, 10.0)], (0.0, 100.0)), [95.0, 85.0]);
    }
}
