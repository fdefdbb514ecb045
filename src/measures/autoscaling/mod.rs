//! Autoscaling: more capacity when a tier is busy.

mod en;
mod explain;
mod run;
#[cfg(test)]
mod tests;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::{Bar, Kind, whole};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::checker::SHORTEST_INTERVAL;
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Duration, Factor, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// The least step but 0, which is off: each is written down, and those of almost nothing would come
/// without end. Assumed.
const LEAST_STEP: f64 = 0.001;

/// More slots and cores for a tier that is busy, step by step. The tiers behind it are not scaled: a database seldom can be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Autoscaling {
    /// Which tier.
    pub tier: String,
    /// What a step adds, as a share of what there is.
    pub step: Share,
    /// Least time between two steps: machines take so long to come.
    pub every: Duration,
    /// Utilisation above which it grows.
    pub above: Share,
    /// For how long the mean utilisation has to be above it.
    pub over: Duration,
    /// Most capacity, as a multiple of the model's.
    pub most: Factor,
}

impl Form for Autoscaling {
    fn grows(&self) -> Option<&str> {
        Some(&self.tier)
    }
}

impl Checks for Autoscaling {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.known(
            &self.tier,
            "tier",
            cx.model.portal.tier.iter().map(|t| &t.name),
            &path.then("tier"),
        );
        cx.positive(self.every, &path.then("every"));
        cx.lasts_at_least(self.over, SHORTEST_INTERVAL, &path.then("over"));
        cx.times(self.most.get(), 1.0, &path.then("most"));
        if self.step.get() > 0.0 {
            cx.at_least(self.step.get(), LEAST_STEP, &path.then("step"));
        }
    }
}

impl Definition for Autoscaling {
    const ID: &'static str = "autoscaling";
    const ABOUT: &'static str = "More capacity when a tier is busy.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "a tier grows by `step` when its cores were busier than `above` over a time, at most \
             `every` so often, up to `most` times; nothing behind it grows, and nothing shrinks",
        "the path of capacity, exactly",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Autoscaling::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::growth(self, launch.language())]
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let labels = words::words(language).grows(&self.tier, self.most.get());
        vec![Bar::new(Kind::Noted, whole(clock), &labels)]
    }
}
