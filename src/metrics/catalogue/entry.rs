//! How an entry of the catalogue is written.

use crate::messages::metrics::MetricName;
use crate::metrics::Dimension::{self, Channel, Credential, Group, Run, Skill, Tier};
use crate::metrics::{Aggregation, Better, Metric, Read, Unit, View};
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::TimeDistribution;

pub(super) const RUN: &[Dimension] = &[Run];
pub(super) const RUN_AND_GROUP: &[Dimension] = &[Run, Group];
pub(super) const RUN_GROUP_AND_TIER: &[Dimension] = &[Run, Group, Tier];
pub(super) const RUN_GROUP_AND_TIME: &[Dimension] = &[Run, Group, Dimension::Time];
pub(super) const PEOPLE_OF_ALL_KINDS: &[Dimension] = &[Run, Group, Channel, Skill, Credential];
pub(super) const PEOPLE_AND_TIME: &[Dimension] = &[Run, Group, Channel, Skill, Credential, Dimension::Time];
pub(super) const RUN_AND_STATE: &[Dimension] = &[Run, Dimension::State];
pub(super) const TIER: &[Dimension] = &[Tier];
pub(super) const ROOM: &[Dimension] = &[Dimension::Room];

/// A count, in tables that of the simulated people.
pub(super) const fn count(
    id: &'static str,
    column: &'static str,
    unit: Unit,
    name: MetricName,
    read: fn(View<'_>) -> Option<u64>,
) -> Metric {
    Metric {
        column,
        read: Read::Count(read),
        ..number(id, unit, name, |_| None)
    }
}

/// A number whose column is called as itself.
pub(super) const fn number(
    id: &'static str,
    unit: Unit,
    name: MetricName,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    Metric {
        id,
        column: id,
        unit,
        dimensions: RUN,
        aggregation: Aggregation::Mean,
        better: Better::Neither,
        name,
        read: Read::Number(read),
        within: None,
        absent: 0.0,
        is_in_summary: false,
        json: &[],
    }
}

/// A mean of times; where there is none it was never reached.
pub(super) const fn mean_time(
    id: &'static str,
    name: MetricName,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    Metric {
        aggregation: Aggregation::Median,
        better: Better::Less,
        absent: f64::INFINITY,
        ..number(id, Unit::Seconds, name, read)
    }
}

/// A time, of which any percentile can be asked for.
pub(super) const fn time(
    id: &'static str,
    name: MetricName,
    of: for<'a> fn(View<'a>) -> Option<&'a TimeDistribution>,
    in_summary: &'static [Percentile],
) -> Metric {
    let read = Read::Times {
        of,
        of_served: false,
        in_summary,
    };
    Metric {
        read,
        ..mean_time(id, name, |_| None)
    }
}

impl Metric {
    pub(super) const fn of(self, dimensions: &'static [Dimension]) -> Metric {
        Metric { dimensions, ..self }
    }

    pub(super) const fn better(self, better: Better) -> Metric {
        Metric { better, ..self }
    }

    pub(super) const fn within(self, whole: &'static str) -> Metric {
        Metric {
            within: Some(whole),
            ..self
        }
    }

    pub(super) const fn in_column(self, column: &'static str) -> Metric {
        Metric { column, ..self }
    }

    /// Says at which paths of the object of `run --json` its value stands; see [`Metric::json`].
    pub(super) const fn in_json(self, json: &'static [&'static str]) -> Metric {
        Metric { json, ..self }
    }

    pub(super) const fn in_summary(self) -> Metric {
        Metric {
            is_in_summary: true,
            ..self
        }
    }
}
