//! The day under one policy: people who want to apply, attempts and applications, each a second.

use crate::metrics::View;
use crate::metrics::catalogue::{ATTEMPTS, SUBMITTED, SUBMITTED_BY_DEADLINE, TRIED};

use super::chart::{Chart, Table};
use super::look::{BLUE, Dash, GREY, Hatch, Look, Type, VERMILLION, dark};
use super::panel::{Panel, round_values, value_label};
use super::sheet::{Align, Drawn, Rect, Sheet};
use super::strip_paint;
use super::study::{Case, Study};
use super::time_axis::ticks;
use super::words::{instant, length, number, share_of};

/// Three series on axes of their own: they differ by orders of magnitude, and attempts are not
/// applications.
struct Row {
    name: &'static str,
    per_s: Vec<f64>,
    look: Look,
}

/// The chart of one policy.
pub(super) fn chart<'a>(study: &'a Study<'a>, case: &'a Case<'a>) -> Chart<'a> {
    let rows = rows(case);
    let peaks: Vec<String> = rows.iter().map(|row| peak(study, case, row)).collect();
    let title = format!("{}: {}", case.title, finding(case));
    Chart {
        stem: format!("day-{}", case.name),
        alt: format!(
            "Time chart. {title}. How many a second: {}. Policy: {}.",
            peaks.join("; "),
            case.strip.in_words(|s| instant(&study.civil(s))),
        ),
        title,
        subtitle: subtitle(study, case),
        body: 480.0 + strip_paint::height(&case.strip),
        table: table(case, &rows),
        paint: Box::new(move |sheet, body| paint(sheet, body, study, case, &rows)),
    }
}

fn rows(case: &Case<'_>) -> Vec<Row> {
    let look = |color| Look {
        color,
        dash: Dash::Solid,
        hatch: Hatch::Plain,
    };
    vec![
        Row {
            name: "People who first want to apply",
            per_s: case.per_s(&TRIED),
            look: look(GREY),
        },
        Row {
            name: "Attempts (HTTP requests by people)",
            per_s: case.per_s(&ATTEMPTS),
            look: look(VERMILLION),
        },
        Row {
            name: "Applications completed",
            per_s: case.per_s(&SUBMITTED),
            look: look(BLUE),
        },
    ]
}

/// How many of those who tried were served by the deadline.
pub(super) fn finding(case: &Case<'_>) -> String {
    let served = case.share(
        |run| SUBMITTED_BY_DEADLINE.count(View::Run(run)),
        |run| TRIED.count(View::Run(run)),
    );
    match (served.whole, served.part) {
        (0, _) => "nobody came".to_owned(),
        (1, 0) => "the one person who tried was not served by the deadline".to_owned(),
        (1, _) => "the one person who tried was served by the deadline".to_owned(),
        (_, 0) => "none of those who tried was served by the deadline".to_owned(),
        _ => {
            let share = share_of(served.share, 1.0);
            format!(
                "{} of those who tried {} served by the deadline",
                share.text,
                share.was()
            )
        }
    }
}

fn subtitle(study: &Study<'_>, case: &Case<'_>) -> String {
    let collapse = case.run.collapse.as_ref().map_or_else(String::new, |collapse| {
        format!(
            " In the launch drawn, the portal was collapsed for {}, first from {}.",
            length(collapse.total_s),
            instant(&collapse.since)
        )
    });
    format!(
        "How many a second, means of {}; each panel has its own scale. Deadline: {}.{collapse}",
        study.bin(),
        study.deadline(),
    )
}

/// "Attempts: 312 at 1 April, 00:10"
fn peak(study: &Study<'_>, case: &Case<'_>, row: &Row) -> String {
    let most = row
        .per_s
        .iter()
        .copied()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    match most {
        Some((i, most)) if most > 0.0 => {
            let at = instant(&study.civil(case.run.series.start_s[i]));
            format!("{}: most {} at {at}", row.name, number(most))
        }
        _ => format!("{}: none", row.name),
    }
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
    let ticks = ticks(&study.clock, study.end_s, 16);
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
        panel.draw_values(sheet, &values, value_label)?;
        let middles = case.middles();
        panel.draw_area(sheet, &middles, &row.per_s, row.look.color)?;
        panel.draw_line(sheet, &middles, &row.per_s, row.look)?;
        let set = Type::HEADING.in_color(dark(row.look.color));
        sheet.text(
            (rect.left, rect.top - 14.0),
            &heading(study, case, row),
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

fn heading(study: &Study<'_>, case: &Case<'_>, row: &Row) -> String {
    let said = peak(study, case, row);
    said.replacen(&format!("{}:", row.name), &format!("{}, a second:", row.name), 1)
}
