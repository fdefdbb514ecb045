//! How full the portal was: the requests inside each tier, as a share of its slots and backlog.

use crate::messages::charts::{Collapses, Unit};
use crate::metrics::View;
use crate::metrics::catalogue::IN_TIER;
use clickday_engine::scenario::Tier;
use clickday_engine::sim::result::Collapse;

use super::chart::{Chart, Table, sentences};
use super::key::{self, KeyEntry};
use super::look::Look;
use super::multiples::{self, Multiple};
use super::panel::Panel;
use super::sheet::Sheet;
use super::study::{Case, Study};

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
    let say = study.say();
    let title = say.tiers_title(&collapses(study));
    let named = |(i, tier): (usize, &Tier)| KeyEntry::line(say.label_of(&tier.name), Look::of_case(i));
    let mut key: Vec<KeyEntry> = tiers.iter().enumerate().map(named).collect();
    let collapsed: Vec<Vec<(f64, f64)>> = study.cases.iter().map(collapsed).collect();
    if collapsed.iter().any(|stretches| !stretches.is_empty()) {
        key.push(KeyEntry::collapsed(say));
    }
    key.extend(key::of_strips(study.cases.iter(), say));
    Some(Chart {
        name: "tiers".to_owned(),
        policy: None,
        alt: say.tiers_alt(&title),
        title,
        subtitle: sentences([
            Some(say.tiers_subtitle(study.bin_s())),
            Some(say.collapse_rule(Collapse::SHORTEST_S as f64, Collapse::COMPLETED_BELOW)),
        ]),
        body: key::height(&key) + multiples::height(study),
        table: table(study, tiers, &shares),
        paint: Box::new(move |sheet, body| {
            let body = key::paint(sheet, body, &key)?;
            let draw = |i: usize, sheet: &Sheet<'_>, panel: &Panel| {
                let x = study.cases[i].middles();
                let mut lines = shares[i].iter().enumerate();
                lines.try_for_each(|(tier, share)| panel.draw_line(sheet, &x, share, Look::of_case(tier)))
            };
            let heading = |i: usize| {
                let case = &study.cases[i];
                say.tiers_heading(&case.title, case.collapse().as_ref())
            };
            multiples::paint(
                sheet,
                body,
                study,
                &Multiple {
                    values: &[0.0, 0.5, 1.0],
                    label: &|share| say.percent(share),
                    unit: Unit::OfPlaces,
                    heading: &heading,
                    collapsed: &|i| collapsed[i].clone(),
                    draw: &draw,
                },
            )
        }),
    })
}

/// When the portal was collapsed in the run that is drawn \[s\]: never, if the run says that it was not.
fn collapsed(case: &Case<'_>) -> Vec<(f64, f64)> {
    let series = &case.run.series;
    if case.run.collapse.is_none() {
        return Vec::new();
    }
    let stretches = Collapse::stretches(
        &series.counts,
        series.groups.len(),
        (series.bin_s * 1e6).round() as u64,
        case.scenario.completion_capacity(),
    );
    let ends = |bins: std::ops::Range<usize>| {
        let at = |bin: usize| bin as f64 * series.bin_s;
        (at(bins.start), at(bins.end))
    };
    stretches.into_iter().map(ends).collect()
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

/// Under which policies the portal collapsed.
fn collapses<'a>(study: &'a Study<'_>) -> Collapses<'a> {
    let collapsed = study
        .cases
        .iter()
        .filter_map(|case| Some(case.of(case.collapse()?)));
    let spared = study.cases.iter().find(|case| case.collapse().is_none());
    Collapses {
        longest: collapsed.max_by(|a, b| a.value.mean_s.total_cmp(&b.value.mean_s)),
        spared: spared.map(|case| case.title.as_str()),
        policies: study.cases.len(),
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
