//! The quantities that a claim can be about. Applications, attempts and people are never mixed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::counted::Counted;
pub use super::kind::Kind;

use super::figures::{Derived, Similar};
use super::given::{Given, ModelValue};
use super::verdict::Slack;
use clickday_engine::model::units::Moment;

/// A quantity of a launch.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Quantity {
    /// How many by an instant.
    Count(Count),
    /// How many a second, a minute or an hour.
    Rate(Rate),
    /// For how long the portal was blocked.
    Blocked(Blocked),
    /// When the portal collapsed.
    Collapse(Collapse),
    /// How many people's pages were shown to others.
    Victims(Victims),
    /// Something that the model is given, or has nothing of: no run can tell, and only what follows
    /// from it can be tested. Two claims about it can still contradict each other.
    Given(Given),
    /// What the model is given, as its own files have it: when it closes, for how long.
    ModelValue(ModelValue),
    /// What figures come to, whatever any run shows.
    #[serde(rename = "reckoned")]
    Derived(Derived),
    /// A figure that is like another: the same of another thing, the same number in another unit,
    /// or a slip of the pen away.
    #[serde(rename = "alike")]
    Similar(Similar),
}

/// How many by an instant.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Count {
    /// Counted from here; absent: from the start.
    #[serde(default)]
    pub since: Option<Moment>,
    /// Counted to here.
    pub by: Moment,
    /// What is counted; absent: applications.
    #[serde(default)]
    pub of: Counted,
}

/// How many a second, a minute or an hour.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rate {
    /// From here.
    pub from: Moment,
    /// To here.
    pub until: Moment,
    /// Which rate of these hours; absent: their mean.
    #[serde(default)]
    pub reading: Reading,
    /// What is counted; absent: applications.
    #[serde(default)]
    pub of: Counted,
}

/// Which rate of some hours is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Their mean.
    #[default]
    Mean,
    /// That of the busiest bin.
    Busiest,
    /// That of one moment or another: the bin that comes nearest to what is claimed.
    SomeMoment,
}

/// For how long the portal was blocked: bins in which more attempts that the door let through
/// failed than were served.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Blocked {
    /// From here.
    pub from: Moment,
    /// To here.
    pub until: Moment,
}

/// When the portal first collapsed ([`crate::sim::result::Collapse`]).
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Collapse {
    /// Looked for until here.
    pub until: Moment,
}

/// How many people's pages were shown to others. The nodes of a cache do not shrink with the scale
/// of a run: at a small scale fewer people see as many pages, and this is a lower bound.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Victims {
    /// Counted to here.
    pub by: Moment,
}

/// Factor between what a sharp interval may hold and the claim: who quarrels in public is further
/// apart. Assumed.
pub(crate) const SHARP_FACTOR: f64 = 2.0;

/// The same for instants \[s\]. Assumed: hours of the day are given to the hour or half hour.
const SHARP_SHIFT_S: f64 = 3_600.0;

impl Quantity {
    /// In which unit its figures are written.
    pub fn kind(&self) -> Kind {
        match self {
            Quantity::Count(_) | Quantity::Victims(_) => Kind::Number,
            Quantity::Rate(_) => Kind::Rate,
            Quantity::Blocked(_) => Kind::Time,
            Quantity::Collapse(_) => Kind::Instant,
            Quantity::Given(given) => given.kind,
            Quantity::ModelValue(value) => value.kind,
            Quantity::Derived(reckoned) => reckoned.kind.kind(),
            Quantity::Similar(alike) => alike.kind.kind(),
        }
    }

    /// How sharply it has to be seen.
    pub fn slack(&self) -> Slack {
        match self.kind() {
            Kind::Instant => Slack::Shift(SHARP_SHIFT_S),
            Kind::Word => Slack::None,
            Kind::Number | Kind::Rate | Kind::Time | Kind::Share => Slack::Factor(SHARP_FACTOR),
        }
    }

    /// What it counts, where it could count something else.
    pub fn counted(&self) -> Option<Counted> {
        match self {
            Quantity::Count(count) => Some(count.of),
            Quantity::Rate(rate) => Some(rate.of),
            _ => None,
        }
    }

    /// The same quantity of something else.
    #[must_use]
    pub fn of(&self, counted: Counted) -> Quantity {
        let mut other = self.clone();
        match &mut other {
            Quantity::Count(count) => count.of = counted,
            Quantity::Rate(rate) => rate.of = counted,
            _ => {}
        }
        other
    }

    /// The instants it speaks of, each with its key in the file.
    pub fn moments(&self) -> Vec<(&'static str, Moment)> {
        match self {
            Quantity::Count(count) => {
                let since = count.since.map(|since| ("since", since));
                since.into_iter().chain([("by", count.by)]).collect()
            }
            Quantity::Rate(Rate { from, until, .. }) | Quantity::Blocked(Blocked { from, until }) => {
                vec![("from", *from), ("until", *until)]
            }
            Quantity::Collapse(collapse) => vec![("until", collapse.until)],
            Quantity::Victims(victims) => vec![("by", victims.by)],
            Quantity::Given(_) | Quantity::ModelValue(_) | Quantity::Derived(_) | Quantity::Similar(_) => {
                Vec::new()
            }
        }
    }

    /// Its name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Quantity::Count(_) => "count",
            Quantity::Rate(_) => "rate",
            Quantity::Blocked(_) => "blocked",
            Quantity::Collapse(_) => "collapse",
            Quantity::Victims(_) => "victims",
            Quantity::Given(_) => "given",
            Quantity::ModelValue(_) => "model-value",
            Quantity::Derived(_) => "reckoned",
            Quantity::Similar(_) => "alike",
        }
    }

    /// Whether runs show it; else it is decided on paper.
    pub(crate) fn is_measured(&self) -> bool {
        !matches!(
            self,
            Quantity::Given(_) | Quantity::ModelValue(_) | Quantity::Derived(_) | Quantity::Similar(_)
        )
    }

    /// Whether it has several values in a run, one for each moment.
    pub fn varies(&self) -> bool {
        matches!(self, Quantity::Rate(rate) if rate.reading == Reading::SomeMoment)
    }
}
