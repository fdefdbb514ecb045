//! How full the portal was: the requests inside each tier, as a share of its slots and backlog.

use crate::scenario::Tier;

use super::chart::{Chart, Table};
use super::look::Look;
use super::multiples::{self, Multiple};
use super::page::KeyEntry;
use super::panel::Panel;
use super::sheet::Sheet;
use super::study::{Case, Study};
use super::words::{length, sentence};
use crate::figures::percent;
use crate::metrics::View;
use crate::metrics::catalogue::IN_TIER;

/// The outermost tiers are drawn, at most so many.
const DRAWN: usize = 4;

/// The chart of all policies; `None` for a model without tiers.
pub(super) fn chart<'a>(study: &'a Study<'a>) -> Option<Chart<'a>> {
    // Every policy has the same tiers; their sizes may differ.
    let tiers = drawn(study.cases.first()?);
    if tiers.is_empty() {
        return None;
    }
    let shares: Vec<Vec<Vec<f64>>> = study
        .cases
        .iter()
        .map(|case| drawn(case).iter().map(|tier| share(case, tier)).collect())
        .collect();
    let title = title(study);
    Some(Chart {
        stem: "tiers".to_owned(),
        alt: format!("{title}. Lines over time, one a tier, one panel a policy."),
        title,
        subtitle: format!(
            "Requests inside each tier, as a share of its slots and backlog together, means of {}.",
            study.bin()
        ),
        body: multiples::height(study, true),
        table: table(study, tiers, &shares),
        paint: Box::new(move |sheet, body| {
            let look = Look::of_case;
            let named = |(i, tier): (usize, &Tier)| KeyEntry {
                name: sentence(&tier.name),
                look: look(i),
            };
            let key: Vec<KeyEntry> = tiers.iter().enumerate().map(named).collect();
            let body = multiples::key_of_lines(sheet, body, &key)?;
            let draw = |i: usize, sheet: &Sheet<'_>, panel: &Panel| {
                let x = study.cases[i].middles();
                let mut lines = shares[i].iter().enumerate();
                lines.try_for_each(|(tier, share)| panel.draw_line(sheet, &x, share, look(tier)))
            };
            let said = |i: usize| finding(&study.cases[i]);
            let values = [0.0, 0.5, 1.0];
            multiples::paint(
                sheet,
                body,
                study,
                &Multiple {
                    values: &values,
                    label: percent,
                    said: &said,
                    draw: &draw,
                },
            )
        }),
    })
}

/// The tiers of a case that are drawn.
fn drawn<'a>(case: &'a Case<'_>) -> &'a [Tier] {
    let tiers = &case.scenario.tiers.raw;
    &tiers[..tiers.len().min(DRAWN)]
}

/// Requests inside `tier` over the most it can hold (its slots alone, where the backlog has no bound), for each bin.
fn share(case: &Case<'_>, tier: &Tier) -> Vec<f64> {
    let series = &case.run.series;
    let places = match tier.backlog_length {
        u64::MAX => tier.slots,
        length => tier.slots.saturating_add(length),
    } as f64;
    let index = series.tiers.iter().position(|name| *name == tier.name);
    let inside = |i: usize| {
        index
            .and_then(|t| IN_TIER.value(View::TierState(series.state.get(i)?, t), None))
            .unwrap_or(0.0)
    };
    (0..series.start_s.len())
        .map(|i| (inside(i) / places.max(f64::MIN_POSITIVE)).min(1.0))
        .collect()
}

fn finding(case: &Case<'_>) -> String {
    match case.collapse() {
        Some((mean_s, share)) if share < 1.0 => {
            format!(
                "collapsed in {} of launches, for {}",
                percent(share),
                length(mean_s)
            )
        }
        Some((mean_s, _)) => format!("collapsed for {}", length(mean_s)),
        None => "no collapse".to_owned(),
    }
}

fn title(study: &Study<'_>) -> String {
    let collapsed = study
        .cases
        .iter()
        .filter_map(|case| Some((case, case.collapse()?.0)));
    let longest = collapsed.clone().max_by(|a, b| a.1.total_cmp(&b.1));
    let spared: Vec<&Case<'_>> = study
        .cases
        .iter()
        .filter(|case| case.collapse().is_none())
        .collect();
    match (longest, spared.as_slice()) {
        (None, [one]) => format!("{}: the portal did not collapse", one.title),
        (None, _) => "The portal collapsed under none of the policies".to_owned(),
        (Some((case, total)), []) if study.cases.len() == 1 => {
            format!("{}: the portal was collapsed for {}", case.title, length(total))
        }
        (Some((case, total)), []) => {
            format!(
                "The portal collapsed under every policy, for {} under {}",
                length(total),
                case.quoted()
            )
        }
        (Some((case, total)), [one, ..]) => {
            let total = length(total);
            format!(
                "The portal was collapsed for {total} under {}, never under {}",
                case.quoted(),
                one.quoted()
            )
        }
    }
}

fn table(study: &Study<'_>, tiers: &[Tier], shares: &[Vec<Vec<f64>>]) -> Table {
    let mut table = Table::new(&["policy", "time", "start_s", "tier", "share_of_places_taken"]);
    for (case, shares) in study.cases.iter().zip(shares) {
        for (tier, share) in tiers.iter().zip(shares) {
            for (i, share) in share.iter().enumerate() {
                let time = case.run.series.time.get(i).cloned().unwrap_or_default();
                let start = case.run.series.start_s[i].to_string();
                table.rows.push(vec![
                    case.name.to_owned(),
                    time,
                    start,
                    tier.name.clone(),
                    share.to_string(),
                ]);
            }
        }
    }
    table
}
