//! What one line of an explanation says: a value with its unit, the words for it, the formula behind it and what limits that.

mod expected;
pub(crate) mod observed;
mod unit;
pub(crate) mod words;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::messages::Words;
use observed::Observed;

pub use unit::Unit;

pub(crate) use expected::{Expected, Queue, Typical};

/// The part of the launch a statement is about. Statements of a part stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Who comes, and what the portal can do.
    Load,
    /// A station that is a queue of the textbooks.
    Station,
    /// Applications of several pages.
    Session,
    /// When retries take over, and when they let go.
    Storm,
    /// How many may be inside, and how long the others wait.
    WaitingRoom,
    /// How long it takes to work off what has piled up.
    Drain,
    /// Pages shown to the wrong person.
    Leak,
    /// Credentials asked for, and the helpline.
    Contact,
    /// What the other measures of the policy amount to.
    Measures,
    /// What attacks take, and what defences leave of them.
    Attack,
    /// What a simulation of it needs.
    Simulation,
}

impl Topic {
    /// The heading above its statements.
    pub const fn heading(self) -> &'static str {
        match self {
            Topic::Load => "Who comes, and what the portal can do",
            Topic::Station => "The portal as a queue of the textbooks",
            Topic::Session => "Applications of several pages",
            Topic::Storm => "When retries take over, and when they let go",
            Topic::WaitingRoom => "How many may be inside",
            Topic::Drain => "How long the backlog lasts",
            Topic::Leak => "Pages shown to the wrong person",
            Topic::Contact => "Credentials and the helpline",
            Topic::Measures => "What the other measures come to",
            Topic::Attack => "Attacks, and what is left of them",
            Topic::Simulation => "Simulating it",
        }
    }
}

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
    Nothing(Cow<'static, str>),
}

impl Statement {
    /// That `label` is `value`, in words `sentence`.
    pub(crate) fn new(
        id: &'static str,
        topic: Topic,
        label: impl Into<String>,
        (value, unit): (f64, Unit),
        sentence: impl Into<String>,
    ) -> Self {
        Statement {
            id,
            topic,
            label: label.into(),
            text: words::value(value, &unit),
            value: Some(value),
            unit: Some(unit),
            sentence: sentence.into(),
            formula: None,
            assumption: String::new(),
            simulated: None,
            beside: Beside::Nothing(Cow::Borrowed("a single run shows no such value")),
            predicted: None,
        }
    }

    /// The value of `words`, with its formula and what limits that.
    pub(crate) fn worded(id: &'static str, topic: Topic, (value, unit): (f64, Unit), words: Words) -> Self {
        let said =
            Statement::new(id, topic, words.label, (value, unit), words.sentence).assuming(words.assumes);
        Statement {
            formula: (!words.formula.is_empty()).then_some(Formula {
                name: words.formula,
                source: "",
            }),
            beside: Beside::Nothing(if words.not_simulated.is_empty() {
                Cow::Borrowed("a single run shows no such value")
            } else {
                words.not_simulated
            }),
            ..said
        }
    }

    /// That the question of `words` does not arise, and why.
    pub(crate) fn absent(id: &'static str, topic: Topic, words: Words) -> Self {
        Statement::not_applicable(id, topic, words.label, words.sentence)
    }

    /// Where its formula is derived.
    pub(crate) fn source(mut self, source: &'static str) -> Self {
        if let Some(formula) = &mut self.formula {
            formula.source = source;
        }
        self
    }

    /// A statement whose formula needs something that only a run gives.
    pub(crate) fn of_run(id: &'static str, topic: Topic, label: &'static str, unit: Unit) -> Self {
        Statement {
            value: None,
            text: String::new(),
            ..Statement::new(id, topic, label, (0.0, unit), "")
        }
    }

    /// What the formula says, given the run.
    pub(crate) fn predicted(
        mut self,
        sentence: &'static str,
        ask: impl Fn(&Observed) -> Option<f64> + 'static,
    ) -> Self {
        sentence.clone_into(&mut self.sentence);
        self.predicted = Some(Box::new(ask));
        self
    }

    /// Whether it waits for a run.
    pub(crate) fn is_pending(&self) -> bool {
        self.predicted.is_some()
    }

    /// Takes from the run what the formula lacks.
    pub(crate) fn predict(&mut self, observed: &Observed) {
        let found = self.predicted.take().and_then(|ask| ask(observed));
        if let (Some(value), Some(unit)) = (found, &self.unit) {
            self.text = words::value(value, unit);
        }
        self.value = found;
    }

    /// That the question of `label` does not arise, and why.
    pub(crate) fn not_applicable(
        id: &'static str,
        topic: Topic,
        label: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Statement {
            value: None,
            unit: None,
            text: String::new(),
            ..Statement::new(id, topic, label, (0.0, Unit::Mean), why)
        }
    }

    /// The value in other words than its unit's: `never`, a clock time.
    pub(crate) fn written(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The formula behind it.
    pub(crate) fn formula(mut self, name: &'static str, source: &'static str) -> Self {
        self.formula = Some(Formula { name, source });
        self
    }

    /// The assumption that limits it.
    pub(crate) fn assuming(mut self, assumption: impl Into<String>) -> Self {
        self.assumption = assumption.into();
        self
    }

    /// How a run is asked for the same quantity.
    pub(crate) fn simulated_by(mut self, ask: impl Fn(&Observed) -> Option<f64> + 'static) -> Self {
        self.beside = Beside::Ask(Box::new(ask));
        self
    }

    /// Why no run can be asked for it.
    pub(crate) fn not_simulated(mut self, why: impl Into<Cow<'static, str>>) -> Self {
        self.beside = Beside::Nothing(why.into());
        self
    }

    /// Puts the simulated value beside it.
    pub(crate) fn check(&mut self, observed: &Observed) {
        let (Some(value), Some(unit)) = (self.value, &self.unit) else {
            return;
        };
        let found = match &self.beside {
            Beside::Nothing(why) => Err(why.as_ref()),
            Beside::Ask(ask) => ask(observed).ok_or("the run came to nothing of the kind"),
        };
        self.simulated = Some(match found {
            Ok(simulated) => Simulated::Value {
                value: simulated,
                text: match unit {
                    Unit::Moment => observed.moment(simulated),
                    _ => words::value(simulated, unit),
                },
                difference: words::difference(simulated, value, unit),
            },
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
