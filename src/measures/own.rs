//! Measures of a program beside this crate, written in TOML like those of this build.
//!
//! ```
//! use clickday::measures::{self, OwnMeasure};
//! use clickday::model::kinds::Kind;
//! use clickday::model::units::Share;
//! use clickday::model::{self, Document, Model};
//! use clickday::sim::result::Outcome;
//! use clickday::sim::{AdmissionRule, AttemptView, Decision};
//! use clickday::Simulation;
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! /// New sessions are refused by lot.
//! #[derive(Debug, Deserialize, JsonSchema)]
//! #[serde(rename_all = "kebab-case", deny_unknown_fields)]
//! struct Lottery {
//!     /// Probability that a new session is let in.
//!     let_in: Share,
//! }
//!
//! impl OwnMeasure for Lottery {
//!     const ID: &'static str = "lottery";
//!     const ABOUT: &'static str = "New sessions are refused by lot.";
//!
//!     fn rule(&self, _model: &Model, _scale: f64) -> Box<dyn AdmissionRule> {
//!         let let_in = self.let_in.get();
//!         Box::new(move |attempt: &AttemptView<'_>| {
//!             if attempt.is_first_page && attempt.chance >= let_in {
//!                 Decision::Refuse(Outcome::Shed)
//!             } else {
//!                 Decision::Admit
//!             }
//!         })
//!     }
//! }
//!
//! static OWN: [Kind; 1] = [measures::own::<Lottery>()];
//!
//! let mut document = Document::open("models/textbook/mm1.toml".as_ref());
//! document.add_policies(Document::of_text(
//!     "lottery.toml",
//!     "[[policy.by-lot.measure]]\nlottery = { let-in = \"40 %\" }",
//! ));
//! let model = model::load::read(document, &[], measures::SET.with(&OWN))?;
//! let run = Simulation::builder(&model).policy("by-lot").run()?;
//! assert!(run.attempts.of(Outcome::Shed) > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Everything that reads a model takes the larger set in the same way, so that an own measure does in
//! an experiment what it does in a run:
//!
//! | what is read | how it is given the set |
//! |---|---|
//! | a model | [`model::load::read`](crate::model::load::read) |
//! | policies | [`model::load::read_policies`](crate::model::load::read_policies) |
//! | an experiment, to compare or to sweep | [`spec::Loaded::with_measures`](crate::experiment::spec::Loaded::with_measures) |
//! | a calibration | [`calibration::spec::Loaded::with_measures`](crate::experiment::calibration::spec::Loaded::with_measures) |
//! | claims | [`claims::Loaded::with_measures`](crate::experiment::claims::Loaded::with_measures) |
//! | a plan, to make its shards and gather them | `shards::Shards::open_with` |
//! | results, to make them again | `reproduce::Claim::read_with` |
//!
//! Folders of results name the own measures beside the version of the program: they are not taken for
//! those of a program without them. A measure may also say what theory knows of it
//! ([`OwnMeasure::explain`]), and what charts show of it above the time axis ([`OwnMeasure::strip`]).
//!
//! The program needs `serde` (1, with `derive`) and `schemars` (1) among its own dependencies,
//! since the type derives their traits. A rule for one run, without TOML, needs neither: see
//! [`SimulationBuilder::admission`](crate::SimulationBuilder::admission).

use std::any::Any;
use std::fmt;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::messages::Words;
use crate::statement::{Statement, Topic};
use clickday_engine::model::kinds::{Checks, Kind};
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::Complaint;
use clickday_engine::model::{Checker, CivilClock, Model, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::{Measure, RuleAtWork};
use clickday_engine::sim::{AdmissionRule, RunResult};

use super::bar::Bar;

pub use crate::statement::{Formula, Unit};

/// A measure of a program beside this crate: the type of what is written of it, and the rule of
/// admission that it makes. See [`own()`] for how it joins the measures of this build.
///
/// An unknown key, a value of the wrong type and a missing key are told with their place in the file,
/// as those of any measure. The type should have `deny_unknown_fields`, and its values the types of
/// [`model::units`](crate::model::units) where they have a unit.
pub trait OwnMeasure: DeserializeOwned + JsonSchema + fmt::Debug + Send + Sync + 'static {
    /// The key under which it is written. If a measure of this build has the same key, this one takes
    /// its place.
    const ID: &'static str;

    /// What it is, in a sentence.
    const ABOUT: &'static str;

    /// The rule at work in a run of the model at a scale in (0, 1]. Numbers of people and requests in
    /// a run are those of the model times the scale.
    fn rule(&self, model: &Model, scale: f64) -> Box<dyn AdmissionRule>;

    /// What does not make sense in it: keys of its table, each with what is wrong there and what
    /// would be right.
    fn check(&self, _model: &Model) -> Vec<(&'static str, Complaint)> {
        Vec::new()
    }

    /// What it amounts to before any run: lines of `explain`, in the part about the measures of the
    /// policy. The model is at full scale, with what the policy sets.
    fn explain(&self, _model: &Model) -> Vec<ExplainLine> {
        Vec::new()
    }

    /// What charts show of it in the strip above their time axis. Most rules are a bar of
    /// [`Kind::Noted`](crate::measures::strip::Kind::Noted) over the [whole](super::strip::whole) run.
    fn strip(&self, _clock: &CivilClock) -> Vec<Bar> {
        Vec::new()
    }
}

/// A line that a measure of one's own gives to `explain`.
#[derive(Debug, Clone)]
pub struct ExplainLine {
    /// Its name for programs, as in `lottery_let_in`.
    pub id: &'static str,
    /// Its name for people, at most 44 characters.
    pub label: String,
    /// The value, with its unit; `None` where there is none.
    pub value: Option<(f64, Unit)>,
    /// The same in a whole sentence, or why there is no value.
    pub sentence: String,
    /// The formula behind the value.
    pub formula: Option<Formula>,
    /// The assumption that limits it; empty where there is none.
    pub assumption: String,
    /// How a run is asked for the same quantity, in the unit of the value; `None` where a run does not
    /// measure it. Counts are of the real launch: those of a run over
    /// [`RunResult::scale`](crate::RunResult::scale).
    pub simulated: Option<fn(&RunResult) -> Option<f64>>,
}

impl ExplainLine {
    fn statement(self) -> Statement {
        let (name, source) = self
            .formula
            .map_or(("", ""), |formula| (formula.name, formula.source));
        let words = Words {
            label: self.label.into(),
            sentence: self.sentence.into(),
            formula: name,
            assumes: self.assumption.into(),
            not_simulated: "".into(),
        };
        let statement = match self.value {
            Some(value) => Statement::worded(self.id, Topic::Measures, value, words),
            None => Statement::absent(self.id, Topic::Measures, words),
        };
        let statement = statement.source(source);
        match self.simulated {
            Some(ask) => statement.simulated_by(move |observed| ask(observed.run)),
            None => statement,
        }
    }
}

/// The kind of a measure of one's own, for
/// [`MeasureSet::with`](crate::model::kinds::MeasureSet::with).
pub const fn own<T: OwnMeasure>() -> Kind {
    Kind::of_wrapped::<T, Own>(T::ID, T::ABOUT)
}

/// A measure that a program beside this crate brings along, as it is written.
#[derive(Debug)]
pub(super) struct Own {
    id: &'static str,
    spec: Box<dyn Spec>,
}

/// What is asked of its type.
trait Spec: fmt::Debug + Send + Sync {
    fn rule(&self, scenario: &Scenario) -> Box<dyn AdmissionRule>;
    fn complaints(&self, model: &Model) -> Vec<(&'static str, Complaint)>;
    fn lines(&self, model: &Model) -> Vec<ExplainLine>;
    fn bars(&self, clock: &CivilClock) -> Vec<Bar>;
    fn written(&self) -> &dyn Any;
}

impl<T: OwnMeasure> Spec for T {
    fn rule(&self, scenario: &Scenario) -> Box<dyn AdmissionRule> {
        OwnMeasure::rule(self, &scenario.model, scenario.scale)
    }

    fn complaints(&self, model: &Model) -> Vec<(&'static str, Complaint)> {
        self.check(model)
    }

    fn lines(&self, model: &Model) -> Vec<ExplainLine> {
        self.explain(model)
    }

    fn bars(&self, clock: &CivilClock) -> Vec<Bar> {
        self.strip(clock)
    }

    fn written(&self) -> &dyn Any {
        self
    }
}

impl<T: OwnMeasure> From<T> for Own {
    fn from(spec: T) -> Self {
        Own {
            id: T::ID,
            spec: Box::new(spec),
        }
    }
}

impl Own {
    /// Puts it to work in a run.
    pub(super) fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        let rule = self.spec.rule(scenario);
        Box::new(RuleAtWork::new(self.id.to_owned(), rule, scenario))
    }

    /// What it amounts to, before any run.
    pub(super) fn statements(&self, model: &Model) -> Vec<Statement> {
        let lines = self.spec.lines(model).into_iter();
        lines.map(ExplainLine::statement).collect()
    }

    /// What a strip over the time of a run shows of it.
    pub(super) fn bars(&self, clock: &CivilClock) -> Vec<Bar> {
        self.spec.bars(clock)
    }
}

impl Form for Own {
    fn is_switchable(&self) -> bool {
        true
    }

    fn written(&self) -> Option<&dyn Any> {
        Some(self.spec.written())
    }
}

impl Checks for Own {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        for (key, Complaint { wrong, right }) in self.spec.complaints(cx.model) {
            cx.complain(&path.then(key), wrong, right);
        }
    }
}
