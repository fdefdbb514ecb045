//! What no run shows: what the model is given, and what it has nothing of.
//!
//! A claim about what the model is given, such as when the portal was closed, is compared with the
//! model's own value. That they agree is no discovery, and the verdict says so.

use schemars::JsonSchema;
use serde::Deserialize;

use super::kind::Kind;
use crate::experiment::factor::KeyError;
use crate::experiment::statistics::Interval;
use clickday_engine::model::units::{Duration, Moment, Rate, Share};
use clickday_engine::model::{CivilClock, Document};

/// Something that the model is given, or has nothing of.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Given {
    /// What it is, in words: claims that say the same here speak of the same.
    pub what: String,
    /// In which unit its figures are written.
    #[serde(rename = "in")]
    pub kind: Kind,
}

/// A value of the model's own file, or the time between two.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ModelValue {
    /// Where it stands, as in `--set`.
    pub path: String,
    /// An instant of the model before it, where the claim is of the time between the two.
    #[serde(default)]
    pub since: Option<String>,
    /// In which unit its figures are written.
    #[serde(rename = "in")]
    pub kind: Kind,
}

/// What would be right where a value of the model cannot be found.
const RIGHT: &str =
    "name a single value of the model as --set does, and its kind: in = \"instant\", \"time\" or \"word\"";

/// What the model has at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// A number, in people, a second, seconds, shares of the whole, or seconds from the start of
    /// the run.
    Number(f64),
    /// A word.
    Word(String),
}

impl Held {
    /// Whether it lies in a range.
    pub(crate) fn is_within(&self, claimed: Interval) -> bool {
        matches!(self, Held::Number(value) if claimed.contains(*value))
    }
}

impl ModelValue {
    /// What the model has there.
    ///
    /// # Errors
    /// Which key is wrong, and what is wrong with it.
    pub fn held(&self, model: &Document, clock: &CivilClock) -> Result<Held, KeyError> {
        let written = |key: &'static str, path: &str| {
            let missing = || {
                let wrong = format!("the model's files have no single value at `{path}`");
                KeyError::new(key, wrong, RIGHT)
            };
            model.value_at(path).ok_or_else(missing)
        };
        let unfit = |key, found: &str, what| {
            let wrong = format!("the model has \"{found}\" there, which is no {what}");
            KeyError::new(key, wrong, RIGHT)
        };
        let instant = |key, path: &str| {
            let found = written(key, path)?;
            let moment = found
                .parse::<Moment>()
                .map_err(|_| unfit(key, &found, "instant"))?;
            Ok(clock.micros(&moment) as f64 / 1e6)
        };
        if let Some(since) = &self.since {
            let (from, to) = (instant("since", since)?, instant("path", &self.path)?);
            return match self.kind {
                Kind::Time => Ok(Held::Number(to - from)),
                _ => Err(KeyError::new("in", "between two instants there is a time", RIGHT)),
            };
        }
        let found = written("path", &self.path)?;
        let number = match self.kind {
            Kind::Word => return Ok(Held::Word(found)),
            Kind::Instant => return Ok(Held::Number(instant("path", &self.path)?)),
            Kind::Number => found.replace('_', "").parse().map_err(|_| "number"),
            Kind::Rate => found.parse::<Rate>().map(Rate::per_s).map_err(|_| "rate"),
            Kind::Time => found
                .parse::<Duration>()
                .map(|time| time.as_micros() as f64 / 1e6)
                .map_err(|_| "length of time"),
            Kind::Share => found.parse::<Share>().map(Share::get).map_err(|_| "share"),
        };
        number
            .map(Held::Number)
            .map_err(|what| unfit("path", &found, what))
    }
}
