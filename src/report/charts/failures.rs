//! Failed attempts over time, by kind, one policy under another.

use crate::metrics::View;
use crate::metrics::catalogue::ended_in;
use crate::sim::RunResult;
use crate::sim::result::Outcome;

use super::chart::{Chart, Table};
use super::look::{Look, Stroke};
use super::multiples::{self, Multiple};
use super::page::{KeyEntry, area_alpha};
use super::panel::{Panel, round_values, value_label};
use super::sheet::{Drawn, Point, Sheet};
use super::study::{Case, Proportion, Study};
use super::words::{counted, list, sentence, share_of};

/// At most this many kinds by name; the others are added up.
const NAMED: usize = 3;

/// Kinds of failure drawn together.
struct Kinds {
    name: String,
    outcomes: Vec<Outcome>,
    look: Look,
}

/// The chart of all policies.
pub(super) fn chart<'a>(study: &'a Study<'a>) -> Chart<'a> {
    let kinds = kinds(study);
    let stacks: Vec<Vec<Vec<f64>>> = study.cases.iter().map(|case| stack(case, &kinds)).collect();
    let tops = stacks.iter().filter_map(|layers| layers.last()).flatten();
    let values = round_values(tops.copied().fold(0.0, f64::max), 2);
    let title = title(study);
    Chart {
        stem: "failures".to_owned(),
        alt: format!(
            "{title}. Stacked areas over time, one panel a policy: {}.",
            details(study)
        ),
        title,
        subtitle: format!(
            "Attempts (HTTP requests by people) that failed, a second, means of {}. All panels have the same scale.",
            study.bin()
        ),
        body: multiples::height(study, true),
        table: table(study),
        paint: Box::new(move |sheet, body| {
            let key: Vec<KeyEntry> = kinds
                .iter()
                .map(|k| KeyEntry {
                    name: k.name.clone(),
                    look: k.look,
                })
                .collect();
            let body = multiples::key_of_areas(sheet, body, &key)?;
            let draw = |i: usize, sheet: &Sheet<'_>, panel: &Panel| {
                layers(sheet, panel, &study.cases[i], &stacks[i], &kinds)
            };
            let said = |i: usize| finding(&study.cases[i]);
            multiples::paint(
                sheet,
                body,
                study,
                &Multiple {
                    values: &values,
                    label: value_label,
                    said: &said,
                    draw: &draw,
                },
            )
        }),
    }
}

/// The commonest kinds over all policies by name, and the rest.
fn kinds(study: &Study<'_>) -> Vec<Kinds> {
    let all = |outcome: Outcome| -> f64 { study.cases.iter().map(|c| c.full(ended_in(outcome))).sum() };
    let mut failed: Vec<Outcome> = Outcome::ALL
        .into_iter()
        .filter(|o| o.is_failure() && all(*o) > 0.0)
        .collect();
    failed.sort_by(|a, b| all(*b).total_cmp(&all(*a)));
    let rest = failed.split_off(failed.len().min(NAMED));
    let mut kinds: Vec<(String, Vec<Outcome>)> = failed
        .into_iter()
        .map(|o| (words(o).to_owned(), vec![o]))
        .collect();
    match rest.as_slice() {
        [] => {}
        [one] => kinds.push((words(*one).to_owned(), rest)),
        _ => kinds.push(("other kinds".to_owned(), rest)),
    }
    let look = |i| Look::of_case(i);
    kinds
        .into_iter()
        .enumerate()
        .map(|(i, (name, outcomes))| Kinds {
            name: sentence(&name),
            outcomes,
            look: look(i),
        })
        .collect()
}

/// A kind of failure as a person met it.
const fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => "served",
        Outcome::Refused => "refused: portal full",
        Outcome::Shed => "turned away to protect the portal",
        Outcome::Blocked => "blocked as a suspected attacker",
        Outcome::Closed => "door closed",
        Outcome::GatewayTimeout => "error: no answer from behind",
        Outcome::BacklogTimeout => "error: waited too long in line",
        Outcome::Abandoned => "person left before the page came",
        Outcome::WrongPerson => "somebody else's page",
    }
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

/// "35.7 % of attempts failed"
fn finding(case: &Case<'_>) -> String {
    let failed = failed(case);
    match (failed.whole, failed.part) {
        (0, _) => "no attempts".to_owned(),
        (1, 0) => "the one attempt succeeded".to_owned(),
        (1, _) => "the one attempt failed".to_owned(),
        (_, 0) => "no attempt failed".to_owned(),
        (ended, part) if ended == part => "every attempt failed".to_owned(),
        _ => format!("{} failed", share_of(failed.share, 1.0).of("attempts")),
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

/// The finding where what it is about has been said already.
fn briefly(case: &Case<'_>) -> String {
    match finding(case).as_str() {
        "no attempt failed" => "none".to_owned(),
        said => said
            .trim_end_matches(" attempts failed")
            .trim_end_matches(" of")
            .to_owned(),
    }
}

/// The policies under which most and fewest attempts failed.
fn title(study: &Study<'_>) -> String {
    let tried = study.cases.iter().filter(|c| failed(c).whole > 0);
    let rate = |case: &&Case<'_>| failed(case).share;
    let worst = tried.clone().max_by(|a, b| rate(a).total_cmp(&rate(b)));
    let best = tried.min_by(|a, b| rate(a).total_cmp(&rate(b)));
    match (worst, best) {
        (Some(worst), Some(best)) if finding(worst) != finding(best) => {
            let said = sentence(&finding(worst));
            format!(
                "{said} under {}, {} under {}",
                worst.quoted(),
                briefly(best),
                best.quoted()
            )
        }
        (Some(one), Some(_)) if study.cases.len() == 1 => format!("{}: {}", one.title, finding(one)),
        (Some(one), Some(_)) => format!("Under every policy, {}", finding(one)),
        _ => "Nobody tried, so nothing failed".to_owned(),
    }
}

fn details(study: &Study<'_>) -> String {
    let of = |case: &Case<'_>| {
        let failures = Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure());
        let failed = failures.map(|outcome| case.full(ended_in(outcome))).sum();
        format!(
            "under {}, {} failed",
            case.title,
            counted(failed, "attempt", "attempts")
        )
    };
    list(&study.cases.iter().map(of).collect::<Vec<_>>())
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
