//! Times: waits, pages, calls, collapse.

use super::entry::{PEOPLE_OF_ALL_KINDS, RUN_GROUP_AND_TIER, mean_time, number, time};
use crate::messages::metrics::{MetricName, TimesMetric};
use crate::metrics::{Aggregation, Better, Metric, Read, Unit};
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::TimeDistribution;

pub(super) const WAITS: &[&Metric] = &[&WAIT, &SUBMITTED_WAIT_MEAN, &SUBMITTED_WAIT];
pub(super) const PAGES: &[&Metric] = &[&PAGE_MEAN, &PAGE, &CALL_WAIT_MEAN, &CALL_WAIT, &COLLAPSED];

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
    MetricName::Times(TimesMetric::Wait),
    |view| view.waits(),
    WAITS_IN_SUMMARY,
)
.of(PEOPLE_OF_ALL_KINDS)
.in_json(&["wait_s.pN", "by_group.NAME.wait_s.pN", "equity.PART.wait_s.pN"]);

/// Time from first intent to submission, over the submitted alone.
pub static SUBMITTED_WAIT: Metric = Metric {
    read: Read::Times {
        of: |view| view.waits(),
        of_served: true,
        in_summary: &[],
    },
    ..time(
        "submitted_wait_s",
        MetricName::Times(TimesMetric::SubmittedWait),
        |view| view.waits(),
        &[],
    )
    .of(PEOPLE_OF_ALL_KINDS)
    .in_json(&[
        "wait_s.submitted_pN",
        "by_group.NAME.wait_s.submitted_pN",
        "equity.PART.wait_s.submitted_pN",
    ])
};

static SUBMITTED_WAIT_MEAN: Metric = mean_time(
    "submitted_wait_mean_s",
    MetricName::Times(TimesMetric::SubmittedWaitMean),
    |view| view.waits().and_then(TimeDistribution::mean),
)
.of(PEOPLE_OF_ALL_KINDS)
.in_json(&[
    "wait_s.submitted_mean",
    "by_group.NAME.wait_s.submitted_mean",
    "equity.PART.wait_s.submitted_mean",
]);

static PAGE_MEAN: Metric = mean_time("page_mean_s", MetricName::Times(TimesMetric::PageMean), |view| {
    view.pages().and_then(TimeDistribution::mean)
})
.of(RUN_GROUP_AND_TIER)
.in_json(&["page_s.mean"]);

/// Response time of served pages.
pub static PAGE: Metric = time(
    "page_s",
    MetricName::Times(TimesMetric::Page),
    |view| view.pages(),
    &[Percentile::MEDIAN],
)
.of(RUN_GROUP_AND_TIER)
.in_json(&["page_s.pN"]);

static CALL_WAIT_MEAN: Metric = mean_time(
    "call_wait_mean_s",
    MetricName::Times(TimesMetric::CallWaitMean),
    |view| view.run()?.times.calls.mean(),
)
.in_json(&["helpline.wait_s.mean"]);

/// Wait in line of the calls that the helpline answered.
pub static CALL_WAIT: Metric = time(
    "call_wait_s",
    MetricName::Times(TimesMetric::CallWait),
    |view| Some(&view.run()?.times.calls),
    &[],
)
.in_json(&["helpline.wait_s.pN"]);

/// How long the portal was collapsed.
pub static COLLAPSED: Metric = Metric {
    aggregation: Aggregation::Mean,
    ..number(
        "collapsed_s",
        Unit::Seconds,
        MetricName::Times(TimesMetric::Collapsed),
        |view| Some(view.run()?.collapse.as_ref()?.total_s),
    )
    .better(Better::Less)
    .in_summary()
    .in_json(&["collapse.total_s"])
};
