//! Random early refusal: new sessions are turned away by chance while a backlog is long.
//!
//! Whoever is inside goes on; the backlog is kept from growing by those who would make it longer. It is the simplest of the
//! policies of active queue management (Floyd and Jacobson, "Random early detection gateways for congestion avoidance", *IEEE/ACM
//! Transactions on Networking* 1 (1993)), with one step where theirs has a slope.

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
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Count, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// New sessions are refused with a probability while the backlog of a tier is longer than a length.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RandomEarlyRefusal {
    /// Whose backlog is looked at: a name of a tier.
    pub tier: String,
    /// Requests that may wait before anybody is refused. It shrinks with `--scale`, as the tier does.
    pub above: Count,
    /// Probability with which a new session is refused while more wait.
    pub probability: Share,
}

impl Form for RandomEarlyRefusal {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for RandomEarlyRefusal {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        let tiers = &cx.model.portal.tier;
        cx.known(
            &self.tier,
            "tier",
            tiers.iter().map(|tier| &tier.name),
            &path.then("tier"),
        );
        let Some(tier) = tiers.iter().find(|tier| tier.name == self.tier) else {
            return;
        };
        let wrong = match tier.backlog.as_ref().map(|backlog| backlog.length) {
            None => Some(format!("the tier `{}` has no backlog", self.tier)),
            Some(Some(length)) if length.get() <= self.above.get() => Some(format!(
                "the backlog of `{}` is never longer than {length}",
                self.tier
            )),
            Some(_) => None,
        };
        if let Some(wrong) = wrong {
            let right = "write a length that the backlog can pass";
            cx.complain(&path.then("above"), wrong, right);
        }
    }
}

impl RandomEarlyRefusal {
    /// When new sessions are refused, for those who say it.
    fn told(&self) -> words::Refusal<'_> {
        words::Refusal {
            tier: &self.tier,
            above: self.above.get() as f64,
            share: self.probability.get(),
        }
    }
}

impl Definition for RandomEarlyRefusal {
    const ID: &'static str = "random-early-refusal";
    const ABOUT: &'static str = "New sessions are refused by chance while a backlog is long.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "refuses new sessions with a `probability` while more than `above` requests wait for a slot of the `tier`; \
         whoever is inside goes on",
        "the birth and death chain of M/M/c whose births are thinned by `probability` above the length; \
         the refused are a binomial share of those who came meanwhile",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::RandomEarlyRefusal::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::bearable(self, launch)]
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let labels = words::words(language).refused(self.told());
        vec![Bar::new(Kind::Noted, whole(clock), &labels)]
    }
}
