//! The entries of the catalogue, in the order of tables and summaries.

#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `View` is of one lifetime, an entry reads views of every"
)]

mod attempts;
mod equity;
mod people;
mod portal;
mod times;

use super::{Aggregation, Better, Dimension, Metric, Read, Unit, View};
use crate::model::units::Percentile;
use crate::sim::result::TimeDistribution;

pub use people::{ELIGIBLE, SUBMITTED_BY_DEADLINE};
pub use times::{CALL_WAIT, PAGE, SUBMITTED_WAIT, WAIT};

/// Every metric, in the order of tables and summaries.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> + Clone {
    let parts: [&'static [&'static Metric]; 9] = [
        people::PEOPLE,
        attempts::COUNTS,
        times::WAITS,
        attempts::SHARES,
        times::PAGES,
        portal::TIERS,
        portal::DOOR,
        equity::EQUITY,
        attempts::CALLS,
    ];
    parts.into_iter().flatten().copied()
}

use Dimension::{Channel, Credential, Group, Run, Skill, Tier};

const RUN: &[Dimension] = &[Run];
const RUN_AND_GROUP: &[Dimension] = &[Run, Group];
const RUN_GROUP_AND_TIER: &[Dimension] = &[Run, Group, Tier];
const RUN_GROUP_AND_TIME: &[Dimension] = &[Run, Group, Dimension::Time];
const PEOPLE_OF_ALL_KINDS: &[Dimension] = &[Run, Group, Channel, Skill, Credential];
const PEOPLE_AND_TIME: &[Dimension] = &[Run, Group, Channel, Skill, Credential, Dimension::Time];
const TIER: &[Dimension] = &[Tier];
const ROOM: &[Dimension] = &[Dimension::Room];

/// A count, in tables that of the simulated people.
const fn count(
    id: &'static str,
    column: &'static str,
    unit: Unit,
    definition: &'static str,
    read: fn(View<'_>) -> Option<u64>,
) -> Metric {
    Metric {
        column,
        read: Read::Count(read),
        ..number(id, unit, definition, |_| None)
    }
}

/// A number whose column is called as itself.
const fn number(
    id: &'static str,
    unit: Unit,
    definition: &'static str,
    read: fn(View<'_>) -> Option<f64>,
) -> Metric {
    Metric {
        id,
        column: id,
        unit,
        dimensions: RUN,
        aggregation: Aggregation::Mean,
        better: Better::Neither,
        definition,
        read: Read::Number(read),
        within: None,
        absent: 0.0,
        is_in_summary: false,
    }
}

/// A mean of times; where there is none it was never reached.
const fn mean_time(id: &'static str, definition: &'static str, read: fn(View<'_>) -> Option<f64>) -> Metric {
    Metric {
        aggregation: Aggregation::Median,
        better: Better::Less,
        absent: f64::INFINITY,
        ..number(id, Unit::Seconds, definition, read)
    }
}

/// A time, of which any percentile can be asked for.
const fn time(
    id: &'static str,
    definition: &'static str,
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
        ..mean_time(id, definition, |_| None)
    }
}

impl Metric {
    const fn of(self, dimensions: &'static [Dimension]) -> Metric {
        Metric { dimensions, ..self }
    }

    const fn better(self, better: Better) -> Metric {
        Metric { better, ..self }
    }

    const fn within(self, whole: &'static str) -> Metric {
        Metric {
            within: Some(whole),
            ..self
        }
    }

    const fn in_column(self, column: &'static str) -> Metric {
        Metric { column, ..self }
    }

    const fn in_summary(self) -> Metric {
        Metric {
            is_in_summary: true,
            ..self
        }
    }
}
