//! What a claim says, as something that can be measured: a quantity, a figure for it, and the words
//! around the figure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figure::{Figure, FigureError};
use super::quantity::{Counted, Quantity};
use super::verdict::Slack;
use super::wording::Wording;
use crate::experiment::statistics::Interval;
use clickday_engine::model::CivilClock;
use clickday_engine::model::units::Setting;

/// Something that can be measured, and a figure for it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Statement {
    /// What is measured, in which hours.
    pub quantity: Quantity,
    /// The figure, in the unit in which it was said.
    pub value: Setting,
    /// The second figure, of "60 to 70 thousand".
    #[serde(default)]
    pub to: Option<Setting>,
    /// The words around the figure, which make a range of it.
    #[serde(default)]
    pub wording: Wording,
    /// The other units in which it may be meant, if the word for it is open.
    #[serde(default)]
    pub or_as: Vec<Counted>,
    /// The world in which it is measured; absent: the launch as it was.
    #[serde(default)]
    pub world: Option<String>,
    /// The world against which it is measured, launch by launch with the same chance: the figure is
    /// then of what its cause does.
    #[serde(default)]
    pub without: Option<String>,
    /// How the two are compared; absent: by their difference.
    #[serde(default)]
    pub effect: Effect,
    /// Why this window and this reading, for a reader; of what follows from a claim: why it
    /// follows.
    #[serde(default)]
    pub because: String,
}

/// How a world with a cause is compared with one without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// By the difference of the two.
    #[default]
    Difference,
    /// By the share of the first that is gone in the second: 1 when all of it is, 0 where there is
    /// none.
    Share,
}

impl Effect {
    /// What the cause does.
    pub fn of(self, with: f64, without: f64) -> f64 {
        match self {
            // Never in either: no difference.
            _ if with.total_cmp(&without).is_eq() => 0.0,
            Effect::Difference => with - without,
            Effect::Share if with == 0.0 => 0.0,
            Effect::Share => 1.0 - without / with,
        }
    }
}

impl Statement {
    /// Whether its figure is a share.
    pub fn is_share(&self) -> bool {
        self.without.is_some() && self.effect == Effect::Share
    }

    /// Its figure.
    ///
    /// # Errors
    /// What would be right.
    pub fn figure(&self) -> Result<Figure, FigureError> {
        self.read(&self.value)
    }

    /// Its second figure, if it has one.
    ///
    /// # Errors
    /// What would be right.
    pub fn second(&self) -> Result<Option<Figure>, FigureError> {
        self.to.as_ref().map(|to| self.read(to)).transpose()
    }

    fn read(&self, written: &Setting) -> Result<Figure, FigureError> {
        Figure::read(written.as_str(), self.quantity.kind(), self.is_share())
    }

    /// The range it states, in people, a second, seconds, shares of the whole, or seconds from the
    /// start of the run. `None` of a word, and where its figure cannot be read, which no file that
    /// was loaded has.
    pub fn claimed(&self, clock: &CivilClock) -> Option<Interval> {
        let to = self.second().ok()?;
        self.figure().ok()?.range(self.wording, to.as_ref(), clock)
    }

    /// How sharply the quantity has to be seen.
    pub fn slack(&self) -> Slack {
        if self.without.is_some() {
            Slack::None
        } else {
            self.quantity.slack()
        }
    }

    /// Whether runs show it; else it is decided on paper.
    pub(crate) fn is_measured(&self) -> bool {
        self.quantity.is_measured()
    }
}
