//! A cache put before the portal in haste, whose key forgets the session: it spares the portal work, and shows people the page of
//! whoever asked for it first.

mod en;
mod explain;
mod figures;
mod run;
#[cfg(test)]
mod tests;
mod words;

pub use figures::CacheSummary;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::measures::definition::{Definition, Row};
use crate::measures::strip::{Bar, Kind, between};
use crate::messages::Language;
use crate::statement::{Expected, Statement};
use clickday_engine::model::check_law::{self, Of};
use clickday_engine::model::kinds::Checks;
use clickday_engine::model::law::Law;
use clickday_engine::model::measure::Form;
use clickday_engine::model::units::{Count, Duration, Moment, Share};
use clickday_engine::model::{Checker, CivilClock, Path};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::door::Measure;

/// More nodes than any delivery network has, and few enough for memory.
const MOST_NODES: usize = 1_000_000;

/// A cache put before the portal in haste, whose key forgets the session: it spares the portal work, and shows people the page of
/// whoever asked for it first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EmergencyCache {
    /// When it is switched on, empty.
    pub from: Moment,
    /// When it is switched off and emptied.
    pub until: Moment,
    /// Names of the pages it keeps.
    pub pages: Vec<String>,
    /// For how long it keeps a page, from the instant it was stored.
    pub lifetime: Duration,
    /// Nodes, each with a cache of its own; a request goes to any of them alike.
    #[serde(default = "Count::one")]
    pub nodes: Count,
    /// Share of the portal's answers that may be stored (the others forbid it and are obeyed).
    #[serde(default = "Share::one")]
    pub stored: Share,
    /// Probability that somebody who is shown another's page reports it.
    #[serde(default)]
    pub reported: Share,
    /// How much later; absent: at once.
    #[serde(default)]
    pub reported_after: Option<Law>,
    /// Request collapsing: while a page is being fetched for somebody, others who ask for it wait for it, and for so long at most. Absent:
    /// everybody who finds nothing asks the portal.
    #[serde(default)]
    pub collapses: Option<Duration>,
}

impl Form for EmergencyCache {
    fn is_switchable(&self) -> bool {
        true
    }
}

impl Checks for EmergencyCache {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.within_run(&self.from, &self.until, path);
        for (i, page) in self.pages.iter().enumerate() {
            let path = path.then("pages").then(i.to_string());
            cx.known(page, "page", cx.model.journey.page.iter().map(|p| &p.name), &path);
        }
        cx.positive(self.lifetime, &path.then("lifetime"));
        check_law::check_optional(
            cx,
            self.reported_after.as_ref(),
            Of::Time,
            &path.then("reported-after"),
        );
        if let Some(longest) = self.collapses {
            cx.positive(longest, &path.then("collapses"));
        }
        cx.at_least(self.nodes.get() as f64, 1.0, &path.then("nodes"));
        let nodes = usize::try_from(self.nodes.get()).unwrap_or(usize::MAX);
        cx.at_most(nodes, MOST_NODES, "nodes", &path.then("nodes"));
    }
}

impl Definition for EmergencyCache {
    const ID: &'static str = "emergency-cache";
    const ABOUT: &'static str = "A cache put before the portal in haste, whose key forgets the session.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "keeps pages, and forgets whose they are",
        "renewal law of [explain](explain.md)",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::EmergencyCache::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        explain::statements(self, launch)
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let stands = between(Some(&self.from), Some(&self.until), clock);
        let labels = words::words(language).is_on();
        vec![Bar::new(Kind::Noted, stands, &labels)]
    }
}
