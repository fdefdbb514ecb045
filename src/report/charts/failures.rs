//! Failed attempts over time, by kind, one policy under another.

use crate::messages::charts::{ChartText, Key, Proportion, Unit};
use crate::metrics::View;
use crate::metrics::catalogue::ended_in;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Outcome;

use super::chart::{Chart, Table};
use super::key::{self, KeyEntry, area_alpha};
use super::look::{GREY, Look, Stroke, Type};
use super::multiples::{self, Multiple};
use super::panel::{Panel, round_values};
use super::sheet::{Align, Drawn, Point, Sheet};
use super::study::{Case, Study};

/// At most this many kinds by name; the others are added up.
const NAMED: usize = 3;
/// An area that is nowhere higher than this cannot be seen [px].
const VISIBLE: f64 = 3.0;

/// Kinds of failure drawn together.
struct Kinds {
    name: &'static str,
    outcomes: Vec<Outcome>,
    look: Look,
}

/// The chart of all policies.
pub(super) fn chart<'a>(study: &'a Study<'a>) -> Chart<'a> {
    let say = study.say();
    let kinds = kinds(study);
    let stacks: Vec<Vec<Vec<f64>>> = study.cases.iter().map(|case| stack(case, &kinds)).collect();
    let tops = stacks.iter().filter_map(|layers| layers.last()).flatten();
    let values = round_values(tops.copied().fold(0.0, f64::max), 2);
    let others = kinds.iter().find(|kind| kind.outcomes.len() > 1);
    let title = title(study);
    let named = |kind: &Kinds| KeyEntry::area(kind.name.to_owned(), kind.look);
    let mut key: Vec<KeyEntry> = kinds.iter().map(named).collect();
    key.extend(key::of_strips(study.cases.iter(), say));
    Chart {
        name: "failures".to_owned(),
        policy: None,
        alt: say.failures_alt(&title, &study.of_each(all_failed)),
        title,
        subtitle: say.failures_subtitle(study.bin_s(), others.map_or(&[], |kind| kind.outcomes.as_slice())),
        body: key::height(&key) + multiples::height(study),
        table: table(study),
        paint: Box::new(move |sheet, body| {
            let body = key::paint(sheet, body, &key)?;
            let draw = |i: usize, sheet: &Sheet<'_>, panel: &Panel| {
                layers(sheet, panel, &study.cases[i], &stacks[i], &kinds)?;
                note_if_empty(sheet, panel, &stacks[i], say)
            };
            let heading = |i: usize| {
                let case = &study.cases[i];
                say.failures_heading(&case.of(failed(case)), case.launches())
            };
            multiples::paint(
                sheet,
                body,
                study,
                &Multiple {
                    values: &values,
                    label: &|n| say.spoken_number(n),
                    unit: Unit::PerSecond,
                    heading: &heading,
                    collapsed: &|_| Vec::new(),
                    draw: &draw,
                },
            )
        }),
    }
}

/// The commonest kinds over all policies by name, and the rest.
fn kinds(study: &Study<'_>) -> Vec<Kinds> {
    let say = study.say();
    let all = |outcome: Outcome| -> f64 { study.cases.iter().map(|c| c.full(ended_in(outcome))).sum() };
    let mut failed: Vec<Outcome> = Outcome::ALL
        .into_iter()
        .filter(|o| o.is_failure() && all(*o) > 0.0)
        .collect();
    failed.sort_by(|a, b| all(*b).total_cmp(&all(*a)));
    let rest = failed.split_off(failed.len().min(NAMED));
    let mut kinds: Vec<(&'static str, Vec<Outcome>)> = failed
        .into_iter()
        .map(|o| (say.failure_kind(o), vec![o]))
        .collect();
    match rest.as_slice() {
        [] => {}
        [one] => kinds.push((say.failure_kind(*one), rest)),
        _ => kinds.push((say.key(Key::OtherKinds), rest)),
    }
    kinds
        .into_iter()
        .enumerate()
        .map(|(i, (name, outcomes))| Kinds {
            name,
            outcomes,
            look: Look::of_case(i),
        })
        .collect()
}

/// Says in a panel in which no area can be seen that there is none to see.
fn note_if_empty(sheet: &Sheet<'_>, panel: &Panel, stack: &[Vec<f64>], say: &dyn ChartText) -> Drawn {
    let most = stack.last().into_iter().flatten().copied().fold(0.0, f64::max);
    if panel.rect.bottom - panel.py(most) > VISIBLE {
        return Ok(());
    }
    let middle = (
        f64::midpoint(panel.rect.left, panel.rect.right),
        f64::midpoint(panel.rect.top, panel.rect.bottom),
    );
    let text = say.hardly_any_failures(most > 0.0);
    sheet.label(middle, text, Type::SUBTITLE.in_color(GREY), Align::Center)
}

/// Upper edges of the stacked kinds, the lowest first.
fn stack(case: &Case<'_>, kinds: &[Kinds]) -> Vec<Vec<f64>> {
    let mut edge = vec![0.0; case.run.series.start_s.len()];
    let mut layers = Vec::with_capacity(kinds.len());
    for kind in kinds {
        for outcome in &kind.outcomes {
            for (sum, rate) in edge.iter_mut().zip(case.per_s(ended_in(*outcome))) {
                *sum += rate;
            }
        }
        layers.push(edge.clone());
    }
    layers
}

fn layers(sheet: &Sheet<'_>, panel: &Panel, case: &Case<'_>, stack: &[Vec<f64>], kinds: &[Kinds]) -> Drawn {
    let x = case.middles();
    let mut low = vec![0.0; x.len()];
    for (high, kind) in stack.iter().zip(kinds) {
        let look = kind.look;
        panel.draw_between(sheet, &x, (&low, high), look.color, area_alpha(look.hatch))?;
        let edges = (panel.points(&x, high), panel.points(&x, &low));
        let within = |px: f64| (height_at(&edges.0, px), height_at(&edges.1, px));
        sheet.hatch(panel.rect, look.hatch, look.color, within)?;
        let thick: Vec<(Point, bool)> = edges
            .0
            .iter()
            .zip(&edges.1)
            .map(|(h, l)| (*h, l.1 - h.1 > 0.3))
            .collect();
        for piece in thick.chunk_by(|a, b| a.1 == b.1).filter(|piece| piece[0].1) {
            let piece: Vec<Point> = piece.iter().map(|(point, _)| *point).collect();
            sheet.line(&piece, Stroke::thin(look.color))?;
        }
        low.clone_from(high);
    }
    Ok(())
}

/// Height of a line given by its points, between two of them; below everything where it has none.
fn height_at(points: &[(f64, f64)], px: f64) -> f64 {
    let next = points.partition_point(|p| p.0 < px);
    match (next.checked_sub(1).and_then(|i| points.get(i)), points.get(next)) {
        (Some(a), Some(b)) if b.0 > a.0 => a.1 + (b.1 - a.1) * (px - a.0) / (b.0 - a.0),
        (_, Some(b)) => b.1,
        _ => f64::NAN,
    }
}

/// The attempts that failed, of those that ended.
fn failed(case: &Case<'_>) -> Proportion {
    let ended = |run: &RunResult, all: bool| {
        let these = Outcome::ALL
            .into_iter()
            .filter(|outcome| all || outcome.is_failure());
        these.map(|outcome| ended_in(outcome).count(View::Run(run))).sum()
    };
    case.share(|run| ended(run, false), |run| ended(run, true))
}

/// The policies under which most and fewest attempts failed.
fn title(study: &Study<'_>) -> String {
    let tried = |case: &Case<'_>| Some(failed(case)).filter(|failed| failed.whole > 0);
    let ends = study.ends(tried, |failed| failed.share);
    study.say().failures_title(ends.as_ref())
}

/// All failed attempts of a case at full scale.
fn all_failed(case: &Case<'_>) -> f64 {
    let failures = Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure());
    failures.map(|outcome| case.full(ended_in(outcome))).sum()
}

fn table(study: &Study<'_>) -> Table {
    let mut table = Table::new(&["policy", "time", "start_s", "kind", "failed_attempts_per_s"]);
    for case in &study.cases {
        let series = &case.run.series;
        for outcome in Outcome::ALL.into_iter().filter(|o| o.is_failure()) {
            for (i, rate) in case.per_s(ended_in(outcome)).iter().enumerate() {
                let time = series.time.get(i).cloned().unwrap_or_default();
                let start = series.start_s[i].to_string();
                table.rows.push(vec![
                    case.name.to_owned(),
                    time,
                    start,
                    outcome.name().to_owned(),
                    rate.to_string(),
                ]);
            }
        }
    }
    table
}
