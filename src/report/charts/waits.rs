//! How long people waited: the share of those who tried that was served within so long.

use crate::math;
use crate::metrics::View;
use crate::metrics::catalogue::{TRIED, WAIT};
use crate::sim::RunResult;

use super::chart::{Chart, Table};
use super::look::{GREY, Look, PALE, Stroke, Type};
use super::page::side_labels;
use super::panel::Panel;
use super::sheet::{Align, Drawn, Rect, Sheet};
use super::study::{Band, Case, Study, band_words};
use super::words::{length, list, share_of};
use crate::figures::percent;

const LABELS: f64 = 220.0;
/// Waits that a reader knows \[s\], and what they are called.
const KNOWN: [(f64, &str); 12] = [
    (1.0, "1 s"),
    (10.0, "10 s"),
    (60.0, "1 min"),
    (300.0, "5 min"),
    (900.0, "15 min"),
    (3600.0, "1 hour"),
    (10_800.0, "3 hours"),
    (28_800.0, "8 hours"),
    (86_400.0, "1 day"),
    (172_800.0, "2 days"),
    (259_200.0, "3 days"),
    (604_800.0, "7 days"),
];
/// Points of a curve.
const POINTS: usize = 200;

/// Shares of those who tried, served within each of some waits.
struct Curve {
    share: Vec<f64>,
    band: Option<Band>,
    /// The share that was served by the end, on average over the runs.
    served: f64,
}

/// The chart of all policies.
pub(super) fn chart<'a>(study: &'a Study<'a>) -> Chart<'a> {
    let span = span(study);
    let mut grid: Vec<f64> = (0..POINTS)
        .map(|i| span.0 * math::pow(span.1 / span.0, i as f64 / POINTS as f64))
        .collect();
    // Not computed: the last point has to be the end, to the bit.
    grid.push(span.1);
    let curves: Vec<Curve> = study.cases.iter().map(|case| Curve::of(case, &grid)).collect();
    let title = title(study);
    Chart {
        stem: "waits".to_owned(),
        alt: format!(
            "{title}. Curves, one a policy; served by the end: {}.",
            served(study, &curves)
        ),
        title,
        subtitle: format!(
            "Share of those who tried that had submitted within so long of first wanting to (logarithmic scale). \
             The gap to 100 % was not served by the end.{}",
            band_words(&study.cases)
        ),
        body: 520.0,
        table: table(study, &grid, &curves),
        paint: Box::new(move |sheet, body| paint(sheet, body, study, &grid, &curves)),
    }
}

impl Curve {
    fn of(case: &Case<'_>, grid: &[f64]) -> Curve {
        let along = |run: &RunResult| {
            let shares = grid.iter().map(|wait| within(run, *wait));
            shares.collect::<Vec<f64>>()
        };
        let days: Vec<Vec<f64>> = case.days.iter().map(|run| along(run)).collect();
        Curve {
            share: along(case.run),
            band: Band::of(&days, grid.len()),
            served: case.mean(|run| grid.last().map_or(0.0, |end| within(run, *end))),
        }
    }

    /// Where the line ends.
    fn last(&self) -> f64 {
        self.share.last().copied().unwrap_or(0.0)
    }
}

/// Share of those who tried that was served within `wait_s`.
fn within(run: &RunResult, wait_s: f64) -> f64 {
    let times = WAIT.times(View::Run(run));
    times.map_or(0.0, |times| times.share_within(wait_s))
}

/// The waits to draw: from those few had to the longest possible.
fn span(study: &Study<'_>) -> (f64, f64) {
    let longest = study.end_s.max(60.0);
    let first = KNOWN
        .iter()
        .rev()
        .map(|(s, _)| *s)
        .find(|s| *s < longest / 10.0 && study.cases.iter().all(|case| within(case.run, *s) < 0.01));
    (first.unwrap_or(1.0).min(longest / 10.0), longest)
}

/// Best and worst policy, at a wait people can picture.
fn title(study: &Study<'_>) -> String {
    let limits = [(3600.0, "an hour"), (86_400.0, "a day")];
    let (limit, name) = limits
        .into_iter()
        .rev()
        .find(|(s, _)| *s < study.end_s)
        .unwrap_or((study.end_s, "the time simulated"));
    let came: Vec<&Case<'_>> = study
        .cases
        .iter()
        .filter(|c| TRIED.count(View::Run(c.run)) > 0)
        .collect();
    let by = |case: &Case<'_>| case.mean(|run| within(run, limit));
    let said = |case: &Case<'_>| share_of(by(case), 1.0);
    let best = came.iter().max_by(|a, b| by(a).total_cmp(&by(b)));
    let worst = came.iter().min_by(|a, b| by(a).total_cmp(&by(b)));
    match (best, worst) {
        (Some(best), Some(worst)) if said(best) != said(worst) => format!(
            "Served within {name}: {} of those who tried under {}, {} under {}",
            said(best).text,
            best.quoted(),
            said(worst).text,
            worst.quoted()
        ),
        (Some(one), _) => format!("Served within {name}: {} of those who tried", said(one).text),
        _ => "Nobody came, so nobody waited".to_owned(),
    }
}

/// Shares served by the end.
fn served(study: &Study<'_>, curves: &[Curve]) -> String {
    let of = |(case, curve): (&Case<'_>, &Curve)| format!("{} under {}", percent(curve.served), case.title);
    list(&study.cases.iter().zip(curves).map(of).collect::<Vec<_>>())
}

fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, grid: &[f64], curves: &[Curve]) -> Drawn {
    let rect = Rect {
        right: body.right - LABELS,
        top: body.top + 12.0,
        ..body
    };
    let x: Vec<f64> = grid.iter().map(|s| math::ln(*s)).collect();
    let panel = Panel {
        rect,
        x: (x[0], x[x.len() - 1]),
        top: 1.0,
    };
    panel.draw_values(sheet, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], percent)?;
    draw_waits(sheet, &panel)?;
    for (case, curve) in study.cases.iter().zip(curves) {
        if let Some(band) = &curve.band {
            panel.draw_band(sheet, &x, band, case.look)?;
        }
    }
    for (case, curve) in study.cases.iter().zip(curves) {
        panel.draw_line(sheet, &x, &curve.share, case.look)?;
    }
    let ends: Vec<(f64, String, Look)> = study
        .cases
        .iter()
        .zip(curves)
        .map(|(case, curve)| {
            let served = percent(curve.served);
            (curve.last(), format!("{}: {served}", case.title), case.look)
        })
        .collect();
    side_labels(sheet, &panel, &ends, LABELS - 12.0)
}

/// Upright lines at waits a reader knows, with their names.
fn draw_waits(sheet: &Sheet<'_>, panel: &Panel) -> Drawn {
    let (first, last) = (panel.x.0 - 1e-9, panel.x.1 + 1e-9);
    let mut free_from = f64::NEG_INFINITY;
    for (wait, name) in KNOWN
        .iter()
        .filter(|(s, _)| (first..=last).contains(&math::ln(*s)))
    {
        let x = panel.px(math::ln(*wait));
        sheet.line(&[(x, panel.rect.top), (x, panel.rect.bottom)], Stroke::thin(PALE))?;
        if x >= free_from {
            sheet.text((x, panel.rect.bottom + 15.0), name, Type::TICK, Align::Center)?;
            free_from = x + 60.0;
        }
    }
    let middle = f64::midpoint(panel.rect.left, panel.rect.right);
    let set = Type::TICK.in_color(GREY);
    sheet.text(
        (middle, panel.rect.bottom + 34.0),
        "time from first wanting to apply to submission",
        set,
        Align::Center,
    )
}

fn table(study: &Study<'_>, grid: &[f64], curves: &[Curve]) -> Table {
    let mut table = Table::new(&[
        "policy",
        "within_s",
        "within",
        "share_of_those_who_tried",
        "low",
        "high",
    ]);
    for (case, curve) in study.cases.iter().zip(curves) {
        for (i, wait) in grid.iter().enumerate() {
            let band = |pick: fn(&Band) -> &Vec<f64>| {
                curve
                    .band
                    .as_ref()
                    .map_or(String::new(), |b| pick(b)[i].to_string())
            };
            table.rows.push(vec![
                case.name.to_owned(),
                wait.to_string(),
                length(*wait),
                curve.share[i].to_string(),
                band(|b| &b.low),
                band(|b| &b.high),
            ]);
        }
    }
    table
}
