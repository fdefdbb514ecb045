//! Claims that are decided without a run: by figures alone, by what the model is given, or not at
//! all.

use serde::Serialize;

use super::figure::Figure;
use super::figures::likeness;
use super::given::Held;
use super::quantity::Quantity;
use super::statement::Statement;
use super::verdict::{Answer, Verdict, answer};
use crate::experiment::statistics::Interval;
use clickday_engine::model::{CivilClock, Document};

/// What decided a claim without a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnPaper {
    /// The quantity's name.
    pub quantity: &'static str,
    /// What was looked at: a sum, a place in the model, or what no run shows.
    pub what: String,
    /// The places in the model of the earlier and the later instant, of a time between two.
    #[serde(skip)]
    pub between: Option<[String; 2]>,
    /// What it came to; `None` where nothing could be looked at.
    pub found: Option<Shown>,
    /// Why, for a reader.
    pub because: String,
}

/// What a sum came to, or what the model has at a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// Numbers, in the claim's own unit.
    Numbers {
        /// From this.
        low: f64,
        /// To this.
        high: f64,
        /// Their unit; empty for plain numbers.
        unit: &'static str,
    },
    /// An instant of the calendar.
    Instant(String),
    /// A word.
    Word(String),
}

/// What decides a statement without a run, and the verdict; `None` of what runs measure. The file
/// was checked against the model.
pub(crate) fn decide(
    statement: &Statement,
    model: &Document,
    clock: &CivilClock,
) -> Option<(Verdict, OnPaper)> {
    let (verdict, what, found) = match &statement.quantity {
        Quantity::Given(given) => (Verdict::OutOfReach, given.what.clone(), None),
        Quantity::Derived(reckoned) => {
            let range = reckoned.from.total().ok()?.range;
            let claimed = statement.claimed(clock)?;
            let verdict = match answer(range, claimed, statement.slack()) {
                Answer::Consistent => Verdict::AddsUp,
                Answer::Inconsistent => Verdict::DoesNotAddUp,
                Answer::CannotTell => Verdict::CannotTell,
            };
            (verdict, reckoned.from.words(), shown(statement, range))
        }
        Quantity::Similar(alike) => {
            let found = likeness(&statement.figure().ok()?, statement.wording, &alike.to).ok()?;
            let value = alike.to.total().ok()?.value;
            let point = Interval {
                low: value,
                high: value,
            };
            (Verdict::Similar(found), alike.to.words(), shown(statement, point))
        }
        Quantity::ModelValue(value) => {
            let what = match &value.since {
                Some(since) => format!("{}, since {since}", value.path),
                None => value.path.clone(),
            };
            let held = value.held(model, clock).ok()?;
            let (is_so, found) = match (&held, statement.figure().ok()?) {
                (Held::Word(word), Figure::Word(said)) => (*word == said, Some(Shown::Word(word.clone()))),
                (Held::Number(at_s), Figure::Instant(_)) => {
                    let at = clock.format((at_s.max(0.0) * 1e6) as u64);
                    (
                        held.is_within(statement.claimed(clock)?),
                        Some(Shown::Instant(at)),
                    )
                }
                (Held::Number(number), Figure::Number { .. }) => {
                    let point = Interval {
                        low: *number,
                        high: *number,
                    };
                    (held.is_within(statement.claimed(clock)?), shown(statement, point))
                }
                _ => return None,
            };
            let verdict = if is_so {
                Verdict::AsGiven
            } else {
                Verdict::NotAsGiven
            };
            (verdict, what, found)
        }
        _ => return None,
    };
    let on_paper = OnPaper {
        quantity: statement.quantity.name(),
        what,
        between: between(&statement.quantity),
        found,
        because: statement.because.clone(),
    };
    Some((verdict, on_paper))
}

/// The places of the two instants of the model between which a claim gives the time.
fn between(quantity: &Quantity) -> Option<[String; 2]> {
    match quantity {
        Quantity::ModelValue(value) => Some([value.since.clone()?, value.path.clone()]),
        _ => None,
    }
}

/// A range in the unit of the statement's figure.
fn shown(statement: &Statement, range: Interval) -> Option<Shown> {
    let unit = statement.figure().ok()?.unit()?;
    let Interval { low, high } = range.times(1.0 / unit.size);
    Some(Shown::Numbers {
        low,
        high,
        unit: unit.name,
    })
}
