//! Times: waits, pages, calls, collapse.

use super::entry::{PEOPLE_OF_ALL_KINDS, RUN_GROUP_AND_TIER, mean_time, number, time};
use crate::metrics::{Aggregation, Better, Metric, Read, Unit};
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::TimeDistribution;

pub(super) const WAITS: &[&Metric] = &[&WAIT, &SUBMITTED_WAIT_MEAN, &SUBMITTED_WAIT];
pub(super) const PAGES: &[&Metric] = &[&PAGE_MEAN, &PAGE, &CALL_WAIT, &COLLAPSED];

const WAITS_IN_SUMMARY: &[Percentile] = &[
    Percentile::MEDIAN,
    Percentile::whole(75),
    Percentile::whole(90),
    Percentile::whole(95),
    Percentile::whole(99),
];

/// Time from first intent to submission, over everyone who tried.
pub static WAIT: Metric = time(
    "wait_s",
    "time from first intent to submission, over everyone who tried: the unserved are later than all",
    |view| view.waits(),
    WAITS_IN_SUMMARY,
)
.of(PEOPLE_OF_ALL_KINDS);

/// Time from first intent to submission, over the submitted alone.
pub static SUBMITTED_WAIT: Metric = Metric {
    read: Read::Times {
        of: |view| view.waits(),
        of_served: true,
        in_summary: &[],
    },
    ..time(
        "submitted_wait_s",
        "time from first intent to submission, over the submitted alone: it looks better the more \
         people are never served",
        |view| view.waits(),
        &[],
    )
    .of(PEOPLE_OF_ALL_KINDS)
};

static SUBMITTED_WAIT_MEAN: Metric = mean_time(
    "submitted_wait_mean_s",
    "mean time from first intent to submission, of the submitted",
    |view| view.waits().and_then(TimeDistribution::mean),
)
.of(PEOPLE_OF_ALL_KINDS);

static PAGE_MEAN: Metric = mean_time(
    "page_mean_s",
    "mean response time of served pages; of a tier, mean time inside it",
    |view| view.pages().and_then(TimeDistribution::mean),
)
.of(RUN_GROUP_AND_TIER);

/// Response time of served pages.
pub static PAGE: Metric = time(
    "page_s",
    "response time of served pages; of a tier, time inside it and the tiers behind it, of the pages it \
     served to people who were still there",
    |view| view.pages(),
    &[Percentile::MEDIAN],
)
.of(RUN_GROUP_AND_TIER);

/// Wait in line of the calls that the helpline answered.
pub static CALL_WAIT: Metric = time(
    "call_wait_s",
    "wait in line of the calls that the helpline answered",
    |view| Some(&view.run()?.times.calls),
    &[],
);

/// How long the portal was collapsed.
pub static COLLAPSED: Metric = Metric {
    aggregation: Aggregation::Mean,
    ..number(
        "collapsed_s",
        Unit::Seconds,
        "how long the portal was collapsed in all; 0 without collapse",
        |view| Some(view.run()?.collapse.as_ref()?.total_s),
    )
    .better(Better::Less)
    .in_summary()
};
