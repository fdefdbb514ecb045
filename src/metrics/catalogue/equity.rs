//! Who was served when, and what it cost whom. The definitions stand in `engine/src/sim/equity/mod.rs`.

use super::entry::{PEOPLE_OF_ALL_KINDS, number};
use crate::messages::metrics::{EquityMetric, MetricName};
use crate::metrics::{Better, Metric, Unit, View};
use clickday_engine::sim::equity::Share;

pub(super) const EQUITY: &[&Metric] = &[
    &EARLY,
    &ATTENDED,
    &UNATTENDED,
    &LOST,
    &OVERTAKING,
    &GINI_WAIT,
    &GINI_ATTENDED,
    &SKILL_GAP,
    &OFFICE_EARLY,
    &OFFICE,
];

static EARLY: Metric = number(
    "early_people",
    Unit::People,
    MetricName::Equity(EquityMetric::Early),
    |view| Some(view.share()?.early as f64),
)
.in_column("early")
.of(PEOPLE_OF_ALL_KINDS)
.within("submitted_people")
.in_json(&["equity.PART.early"]);

const fn hours(
    id: &'static str,
    column: &'static str,
    name: MetricName,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, Unit::PeopleHours, name, read)
        .in_column(column)
        .of(PEOPLE_OF_ALL_KINDS)
        .better(Better::Less)
}

static ATTENDED: Metric = hours(
    "attended_people_hours",
    "attended_h",
    MetricName::Equity(EquityMetric::Attended),
    |view| Some(view.share()?.attended_h),
)
.in_json(&["equity.PART.attended_h"]);

static UNATTENDED: Metric = hours(
    "unattended_people_hours",
    "unattended_h",
    MetricName::Equity(EquityMetric::Unattended),
    |view| Some(view.share()?.unattended_h),
)
.in_json(&["equity.PART.unattended_h"]);

static LOST: Metric = hours(
    "lost_people_hours",
    "lost_h",
    MetricName::Equity(EquityMetric::Lost),
    |view| Some(view.share()?.lost_h),
)
.in_summary()
.in_json(&["equity.PART.lost_h"]);

const fn share(id: &'static str, name: MetricName, read: fn(View<'_>) -> Option<f64>) -> Metric {
    number(id, Unit::Share, name, read).better(Better::Less)
}

static OVERTAKING: Metric = share(
    "overtaking_share",
    MetricName::Equity(EquityMetric::Overtaking),
    |view| view.equity()?.overtaking,
)
.in_summary()
.in_json(&["equity.overtaking"]);

static GINI_WAIT: Metric = share(
    "gini_wait_share",
    MetricName::Equity(EquityMetric::GiniWait),
    |view| view.equity()?.gini_wait,
)
.in_json(&["equity.gini_wait"]);

static GINI_ATTENDED: Metric = share(
    "gini_attended_share",
    MetricName::Equity(EquityMetric::GiniAttended),
    |view| view.equity()?.gini_attended,
)
.in_summary()
.in_json(&["equity.gini_attended"]);

static SKILL_GAP: Metric = share(
    "skill_gap_share",
    MetricName::Equity(EquityMetric::SkillGap),
    |view| gap(&view.equity()?.by_skill),
)
.in_summary();

static OFFICE_EARLY: Metric = share(
    "office_early_share",
    MetricName::Equity(EquityMetric::OfficeEarly),
    |view| view.equity()?.office_share_of_early,
)
.in_summary()
.in_json(&["equity.office_share_of_early"]);

static OFFICE: Metric = share("office_share", MetricName::Equity(EquityMetric::Office), |view| {
    view.equity()?.office_share_of_all
})
.better(Better::Neither)
.in_json(&["equity.office_share_of_all"]);

/// How much larger a share of the people submits by the deadline where the largest does than where
/// the smallest does.
fn gap(shares: &[(String, Share)]) -> Option<f64> {
    let share = |s: &Share| s.submitted_by_deadline as f64 / s.tried.max(1) as f64;
    let of = || shares.iter().map(|(_, s)| share(s));
    Some(of().reduce(f64::max)? - of().reduce(f64::min)?)
}
