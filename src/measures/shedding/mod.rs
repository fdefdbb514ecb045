//! Shedding: some are turned away at once so that the others are served.

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

use words::{When, Who};

/// Some are turned away at once, so that the others are served. At least one of `share` and `in-flight`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Shedding {
    /// Who is turned away.
    pub by: SheddingBy,
    /// This share of them, at any time.
    #[serde(default)]
    pub share: Share,
    /// All of them, while so many requests are in the portal; absent: never.
    #[serde(default)]
    pub in_flight: Option<Count>,
}

/// Who is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SheddingBy {
    /// Any request, wherever in an application it stands.
    Request,
    /// Only the first page of an application: whoever is inside finishes first.
    Session,
}

impl SheddingBy {
    /// The same, for those who say it.
    fn who(self) -> Who {
        match self {
            SheddingBy::Request => Who::Requests,
            SheddingBy::Session => Who::NewSessions,
        }
    }
}

impl Form for Shedding {}

impl Checks for Shedding {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        if self.share.get() >= 1.0 {
            let right = "write a share below 1, or close the door with a closure";
            cx.complain(&path.then("share"), "nobody would ever be served", right);
        }
        if let Some(limit) = self.in_flight {
            cx.at_least(limit.get() as f64, 1.0, &path.then("in-flight"));
        }
    }
}

impl Definition for Shedding {
    const ID: &'static str = "shedding";
    const ABOUT: &'static str = "Some are turned away so that the others are served.";
    const EXAMPLE: &'static str = include_str!("policy.toml");
    const ROWS: &'static [Row] = &[Row::whole(
        "turns away a `share` of requests, or all while `in-flight` are in the portal: any \
             request, or (`by = \"session\"`) only the first page",
        "completion `xⁿ` and efficiency of `n` pages by request; no page in vain by session",
    )];

    fn at_work(&self, scenario: &Scenario) -> Box<dyn Measure> {
        Box::new(run::Shedding::new(self, scenario))
    }

    fn statements(&self, launch: &dyn Expected) -> Vec<Statement> {
        vec![explain::shed(launch, self)]
    }

    fn strip(&self, clock: &CivilClock, language: Language) -> Vec<Bar> {
        let share = Some(self.share.get()).filter(|share| *share > 0.0);
        let in_flight = self.in_flight.map(|limit| limit.get() as f64);
        let when = match (share, in_flight) {
            (None, None) => return Vec::new(),
            (Some(share), None) => When::Always(share),
            (None, Some(limit)) => When::Above(limit),
            (Some(share), Some(limit)) => When::Both(share, limit),
        };
        let labels = words::words(language).shed(self.by.who(), when);
        vec![Bar::new(Kind::Noted, whole(clock), &labels)]
    }
}
