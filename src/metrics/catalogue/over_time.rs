//! The system within a bin of time: the table `state`.

use super::entry::{mean_time, number};
use crate::messages::metrics::{BinsMetric, MetricName};
use crate::metrics::Dimension::{self, State, TierState};
use crate::metrics::{Metric, Unit, View};

const STATE: &[Dimension] = &[State];

/// They come before the attack requests, which a bin has too.
pub(super) const OVER_TIME: &[&Metric] = &[&IN_TIER, &WAITING, &LET_IN, &PAGE_IN_BIN];

/// Requests inside a tier, of a bin.
pub static IN_TIER: Metric = number(
    "requests_in_tier",
    Unit::Requests,
    MetricName::Bins(BinsMetric::InTier),
    |view| match view {
        View::TierState(state, tier) => state.in_tier.get(tier).copied(),
        _ => None,
    },
)
.in_column("in")
.of(&[TierState]);

/// People in the waiting room, of a bin.
pub static WAITING: Metric = number(
    "people_waiting",
    Unit::People,
    MetricName::Bins(BinsMetric::Waiting),
    |view| Some(view.state()?.waiting),
)
.in_column("waiting")
.of(STATE);

/// People let in by the waiting room, of a bin.
pub static LET_IN: Metric = number(
    "people_let_in",
    Unit::People,
    MetricName::Bins(BinsMetric::LetIn),
    |view| Some(view.state()?.inside),
)
.in_column("inside")
.of(STATE);

static PAGE_IN_BIN: Metric = mean_time(
    "mean_page_in_bin_s",
    MetricName::Bins(BinsMetric::PageMean),
    |view| view.state()?.page_s,
)
.in_column("page_s")
.of(STATE);
