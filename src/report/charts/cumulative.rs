//! Applications completed since the start, all policies together, with the counts on public record.

use crate::messages::charts::Unit;
use crate::metrics::catalogue::{SUBMITTED, SUBMITTED_BY_DEADLINE};
use clickday_engine::model::units::Moment;

use super::chart::{Chart, Table, sentences};
use super::key::{self, KeyEntry};
use super::look::{Look, Type, dark};
use super::page::side_labels;
use super::panel::{Panel, round_values};
use super::sheet::{Align, Drawn, Rect, Sheet, cut, width_of};
use super::strip_paint;
use super::study::{Band, Case, Study, sums};
use super::time_axis::ticks;

const GAP: f64 = 5.0;
/// The name of a policy beside its strip.
const NAME: Type = Type {
    bold: true,
    ..Type::TICK
};

struct Line {
    /// Bin ends \[s\], and applications by then at full scale.
    at_s: Vec<f64>,
    applications: Vec<f64>,
    band: Option<Band>,
}

/// The chart of all policies.
pub(super) fn chart<'a>(study: &'a Study<'a>) -> Chart<'a> {
    let say = study.say();
    let lines: Vec<Line> = study.cases.iter().map(Line::of).collect();
    let title = title(study);
    let recorded = !study.model.record.is_empty();
    let by_end = study.of_each(|case| case.full(&SUBMITTED));
    let subtitle = say.applications_subtitle(&study.civil(0.0), &study.deadline());
    let mut key: Vec<KeyEntry> = recorded.then(|| KeyEntry::record(say)).into_iter().collect();
    key.extend(key::of_strips(study.cases.iter(), say));
    Chart {
        name: "cumulative".to_owned(),
        policy: None,
        alt: say.applications_alt(&title, &by_end, recorded),
        title,
        subtitle: sentences([Some(subtitle), study.band_words()]),
        body: key::height(&key) + strips_height(study) + 400.0,
        table: table(study, &lines),
        paint: Box::new(move |sheet, body| {
            let body = key::paint(sheet, body, &key)?;
            paint(sheet, body, study, &lines)
        }),
    }
}

/// Height of the strips of all policies [px].
fn strips_height(study: &Study<'_>) -> f64 {
    let strips = study.cases.iter().map(|c| strip_paint::height(&c.strip) + GAP);
    strips.sum()
}

impl Line {
    fn of(case: &Case<'_>) -> Line {
        let series = &case.run.series;
        let at_s: Vec<f64> = std::iter::once(0.0)
            .chain(series.start_s.iter().map(|s| s + series.bin_s))
            .collect();
        let applications = |run: &clickday_engine::sim::RunResult| {
            let mut total = 0.0;
            let grown = sums(run, &SUBMITTED).into_iter().map(|n| {
                total += n / run.scale;
                total
            });
            std::iter::once(0.0).chain(grown).collect::<Vec<f64>>()
        };
        let days: Vec<Vec<f64>> = case.days.iter().map(|run| applications(run)).collect();
        let band = Band::of(&days, at_s.len());
        Line {
            at_s,
            applications: applications(case.run),
            band,
        }
    }
}

/// The policies that had taken in most and fewest by the deadline.
fn title(study: &Study<'_>) -> String {
    let ends = study.ends(|case| Some(case.full(&SUBMITTED_BY_DEADLINE)), |n| *n);
    ends.map_or_else(String::new, |ends| study.say().applications_title(&ends))
}

fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, lines: &[Line]) -> Drawn {
    let say = study.say();
    let rect = Rect {
        right: body.right - labels(study),
        top: body.top + strips_height(study) + 14.0,
        ..body
    };
    let record = study.model.record.iter().map(|o| o.applications as f64);
    let drawn = lines.iter().filter_map(|line| line.applications.last().copied());
    let high = lines
        .iter()
        .filter_map(|l| l.band.as_ref())
        .filter_map(|b| b.high.last().copied());
    let values = round_values(record.chain(drawn).chain(high).fold(0.0, f64::max), 5);
    let panel = Panel {
        rect,
        x: (0.0, study.end_s),
        top: values[values.len() - 1],
    };
    let ticks = ticks(&study.clock, study.end_s, 14, say);
    panel.draw_hours(sheet, &ticks)?;
    panel.draw_values(sheet, &values, |n| say.spoken_number(n))?;
    panel.draw_unit(sheet, say.unit(Unit::Applications))?;
    panel.draw_clock(sheet, &ticks)?;
    paint_strips(sheet, study, &panel, body.top)?;
    for (case, line) in study.cases.iter().zip(lines) {
        if let Some(band) = &line.band {
            panel.draw_band(sheet, &line.at_s, band, case.look)?;
        }
    }
    for (case, line) in study.cases.iter().zip(lines) {
        panel.draw_line(sheet, &line.at_s, &line.applications, case.look)?;
    }
    mark_deadline(sheet, study, &panel)?;
    paint_record(sheet, study, &panel)?;
    let ends: Vec<(f64, String, Look)> = study
        .cases
        .iter()
        .zip(lines)
        .map(|(case, line)| {
            let last = line.applications.last().copied().unwrap_or(0.0);
            let submitted = case.of(case.full(&SUBMITTED));
            (
                last,
                say.applications_label(&submitted, case.launches()),
                case.look,
            )
        })
        .collect();
    side_labels(sheet, &panel, &ends, labels(study) - 12.0)
}

/// Room at the right for the names of the policies [px].
fn labels(study: &Study<'_>) -> f64 {
    let widths = study.cases.iter().map(|case| width_of(&case.title, NAME));
    widths.fold(0.0, f64::max).clamp(130.0, 250.0) + 16.0
}

fn paint_strips(sheet: &Sheet<'_>, study: &Study<'_>, panel: &Panel, top: f64) -> Drawn {
    let mut y = top;
    for case in &study.cases {
        let height = strip_paint::height(&case.strip);
        strip_paint::paint(sheet, &case.strip, panel, y)?;
        let set = NAME.in_color(dark(case.look.color));
        let name = cut(&case.title, set, labels(study) - 12.0);
        sheet.text(
            (panel.rect.right + 10.0, y + height / 2.0),
            &name,
            set,
            Align::Left,
        )?;
        y += height + GAP;
    }
    Ok(())
}

/// The deadline, where it lies within the chart and not at its end.
fn mark_deadline(sheet: &Sheet<'_>, study: &Study<'_>, panel: &Panel) -> Drawn {
    let deadline = study.model.calendar.deadline.as_ref().map(|at| at_s(study, at));
    match deadline {
        Some(at) if at > 0.0 && at < study.end_s * 0.999 => {
            panel.mark(sheet, at, study.say().deadline_mark(), Align::Right)
        }
        _ => Ok(()),
    }
}

fn at_s(study: &Study<'_>, moment: &Moment) -> f64 {
    study.clock.micros(moment) as f64 / 1e6
}

/// A diamond for each count on record.
fn paint_record(sheet: &Sheet<'_>, study: &Study<'_>, panel: &Panel) -> Drawn {
    let within = |s: f64| (0.0..=study.end_s).contains(&s);
    let mut seen = study.model.record.iter().filter(|o| within(at_s(study, &o.at)));
    seen.try_for_each(|observed| {
        let x = panel.px(at_s(study, &observed.at));
        sheet.diamond((x, panel.py(observed.applications as f64)))
    })
}

fn table(study: &Study<'_>, lines: &[Line]) -> Table {
    let mut table = Table::new(&[
        "policy",
        "time",
        "start_s",
        "applications",
        "low",
        "high",
        "source",
    ]);
    let us = |seconds: f64| (seconds.max(0.0) * 1e6).round() as u64;
    let drawn = lines.iter().flat_map(|line| &line.at_s).map(|at| us(*at));
    let recorded = study.model.record.iter().map(|o| us(at_s(study, &o.at)));
    let stamps = study.clock.stamps(drawn.chain(recorded));
    for (case, line) in study.cases.iter().zip(lines) {
        for (i, at) in line.at_s.iter().enumerate() {
            let band = |pick: fn(&Band) -> &Vec<f64>| {
                line.band
                    .as_ref()
                    .map_or(String::new(), |b| pick(b)[i].to_string())
            };
            table.rows.push(vec![
                case.name.to_owned(),
                stamps.of(us(*at)),
                at.to_string(),
                line.applications[i].to_string(),
                band(|b| &b.low),
                band(|b| &b.high),
                "simulated".to_owned(),
            ]);
        }
    }
    for observed in &study.model.record {
        let (at, n) = (at_s(study, &observed.at), observed.applications.to_string());
        let time = if at < 0.0 {
            observed.at.to_string()
        } else {
            stamps.of(us(at))
        };
        let row = ["on record", &time, &at.to_string(), &n, "", "", &observed.source];
        table.rows.push(row.map(str::to_owned).to_vec());
    }
    table
}
