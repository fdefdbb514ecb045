//! What one line of an explanation says: a value with its unit, the words for it, the formula behind it and what limits that.

mod expected;
pub(crate) mod observed;
mod unit;
pub(crate) mod words;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::messages::{ExplainText, Words};
use clickday_engine::model::civil::CivilClock;
use observed::Observed;

pub use crate::messages::Topic;
pub use unit::Unit;

pub(crate) use expected::{Expected, Queue, Typical};

/// The formula behind a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// Its name in the field.
    pub name: &'static str,
    /// Where it is derived, or what it is where it needs no deriving.
    pub source: &'static str,
}

/// The simulated value beside a statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Simulated {
    /// What one run came to, in the unit of the statement.
    Value {
        /// The value.
        value: f64,
        /// The same, as people write it.
        text: String,
        /// Simulated less theory, as people write it.
        difference: String,
    },
    /// There is none, and why.
    None(String),
}

/// What theory says of one thing.
#[derive(Serialize)]
pub struct Statement {
    /// Its name for programs.
    pub id: &'static str,
    /// What part of the launch it is about.
    pub topic: Topic,
    /// Its name for people.
    pub label: String,
    /// The value; `None` when the question does not arise.
    pub value: Option<f64>,
    /// The unit of the value.
    pub unit: Option<Unit>,
    /// The value as people write it; empty when there is none.
    pub text: String,
    /// The same in a sentence, or why there is no value.
    pub sentence: String,
    /// The formula.
    pub formula: Option<Formula>,
    /// The assumption that limits it.
    pub assumption: String,
    /// What a simulation gave, once there was one.
    pub simulated: Option<Simulated>,
    /// Whether the question arises in this launch at all.
    #[serde(skip)]
    pub(crate) arises: bool,
    /// How a run is asked for the same quantity.
    #[serde(skip)]
    beside: Beside,
    /// How a run gives the formula what it lacks, when it needs one.
    #[serde(skip)]
    predicted: Option<Ask>,
}

type Ask = Box<dyn Fn(&Observed) -> Option<f64>>;

enum Beside {
    Ask(Ask),
    /// There is nothing to ask for, and why; empty: a run does not measure it.
    Nothing(Cow<'static, str>),
}

impl Statement {
    /// The value of `words`, with its formula and what limits that.
    pub(crate) fn worded(id: &'static str, topic: Topic, (value, unit): (f64, Unit), words: Words) -> Self {
        Statement {
            id,
            topic,
            label: words.label.into_owned(),
            text: String::new(),
            value: Some(value),
            unit: Some(unit),
            sentence: words.sentence.into_owned(),
            formula: (!words.formula.is_empty()).then_some(Formula {
                name: words.formula,
                source: "",
            }),
            assumption: words.assumes.into_owned(),
            simulated: None,
            arises: true,
            beside: Beside::Nothing(words.not_simulated),
            predicted: None,
        }
    }

    /// That the question of `words` does not arise, and why.
    pub(crate) fn absent(id: &'static str, topic: Topic, words: Words) -> Self {
        Statement {
            value: None,
            unit: None,
            arises: false,
            ..Statement::worded(id, topic, (0.0, Unit::Mean), words)
        }
    }

    /// That the question of `words` arises and has no value, and why.
    pub(crate) fn without_value(id: &'static str, topic: Topic, words: Words) -> Self {
        Statement {
            arises: true,
            ..Statement::absent(id, topic, words)
        }
    }

    /// Where its formula is derived.
    pub(crate) fn source(mut self, source: &'static str) -> Self {
        if let Some(formula) = &mut self.formula {
            formula.source = source;
        }
        self
    }

    /// A statement whose formula needs something that only a run gives: what the formula says, given the run.
    pub(crate) fn of_run(
        id: &'static str,
        topic: Topic,
        unit: Unit,
        words: Words,
        ask: impl Fn(&Observed) -> Option<f64> + 'static,
    ) -> Self {
        Statement {
            value: None,
            predicted: Some(Box::new(ask)),
            ..Statement::worded(id, topic, (0.0, unit), words)
        }
    }

    /// Whether it waits for a run.
    pub(crate) fn is_pending(&self) -> bool {
        self.predicted.is_some()
    }

    /// Takes from the run what the formula lacks.
    pub(crate) fn predict(&mut self, observed: &Observed) {
        self.value = self.predicted.take().and_then(|ask| ask(observed));
    }

    /// How a run is asked for the same quantity.
    pub(crate) fn simulated_by(mut self, ask: impl Fn(&Observed) -> Option<f64> + 'static) -> Self {
        self.beside = Beside::Ask(Box::new(ask));
        self
    }

    /// Writes its value in a language.
    pub(crate) fn write(&mut self, clock: &CivilClock, say: &dyn ExplainText) {
        if let (Some(value), Some(unit)) = (self.value, &self.unit) {
            self.text = words::value(value, unit, clock, say);
        }
    }

    /// Puts the simulated value beside it.
    pub(crate) fn check(&mut self, observed: &Observed, say: &dyn ExplainText) {
        let (Some(value), Some(unit)) = (self.value, &self.unit) else {
            return;
        };
        let found = match &self.beside {
            Beside::Nothing(why) if why.is_empty() => Err(say.not_measured()),
            Beside::Nothing(why) => Err(why.as_ref()),
            Beside::Ask(ask) => ask(observed).ok_or(say.not_in_the_run()),
        };
        self.simulated = Some(match found {
            Ok(simulated) => {
                let write = |value| match unit {
                    Unit::Count(_) => say.count(value),
                    _ => words::value(value, unit, observed.clock, say),
                };
                // Two counts that are rounded may look more different than they are.
                if matches!(unit, Unit::Count(_)) {
                    self.text = write(value);
                }
                Simulated::Value {
                    value: simulated,
                    text: write(simulated),
                    difference: say.difference(words::difference(simulated, value, unit)),
                }
            }
            Err(why) => Simulated::None(why.to_owned()),
        });
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement")
            .field("id", &self.id)
            .field("value", &self.value)
            .field("sentence", &self.sentence)
            .finish_non_exhaustive()
    }
}
