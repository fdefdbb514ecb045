//! Who was served when, and what it cost whom. The definitions stand in `engine/src/sim/equity/mod.rs`.

use super::entry::{PEOPLE_OF_ALL_KINDS, number};
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
    "people among the first tenth of the submissions",
    |view| Some(view.share()?.early as f64),
)
.in_column("early")
.of(PEOPLE_OF_ALL_KINDS)
.within("submitted_people");

const fn hours(
    id: &'static str,
    column: &'static str,
    definition: &'static str,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    number(id, Unit::PeopleHours, definition, read)
        .in_column(column)
        .of(PEOPLE_OF_ALL_KINDS)
        .better(Better::Less)
}

static ATTENDED: Metric = hours(
    "attended_people_hours",
    "attended_h",
    "time at the screen or on the phone, from first intent to submission, giving up or the end",
    |view| Some(view.share()?.attended_h),
);

static UNATTENDED: Metric = hours(
    "unattended_people_hours",
    "unattended_h",
    "the rest of that time: with a ticket, away until later, waiting for a credential",
    |view| Some(view.share()?.unattended_h),
);

static LOST: Metric = hours(
    "lost_people_hours",
    "lost_h",
    "time attended, less what an application takes the same people on an idle portal",
    |view| Some(view.share()?.lost_h),
)
.in_summary();

const fn share(id: &'static str, definition: &'static str, read: fn(View<'_>) -> Option<f64>) -> Metric {
    number(id, Unit::Share, definition, read).better(Better::Less)
}

static OVERTAKING: Metric = share(
    "overtaking_share",
    "pairs of submitted people, submitted against the order of first intent: 0 in order, 1/2 at random",
    |view| view.equity()?.overtaking,
)
.in_summary();

static GINI_WAIT: Metric = share(
    "gini_wait_share",
    "Gini coefficient of the waits of the submitted: 0 when all are alike",
    |view| view.equity()?.gini_wait,
);

static GINI_ATTENDED: Metric = share(
    "gini_attended_share",
    "Gini coefficient of the attended time of those who go themselves",
    |view| view.equity()?.gini_attended,
)
.in_summary();

static SKILL_GAP: Metric = share(
    "skill_gap_share",
    "share submitted by the deadline at the best served level of skill, less that at the worst",
    |view| gap(&view.equity()?.by_skill),
)
.in_summary();

static OFFICE_EARLY: Metric = share(
    "office_early_share",
    "offices' share of the first tenth of the submissions",
    |view| view.equity()?.office_share_of_early,
)
.in_summary();

static OFFICE: Metric = share("office_share", "offices' share of all submissions", |view| {
    view.equity()?.office_share_of_all
})
.better(Better::Neither);

/// How much larger a share of the people submits by the deadline where the largest does than where
/// the smallest does.
fn gap(shares: &[(String, Share)]) -> Option<f64> {
    let share = |s: &Share| s.submitted_by_deadline as f64 / s.tried.max(1) as f64;
    let of = || shares.iter().map(|(_, s)| share(s));
    Some(of().reduce(f64::max)? - of().reduce(f64::min)?)
}
