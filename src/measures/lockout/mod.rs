//! Accounts are locked after wrong passwords: the owner is blocked as well.

mod en;
mod explain;
mod figures;
mod run;
mod words;

pub use figures::LockoutSummary;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::Bar;
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Count, Duration};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// Wrong passwords are counted in a byte.
const MOST_WRONG: usize = 255;

/// An account is locked after so many wrong passwords: its owner, too, is blocked for a while.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lockout {
    /// The page on which people log in.
    pub page: String,
    /// Wrong passwords in a row; a right one of the owner's starts the count again.
    pub after: Count,
    /// For how long.
    #[serde(rename = "for")]
    pub lasts: Duration,
}

impl Form for Lockout {}

impl Checks for Lockout {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        let pages = cx.model.journey.page.iter().map(|p| &p.name);
        cx.known(&self.page, "page", pages, &path.then("page"));
        cx.at_least(self.after.get() as f64, 1.0, &path.then("after"));
        let after = usize::try_from(self.after.get()).unwrap_or(usize::MAX);
        cx.at_most(after, MOST_WRONG, "wrong passwords", &path.then("after"));
        cx.positive(self.lasts, &path.then("for"));
    }
}

impl Definition for Lockout {
    const ID: &'static str = "lockout";
    const ABOUT: &'static str = "Accounts are locked after wrong passwords.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "an account is locked after so many wrong passwords; its owner is blocked as well",
        "a Poisson tail, `P(N ≥ m)` of accounts locked",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Lockout::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        explain::statements(self, launch)
    }

    fn strip(&self, _clock: &CivilClock, _language: Language) -> Vec<Bar> {
        // The strip shows who may come in.
        Vec::new()
    }
}
