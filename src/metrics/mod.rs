//! The catalogue of metrics: every number that can be read off a run.
//!
//! A [`Metric`] is an entry: its name, unit, what it can be read of, how it is summed up over
//! replications, which way is better, where `run --json` has it, and how it is read off a run. What
//! it is stands in the catalogue of messages, by language ([`Metric::definition`]). A [`Quantity`] is
//! a metric as somebody asks for it: of the run or of one group or tier, and of a time at a
//! percentile. Tables, summaries, goals, outcomes of sweeps and `docs/metrics.md` are made from
//! these entries. A new metric is one entry in [`catalogue()`].
//!
//! ```
//! use clickday::metrics::quantity;
//!
//! let asked = quantity("p99.9 page_s of group farm-workers")?;
//! assert_eq!(asked.name(), "page_p99.9_s of group farm-workers");
//! assert_eq!(asked.metric().unit.name(), "s");
//! # Ok::<(), clickday::metrics::QuantityError>(())
//! ```
//!
//! What became of each group in a run. A share served is no entry: it is the quotient of two
//! counts.
//!
//! ```
//! use clickday::metrics::quantity;
//! use clickday::{Language, Simulation, figures, measures};
//!
//! let model = measures::load("models/textbook/mm1.toml".as_ref(), &[])?;
//! let run = Simulation::builder(&model).run()?;
//! for (group, _) in &run.by_group {
//!     let wait = quantity(&format!("p50 wait of group {group}"))?;
//!     let served = quantity(&format!("submitted of group {group}"))?.of(&run);
//!     let tried = quantity(&format!("tried of group {group}"))?.of(&run);
//!     let wait = wait.metric().unit.written(wait.of(&run), Language::English);
//!     println!("{group}: {wait}, {} served", figures::percent(served / tried));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod catalogue;
mod object;
mod page;
mod quantity;
mod view;

use std::fmt;

pub use self::catalogue::{SUBMITTED_BY_DEADLINE, catalogue};
pub use self::object::{NO_METRICS, NoMetric};
pub use self::page::page;
pub use self::quantity::{Part, Quantity, QuantityError, quantity, summary};
pub use self::view::View;

use crate::messages::Language;
use crate::messages::metrics::MetricName;
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::TimeDistribution;

/// A number that can be read off a run: an entry of the catalogue.
pub struct Metric {
    /// Its name, with its unit where the name is not clear without.
    pub id: &'static str,
    /// Its column in tables of runs. Counts there are of the simulated people, and named apart.
    pub column: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// What it can be read of.
    pub dimensions: &'static [Dimension],
    /// How it is summed up over replications.
    pub aggregation: Aggregation,
    /// Which way is better.
    pub better: Better,
    /// What it is called, and what it is, in the catalogue of messages.
    name: MetricName,
    /// How it is read off a run.
    pub read: Read,
    /// The metric that it never exceeds, by its id.
    pub within: Option<&'static str>,
    /// Its value where the run has nothing of the kind: 0, or `+∞` for what was never reached.
    pub absent: f64,
    /// Whether every summary has it; others stand in a summary that asks for them.
    pub is_in_summary: bool,
    /// Where its values stand in the object of `run --json`; empty where they do not. `NAME` is the
    /// name of a group or a tier, `pN` a percentile, and `PART` a part of the people: `all`, or
    /// `by_group.NAME`, `by_channel.NAME`, `by_skill.NAME` and `by_credential.NAME`.
    pub json: &'static [&'static str],
}

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// People.
    People,
    /// Attempts: requests by people.
    Attempts,
    /// Requests, those of attacks included.
    Requests,
    /// Tickets of a waiting room.
    Tickets,
    /// Polls of a waiting page.
    Polls,
    /// Stored pages.
    Pages,
    /// Calls to the helpline.
    Calls,
    /// Slots of a tier.
    Slots,
    /// Hours of people's time.
    PeopleHours,
    /// Requests per second.
    RequestsPerSecond,
    /// Seconds.
    Seconds,
    /// A share, from 0 to 1.
    Share,
    /// A ratio of counts.
    Ratio,
}

impl Unit {
    /// Its name in tables, the same in every language: a program may read it.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::People => "people",
            Unit::Attempts => "attempts",
            Unit::Requests => "requests",
            Unit::Tickets => "tickets",
            Unit::Polls => "polls",
            Unit::Pages => "pages",
            Unit::Calls => "calls",
            Unit::Slots => "slots",
            Unit::PeopleHours => "people-hours",
            Unit::RequestsPerSecond => "requests per second",
            Unit::Seconds => "s",
            Unit::Share => "share",
            Unit::Ratio => "",
        }
    }

    /// A value as people read it, with its unit: `1,234 people`, `35.7 %`, `4 min 10 s`. A time
    /// that is `+∞` was not reached: `not by the end`.
    pub fn written(self, value: f64, language: Language) -> String {
        let say = language.metrics();
        match self {
            Unit::People => say.people(value),
            Unit::Attempts => say.attempts(value),
            Unit::Requests => say.requests(value),
            Unit::Tickets => say.tickets(value),
            Unit::Polls => say.polls(value),
            Unit::Pages => say.pages(value),
            Unit::Calls => say.calls(value),
            Unit::Slots => say.slots(value),
            Unit::PeopleHours => say.people_hours(value),
            Unit::RequestsPerSecond => say.requests_per_second(value),
            Unit::Seconds if value.is_finite() => say.known_time(value),
            Unit::Seconds => say.time_not_reached().to_owned(),
            Unit::Share => say.percent(value),
            Unit::Ratio => say.significant(value),
        }
    }

    /// Whether it grows with the scale of a run: twice the people, twice the number.
    pub const fn is_extensive(self) -> bool {
        !matches!(self, Unit::Seconds | Unit::Share | Unit::Ratio)
    }
}

/// What a metric can be read of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The whole run.
    Run,
    /// A group of people.
    Group,
    /// A channel: by their own hand, with the helpline, through an office.
    Channel,
    /// A level of skill.
    Skill,
    /// A credential that people hold at first.
    Credential,
    /// A tier of the portal.
    Tier,
    /// The waiting room.
    Room,
    /// A bin of time, and a group of people in it.
    Time,
    /// A bin of time: the whole system in it.
    State,
    /// A tier of the portal within a bin of time.
    TierState,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 10] = [
        Dimension::Run,
        Dimension::Group,
        Dimension::Channel,
        Dimension::Skill,
        Dimension::Credential,
        Dimension::Tier,
        Dimension::Room,
        Dimension::Time,
        Dimension::State,
        Dimension::TierState,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Dimension::Run => "run",
            Dimension::Group => "group",
            Dimension::Channel => "channel",
            Dimension::Skill => "skill",
            Dimension::Credential => "credential",
            Dimension::Tier => "tier",
            Dimension::Room => "room",
            Dimension::Time => "time",
            Dimension::State => "bin",
            Dimension::TierState => "tier and bin",
        }
    }
}

/// How a metric is summed up over replications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    /// By the mean: totals and rates over many people.
    Mean,
    /// By the median: times that are not reached in every launch.
    Median,
}

impl Aggregation {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Aggregation::Mean => "mean",
            Aggregation::Median => "median",
        }
    }
}

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The more the better.
    More,
    /// The less the better.
    Less,
    /// Neither way: it describes.
    Neither,
}

impl Better {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Better::More => "more",
            Better::Less => "less",
            Better::Neither => "",
        }
    }
}

/// How a metric is read off a run or a part of it. Counts are of the simulated people.
#[derive(Clone, Copy)]
pub enum Read {
    /// A count that all that it can be read of have.
    Count(fn(View<'_>) -> Option<u64>),
    /// A number; `None` where there is nothing of the kind.
    Number(fn(View<'_>) -> Option<f64>),
    /// A time, of which any percentile can be asked for.
    Times {
        /// The times.
        of: for<'a> fn(View<'a>) -> Option<&'a TimeDistribution>,
        /// Whether percentiles are over those who were served alone. Else the unserved are later
        /// than all.
        of_served: bool,
        /// The percentiles that every summary has.
        in_summary: &'static [Percentile],
    },
}

/// The values that a metric can take, in a run and on average over runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// From 0 to 1.
    Share,
    /// From 0 to what another metric counts, in every run.
    Within(&'static str),
    /// Not negative.
    NotNegative,
}

impl Metric {
    /// What it is, in one line without a full stop.
    pub fn definition(&self, language: Language) -> &'static str {
        language.metrics().definition(self.name)
    }

    /// Its name as people say it, without the unit: `submitted by deadline`, `failure`, `page`.
    pub fn said(&self) -> &'static str {
        match self.unit {
            Unit::PeopleHours | Unit::Ratio => self.id,
            unit if unit.is_extensive() => self.column,
            unit => {
                let name = self.id.strip_suffix(unit.name());
                name.and_then(|name| name.strip_suffix('_')).unwrap_or(self.id)
            }
        }
    }

    /// Whether percentiles of it can be asked for.
    pub const fn has_percentiles(&self) -> bool {
        matches!(self.read, Read::Times { .. })
    }

    /// The values that it can take.
    pub fn domain(&self) -> Domain {
        match (self.unit, self.within) {
            (Unit::Share, _) => Domain::Share,
            (_, Some(whole)) => Domain::Within(whole),
            _ => Domain::NotNegative,
        }
    }

    /// Whether it can be read of this.
    pub fn has(&self, dimension: Dimension) -> bool {
        self.dimensions.contains(&dimension)
    }
}

impl fmt::Debug for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

#[cfg(test)]
mod tests;
