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
//! The program needs `serde` (1, with `derive`) and `schemars` (1) among its own dependencies,
//! since the type derives their traits. A rule for one run, without TOML, needs neither: see
//! [`SimulationBuilder::admission`](crate::SimulationBuilder::admission).

use std::any::Any;
use std::fmt;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use clickday_engine::model::kinds::{Checks, Kind};
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::Complaint;
use clickday_engine::model::{Checker, Model, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::AdmissionRule;
use clickday_engine::sim::door::{Measure, RuleAtWork};

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
    fn written(&self) -> &dyn Any;
}

impl<T: OwnMeasure> Spec for T {
    fn rule(&self, scenario: &Scenario) -> Box<dyn AdmissionRule> {
        OwnMeasure::rule(self, &scenario.model, scenario.scale)
    }

    fn complaints(&self, model: &Model) -> Vec<(&'static str, Complaint)> {
        self.check(model)
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
