//! The day under one policy: people who want to apply, attempts and applications, each a second.

use crate::messages::charts::{DayHead, DayRow, Peak, Unit};
use crate::metrics::View;
use crate::metrics::catalogue::{ATTEMPTS, SUBMITTED, SUBMITTED_BY_DEADLINE, TRIED};

use super::chart::{Chart, Table};
use super::key;
use super::look::{BLUE, Dash, GREY, Hatch, Look, Type, VERMILLION, dark};
use super::panel::{Panel, round_values};
use super::sheet::{Align, Drawn, Rect, Sheet};
use super::strip_paint;
use super::study::{Case, Study};
use super::time_axis::ticks;

/// Three series on axes of their own: they differ by orders of magnitude, and attempts are not
/// applications.
struct Row {
    what: DayRow,
    peak: Option<Peak>,
    per_s: Vec<f64>,
    look: Look,
}

/// The chart of one policy.
pub(super) fn chart<'a>(study: &'a Study<'a>, case: &'a Case<'a>) -> Chart<'a> {
    let say = study.say();
    let rows = rows(study, case);
    let title = title(study, case);
    let peaks: Vec<(DayRow, Option<Peak>)> = rows.iter().map(|row| (row.what, row.peak.clone())).collect();
    let rules = case.strip.rules();
    let rules: Vec<(&str, String)> = rules.iter().map(|(label, s)| (*label, study.civil(*s))).collect();
    let key = key::of_strips(std::iter::once(case), say);
    Chart {
        name: format!("day-{}", case.name),
        policy: Some(case.name.to_owned()),
        alt: say.day_alt(&title, &peaks, &rules, case.launches()),
        title,
        subtitle: subtitle(study, case),
        sources: Vec::new(),
        body: key::height(&key) + 480.0 + strip_paint::height(&case.strip),
        table: table(case, &rows),
        paint: Box::new(move |sheet, body| {
            let body = key::paint(sheet, body, &key)?;
            paint(sheet, body, study, case, &rows)
        }),
    }
}

fn rows(study: &Study<'_>, case: &Case<'_>) -> Vec<Row> {
    let series = [
        (DayRow::Came, &TRIED, GREY),
        (DayRow::Attempts, &ATTEMPTS, VERMILLION),
        (DayRow::Applications, &SUBMITTED, BLUE),
    ];
    let row = |(what, metric, color)| {
        let per_s = case.per_s(metric);
        Row {
            what,
            peak: study.peak(case, &per_s).filter(|peak| peak.most > 0.0),
            per_s,
            look: Look {
                color,
                dash: Dash::Solid,
                hatch: Hatch::Plain,
            },
        }
    };
    series.map(row).into()
}

/// How many of those who came were served by the deadline.
fn title(study: &Study<'_>, case: &Case<'_>) -> String {
    let served = case.share(
        |run| SUBMITTED_BY_DEADLINE.count(View::Run(run)),
        |run| TRIED.count(View::Run(run)),
    );
    study.say().day_title(&case.of(served), case.launches())
}

fn subtitle(study: &Study<'_>, case: &Case<'_>) -> String {
    let drawn = case.run.collapse.as_ref();
    study.say().day_subtitle(&DayHead {
        bin_s: study.bin_s(),
        deadline: &study.deadline(),
        collapsed: case.collapse(),
        drawn: drawn.map(|collapse| (collapse.total_s, collapse.since.as_str())),
        launches: case.launches(),
    })
}

fn table(case: &Case<'_>, rows: &[Row]) -> Table {
    let mut table = Table::new(&[
        "policy",
        "time",
        "start_s",
        "came_per_s",
        "attempts_per_s",
        "applications_per_s",
    ]);
    for (i, time) in case.run.series.time.iter().enumerate() {
        let mut row = vec![
            case.name.to_owned(),
            time.clone(),
            case.run.series.start_s[i].to_string(),
        ];
        row.extend(rows.iter().map(|r| r.per_s[i].to_string()));
        table.rows.push(row);
    }
    table
}

fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, case: &Case<'_>, rows: &[Row]) -> Drawn {
    let first = body.top + strip_paint::height(&case.strip);
    let each = (body.bottom - first) / rows.len() as f64;
    let say = study.say();
    let ticks = ticks(&study.clock, study.end_s, 16, say);
    for (i, row) in rows.iter().enumerate() {
        let bottom = first + each * (i + 1) as f64;
        let rect = Rect {
            top: bottom - each + 38.0,
            bottom,
            ..body
        };
        let values = round_values(row.per_s.iter().copied().fold(0.0, f64::max), 3);
        let panel = Panel {
            rect,
            x: (0.0, study.end_s),
            top: values[values.len() - 1],
        };
        panel.shade(sheet, &case.strip.shut())?;
        panel.draw_hours(sheet, &ticks)?;
        panel.draw_values(sheet, &values, |n| say.spoken_number(n))?;
        panel.draw_unit(sheet, say.unit(Unit::PerSecond))?;
        let middles = case.middles();
        panel.draw_area(sheet, &middles, &row.per_s, row.look.color)?;
        panel.draw_line(sheet, &middles, &row.per_s, row.look)?;
        let set = Type::HEADING.in_color(dark(row.look.color));
        sheet.text(
            (rect.left, rect.top - 14.0),
            &say.day_heading(row.what, row.peak.as_ref(), case.launches()),
            set,
            Align::Left,
        )?;
        if i == 0 {
            strip_paint::paint(sheet, &case.strip, &panel, body.top)?;
        }
        if i + 1 == rows.len() {
            panel.draw_clock(sheet, &ticks)?;
        }
    }
    Ok(())
}
