//! How long people waited: the share of those who tried that was served within so long.

use crate::messages::charts::{ChartText, Unit};
use crate::metrics::View;
use crate::metrics::catalogue::{TRIED, WAIT};
use clickday_engine::math;
use clickday_engine::sim::RunResult;

use super::chart::{Chart, Table, sentences};
use super::look::{GREY, Look, PALE, Stroke, Type};
use super::page::side_labels;
use super::panel::Panel;
use super::sheet::{Align, Drawn, Rect, Sheet, width_of};
use super::study::{Band, Case, Study};

const LABELS: f64 = 220.0;
/// Waits that a reader knows \[s\].
const KNOWN: [f64; 12] = [
    1.0, 10.0, 60.0, 300.0, 900.0, 3600.0, 10_800.0, 28_800.0, 86_400.0, 172_800.0, 259_200.0, 604_800.0,
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
    let say = study.say();
    let title = title(study, &curves);
    let served = study.cases.iter().zip(&curves);
    let served: Vec<_> = served.map(|(case, curve)| case.of(curve.served)).collect();
    Chart {
        name: "waits".to_owned(),
        policy: None,
        alt: say.waits_alt(&title, &served),
        title,
        subtitle: sentences([Some(say.waits_subtitle()), study.band_words()]),
        body: 532.0,
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
        .copied()
        .find(|s| *s < longest / 10.0 && study.cases.iter().all(|case| within(case.run, *s) < 0.01));
    (first.unwrap_or(1.0).min(longest / 10.0), longest)
}

/// The policies that served most and fewest of those who came, by the end: what the lines end at.
fn title(study: &Study<'_>, curves: &[Curve]) -> String {
    let served = |case: &Case<'_>| {
        let index = study.cases.iter().position(|other| other.name == case.name)?;
        let came = TRIED.count(View::Run(case.run)) > 0;
        came.then(|| curves[index].served)
    };
    study
        .say()
        .waits_title(study.ends(served, |share| *share).as_ref())
}

fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, grid: &[f64], curves: &[Curve]) -> Drawn {
    let say = study.say();
    let rect = Rect {
        right: body.right - LABELS,
        top: body.top + 24.0,
        ..body
    };
    let x: Vec<f64> = grid.iter().map(|s| math::ln(*s)).collect();
    let panel = Panel {
        rect,
        x: (x[0], x[x.len() - 1]),
        top: 1.0,
    };
    panel.draw_values(sheet, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], |share| say.percent(share))?;
    panel.draw_unit(sheet, say.unit(Unit::OfThoseWhoCame))?;
    draw_waits(sheet, &panel, say)?;
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
            let label = say.waits_label(&case.of(curve.served), case.launches());
            (curve.last(), label, case.look)
        })
        .collect();
    side_labels(sheet, &panel, &ends, LABELS - 12.0)
}

/// Upright lines at waits a reader knows, each with its name; none where there is no room for the name.
fn draw_waits(sheet: &Sheet<'_>, panel: &Panel, say: &dyn ChartText) -> Drawn {
    let (first, last) = (panel.x.0 - 1e-9, panel.x.1 + 1e-9);
    let mut free_from = f64::NEG_INFINITY;
    for wait in KNOWN.iter().filter(|s| (first..=last).contains(&math::ln(**s))) {
        let x = panel.px(math::ln(*wait));
        let name = say.wait_tick(*wait);
        let half = width_of(&name, Type::TICK) / 2.0;
        if x - half >= free_from {
            sheet.line(&[(x, panel.rect.top), (x, panel.rect.bottom)], Stroke::thin(PALE))?;
            sheet.text((x, panel.rect.bottom + 15.0), &name, Type::TICK, Align::Center)?;
            free_from = x + half + 6.0;
        }
    }
    let middle = f64::midpoint(panel.rect.left, panel.rect.right);
    let set = Type::TICK.in_color(GREY);
    sheet.text(
        (middle, panel.rect.bottom + 34.0),
        say.waits_axis(),
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
                study.say().length(*wait),
                curve.share[i].to_string(),
                band(|b| &b.low),
                band(|b| &b.high),
            ]);
        }
    }
    table
}
